"""
docker/compose.yaml with nothing edited, on Docker's compose or podman's,
which waits for nobody's health.

    make test-compose T='-k again'
"""

import json
import re

import pytest
from blocks import below
from composed import COMPOSE, System
from containers import engine, fetch, image
from stack import wait_for

PASSWORD = "correct horse battery"
LINK = re.compile(r"https://\S+/setup#(\S+)")


@pytest.fixture(scope="module")
def system(request):
    with System() as one:
        one.took = one.start()
        yield from one.shown(request)


def test_a_page_within_a_minute(system):
    print(f"\n{' '.join(COMPOSE)} up: a page after {system.took:.1f} s")
    assert system.took < 60
    assert '<div id="app">' in system.fetch("/").text
    assert system.fetch("/api/config", "api").status == 200
    assert fetch(system.http, "/", tls=False).status == 308


def test_secrets_are_made_once_and_are_private(system):
    assert "a password for the database is made" in system.logs("first-start")
    listed = system.exec("postgres", "ls", "-l",
                         "/var/lib/foyer/secrets").stdout
    assert len(re.findall(r"^-rw-r----- .* (password|database_url)$", listed,
                          re.M)) == 2, listed
    assert system.exec("web", "ls", "/var/lib/foyer/secrets").stdout == ""


def test_the_link_in_the_log_makes_an_organiser(system):
    wait_for("the link", lambda: LINK.findall(system.logs("setup")))
    # Another, as the page says; it is the later one that counts.
    found = LINK.findall(system.exec("api", "foyer", "setup-link").stdout)
    status, text, session = system.post("/api/auth/setup", {
        "token": found[-1], "email": "a@example.org", "handle": "ada",
        "display_name": "Ada", "password": PASSWORD})
    assert (status, json.loads(text)["role"]) == (201, "organiser")
    status, text, _ = system.post("/api/tasks", {"name": "kept"}, session)
    assert status == 201, text


def test_the_commands_of_the_page(system, place):
    start, _, authority = below("compose.md",
                                "With Docker or podman, on one machine")
    assert start == "docker compose -f docker/compose.yaml up"
    system.typed(authority, place)
    assert system.fetch("/", ca=place / "ca.pem").status == 200

    said = {}
    for line in below("compose.md", "Looking after it")[0].splitlines():
        done = system.typed(line.replace("HANDLE", "ada"), place)
        said[line.partition("compose.yaml ")[2]] = done.stdout + done.stderr
    assert "worker_ready" in said["logs api"]
    assert "migrations" in said["exec api foyer doctor"]
    assert "/reset#" in said["exec api foyer admin reset HANDLE"]
    assert (place / "foyer.dump").read_bytes()[:5] == b"PGDMP"


def test_a_backup_and_back(system, place):
    def tasks():
        return system.exec("postgres", "psql", "-At", "foyer", "-c",
                           "select name from task order by id").stdout
    keep, back = below("backup.md", "With compose")
    before = tasks()
    assert "kept" in before
    system.typed(f"set -e\n{keep}", place)
    system.exec("postgres", "psql", "foyer", "-c", "delete from task")
    assert tasks() == ""
    # A dump that was cut off, though its checksum fits, leaves what was.
    whole = (place / "foyer.dump").read_bytes()
    (place / "foyer.dump").write_bytes(whole[:-5000])
    check, stop, restore, up = back.splitlines()
    with pytest.raises(AssertionError, match="foyer.dump"):
        system.typed(check, place)
    with pytest.raises(AssertionError, match="pg_restore"):
        system.typed(restore, place)
    assert tasks() == ""
    (place / "foyer.dump").write_bytes(whole)
    system.typed(f"set -e\n{back}", place)
    assert tasks() == before
    wait_for("the page", system.ready, 120)


def test_the_commands_of_other_pages(system, place):
    """Those of debugging, and another version and back by its tag."""
    doctor, logs = (next(c for c in below("debugging.md", heading)
                         if "compose.yaml" in c)
                    for heading in ("What does it say of itself?",
                                    "One request through all logs"))
    assert "migrations" in system.typed(doctor, place).stdout
    number = system.fetch("/api/config").headers["X-Request-Id"]
    said = wait_for("the request in the logs", lambda: system.typed(
        f"number={number}; {logs} || true", place).stdout, 20)
    assert number in said

    (back,) = (c for c in below("rollback.md", "Compose"))
    tag = re.search(r"FOYER_VERSION=(\S+)", back)[1]
    names = ("fcgi", "web", "postgres", "certbot")
    for name in names:
        engine("tag", image(name), f"foyer-{name}:{tag}")
    try:
        system.for_another_version()
        system.typed(back, place)
        wait_for("the page", system.ready, 120)
        assert system.image("api").endswith(f"foyer-fcgi:{tag}")
        # `git pull' and `make images' are what this suite begins with.
        *_, up = below("upgrade.md", "Compose")[0].splitlines()
        system.for_another_version()
        system.typed(up, place)
        wait_for("the page", system.ready, 120)
        assert system.image("api").endswith("foyer-fcgi:latest")
        assert kept(system) == ["kept"]
    finally:
        for name in names:
            engine("rmi", f"foyer-{name}:{tag}", check=False)


@pytest.mark.parametrize("service", ["api", "postgres", "web"])
def test_what_dies_comes_back(system, service):
    system.kill(service)
    wait_for(f"{service} again", system.ready, 60)


def signed_in(system):
    status, _, session = system.post("/api/auth/signin", {
        "login": "ada", "password": PASSWORD})
    return session if status == 200 else None


def kept(system):
    session = wait_for("signing in", lambda: signed_in(system), 20)
    reply = system.fetch("/api/tasks", headers={"Cookie": session})
    return [task["name"] for task in json.loads(reply.text)]


@pytest.mark.parametrize("before", [["stop"], ["down"]], ids=" ".join)
def test_up_again_keeps_everything(system, before):
    system.compose(*before)
    print(f"\nagain after {before[0]}: a page after {system.start():.1f} s")
    assert kept(system) == ["kept"]
    if before == ["down"]:      # whose containers, with their logs, are new
        assert "made" not in system.logs("first-start")
        assert "setup#" not in system.logs("setup")


def test_down_with_volumes_leaves_nothing(system):
    assert len(system.volumes()) == 4
    system.compose("down", "--volumes")
    assert system.volumes() == []
    assert system.containers() == []
