"""
The database goes away in every way there is, and comes back.

Meanwhile: each request has its answer within 4 s, 503 with Retry-After where
it needs the database; liveness never fails; nothing hangs.  Afterwards: the
pool is whole within 2 s by itself, and what was acknowledged is there exactly
once.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time

import psycopg
import pytest

from load import Load
from netns import Cut, can_cut
from stack import IS_ROOT, Postgres, unique, wait_for
from stalls import Stalls
from test_pool import exactly_once, writer

ANSWER = 4.0        # seconds that an answer may take
RETURN = 2.0        # seconds after which the pool is whole


@pytest.fixture
def system(system):
    """With the product's own REQUEST_MAX_AGE, by which it keeps to ANSWER."""
    return lambda **how: system(REQUEST_MAX_AGE=None, **how)


def mixed(system, member):
    """Writes, one read in three between them."""
    write = writer(system, member)
    token = member.token("read")

    def make():
        ask = write()
        reader = system.clients.api_host.clone(token=token, timeout=20)
        return lambda n: (ask(n) if n % 3 else
                          reader.get("/api/tasks?limit=20"))
    return make


class Outage:
    """Load over an outage: with outage: …away…; outage.over(); …"""

    def __init__(self, system, figures, threads=6):
        self.system = system
        self.figures = figures
        self.member = system.clients.make_member()
        self.load = Load(threads, mixed(system, self.member), pause=0.002)
        self.live = Load(1, lambda: lambda n: system.raw.get(
            "/api/health/live"), pause=0.02)

    def __enter__(self):
        self.stalls = Stalls().__enter__()
        self.load.__enter__()
        self.live.__enter__()
        self.load.wait_for(100)
        self.began = time.monotonic()
        return self

    def last(self, seconds):
        """Lets it last, long enough for every wait of ours to run out."""
        time.sleep(seconds)

    def over(self):
        """The database is back from this moment on."""
        self.ended = time.monotonic()

    def __exit__(self, kind, *_):
        if kind is None:
            with contextlib.suppress(AssertionError):
                # Refusals are quick: only answers tell that it is whole.
                wait_for("answers", lambda: sum(
                    r.status in (200, 201) and r.began > self.ended
                    for r in self.load.requests) >= 100, 30)
        self.load.stop()
        self.live.stop()
        self.stalls.__exit__()

    def check(self, allow=()):
        load = self.load
        kept = exactly_once(self.system, load)
        failed = load.failed()
        outage = load.between(self.began, self.ended)
        back = [r for r in load.requests if r.ended and r.began > self.ended
                and r.status in (200, 201)]
        first = min((r.ended for r in back), default=float("inf"))
        last = max((r.ended for r in failed), default=self.ended)
        # What liveness takes, which asks no database, is the machine's.
        slow = self.stalls.seconds + self.live.slowest()
        self.figures(
            f"{load.figures()}; away {self.ended - self.began:.1f} s, "
            f"slowest then {load.slowest(outage):.2f} s, first answer "
            f"{first - self.ended:.2f} s and last failure "
            f"{max(0, last - self.ended):.2f} s after its return; "
            f"{kept} tasks, liveness {self.live.figures()}; the machine kept "
            f"us waiting for {self.stalls.seconds:.2f} s")
        assert self.live.failed() == []
        assert load.slowest() < ANSWER + 0.5 + slow, load.slowest()
        for r in failed:
            assert r.status == 503 or r.status in allow, r
            assert int(r.reply.header("Retry-After")) >= 1
            assert r.began >= self.began - ANSWER - slow, r
        assert first - self.ended < RETURN + slow
        late = [r for r in failed if r.began > self.ended + RETURN + slow]
        assert late == [], late[:3]


def test_restarted(system, figures, scale):
    """A restart as by its package's upgrade."""
    system = system()
    with Outage(system, figures) as outage:
        system.cluster.stop(signal.SIGINT)
        system.cluster.start()
        outage.over()
    outage.check()
    assert outage.load.failed()


def test_crashed(system, figures):
    """SIGQUIT to it: what was acknowledged is there after its recovery."""
    system = system()
    with Outage(system, figures) as outage:
        system.cluster.stop(signal.SIGQUIT)
        system.cluster.start()
        outage.over()
    outage.check()


def test_backends_killed(system, figures, scale):
    """kill -9 of a backend: Postgres ends all of them and recovers."""
    system = system()
    with Outage(system, figures) as outage:
        victims = [pid for pid, in system.database.sql(
            "select pid from pg_stat_activity where application_name = "
            "'foyer'")]
        os.kill(victims[0], signal.SIGKILL)
        system.database.close()
        # Until it has seen that one is dead it still answers.
        wait_for("the end of them all", lambda: not any(
            os.path.exists(f"/proc/{pid}") for pid in victims), 60)
        wait_for("the recovery", system.cluster.ready, 60)
        outage.over()
    outage.check()


