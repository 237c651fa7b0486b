"""Sightings that wait at the same time share a transaction, and nobody is any
the wiser: each has its own answer, as if it had come alone."""

import contextlib
import re
import threading

import pytest

import stack
from fcgi_client import Raw, to_bytes
from sample_people import make_person, share
from test_people import PLACE, add_device, now

POOL = {"workers": 1}
# One thread to be held, for as long as a slow machine takes to fill the queue.
SETTINGS = {"THREADS": 1, "REQUEST_MAX_AGE": 100_000}


@pytest.fixture(scope="module")
def boss(make_organiser):
    made = make_organiser()
    made.bearer = made.token()
    return made


class Worker:
    def __init__(self, foyer, database, member):
        self.foyer, self.database = foyer, database
        self.raw = Raw(foyer.pool.address)
        self.member = member

    def number(self, name):
        return int(re.search(rf"^foyer_{name} (\d+)", self.foyer.metrics(),
                             re.M)[1])

    @contextlib.contextmanager
    def held(self):
        """Its only thread waits for a row that we have, until then or for as
        long as it waits for anybody: it gives a list of how that ended."""
        told = []
        with self.database.connect() as ours, self.raw.connect() as c:
            ours.execute("begin")
            ours.execute("select from person where account = (select id from "
                         "account where handle = %s) for update",
                         [self.member.handle])
            c.send(c.message("PUT", "/api/people/me", b'{"sharing": false}', {
                "Authorization": f"Bearer {self.member.bearer}"}))
            stack.wait_for("the wait", lambda: self.database.one(
                "select count(*) from pg_stat_activity where "
                "wait_event_type = 'Lock' and datname = current_database()"))
            yield told
            ours.execute("rollback")
            told.append(c.read_reply().status)
            assert told[0] in (200, 503)

    def together(self, asks, gathered, meanwhile=None, before=None):
        """[reply] of each (token, body, …), as they come when they have waited
        together; `gathered' of them shared a statement.  Before they go on
        there is meanwhile(), for which the thread may have to wait, too.
        before() makes what this uses up: it goes first, and gives the asks
        when there are none."""
        given = asks
        for _ in range(10):
            made = before() if before else None
            asks = given if given is not None else made
            self.database.sql("delete from sighting")
            for token in {ask[0] for ask in asks}:
                with self.raw.connect() as c:   # from now on it is known
                    c.send(self.message(c, token, {}))
                    c.read_reply()
            were = self.number("gathered_total")
            with contextlib.ExitStack() as open_:
                sent = [open_.enter_context(self.raw.connect(timeout=60))
                        for _ in asks]
                with self.held() as told:
                    for c, ask in zip(sent, asks):
                        c.send(self.message(c, *ask))
                    # What is refused at once is not under way.
                    self.raw.get("/api/health/live")
                    if meanwhile:
                        meanwhile()
                replies = [c.read_reply() for c in sent]
            if self.number("gathered_total") - were == gathered and \
                    (meanwhile or told == [200]):
                return replies
            # It took so long that some were forgotten meanwhile, or that the
            # thread was free before all had come.
        raise AssertionError(f"not {gathered} were gathered")

    @staticmethod
    def message(c, token, body, target="/api/locations", headers=(),
                params=None):
        return c.message("POST", target, to_bytes(body), {
            "Authorization": f"Bearer {token}", **dict(headers)}, params)


@pytest.fixture
def worker(foyer, database, make_member):
    database.sql("delete from person")
    member = make_member()
    share(member)
    member.bearer = member.token()
    return Worker(foyer, database, member)


@pytest.fixture
def phones(make_member):
    """Of four members: (person's id, device's token)."""
    made = []
    for _ in range(4):
        member = make_member()
        made.append((share(member)["person_id"], add_device(member)["token"]))
    return made


def transactions(database):
    return [n for (n,) in database.sql(
        "select count(*) from sighting group by xmin::text order by 1")]


