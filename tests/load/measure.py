"""
Measuring one stack: requests, latencies, and the processor time that each of
its parts took, which is what counts on a machine that is shared: a rate
falls when others are busy, processor time for one request hardly does.
"""

import json
import os
import pathlib
import re
import subprocess

import fixtures

TICK = os.sysconf("SC_CLK_TCK")
POST = """\
wrk.method = "POST"
wrk.body = '{"name": "A task made under load"}'
wrk.headers["Content-Type"] = "application/json"
"""


def processes():
    """{pid: (parent, ticks of it and of its dead children)}"""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        found[int(folder.name)] = (int(fields[1]),
                                   sum(map(int, fields[11:15])))
    return found


def family(root, among):
    """A process and all that come from it."""
    members, fresh = {root}, {root}
    while fresh:
        fresh = {p for p, (parent, _) in among.items() if parent in fresh}
        members |= fresh
    return members


def seconds_of(root, among):
    return sum(among[p][1] for p in family(root, among) if p in among) / TICK


class Clock:
    """Processor time of named process trees between two moments."""

    def __init__(self, **roots):
        self.roots = roots
        now = processes()
        self.begin = {n: seconds_of(r, now) for n, r in roots.items()}

    def spent(self):
        now = processes()
        return {n: seconds_of(r, now) - self.begin[n]
                for n, r in self.roots.items()}


def memory(root):
    """MB of a process tree: what it shares is counted by share (PSS)."""
    total = 0
    for pid in family(root, processes()):
        try:
            text = open(f"/proc/{pid}/smaps_rollup").read()
        except OSError:
            continue
        total += int(re.search(r"^Pss: +(\d+)", text, re.M).group(1))
    return total / 1024


# ----------------------------------------------------------------- requests

TARGETS = {"list": "/api/tasks?limit=20", "row": "/api/tasks/77",
           "insert": "/api/tasks", "search": "/api/tasks?limit=20&q=zzz"}


def target(running, endpoint):
    return running.none if endpoint == "none" else TARGETS[endpoint]


MS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}


def wrk(running, postgres_pid, endpoint, connections, seconds, folder):
    """One run of wrk: a dict of figures."""
    script = pathlib.Path(folder) / "post.lua"
    script.write_text(POST)
    argv = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency",
            *(x for k, v in running.headers.items()
              for x in ("-H", f"{k}: {v}")),
            *(["-s", str(script)] if endpoint == "insert" else []),
            f"https://127.0.0.1:{running.https}{target(running, endpoint)}"]
    clock = Clock(nginx=running.nginx_pid, program=running.program_pid,
                  postgres=postgres_pid)
    text = subprocess.run(argv, capture_output=True, text=True,
                          check=True).stdout
    spent = clock.spent()
    n = int(re.search(r"(\d+) requests in", text).group(1))

    def percentile(p):
        found = re.search(rf"^ +{p}% +([\d.]+)(us|ms|s|m)", text, re.M)
        return float(found.group(1)) * MS[found.group(2)] if found else 0.0
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: (.*)", text)
    return {
        "rate": float(re.search(r"Requests/sec: +([\d.]+)", text).group(1)),
        "p50": percentile(50), "p99": percentile(99),
        "n": n, "bad": int(bad.group(1)) if bad else 0,
        "broken": broken.group(1) if broken else "",
        **{k: v / max(n, 1) * 1e6 for k, v in spent.items()}}


def pace(running, endpoint, rate, seconds, folder, connections=64):
    """Open loop, at a rate; see pace.c."""
    request = pathlib.Path(folder) / "request"
    request.write_text(
        f"GET {target(running, endpoint)} HTTP/1.1\r\n" +
        "".join(f"{k}: {v}\r\n" for k, v in running.headers.items()) + "\r\n")
    done = subprocess.run(
        [fixtures.BUILT / "pace", f"127.0.0.1:{running.https}",
         str(connections), f"{rate:.1f}", str(seconds), request],
        capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


class Pgbench:
    """`pgbench -S -M prepared -c4`, in a database of its own."""

    def __init__(self, server):
        self.server = server
        server.execute("create database pgbench")
        self.run("-i", "-q", "-s", "1")

    def run(self, *argv):
        return subprocess.run(
            [fixtures.stack.pg_bin("pgbench"), *argv, "-h",
             str(self.server.folder), "-p", str(self.server.port), "-U",
             "foyer", "pgbench"], capture_output=True, text=True,
            check=True).stdout

    def rate(self, seconds):
        text = self.run("-n", "-S", "-M", "prepared", "-c4", "-T",
                        str(seconds))
        return float(re.search(r"tps = ([\d.]+)", text).group(1))