def test_connections_terminated(system, figures, scale):
    """Each connection of the pool is ended by an administrator, often."""
    system = system()
    with Outage(system, figures) as outage:
        for _ in range(scale(5, 50)):
            system.database.sql(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'foyer'")
            outage.load.wait_for(30)
        outage.over()
    outage.check()


def test_stopped(system, figures, scale):
    """Away for longer than every time-out."""
    system = system()
    with Outage(system, figures) as outage:
        system.cluster.stop(signal.SIGINT)
        outage.last(scale(5, 20))
        system.cluster.start()
        outage.over()
    outage.check()
    assert outage.load.failed()


def frozen_pids(cluster):
    main = cluster.process.pid
    path = f"/proc/{main}/task/{main}/children"
    with open(path) as f:
        return [main] + [int(p) for p in f.read().split()]


def test_frozen(system, figures, scale):
    """SIGSTOP: connections stand, connecting works, nobody answers."""
    system = system()
    with Outage(system, figures) as outage:
        pids = frozen_pids(system.cluster)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        outage.last(scale(6, 20))
        for pid in reversed(pids):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        outage.over()
    outage.check()
    assert outage.load.failed()


@pytest.mark.parametrize("way", ["drop", "down"])
def test_cut_by_the_network(system, figures, scale, folder, way):
    """Over TCP between two network namespaces: packets vanish without a word
    (a blackhole), or the line goes down."""
    why = can_cut()
    if why:
        pytest.skip(why)
    with Cut() as cut:
        with Postgres(folder / unique("pg"), listen=cut.server,
                      durable=True, enter=cut.enter_server) as cluster:
            cut.trust(cluster)
            made = system(postgres=cluster, tcp=True,
                          enter=cut.enter_client)
            with Outage(made, figures) as outage:
                cut.cut(way)
                outage.last(scale(8, 20))
                cut.mend(way)
                outage.over()
            outage.check()
            assert outage.load.failed()


def test_read_only(system, figures):
    """As a standby is, or a server whose operator said so: reads may go on,
    writes are told 503, and nobody must restart anything."""
    system = system()
    with Outage(system, figures) as outage:
        system.cluster.execute(
            "alter system set default_transaction_read_only = on")
        system.cluster.execute("select pg_reload_conf()")
        wait_for("a refusal", lambda: any(
            r.status == 503 for r in outage.load.requests[-50:]), 10)
        outage.last(2)
        with psycopg.connect(system.cluster.url("postgres"),
                             autocommit=True) as c:
            c.execute("set default_transaction_read_only = off")
            c.execute("alter system reset default_transaction_read_only")
            c.execute("select pg_reload_conf()")
        outage.over()
    outage.check()
    assert outage.load.failed()


def test_out_of_connections(system, figures, scale):
    """All of them are somebody else's when the pool has to connect anew."""
    system = system(options={"max_connections": 30,
                             "superuser_reserved_connections": 0})
    with Outage(system, figures) as outage:
        taken = []
        system.database.sql("select 1")     # we hold one ourselves

        def take():
            while True:
                try:
                    taken.append(psycopg.connect(system.database.url))
                except psycopg.OperationalError:
                    return
        ours = "from pg_stat_activity where application_name = 'foyer'"
        take()
        for _ in range(200):        # until each place that we free is taken
            if not system.database.one(f"select count(*) {ours}"):
                break
            system.database.sql(f"select pg_terminate_backend(pid) {ours}")
            take()
        assert not system.database.one(f"select count(*) {ours}")
        outage.last(scale(3, 10))
        for c in taken:
            c.close()
        outage.over()
    outage.check()
    assert outage.load.failed()


def as_root(*argv):
    return subprocess.run([*([] if IS_ROOT else ["sudo", "-n"]), *argv],
                          check=True, capture_output=True)


@pytest.fixture
def small_disk(folder):
    """A file system of 256 MB in memory."""
    if not IS_ROOT and (not shutil.which("sudo") or subprocess.run(
            ["sudo", "-n", "true"], capture_output=True).returncode):
        pytest.skip("a small file system can be mounted by root only, and "
                    "sudo asks for a password")
    path = folder / unique("disk")
    path.mkdir()
    as_root("mount", "-t", "tmpfs", "-o",
            f"size=256m,mode=0755,uid={os.geteuid()}", "tmpfs", str(path))
    yield path
    as_root("umount", "-l", str(path))


def test_disk_full(system, figures, folder, small_disk):
    """Postgres has no room left: refusals, no loss, and on with its work when
    there is room again."""
    with Postgres(small_disk / "pg", durable=True, wal_level="minimal",
                  max_wal_senders=0, max_wal_size="64MB",
                  min_wal_size="32MB") as cluster:
        made = system(postgres=cluster)
        filler = small_disk / "filler"
        with Outage(made, figures) as outage:
            with open(filler, "wb") as f:
                with contextlib.suppress(OSError):
                    while True:
                        f.write(b"\0" * 65536)
                        f.flush()
            wait_for("a refusal", lambda: any(
                r.status == 503 for r in outage.load.requests[-50:]) or
                cluster.process.poll() is not None, 120)
            outage.last(2)
            filler.unlink()
            if cluster.process.poll() is not None:
                cluster.start()     # no room for its log ends it
            wait_for("its return", cluster.ready, 60)
            outage.over()
        outage.check()
        assert outage.load.failed()
