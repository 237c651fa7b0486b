"""Workers that are killed, drained and renewed under load; peers that are
idle, slow and many."""

import concurrent.futures
import os
import random
import select
import signal
import socket
import ssl
import threading
import time

import pytest

from fcgi_client import BEGIN, GONE, PARAMS, STDIN, begin_body, \
    encode_params, record, stream
from load import Load
from stack import wait_for
from stalls import Stalls

MARK = "203.0.113.99"


def writer(system, member, prefix="task"):
    """Each request makes one task, named by its number."""
    token = member.token()

    def make():
        client = system.clients.api_host.clone(token=token, timeout=20)
        return lambda n: client.post("/api/tasks", {"name": f"{prefix} {n}"})
    return make


def exactly_once(system, load, prefix="task"):
    """What was acknowledged is there once; nothing is there twice."""
    there = system.database.sql(
        "select name, count(*) from task where name like %s group by name",
        prefix + " %")
    assert [r for r in there if r[1] > 1] == []
    names = {r[0] for r in there}
    lost = [r for r in load.requests
            if r.status == 201 and f"{prefix} {r.n}" not in names]
    assert lost == [], f"acknowledged and lost: {lost[:5]}"
    return len(names)


@pytest.mark.parametrize("way", ["listen", "spawn"])
def test_kill_9_of_workers(system, steady, figures, scale, way):
    """Only what a killed worker was working on fails."""
    system = system(postgres=steady, way=way, workers=2, THREADS=2)
    member = system.clients.make_member()
    kills = []
    with Load(8, writer(system, member)) as load:
        load.wait_for(200)
        for _ in range(scale(3, 20)):
            victim = random.choice(system.pool.pids())
            before = time.monotonic()
            os.kill(victim, signal.SIGKILL)
            # It still takes connections until it has come to its end.
            wait_for("its end", lambda: victim not in system.pool.pids())
            kills.append((before, time.monotonic()))
            # A worker that lived for a second is replaced at once.
            wait_for("a new worker", lambda: len(system.pool.pids()) == 2)
            time.sleep(1.1)
            load.wait_for(50)
    kept = exactly_once(system, load)
    failed = load.failed()
    figures(f"{load.figures()}, {len(kills)} kills, {kept} tasks")
    for r in failed:
        assert r.status == 502 or r.error, r
        assert any(r.began <= after + 0.01 and r.ended >= before
                   for before, after in kills), f"{r} met no kill: {kills}"
    # At most what two threads and a queue of one worker held at each kill.
    assert len(failed) <= 8 * len(kills)


@pytest.mark.parametrize("way", ["listen", "spawn"])
def test_renewal_and_drain_lose_nothing(system, steady, figures, scale, way):
    """SIGHUP to the master, SIGTERM to workers one by one, under load."""
    system = system(postgres=steady, way=way, workers=2, THREADS=2)
    member = system.clients.make_member()
    rounds = scale(3, 25)
    with Load(8, writer(system, member)) as load:
        load.wait_for(100)
        for _ in range(rounds):
            before = set(system.pool.pids())
            system.pool.process.send_signal(signal.SIGHUP)
            wait_for("new workers", lambda: len(
                set(system.pool.pids()) - before) == 2)
            load.wait_for(100)
            victim = (set(system.pool.pids()) - before).pop()
            os.kill(victim, signal.SIGTERM)
            load.wait_for(100)
    kept = exactly_once(system, load)
    figures(f"{load.figures()}, {2 * rounds} drains")
    assert load.failed() == []
    assert kept == len(load.requests)


def test_nginx_renewal_loses_nothing(system, steady, figures, scale):
    """Its reload, as after a certificate's renewal.  A client whose kept
    connection it ends opens another."""
    system = system(postgres=steady, workers=2)
    member = system.clients.make_member()
    with Load(8, writer(system, member)) as load:
        load.wait_for(50)
        for _ in range(scale(3, 20)):
            system.nginx.reload()
            load.wait_for(150)
    exactly_once(system, load)
    figures(load.figures())
    assert load.failed() == []


