"""
A fault at every allocation: a worker whose n-th allocation fails ends, and is
replaced; a wrong answer is never given.
"""

import mmap
import os
import signal
import socket
import struct
import time

import pytest

from fcgi_client import GONE, Closed, Raw
from stack import FOYER, SANITIZED, spawn, wait_for

SHIM = os.environ.get("SHIM")
pytestmark = pytest.mark.skipif(
    SANITIZED or not SHIM, reason="needs SHIM=, the allocator of "
    "failing_malloc.c, which a sanitizer's build has no room for")


class Failing:
    """The file that the allocator shares with us."""

    def __init__(self, path):
        self.path = path
        path.write_bytes(bytes(4096))
        self.file = open(path, "r+b")
        self.map = mmap.mmap(self.file.fileno(), 4096)
        self.arm(0)

    def arm(self, n):
        """The n-th allocation from now on fails; 0: none."""
        self.before = self.failed
        struct.pack_into("=q", self.map, 0, n)

    @property
    def failed(self):
        """How many ever failed."""
        return struct.unpack_from("=q", self.map, 8)[0]

    @property
    def fired(self):
        """Has one failed since it was armed?"""
        return self.failed > self.before

    def env(self):
        return {"LD_PRELOAD": SHIM, "FAILING_MALLOC": str(self.path)}


def get_list(c, token):
    return c.get("/api/tasks?limit=20&q=task", headers=token)


def get_one(c, token):
    return c.get("/api/tasks/1", headers=token)


def make(c, token):
    return c.post("/api/tasks", {"name": "made", "due_on": "2026-12-24"},
                  headers={**token, "Idempotency-Key": str(time.time())})


def change(c, token):
    return c.patch("/api/tasks/1", {"name": "task 1 changed"}, headers=token)


def invalid(c, token):
    return c.post("/api/tasks", {"name": "", "x": 1, "status": "y"},
                  headers=token)


def sign_in(c, _):
    return c.post("/api/auth/signin", {"login": "allocator",
                                       "password": "correct horse battery"})


def config(c, _):
    return c.get("/api/config")


def nobody(c, _):
    return c.get("/api/auth/me", headers={"Authorization": "Bearer x"})


ASKS = {"list": (get_list, 200), "get": (get_one, 200), "make": (make, 201),
        "change": (change, 200), "invalid": (invalid, 422),
        "signin": (sign_in, 200), "config": (config, 200),
        "nobody": (nobody, 401)}


@pytest.fixture(scope="module")
def workbench(module_system, folder, contract):
    """A database with tasks, and a worker alone that can be told to fail."""
    made = module_system(durable=False, jobs=False)
    member = made.clients.make_member(handle="allocator")
    for n in range(20):
        member.task(name=f"task {n}")
    made.token = {"Authorization": f"Bearer {member.token()}"}
    made.failing = Failing(folder / "failing")
    made.socket = str(folder / "alone.sock")
    made.alone = None

    def start():
        made.failing.arm(0)
        env = {**made.stack.env, **made.failing.env(), "THREADS": "1",
               "METRICS_LISTEN": ""}
        env.pop("WORKERS", None)
        made.alone = spawn(
            ["spawn-fcgi", "-n", "-s", made.socket, "-M", "0600", "--", FOYER,
             "serve"], folder / "alone.log", env=env)
        alone = Raw(made.socket, contract.check, site="app")

        def there():
            try:
                return alone.get("/api/health/ready").status == 200
            except (OSError, Closed):
                return False
        wait_for("the worker", there, 20, made.alone)
        return alone

    made.start = start
    yield made
    if made.alone and made.alone.poll() is None:
        made.alone.send_signal(signal.SIGTERM)
        made.alone.wait(30)


