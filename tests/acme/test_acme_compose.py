"""
The life of a certificate of an ACME authority with docker/compose.yaml and its
certbot profile, by what docs/operations/compose.md says.

    make test-acme ACME=compose
"""

import json
import shutil

import pytest
from authority import DAY, Authority, load, own_address, served
from blocks import below
from composed import System
from containers import ROOT, fetch
from stack import free_port, wait_for

HOSTS = {"app": "your-app.io", "api": "api.your-app.io"}
PAGE = "Real names and certificates"


@pytest.fixture
def authority(place):
    folder = place / "authority"
    folder.mkdir()
    return Authority(folder, free_port())


@pytest.fixture
def system(request, place, authority):
    """A copy of docker/compose.yaml, the page's .env beside it, and what lets
    containers find this test's authority and both names without DNS."""
    https, http = free_port(), authority.http_port
    (env,) = (b for b in below("compose.md", PAGE) if "ACME_EMAIL=" in b)
    for plain, ours in (("HTTPS_PORT=443", f"HTTPS_PORT={https}"),
                        ("HTTP_PORT=80", f"HTTP_PORT={http}"),
                        (".io\n", f".io:{https}\n")):
        assert plain in env, plain
        env = env.replace(plain, ours)
    docker = place / "docker"
    docker.mkdir()
    shutil.copy(ROOT / "docker/compose.yaml", docker)
    (docker / ".env").write_text(
        env + f"\nACME_SERVER={authority.url('authority.example')}\n")
    lent = {"volumes": [f"{authority.folder}:/authority:ro"]}
    more = place / "more.yaml"
    more.write_text(json.dumps({"services": {
        "certbot": {**lent, "environment": {
                        "REQUESTS_CA_BUNDLE": "/authority/ca.pem"},
                    "extra_hosts": [f"authority.example:{own_address()}"]},
        "api": {**lent, "environment": {"APP_CA": "/authority/root.pem"},
                "extra_hosts": [f"{host}:{own_address()}"
                                for host in HOSTS.values()]}}}))
    with System(docker / "compose.yaml", [more], (https, http), HOSTS,
                RATE_LIMIT_ANONYMOUS="0", ADDRESS_RATE="1000") as one:
        one.start()
        yield from one.shown(request)


def test_the_life_of_a_certificate(system, authority, place):
    def now():
        return served(system.https, HOSTS["app"])

    def doctor(site):
        said = system.exec("api", "foyer", "doctor", check=False).stdout
        (line,) = (l for l in said.splitlines() if f"{site} site" in l)
        return line

    own = now()
    assert "certificate for your-app.io and api.your-app.io is made" in \
        system.logs("first-start")

    # Issued for both names through nginx, which takes it up by itself.
    with authority.running(20 * DAY):
        system.with_certbot()
        wait_for("a certificate", lambda: now() != own, 120)
        for host in HOSTS.values():
            assert fetch(system.https, "/", host,
                         ca=authority.root).status == 200
        assert doctor("app").startswith("ok")
        first = now()

        # Renewed (20 days are less than the 30 that certbot waits for), while
        # requests come.
        url = f"https://{HOSTS['app']}:{system.https}"
        with load(url, authority.root) as requests:
            requests.wait_for(100)
            system.restart("certbot")
            wait_for("the renewed one", lambda: now() != first, 120)
            requests.wait_for(100)
        print(f"\ncompose, a renewal under load: {requests.figures(200)}")
        assert requests.failed(200) == []
        renewed = now()

    # The authority is away: what is there goes on serving, and it is said.
    system.restart("certbot")
    wait_for("the warning", lambda: "no certificate this time" in
             system.logs("certbot").rpartition("in use")[2], 120)
    assert now() == renewed
    (ask,) = below("certificates.md", "With compose")
    (typing := place / "typing").mkdir()
    said = system.typed(ask, typing)
    assert "no certificate this time" in said.stdout + said.stderr

    # Another authority, as the page says; then nobody renews in time, and the
    # doctor says so.
    (line,) = (l for b in below("compose.md", PAGE) for l in b.splitlines()
               if " exec " in l)
    with authority.running(20):
        system.exec("certbot", *line.partition("certbot ")[2].split())
        system.restart("certbot")
        wait_for("a short one", lambda: now() != renewed, 120)
    wait_for("its end", lambda: "expired" in doctor("app"))
    assert doctor("app").startswith("fail")
    assert doctor("api").startswith("fail")
