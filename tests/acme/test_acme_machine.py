"""
The life of a certificate of an ACME authority on one machine: `make run`,
Debian's certbot with our deploy hook, by the commands of
docs/operations/one-machine.md.

    make test-acme ACME=machine
"""

import os
import shlex
import subprocess

import pytest
from authority import DAY, Authority, load, served
from blocks import below
from machine import ROOT, Run
from stack import wait_for

HOST = "your-app.localhost"     # for your-app.io, which leads elsewhere


@pytest.fixture
def commands(place):
    """The page's commands, by their first two words, for this test's names
    and folder.  Ports of everybody's and folders of the test's need no
    sudo."""
    text = "\n".join(below("one-machine.md", "Real names and certificates"))
    text = text.replace("\\\n", " ").replace("your-app.io", HOST)
    text = text.replace("$PWD/.run", str(place / "run")).replace("sudo ", "")
    return {" ".join(line.split()[:2]): line for line in text.splitlines()}


def certbot_env(place, authority):
    """What makes certbot ask the test's authority and keep out of /etc."""
    config = place / "letsencrypt/cli.ini"
    config.parent.mkdir()
    config.write_text(
        f"server = {authority.url()}\nagree-tos = true\n"
        "non-interactive = true\nregister-unsafely-without-email = true\n" +
        "".join(f"{name}-dir = {place}/certbot/{name}\n"
                for name in ("config", "work", "logs")))
    return {**os.environ, "XDG_CONFIG_HOME": str(place),
            "REQUESTS_CA_BUNDLE": str(authority.ca),
            "RUN_DIR": str(place / "run")}


def shell(line, env, check=True):
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, env=env, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=120)
    assert not check or done.returncode == 0, \
        f"{line}: {done.stdout}{done.stderr}"
    return done


def doctor(run, *prefix):
    """{what: how it is} by the doctor, who is told what run/env tells."""
    done = shell(f"set -a; . {run.folder}/env; "
                 f"{shlex.join(prefix)} build/foyer doctor",
                 {**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
    return {line[6:18].strip(): line for line in done.stdout.splitlines()}


def test_the_life_of_a_certificate(place, commands):
    start = dict(word.split("=", 1) for word in
                 shlex.split(commands["make run"]) if "=" in word)
    assert start["HTTPS_PORT"] == "443" and start["HTTP_PORT"] == "80"
    del start["HTTPS_PORT"], start["HTTP_PORT"]      # others may have them
    run = Run(place / "run", RATE_LIMIT_ANONYMOUS=0, ADDRESS_LIMITS="off",
              APP_CA=place / "authority/root.pem", **start)
    (place / "authority").mkdir()
    authority = Authority(place / "authority", run.http)
    env = certbot_env(place, authority)
    try:
        run.start()
        own = served(run.https, HOST)
        take = commands["tools/take-certificate fullchain.pem"]
        for name, file in (("fullchain.pem", authority.ca),
                           ("privkey.pem", authority.keys / "key.pem")):
            take = take.replace(name, str(file))
        assert "is not for each of" in shell(take, env, check=False).stderr

        # Issued for both names through our nginx, and taken up by the hook.
        with authority.running(20 * DAY):
            shell(commands["certbot certonly"], env)
            wait_for("the new one", lambda: served(run.https, HOST) != own)
            for site in ("app", "api"):
                reply = run.fetch("/", site=site, ca=authority.root)
                assert reply.status == 200
            first = served(run.https, HOST)
            assert doctor(run)["app site"].startswith("ok")

            # Renewed (20 days are less than the 30 that certbot waits for)
            # as Debian's timer does it, while requests come.
            renew = "certbot renew --no-random-sleep-on-renew"
            with load(run.url(), authority.root) as requests:
                requests.wait_for(100)
                shell(renew, env)
                wait_for("the renewed one",
                         lambda: served(run.https, HOST) != first)
                requests.wait_for(100)
            print(f"\none machine, a renewal under load: "
                  f"{requests.figures(200)}")
            assert requests.failed(200) == []
            renewed = served(run.https, HOST)

        # The authority is away: certbot says so, and nothing changes.
        away = shell(renew, env, check=False)
        assert away.returncode != 0
        assert "Failed to renew certificate" in away.stderr, away.stderr
        assert served(run.https, HOST) == renewed

        # Nobody renews: the doctor says so before the end and after it.
        # The database's clock is another's, so he says more than that.
        soon = doctor(run, "faketime", "-f", "+10d")["app site"]
        assert soon.startswith("warn"), soon
        late = doctor(run, "faketime", "-f", "+30d")
        assert late["app site"].startswith("fail"), late
        assert "expired" in late["app site"], late
        assert late["api site"].startswith("fail"), late

        # Another start serves the same.
        run.stop()
        run.start()
        assert served(run.https, HOST) == renewed
        assert "/certificate, which expires" in run.text() or \
            "/certificate, until" in run.text()
    finally:
        run.stop()
    # For other names it is not the right one: our own serves those.
    other = Run(place / "run", APP_HOST="other.localhost")
    try:
        other.start()
        assert other.fetch("/").status == 200
    finally:
        other.stop()