def test_the_end_of_the_pool_answers_what_it_took(system, steady, figures):
    """SIGTERM to the whole pool under load: who asked before has an answer,
    who asks after is told 502 at once."""
    system = system(postgres=steady, workers=2, THREADS=2)
    member = system.clients.make_member()
    with Load(8, writer(system, member)) as load:
        load.wait_for(300)
        before = time.monotonic()
        system.pool.process.send_signal(signal.SIGTERM)
        status = system.pool.process.wait(30)
        took = time.monotonic() - before
        time.sleep(0.2)     # that some ask after the end
    exactly_once(system, load)
    figures(f"{load.figures()}, ended in {took:.1f} s")
    assert status == 0
    assert all(r.began > before - 0.001 for r in load.failed()), \
        load.failed()[:3]
    assert load.slowest(load.failed()) < 4


def test_many_kept_connections_and_one_thread(system, steady, figures, scale):
    """An idle kept connection costs no thread, and little memory."""
    system = system(postgres=steady, way="single", THREADS=1, jobs=False)
    n = scale(300, 4000)

    def memory():
        with open(f"/proc/{system.pool.pids()[0]}/smaps_rollup") as f:
            return next(int(line.split()[1]) for line in f
                        if line.startswith("Pss:"))
    system.raw.get("/api/config")
    empty = memory()
    held, began = [], time.monotonic()
    try:
        for _ in range(n):
            held.append(system.raw.connect())
            assert held[-1].get("/api/health/live").status == 200
        full = memory()
        for c in random.sample(held, min(n, 500)):
            assert c.get("/api/config").status == 200
        start = time.monotonic()
        assert system.raw.get("/api/config").status == 200
        another = time.monotonic() - start
    finally:
        for c in held:
            c.close()
    figures(f"{n} connections held by 1 thread, {n + min(n, 500) + 1} "
            f"requests, 0 failed, {time.monotonic() - began:.1f} s, one more "
            f"in {1e3 * another:.1f} ms, worker {empty} → {full} KiB")
    if n >= 1000:
        assert (full - empty) / n < 8, "KiB a connection"


def tls(system, authority, wrap=True):
    sock = socket.create_connection(("127.0.0.1", system.nginx.https), 30)
    if not wrap:
        return sock
    context = ssl.create_default_context(cafile=authority.ca)
    return context.wrap_socket(sock, server_hostname="your-app.localhost")


def test_idle_and_slow_clients(system, steady, figures, scale, authority):
    """A quarter each: silent, idle after an answer, slow with a header, slow
    with a body.  Somebody else is served as ever."""
    system = system(postgres=steady, workers=2, nginx={"NGINX_WORKERS": 2})
    member = system.clients.make_member()
    token = member.token()
    n = scale(100, 1000)
    host = f"your-app.localhost:{system.nginx.https}"
    head = (f"POST /api/tasks HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: 60000\r\n")
    kinds = {
        "silent": lambda s: None,
        "idle": lambda s: (s.sendall(
            f"GET /api/health/live HTTP/1.1\r\nHost: {host}\r\n\r\n"
            .encode()), s.recv(4096)),
        "slow header": lambda s: s.sendall(head.encode()),
        "slow body": lambda s: s.sendall(head.encode() + b"\r\n{\"name\":\""),
    }
    held = {kind: [] for kind in kinds}

    def hold(kind):
        s = tls(system, authority, wrap=kind != "silent")
        kinds[kind](s)
        held[kind].append(s)

    def still_open():
        """nginx lets go of who is slow in time."""
        poll = select.poll()
        for s in sum(held.values(), []):
            poll.register(s, select.POLLRDHUP)
        return sum(map(len, held.values())) - len(poll.poll(0))
    began = time.monotonic()
    stop = threading.Event()

    def drip():
        while not stop.wait(1):
            for kind in ("slow header", "slow body"):
                for s in list(held[kind]):
                    try:
                        s.sendall(b"x")
                    except OSError:
                        pass        # nginx has let it go
    try:
        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        # The silent ones last: they are let go first.
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(hold, sorted(list(kinds) * n, key=[
                "idle", "slow body", "slow header", "silent"].index)))
        opened = time.monotonic() - began
        open_then = still_open()
        with Load(4, writer(system, member)) as load, Stalls() as stalls:
            load.wait_for(scale(200, 2000))
        stop.set()
        dripping.join()
    finally:
        for sockets in held.values():
            for s in sockets:
                s.close()
    figures(f"{4 * n} idle and slow clients (in {opened:.1f} s, {open_then} "
            f"of them held at once); beside them {load.figures()}")
    assert load.failed() == []
    assert load.percentile(99) < 1.5 + stalls.seconds


