"""
The images under test, each container run as strictly as it may be: no
capability, no new privilege, a root that cannot be written, any user.

    make test-images T='-k drain'
"""

import http.client
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))
ENGINE = os.environ.get("ENGINE", "docker")
VERSION = (ROOT / "VERSION").read_text().strip()
HOSTS = {"app": "your-app.localhost", "api": "api.your-app.localhost"}


def wait_for(what, probe, seconds=60):
    end = time.monotonic() + seconds
    while not (found := probe()):
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return found


def run(*argv, check=True, **kw):
    done = subprocess.run([str(a) for a in argv], capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=280,
                          **kw)
    assert not check or done.returncode == 0, \
        f"{argv}: {done.stdout}{done.stderr}"
    return done


def engine(*argv, check=True, **kw):
    """The engine's command; what it says about itself (podman, of systemd
    that is not there) is left out."""
    return run(ENGINE, *argv, check=check, **kw)


def image(name):
    return f"foyer-{name}:{VERSION}"


class Container:
    """One container, gone at the end."""

    def __init__(self, name, *command, user="65532:65532", env=None,
                 volumes=None, options=()):
        self.id = f"foyer-test-{uuid.uuid4().hex[:10]}"
        argv = ["run", "--detach", "--name", self.id, "--user", user,
                "--read-only", "--cap-drop", "ALL", "--security-opt",
                "no-new-privileges", "--tmpfs", "/tmp", *options]
        if ENGINE == "podman":      # would give an unknown user a name
            argv += ["--passwd=false"]
        for key, value in (env or {}).items():
            argv += ["--env", f"{key}={value}"]
        for ours, theirs in (volumes or {}).items():
            argv += ["--volume", f"{ours}:{theirs}"]
        engine(*argv, image(name), *command)

    def inspect(self, what):
        return engine("inspect", "--format", what, self.id).stdout.strip()

    def status(self):
        """The exit status once it has ended, else None."""
        if self.inspect("{{.State.Running}}") == "true":
            return None
        return int(self.inspect("{{.State.ExitCode}}"))

    def ended(self, seconds=30):
        wait_for("its end", lambda: self.status() is not None, seconds)
        return self.status()

    def said(self):
        done = engine("logs", self.id)
        return done.stdout + done.stderr

    def exec(self, *argv, check=False):
        return engine("exec", self.id, *argv, check=check)

    def port(self, inside):
        return int(engine("port", self.id, f"{inside}/tcp").stdout.split()[0]
                   .rpartition(":")[2])

    def stop(self, seconds=30):
        engine("stop", "-t", seconds, self.id)
        return self.ended()

    def remove(self):
        engine("rm", "--force", "--volumes", self.id, check=False)


def fetch(port, path, site="app", ca=None, tls=True, method="GET",
          body=None, headers=None):
    """An answer of the web image at a port of this machine."""

    raw = socket.create_connection(("127.0.0.1", port), 10)
    if tls:
        context = ssl.create_default_context(cafile=ca) if ca else \
            ssl._create_unverified_context()
        raw = context.wrap_socket(raw, server_hostname=HOSTS[site])
        certificate = raw.getpeercert(binary_form=True)
    connection = http.client.HTTPConnection(HOSTS[site], port, timeout=10)
    connection.sock = raw
    try:
        connection.request(method, path, body,
                           {"Host": HOSTS[site], **(headers or {})})
        reply = connection.getresponse()
        reply.text = reply.read().decode(errors="replace")
        if tls:
            reply.certificate = certificate
        return reply
    finally:
        connection.close()


@pytest.fixture
def place():
    """A folder for volumes, short enough for a socket's name."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fyi-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start():
    """start(IMAGE, COMMAND…, env=…): a Container that ends with the test."""
    made = []

    def begin(*args, **kw):
        made.append(Container(*args, **kw))
        return made[-1]
    yield begin
    for container in reversed(made):
        container.remove()
