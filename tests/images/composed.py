"""
docker/compose.yaml as a person starts it, on Docker's compose or podman's:
each System is a project of its own, gone at the end with all that it kept.
"""

import json
import os
import shlex
import shutil
import signal
import socket
import time
import uuid

from containers import ENGINE, HOSTS, ROOT, engine, fetch, run
from stack import free_port, wait_for

COMPOSE = ["docker", "compose"] if ENGINE == "docker" else ["podman-compose"]


def taken(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("0.0.0.0", port))
            return False
        except OSError:
            return True


def two_ports(https, http):
    """These, or, where somebody has one of them, two others."""
    if taken(https) or taken(http):
        return free_port(), free_port()
    return https, http


class System:
    """`file` is the compose.yaml, and `more` are files that add to it."""

    def __init__(self, file=ROOT / "docker/compose.yaml", more=(),
                 ports=None, hosts=HOSTS, **env):
        self.project = f"foyer-test-{uuid.uuid4().hex[:8]}"
        self.files = [a for f in (file, *more) for a in ("-f", f)]
        self.hosts = hosts
        self.env = {**os.environ, "CERTIFICATE_POLL": "1", **env}
        self.https, self.http = ports or two_ports(8443, 8080)
        if not ports and self.https != 8443:
            self.env |= {
                "HTTPS_PORT": str(self.https), "HTTP_PORT": str(self.http),
                "APP_URL": f"https://{hosts['app']}:{self.https}",
                "API_URL": f"https://{hosts['api']}:{self.https}"}

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind:
            print(self.everything())
        self.remove()

    def shown(self, request):
        """For a fixture: itself; when a test of it fails, what all of it
        said."""
        before = request.session.testsfailed
        yield self
        if request.session.testsfailed != before:
            print(self.everything())

    def compose(self, *argv, check=True):
        return run(*COMPOSE, *self.files, "-p", self.project, *argv,
                   check=check, env=self.env, cwd=ROOT)

    def start(self):
        """Up, and how many seconds it took until there was a page."""
        began = time.monotonic()
        self.compose("up", "-d")
        wait_for("the page", self.ready, 120)
        return time.monotonic() - began

    def with_certbot(self):
        """Lets certbot ask; podman-compose 1.0 knows no profiles and has
        started it before, so that it has to be asked again."""
        if ENGINE == "docker":
            self.compose("--profile", "certbot", "up", "-d")
        else:
            self.restart("certbot")

    def for_another_version(self):
        """As compose.md says of podman-compose 1.0."""
        if ENGINE != "docker":
            self.compose("down")

    def restart(self, service):
        engine("restart", "-t", "5", self.container(service))

    def remove(self):
        profile = ["--profile", "certbot"] if ENGINE == "docker" else []
        self.compose(*profile, "down", "--volumes", check=False)
        # podman-compose 1.0 leaves them.
        for network in ("front", "database"):
            engine("network", "rm", f"{self.project}_{network}", check=False)

    def containers(self, *filters):
        """Their names, those that have ended included."""
        argv = ["ps", "--all", "--format", "{{.Names}}", "--filter",
                f"label=com.docker.compose.project={self.project}"]
        for one in filters:
            argv += ["--filter", one]
        return engine(*argv, check=False).stdout.split()

    def container(self, service):
        (name,) = self.containers(
            f"label=com.docker.compose.service={service}")
        return name

    def image(self, service):
        return engine("inspect", "--format", "{{.Config.Image}}",
                      self.container(service)).stdout.strip()

    def volumes(self):
        return [v for v in engine("volume", "ls", "--format",
                                  "{{.Name}}").stdout.split()
                if v.startswith(f"{self.project}_")]

    def logs(self, service):
        done = engine("logs", self.container(service))
        return done.stdout + done.stderr

    def exec(self, service, *argv, check=True):
        return engine("exec", self.container(service), *argv, check=check)

    def kill(self, service):
        """As the kernel would, out of memory."""
        pid = int(engine("inspect", "--format", "{{.State.Pid}}",
                         self.container(service)).stdout)
        os.kill(pid, signal.SIGKILL)

    def everything(self):
        return "\n".join(
            f"--- {name}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
            for name in self.containers()
            for done in [engine("logs", name, check=False)])

    def typed(self, line, folder):
        """A command of docs/operations/compose.md, as somebody types it in a
        checkout; it is about this project, and what it writes is in
        `folder`."""
        tools = folder / "bin"
        if not tools.exists():
            tools.mkdir()
            (folder / "docker").symlink_to(ROOT / "docker")
            compose = [shutil.which(COMPOSE[0]), *COMPOSE[1:], *self.files,
                       "-p", self.project]
            # As the page says of Debian 12's podman-compose.
            exec_ = "" if ENGINE == "docker" else (
                '[ "$1 $2" != "exec -T" ] || exec podman exec -i '
                f'{self.project}_"$3"_1 "${{@:4}}"\n[ "$1" != exec ] || '
                f'exec podman exec {self.project}_"$2"_1 "${{@:3}}"\n')
            (tools / "docker").write_text(
                "#!/bin/bash\n"
                '[ "${*:1:3}" = "compose -f docker/compose.yaml" ] || exit\n'
                f"shift 3\n{exec_}"
                f'exec {shlex.join(str(a) for a in compose)} "$@"\n')
            (tools / "docker").chmod(0o755)
        return run("bash", "-c", line, cwd=folder, env={
            **self.env, "PATH": f"{tools}:{self.env['PATH']}"})

    # ---- as a client

    def fetch(self, path, site="app", **kw):
        return fetch(self.https, path, self.hosts[site], **kw)

    def ready(self):
        try:
            return self.fetch("/api/health/ready").status == 200
        except OSError:
            return False

    def post(self, path, body, cookie=None):
        """(status, answer, session) of a POST of the web application."""
        origin = f"https://{self.hosts['app']}:{self.https}"
        reply = self.fetch(path, method="POST", body=json.dumps(body),
                           headers={"Content-Type": "application/json",
                                    "Origin": origin,
                                    **({"Cookie": cookie} if cookie else {})})
        made = (reply.getheader("Set-Cookie") or "").partition(";")[0]
        return reply.status, reply.text, made