def test_each_has_its_own_answer(worker, phones, boss, database):
    entry = make_person(boss)["id"]
    other = phones[0][0]
    good = [(token, {"latitude": i + j / 8, "longitude": -i, "accuracy": j,
                     "creation_time": now(hours=-j)}, person)
            for i, (person, token) in enumerate(phones) for j in range(5)]
    good += [(boss.bearer, {**PLACE, "person_id": entry}, entry)] * 2
    bad = [(phones[1][1], {**PLACE, "person_id": other},
            {"/person_id": "unknown"}),
           (phones[1][1], {**PLACE, "person_id": entry},
            {"/person_id": "unknown"}),
           (boss.bearer, {**PLACE, "person_id": other},
            {"/person_id": "unknown"}),
           (boss.bearer, PLACE, {"/person_id": "unknown"}),
           (phones[2][1], {**PLACE, "creation_time": now(days=-40)},
            {"/creation_time": "too_small"}),
           (phones[2][1], {**PLACE, "creation_time": now(hours=2)},
            {"/creation_time": "too_large"}),
           (phones[3][1], {"latitude": 91, "longitude": "x"},
            {"/latitude": "too_large", "/longitude": "type"}),
           (phones[3][1], {}, {"/latitude": "required",
                               "/longitude": "required"})]
    mixed = [x for pair in zip(good, bad) for x in pair] + good[len(bad):]
    replies = worker.together([(t, b) for t, b, _ in mixed],
                              gathered=len(good))
    for (_, body, want), reply in zip(mixed, replies):
        if isinstance(want, dict):
            assert reply.status == 422, reply
            assert {e["pointer"]: e["code"]
                    for e in reply.json()["errors"]} == want
            continue
        assert reply.status == 201, reply
        got = reply.json()
        assert reply.header("Location") == f"/api/locations/{got['id']}"
        assert (got["person_id"], got["latitude"], got["longitude"],
                got["accuracy"]) == (want, body["latitude"],
                                     body["longitude"], body.get("accuracy"))
        assert database.sql("select person_id, latitude, accuracy from "
                            "sighting where id = %s", got["id"]) == [
            (want, body["latitude"], body.get("accuracy"))]
    assert len({r.header("X-Request-Id") for r in replies}) == len(replies)
    assert transactions(database) == [len(good)]
    lines = {x["request_id"]: x for x in worker.foyer.pool.lines("request")}
    for reply in replies:
        line = lines[reply.header("X-Request-Id")]
        assert (line["status"], line["route"]) == (reply.status, "/locations")


def test_alone_it_goes_alone(worker, phones, database):
    before = worker.number("gathered_total")
    for _, token in phones:
        with worker.raw.connect() as c:
            c.send(worker.message(c, token, PLACE))
            assert c.read_reply().status == 201
    assert transactions(database) == [1] * 4
    assert worker.number("gathered_total") == before


def test_what_never_goes_with_others(worker, phones, database):
    asks = [(token, body, "/api/locations", headers, params)
            for _, token in phones
            for body, headers, params in (
                ([PLACE], {}, {}), (PLACE, {"Idempotency-Key": "k"}, {}),
                (b'{"latitude": 1, "longitude": 2}\n', {},
                 {"CONTENT_TYPE": "application/x-ndjson"}))]
    replies = worker.together(asks, gathered=0)
    assert [r.status for r in replies] == [200, 201, 200] * 4
    assert transactions(database) == [1] * 12
    # The key is one's own, and so is what it stands for.
    assert len({r.json()["id"] for r in replies[1::3]}) == 4
    for (_, token), first in zip(phones, replies[1::3]):
        with worker.raw.connect() as c:
            c.send(worker.message(c, token, PLACE, headers={
                "Idempotency-Key": "k"}))
            assert c.read_reply().json() == first.json()


def test_owntracks(worker, phones, database):
    at = "/api/locations/owntracks"
    spot = {"_type": "location", "lat": 48.25, "lon": 11.5, "tid": "x"}
    asks = [(token, body, at) for _, token in phones for body in (
        spot, {**spot, "acc": 3}, {"_type": "lwt", "tst": 1},
        {"_type": "transition", "lat": 1, "lon": 1}, {**spot, "tst": 1})]
    replies = worker.together(asks, gathered=8)
    assert [(r.status, r.json()) for r in replies] == [(200, [])] * len(asks)
    assert transactions(database) == [8]
    assert database.sql("select distinct latitude, longitude from sighting"
                        ) == [(48.25, 11.5)]


