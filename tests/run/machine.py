"""
`make run` as a person starts it: each Run is one, with a RUN_DIR and ports of
its own, so that it stands beside the one of the person who works here.
"""

import contextlib
import http.client
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/api"))

from stack import free_port, wait_for                           # noqa: E402


def free_ports(n):
    ports = set()
    while len(ports) < n:
        ports.add(free_port())
    return list(ports)


def born(pid):
    """When a process was started; None when it is not there (or ended and
    only not collected)."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = fields[fields.rindex(")") + 2:].split()
    return None if fields[0] == "Z" else int(fields[19])


def descendants(pid):
    """{pid: when it was started} of a process and all below it."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = pathlib.Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            parent = int(text[text.rindex(")") + 2:].split()[1])
            children.setdefault(parent, []).append(int(entry))
    found, queue = {}, [pid]
    while queue:
        one = queue.pop()
        if (start := born(one)) is not None:
            found[one] = start
        queue += children.get(one, [])
    return found


def command_line(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(
            b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def session(pid):
    """None of a process that has ended meanwhile."""
    with contextlib.suppress(ProcessLookupError):
        return os.getsid(pid)


class Run:
    def __init__(self, folder, **variables):
        self.folder = pathlib.Path(folder)
        self.variables = {"RUN_DIR": str(self.folder),
                          **dict(zip(("HTTPS_PORT", "HTTP_PORT"),
                                     free_ports(2))),
                          **variables}
        self.https = self.variables["HTTPS_PORT"]
        self.http = self.variables["HTTP_PORT"]
        self.output = self.folder.parent / (self.folder.name + ".out")
        self.process = None
        self.seen = {}

    def environment(self):
        ours = {"RUN_DIR", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "CI",
                "DATABASE_URL", "DEMO"}
        return {**{k: v for k, v in os.environ.items() if k not in ours},
                **{k: str(v) for k, v in self.variables.items()}}

    def begin(self, prefix=(), **kw):
        with open(self.output, "wb") as out:
            self.process = subprocess.Popen(
                # Under nohup bash could not be told by SIGHUP, rightly.
                [*prefix, "env", "--default-signal=HUP,INT,QUIT", "make",
                 "run"], cwd=ROOT, env=self.environment(),
                stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True, **kw)
        return self

    def start(self, prefix=()):
        self.begin(prefix)
        wait_for("ready", lambda: "\nready " in self.text()
                 or self.process.poll() is not None, 120)
        assert self.process.poll() is None, self.text()
        self.seen = descendants(self.process.pid)
        return self

    def fails(self, prefix=()):
        """Starts what must end by itself; what it said."""
        self.begin(prefix)
        assert self.process.wait(120) != 0
        return self.text()

    def text(self):
        return self.output.read_text(errors="replace")

    def lines(self, word):
        return [l.split()[1:] for l in self.text().splitlines()
                if l.split()[:1] == [word]]

    def supervisor(self):
        (pid,) = [p for p in descendants(self.process.pid)
                  if command_line(p) == "/bin/bash tools/run"
                  and session(p) == session(self.process.pid)
                  and any("spawn-fcgi" in command_line(c)
                          or "foyer serve" in command_line(c)
                          for c in descendants(p))]
        return pid

    def child(self, pattern):
        """The process that the supervisor started and whose command line
        matches, as soon as it is that one."""
        def one():
            found = [p for p in descendants(self.process.pid)
                     if re.search(pattern, command_line(p))
                     and session(p) == p]
            return found[0] if len(found) == 1 else None
        return wait_for(f"one {pattern}", one)

    def left(self):
        """What is still there of all that ever ran in it."""
        return [command_line(p) or p for p, start in self.seen.items()
                if born(p) == start]

    def stop(self, sig=signal.SIGTERM):
        """As somebody stops it: by make."""
        if self.process is None:
            return
        self.seen |= descendants(self.process.pid)
        if self.process.poll() is None:
            self.process.send_signal(sig)
            self.process.wait(60)
        wait_for(f"nothing is left: {self.left()}",
                 lambda: not self.left(), 30)
        self.process = None

    # ---- as a client

    def url(self, site="app"):
        host = "your-app.localhost"
        return f"https://{'api.' if site == 'api' else ''}{host}:{self.https}"

    def fetch(self, path, method="GET", site="app", tls=True, headers=None,
              body=None, host=None, ca=None):
        app = self.variables.get("APP_HOST", "your-app.localhost")
        name = ("api." if site == "api" else "") + app
        port = self.https if tls else self.http
        connection = http.client.HTTPConnection(name, port, timeout=20)
        s = socket.create_connection(("127.0.0.1", port), 20)
        if tls:
            context = ssl.create_default_context(
                cafile=ca or self.folder / "ca.pem")
            s = context.wrap_socket(s, server_hostname=name)
        connection.sock = s
        headers = {"Host": host or f"{name}:{port}", **(headers or {})}
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        reply.text = reply.read().decode(errors="replace")
        connection.close()
        return reply

    def log(self, name):
        return (self.folder / "log" / name).read_text(errors="replace")
