"""
More sightings than Postgres can take, single ones and batches, until devices
are told so; and a server process that is frozen amid them.  Each answer is one
of three: stored (and it is there, once), refused (and it is not), or not known
(and it is there once at most).
"""

import os
import signal

from load import Load
from stack import wait_for
from test_sightings import begin, once, place

ROWS = 20
BATCHES = 500_000     # what tells a batch from a single one, in `accuracy'

# So much takes each row: of a statement of one, of many, of a batch.
SLOW = """
create function slow() returns trigger language plpgsql as $$
begin
	perform pg_sleep(0.004);
	return new;
end $$;
create trigger slow before insert on sighting_live
	for each row execute function slow();
"""


def batch(name):
    return [place(name)] * ROWS


def is_refusal(reply):
    """Else it was tried, and the database did not say what became of it."""
    return reply.status == 429 or \
        "The service is busy:" in reply.json()["detail"]


def check(system, figures, *loads):
    kept = dict(system.database.sql(
        "select accuracy::bigint, count(*) from sighting group by 1"))
    told = {"stored": 0, "refused": 0, "not known": 0}
    for load, shift, rows in loads:
        for r in load.requests:
            found = kept.pop(shift + r.n, 0)
            if r.status in (200, 201):
                told["stored"] += 1
                assert found == rows, r
                continue
            if r.reply is not None:
                assert r.status in (429, 503), r.reply
                assert int(r.reply.header("Retry-After")) >= 1
            if r.reply is not None and is_refusal(r.reply):
                told["refused"] += 1
                assert found == 0, r.reply
            else:
                told["not known"] += 1
                assert found in (0, rows), r
    assert kept == {}
    figures(", ".join(f"{n} {what}" for what, n in told.items()))
    return told


def count(load, *statuses):
    return sum(r.status in statuses for r in load.requests)


def drive(system, tokens):
    return (Load(40, once(system, tokens, place, pause=0.02)),
            Load(4, once(system, tokens, batch, BATCHES, pause=0.02)))


def test_more_than_postgres_can_take(system, steady, figures, scale):
    system = system(postgres=steady, workers=1, THREADS=1, RATE_LIMIT=300)
    tokens = [begin(system).token() for _ in range(9)]
    after = tokens.pop()
    # From now on: who becomes a member may have to wait for longer.
    system.pool.stop()
    system.pool.env["REQUEST_MAX_AGE"] = "400"
    system.pool.start()
    system.database.sql(SLOW)
    one, many = drive(system, tokens)
    with one, many:
        for load in (one, many):
            wait_for("some of each", lambda load=load: all(
                count(load, status) >= scale(5, 50) for status in (503, 429))
                and count(load, 200, 201) >= scale(5, 50), 120)
    check(system, figures, (one, 0, 1), (many, BATCHES, ROWS))
    # What is over leaves nothing behind.
    system.database.sql("drop trigger slow on sighting_live")
    api = system.clients.api_host.clone(token=after)
    wait_for("an answer as ever", lambda: api.post(
        "/api/locations", {"latitude": 1, "longitude": 1}).status == 201)


def test_a_server_process_is_frozen(system, steady, figures, scale):
    """Longer than anybody waits, and then it goes on."""
    system = system(postgres=steady, workers=1, THREADS=2, RATE_LIMIT=0,
                    REQUEST_MAX_AGE=None)
    tokens = [begin(system).token() for _ in range(8)]
    system.database.sql(SLOW)
    one, many = drive(system, tokens)

    def at_it():
        return [pid for pid, in system.database.sql(
            "select pid from pg_stat_activity where application_name = "
            "'foyer' and datname = current_database() and state = 'active' "
            "and query like '%with given as%'")]

    def unknown():
        return sum(r.status == 503 and not is_refusal(r.reply)
                   for load in (one, many) for r in load.requests)
    with one, many:
        for _ in range(scale(1, 5)):
            one.wait_for(100)
            victim = wait_for("one at work", at_it)[0]
            os.kill(victim, signal.SIGSTOP)
            try:
                before = unknown()
                wait_for("an answer all the same",
                         lambda: unknown() > before, 60)
            finally:
                os.kill(victim, signal.SIGCONT)
        stored = count(one, 201)
        wait_for("more", lambda: count(one, 201) > stored + 100, 60)
    # What the frozen one had is done, or is not, when it is at rest.
    wait_for("rest", lambda: not at_it())
    told = check(system, figures, (one, 0, 1), (many, BATCHES, ROWS))
    assert told["not known"] > 0
