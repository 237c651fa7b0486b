"""
Images as the tests start them, with the engine that ENGINE names: each
container run as strictly as it may be: no capability, no new privilege, a
root that cannot be written, any user.
"""

import http.client
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/api"), str(ROOT / "tests/pages")]

from stack import wait_for                                      # noqa: E402

ENGINE = os.environ.get("ENGINE", "docker")
VERSION = (ROOT / "VERSION").read_text().strip()
PLATFORM = os.environ.get("PLATFORM", "").removeprefix("linux/")
HOSTS = {"app": "your-app.localhost", "api": "api.your-app.localhost"}


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
    """As tools/images has tagged it, another machine's by that."""
    suffix = PLATFORM and "-" + PLATFORM.replace("/", "-")
    return f"foyer-{name}:{VERSION}{suffix}"


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


def fetch(port, path, host=HOSTS["app"], ca=None, tls=True, method="GET",
          body=None, headers=None):
    """An answer of a web image at a port of this machine; reply.certificate
    is the one that it was given over."""
    raw = socket.create_connection(("127.0.0.1", port), 10)
    if tls:
        context = ssl.create_default_context(cafile=ca) if ca else \
            ssl._create_unverified_context()
        raw = context.wrap_socket(raw, server_hostname=host)
    connection = http.client.HTTPConnection(host, port, timeout=10)
    connection.sock = raw
    try:
        certificate = raw.getpeercert(binary_form=True) if tls else None
        connection.request(method, path, body,
                           {"Host": host, **(headers or {})})
        reply = connection.getresponse()
        reply.text = reply.read().decode(errors="replace")
        reply.certificate = certificate
        return reply
    finally:
        connection.close()