def test_a_day_without_a_partition_is_made(worker, phones, database):
    times = now(), now(days=-3)
    missing = "sighting_" + times[1][:10].replace("-", "")
    asks = [(token, {**PLACE, "creation_time": at})
            for _, token in phones for at in times]
    replies = worker.together(asks, gathered=4, before=lambda: database.sql(
        f"drop table if exists {missing}"))
    assert [r.status for r in replies] == [201] * 8
    assert database.one("select count(*) from sighting") == 8


def test_one_who_is_being_changed_holds_up_nobody(worker, phones, database):
    """Even with one thread: what waits for a lock waits by itself, and gives
    up by itself."""
    with database.connect() as ours:
        ours.execute("begin")
        ours.execute("select from person where id = %s for update",
                     [phones[0][0]])
        replies = worker.together([(t, PLACE) for _, t in phones], gathered=3)
    assert [r.status for r in replies] == [503, 201, 201, 201]
    assert int(replies[0].header("Retry-After")) >= 1
    assert transactions(database) == [3]


def test_a_device_that_was_revoked(worker, phones, make_member, database):
    """What it sent before is the last that is taken."""
    member = make_member()
    share(member)
    made = add_device(member)
    asks = [(made["token"], PLACE)] * 3 + [(t, PLACE) for _, t in phones]
    assert [r.status for r in worker.together(asks, 7)] == [201] * 7
    assert member.api.delete(
        f"/api/people/me/devices/{made['id']}").status == 204
    assert [r.status for r in worker.together(asks, 4)] == \
        [401] * 3 + [201] * 4
    assert database.one("select count(*) from sighting") == 4


def test_one_who_has_no_entry_any_more(worker, phones, make_member, database):
    member = make_member()
    me = share(member)["person_id"]
    token = add_device(member)["token"]
    database.sql("delete from person where id = %s", me)
    asks = [(token, PLACE)] * 2 + [(t, PLACE) for _, t in phones]
    replies = worker.together(asks, gathered=4)
    assert [r.status for r in replies] == [422] * 2 + [201] * 4


def test_what_postgres_refuses_is_one_ones_own(worker, phones, database):
    """A rule that no table of ours foresaw fails the whole statement: then
    each goes alone, and only who is to blame is refused."""
    database.sql("alter table sighting_live add constraint odd "
                 "check (accuracy is distinct from 13)")
    try:
        asks = [(token, {**PLACE, "accuracy": a}) for _, token in phones
                for a in (12, 13)]
        replies = worker.together(asks, gathered=0)
        assert [r.status for r in replies] == [201, 500] * 4
        assert database.one("select count(*) from sighting") == 4
    finally:
        database.sql("alter table sighting_live drop constraint odd")


def test_the_connection_is_lost(worker, phones, database):
    """Whether they were stored is not known then, and nobody is told so."""
    def cut():
        return database.one(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            "where wait_event_type = 'Lock' and datname = current_database() "
            "and query like '%with given as%'")
    threads = []
    with database.connect() as ours:
        def unlock():
            if threads:
                threads.pop().join()
                ours.execute("rollback")

        def lock():
            ours.execute("begin")
            ours.execute("lock table sighting in exclusive mode")
            threads.append(threading.Thread(target=stack.wait_for,
                                            args=("it", cut)))
            threads[0].start()
        replies = worker.together([(t, PLACE) for _, t in phones], 0, lock,
                                  unlock)
        threads[0].join()
    assert [r.status for r in replies] == [503] * 4
    assert all(int(r.header("Retry-After")) >= 1 for r in replies)
    assert database.one("select count(*) from sighting") == 0


def test_each_has_its_own_limit(make_stack):
    made = make_stack(workers=1, RATE_LIMIT=20, **SETTINGS)
    made.raw.check = None
    first = made.clients.make_member()
    share(first)
    first.bearer = first.token()
    worker = Worker(made, made.database, first)

    def asks():
        tokens = []
        for _ in range(2):
            member = made.clients.make_member()
            share(member)
            tokens.append(add_device(member)["token"])
        return [(tokens[0], PLACE)] * 30 + [(tokens[1], PLACE)] * 3
    # One each was for being known.
    replies = worker.together(None, gathered=19 + 3, before=asks)
    assert [r.status for r in replies] == [201] * 19 + [429] * 11 + [201] * 3
    assert [int(re.search(r"r=(\d+)", r.header("RateLimit"))[1])
            for r in replies[:19]] == list(range(18, -1, -1))
    assert all(int(r.header("Retry-After")) >= 1 for r in replies[19:30])
