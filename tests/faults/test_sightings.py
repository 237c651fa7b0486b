"""Sightings that devices send while workers and Postgres are killed: what was
acknowledged is there, nothing is there twice, and a batch is whole.  Single
ones that wait at the same time share a transaction; that changes nothing."""

import itertools
import os
import random
import signal
import time

from fcgi_client import Closed
from load import Load
from stack import wait_for

ROWS = 50
DEVICES = 32


def sender(system, member):
    """Each request is one batch, known by its number as the accuracy, and is
    sent until it is answered, as a device does: with the same key."""
    token = member.token()

    def make():
        client = system.clients.api_host.clone(token=token, timeout=20)

        def send(n):
            end = time.monotonic() + 60
            while True:
                try:
                    reply = client.post(
                        "/api/locations",
                        [{"latitude": 1, "longitude": 1, "accuracy": n}] *
                        ROWS, headers={"Idempotency-Key": f"batch-{n}"})
                    if reply.status in (200, 422):
                        return reply
                    assert reply.status in (409, 429, 502, 503, 504), reply
                except OSError:
                    pass
                assert time.monotonic() < end
                time.sleep(0.05)
        return send
    return make


def check(system, load, figures, what):
    assert load.failed(200) == []
    kept = dict(system.database.sql(
        "select accuracy::bigint, count(*) from sighting group by 1"))
    assert set(kept) >= {r.n for r in load.requests if r.status == 200}
    assert {n: c for n, c in kept.items() if c != ROWS} == {}
    figures(f"sightings, {what}: {len(kept)} batches acknowledged, each "
            "there once and whole")


def place(name):
    return {"latitude": 1, "longitude": 1, "accuracy": name}


def once(system, tokens, body, shift=0, pause=0.05):
    """Each request once, straight to the workers; `shift' + n is its name.
    Who is refused waits for `pause' seconds, and not what Retry-After says."""
    tokens = itertools.cycle(tokens)

    def make():
        headers = {"Authorization": f"Bearer {next(tokens)}"}
        kept = []

        def send(n):
            try:
                if not kept:
                    kept.append(system.raw.connect(timeout=20))
                reply = kept[0].post("/api/locations", body(shift + n),
                                     headers=headers)
            except (OSError, Closed):
                kept.clear()
                raise
            if reply.status in (429, 503):
                time.sleep(pause)
            return reply
        return send
    return make


def single(system, members):
    return once(system, [member.token() for member in members], place)


def check_single(system, load, figures, what):
    """What got no answer, or 503, is there or not; nothing is there twice."""
    kept = dict(system.database.sql(
        "select accuracy::bigint, count(*) from sighting group by 1"))
    stored = {r.n for r in load.requests if r.status == 201}
    assert set(kept) >= stored
    assert set(kept) <= {r.n for r in load.requests
                         if r.status in (201, 503, None)}
    assert set(kept.values()) == {1}
    assert {r.status for r in load.requests} <= {201, 503, None}
    together = system.database.one(
        "select sum(n) from (select count(*) as n from sighting "
        "group by xmin::text having count(*) > 1) t")
    assert together
    figures(f"single sightings, {what}: {len(load.requests)} sent, "
            f"{len(stored)} acknowledged, each there once; {together} of "
            f"{len(kept)} had company in their transaction")


def begin(system):
    member = system.clients.make_member()
    assert member.api.put("/api/people/me",
                          {"sharing": False}).status == 200
    return member


def test_kill_9_of_workers_amid_single_ones(system, steady, figures, scale):
    system = system(postgres=steady, workers=2, THREADS=1, RATE_LIMIT=0)
    members = [begin(system) for _ in range(4)]
    with Load(DEVICES, single(system, members)) as load:
        for _ in range(scale(4, 30)):
            load.wait_for(10 * DEVICES)
            os.kill(random.choice(system.pool.pids()), signal.SIGKILL)
            wait_for("two workers", lambda: len(system.pool.pids()) == 2, 30)
        load.wait_for(10 * DEVICES)
    check_single(system, load, figures, "workers killed")


def test_kill_9_of_workers(system, steady, figures, scale):
    system = system(postgres=steady, workers=2, THREADS=2, RATE_LIMIT=0)
    member = begin(system)
    with Load(4, sender(system, member)) as load:
        for _ in range(scale(4, 30)):
            load.wait_for(10)
            os.kill(random.choice(system.pool.pids()), signal.SIGKILL)
            wait_for("two workers", lambda: len(system.pool.pids()) == 2, 30)
        load.wait_for(20)
    check(system, load, figures, "workers killed")


def kill_a_backend(system):
    victim, = random.choice(system.database.sql(
        "select pid from pg_stat_activity where application_name = 'foyer'"))
    os.kill(victim, signal.SIGKILL)
    system.database.close()
    wait_for("the end of it", lambda: not os.path.exists(f"/proc/{victim}"),
             60)
    wait_for("the recovery", system.cluster.ready, 60)


def test_kill_9_of_postgres(system, figures, scale):
    system = system(RATE_LIMIT=0)
    member = begin(system)
    with Load(4, sender(system, member)) as load:
        for _ in range(scale(2, 8)):
            load.wait_for(20)
            kill_a_backend(system)
        load.wait_for(20)
    check(system, load, figures, "Postgres killed")


def test_kill_9_of_postgres_amid_single_ones(system, figures, scale):
    system = system(workers=2, THREADS=1, RATE_LIMIT=0)
    members = [begin(system) for _ in range(4)]
    with Load(DEVICES, single(system, members)) as load:
        for _ in range(scale(2, 8)):
            load.wait_for(10 * DEVICES)
            kill_a_backend(system)
        load.wait_for(10 * DEVICES)
    check_single(system, load, figures, "Postgres killed")