@pytest.mark.parametrize("name", ASKS)
def test_every_allocation_of_a_request(workbench, figures, scale, name):
    """In a worker that has answered one like it before, and in a fresh one
    whose first request it is."""
    ask, status = ASKS[name]
    began, step = time.monotonic(), scale(7, 1)
    counts = {"right": 0, "ended": 0, "refused": 0}
    for warm in (True, False):
        n, alone, missed = 1, None, 0
        while missed < 3 and n < 6000:
            if alone is None or workbench.alone.poll() is not None or \
                    not warm:
                if workbench.alone and workbench.alone.poll() is None:
                    workbench.alone.kill()
                    workbench.alone.wait()
                alone = workbench.start()
                at_start = workbench.failing.failed
                if warm:
                    assert ask(alone, workbench.token).status == status
            workbench.failing.arm(n)
            try:
                reply = ask(alone, workbench.token)
                if reply.status == 503:
                    counts["refused"] += 1
                else:
                    assert reply.status == status, (n, reply)
                    counts["right"] += 1
            except GONE:
                counts["ended"] += 1
                # Of this request, or of what the one before did after its
                # answer: then it may not even listen any more.
                assert workbench.failing.failed > at_start, \
                    "it ended for another reason"
                assert workbench.alone.wait(10) in (
                    -signal.SIGABRT, 1, 2, 70), workbench.alone.returncode
            missed = 0 if workbench.failing.fired else missed + 1
            workbench.failing.arm(0)
            n += step
    figures(f"{sum(counts.values())} requests, {counts}, "
            f"{time.monotonic() - began:.1f} s")
    rows = workbench.database.sql("select name from task")
    assert {r[0].split(" ")[0] for r in rows} <= {"task", "made"}


def test_every_allocation_of_the_start(workbench, figures, scale, folder):
    """It starts, or it ends with a word; it never hangs half-made."""
    began, n, started, ended = time.monotonic(), 1, 0, 0
    failing = workbench.failing
    quiet = 0
    while quiet < 3 and n < 3000:
        failing.arm(n)
        env = {**workbench.stack.env, **failing.env(), "THREADS": "1",
               "METRICS_LISTEN": ""}
        env.pop("WORKERS", None)
        log = folder / f"start-{n}.log"
        # Started by hand: spawn-fcgi allocates too, and is not ours.
        with socket.socket(socket.AF_UNIX) as listener:
            path = folder / "start.sock"
            path.unlink(missing_ok=True)
            listener.bind(str(path))
            listener.listen(5)
            process = spawn([FOYER, "serve"], log, env=env, stdin=listener)
            raw = Raw(str(path))

            def settled():
                if process.poll() is not None:
                    return True
                # What it leaves in the queue nobody answers: we hold that.
                try:
                    with raw.connect(timeout=0.3) as c:
                        return c.get("/api/health/live").status == 200
                except (OSError, Closed):
                    return False
            wait_for(f"a start with fault {n}", settled, 20)
            if process.poll() is None:
                started += 1
                process.terminate()
                assert process.wait(20) == 0 or failing.fired
            else:
                ended += 1
                assert failing.fired, log.read_text()
                assert process.returncode != 0
        quiet = 0 if failing.fired else quiet + 1
        n += scale(5, 1)
    failing.arm(0)
    figures(f"{started + ended} starts, {ended} ended, "
            f"{time.monotonic() - began:.1f} s")


def test_the_master_replaces_it(workbench, figures, scale):
    """Under load, allocations fail now and then: those requests are lost,
    every other answer is right, the pool stays whole."""
    failing = workbench.failing
    for name, value in failing.env().items():
        workbench.pool.env[name] = value
    workbench.pool.stop()
    workbench.pool.start()
    counts = {}
    began = time.monotonic()
    raw = workbench.raw
    for n in range(scale(6, 30)):
        time.sleep(1.1)     # who dies younger is replaced after a pause
        failing.arm(200 + 37 * n)
        for _ in range(50):
            try:
                reply = get_list(raw, workbench.token)
                counts[reply.status] = counts.get(reply.status, 0) + 1
                if reply.status == 200:
                    assert len(reply.json()) == 20
            except (Closed, OSError):
                counts["lost"] = counts.get("lost", 0) + 1
            if failing.fired:
                break
        failing.arm(0)
        wait_for("the pool", lambda: len(workbench.pool.pids()) == 2, 40)
    figures(f"{counts}, {time.monotonic() - began:.1f} s")
    assert set(counts) <= {200, 503, "lost"}
    assert counts.get("lost", 0) <= scale(6, 30)