def test_forged_records_behind_an_early_answer(system, steady, figures, scale):
    """A body longer than the reply waits for, made of records: the second
    request on that connection is never one of them."""
    system = system(postgres=steady, workers=2, jobs=False)
    raw = system.raw
    p = raw.params("GET", "/api/config", params={
        "REMOTE_ADDR": MARK, "FOYER_REQUEST_ID": "f" * 32})
    one = (record(BEGIN, 1, begin_body()) +
           stream(PARAMS, 1, encode_params(p)) + record(STDIN, 1))
    rng = random.Random(7)
    began, n, answered, second = time.monotonic(), scale(300, 5000), 0, 0
    targets = [("POST", "/api/nothing"), ("POST", "/api/%00"),
               ("BREW", "/api/config"), ("POST", "/api/tasks"),
               ("GET", "/api/config"), ("POST", "/api/auth/signin")]
    for _ in range(n):
        method, target = rng.choice(targets)
        size = rng.choice([rng.randrange(1, 3000), rng.randrange(60000),
                           rng.randrange(7000, 9000),
                           rng.randrange(60000, 2_000_000)])
        body = (bytes(rng.randrange(8)) + one * (size // len(one) + 1))[:size]
        chunk = rng.choice([65535, 65528, 8192, 8184, 1000])
        with raw.connect() as c:
            try:
                first = c.request(method, target, body, chunk=chunk)
                answered += 1
                assert first.status >= 400
                assert first.header("X-Request-Id") != "f" * 32
                reply = c.get("/api/nothing-either")
                second += 1
                assert reply.status == 404, reply
                assert reply.header("X-Request-Id") != "f" * 32
                assert c.buffer == b""
            except GONE:
                pass
    log = system.pool.log.read_text()
    figures(f"{n} early answers ({answered} read, {second} connections went "
            f"on), 0 forged, {time.monotonic() - began:.1f} s")
    assert "f" * 32 not in log and MARK not in log
    assert second > n // 4


def test_one_key_ten_thousand_times(system, steady, figures, scale):
    """Concurrent retries of one Idempotency-Key make one task."""
    system = system(postgres=steady, workers=2, THREADS=4)
    member = system.clients.make_member()
    token = member.token()
    n, threads = scale(1000, 10000), 40
    began = time.monotonic()
    barrier = threading.Barrier(threads)

    def retry(_):
        client = system.clients.api_host.clone(token=token, timeout=60)
        barrier.wait(60)
        return [client.post("/api/tasks", {"name": "the one"}, headers={
            "Idempotency-Key": "ten-thousand"}) for _ in range(n // threads)]
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        replies = [r for rs in pool.map(retry, range(threads)) for r in rs]
    seconds = time.monotonic() - began
    by = {}
    for r in replies:
        by[r.status] = by.get(r.status, 0) + 1
    tasks = system.database.one("select count(*) from task")
    figures(f"{len(replies)} requests, {by}, {tasks} task, {seconds:.1f} s")
    assert set(by) <= {201, 409}, by
    assert len({r.body for r in replies if r.status == 201}) == 1
    assert tasks == 1
