"""
docker/compose.yaml with nothing edited, on Docker's compose or podman's,
which waits for nobody's health.

    make test-compose T='-k again'
"""

import json
import os
import re
import signal
import socket
import time
import uuid

import pytest
from conftest import ENGINE, ROOT, engine, fetch, run, wait_for

COMPOSE = ["docker", "compose"] if ENGINE == "docker" else ["podman-compose"]
# Debian 12's podman-compose knows no profiles, so that certbot is left out by
# naming the others.
SERVICES = ["first-start", "postgres", "migrate", "api", "jobs", "web",
            "setup"]
PASSWORD = "correct horse battery"


def taken(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("0.0.0.0", port))
            return False
        except OSError:
            return True


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class System:
    """A project of its own; the ports are those of compose.yaml unless
    somebody has them."""

    def __init__(self):
        self.project = f"foyer-test-{uuid.uuid4().hex[:8]}"
        self.https, self.env = 8443, {**os.environ, "CERTIFICATE_POLL": "1"}
        if taken(8443) or taken(8080):
            self.https = free_port()
            self.env |= {
                "HTTPS_PORT": str(self.https), "HTTP_PORT": str(free_port()),
                "APP_URL": f"https://your-app.localhost:{self.https}",
                "API_URL": f"https://api.your-app.localhost:{self.https}"}
        self.http = int(self.env.get("HTTP_PORT", "8080"))

    def compose(self, *argv, check=True):
        return run(*COMPOSE, "-f", ROOT / "docker/compose.yaml", "-p",
                   self.project, *argv, check=check, env=self.env, cwd=ROOT)

    def up(self):
        self.compose("up", "-d", *SERVICES)

    def container(self, service):
        (name,) = engine(
            "ps", "--all", "--format", "{{.Names}}",
            "--filter", f"label=com.docker.compose.project={self.project}",
            "--filter", f"label=com.docker.compose.service={service}",
        ).stdout.split()
        return name

    def logs(self, service):
        done = engine("logs", self.container(service))
        return done.stdout + done.stderr

    def kill(self, service):
        """As the kernel would, out of memory."""
        pid = int(engine("inspect", "--format", "{{.State.Pid}}",
                         self.container(service)).stdout)
        os.kill(pid, signal.SIGKILL)

    def ready(self):
        try:
            return fetch(self.https, "/api/health/ready").status == 200
        except OSError:
            return False

    def post(self, path, body, cookie=None):
        """(status, answer, session) of a POST of the web application."""
        origin = f"https://your-app.localhost:{self.https}"
        reply = fetch(self.https, path, method="POST", body=json.dumps(body),
                      headers={"Content-Type": "application/json",
                               "Origin": origin,
                               **({"Cookie": cookie} if cookie else {})})
        made = (reply.getheader("Set-Cookie") or "").partition(";")[0]
        return reply.status, reply.text, made

    def everything(self):
        return "\n".join(f"--- {s}\n{self.logs(s)[-3000:]}" for s in SERVICES)


@pytest.fixture(scope="module")
def system():
    one = System()
    began = time.monotonic()
    try:
        one.up()
        wait_for("the page", one.ready, 120)
        one.took = time.monotonic() - began
        yield one
    except AssertionError:
        print(one.everything())
        raise
    finally:
        one.compose("down", "--volumes", check=False)
        # podman-compose 1.0 leaves them.
        for network in ("front", "database"):
            engine("network", "rm", f"{one.project}_{network}", check=False)


def test_a_page_within_a_minute(system):
    print(f"\n{' '.join(COMPOSE)} up: a page after {system.took:.1f} s")
    assert system.took < 60
    assert '<div id="app">' in fetch(system.https, "/").text
    assert fetch(system.https, "/api/config", "api").status == 200
    assert fetch(system.http, "/", tls=False).status == 308


def test_secrets_are_made_once_and_are_private(system):
    assert "a password for the database is made" in system.logs("first-start")
    listed = engine("exec", system.container("postgres"), "ls", "-l",
                    "/var/lib/foyer/secrets").stdout
    assert len(re.findall(r"^-rw-r----- .* (password|database_url)$", listed,
                          re.M)) == 2, listed
    assert engine("exec", system.container("web"), "ls",
                  "/var/lib/foyer/secrets").stdout == ""


def test_the_link_in_the_log_makes_an_organiser(system):
    found = wait_for("the link", lambda: re.findall(
        r"https://\S+/setup#(\S+)", system.logs("setup")))
    status, text, session = system.post("/api/auth/setup", {
        "token": found[-1], "email": "a@example.org", "handle": "ada",
        "display_name": "Ada", "password": PASSWORD})
    assert (status, json.loads(text)["role"]) == (201, "organiser")
    status, text, _ = system.post("/api/tasks", {"name": "kept"}, session)
    assert status == 201, text


@pytest.mark.parametrize("service", ["api", "postgres", "web"])
def test_what_dies_comes_back(system, service):
    system.kill(service)
    wait_for(f"{service} again", system.ready, 60)


def signed_in(system):
    status, _, session = system.post("/api/auth/signin", {
        "login": "ada", "password": PASSWORD})
    return session if status == 200 else None


def test_down_and_up_again_keeps_everything(system):
    system.compose("down")
    system.up()
    wait_for("the page", system.ready, 60)
    session = wait_for("signing in", lambda: signed_in(system), 20)
    reply = fetch(system.https, "/api/tasks", headers={"Cookie": session})
    assert [task["name"] for task in json.loads(reply.text)] == ["kept"]
    assert "made" not in system.logs("first-start")
    assert "setup#" not in system.logs("setup")
