"""
The errors that every route can meet, at every route: refused before it is
run, and always with its problem.  What a route alone can say (a wrong
password, a link that is used up) is tested with its resource; the end of the
run names what nobody met.
"""

import concurrent.futures
import json
import time

import psycopg
import pytest

import stack
from samples import load, url
from stack import Postgres, wait_for
from stalls import Stalls

# Without `foyer jobs', who might stand at a lock of ours, too.
POOL = {"jobs": False}
ROUTES = json.loads(stack.command(stack.settings(), "routes", "--json"))
SAMPLES = load()


@pytest.fixture(scope="module")
def who(make_organiser, clients):
    """An organiser: nothing is refused for want of a right."""
    made = make_organiser()
    clients.organiser = lambda: made
    made.sender = made.token_api()
    return made


@pytest.fixture(params=ROUTES, ids=lambda r: r["name"])
def route(request):
    return request.param


@pytest.fixture
def ask(route, who, api):
    """ask(query="", body=the sample's, headers) -> the reply.  An organiser
    asks, or nobody where nobody may."""
    sample = SAMPLES[route["name"]]
    target = url(route, sample.path_for(who))
    client = api if route["who"] == "anyone" else who.api

    def send(query="", **kw):
        return client.request(route["method"], target + query, **{
            **sample.sent_for(route, who), **kw})
    return send


def test_malformed(route, ask):
    reply = ask("?%")
    assert (reply.status, reply.symbol) == (400, "malformed")
    if not route["takes_body"]:
        reply = ask(body={})
        assert (reply.status, reply.symbol) == (400, "malformed")
        reply = ask(body=b"x" * 100_000)
        assert (reply.status, reply.symbol) == (400, "malformed")


def test_invalid(route, ask):
    reply = ask("?no_such_parameter=1")
    assert (reply.status, reply.symbol) == (422, "invalid")
    assert reply.faults == {"?no_such_parameter": "unknown"}


def test_bodies(route, ask):
    if not route["takes_body"]:
        return
    json_ = {"Content-Type": "application/json"}
    text = {"Content-Type": "text/plain"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    too_large = b" " * (route["max_body"] + 1)
    cases = ((b"{", json_, 400, "malformed"),
             (b'{"no_such_field":1}', json_, 422, "invalid"),
             (b"[]", json_, 422, "invalid"),
             (b"name=x", form, 415, "media_type"),
             (b"name", text, 415, "media_type"),
             (too_large, json_, 413, "too_large"))
    if route["text"]:
        cases = ((b"", text, 422, "invalid"),
                 (b" \r\n", text, 422, "invalid"),
                 (b"a\0b", text, 400, "malformed"),
                 (b"a\xffb", text, 400, "malformed"),
                 (b"text=x", form, 400, "malformed"),
                 (b"{}", json_, 415, "media_type"),
                 (too_large, text, 413, "too_large"))
    for body, headers, status, symbol in (
            (b"{}", {"Content-Type": "text/html"}, 415, "media_type"), *cases):
        reply = ask(body=body, headers=headers)
        assert (reply.status, reply.symbol) == (status, symbol), reply


ODD = (None, True, 0, -1, 1.5, 10 ** 18, "", " ", "x" * 300, "x" * 5000,
       "\u0001", "😀" * 40, [], {}, [1], "2026-02-30", "9" * 50, "null",
       "'; drop table task; --")


def test_every_field_refuses_what_it_is_not(route, clients, make_organiser):
    """Each field of each body with values that are no value of it, as a rule:
    422 that names the field, or a success; never an error of ours."""
    if not route["takes_body"] or route["text"]:
        return
    sample = SAMPLES[route["name"]]
    one = None
    for field in route["body"]:
        for value in ODD:
            if one is None:
                one = make_organiser()
                clients.organiser = lambda who=one: who
            reply = one.api.request(
                route["method"], url(route, sample.path_for(one)),
                {**sample.body_for(one), field["name"]: value})
            assert reply.status in (200, 201, 202, 204, 401, 409, 410, 422), (
                field["name"], value, reply)
            at = "/" + field["name"]
            if reply.status == 422:
                assert any(f == at or f.startswith(at + "/")
                           for f in reply.faults), (value, reply)
            if field["type"] != "json" and (
                    isinstance(value, dict) or value == [1] or
                    (value == [] and field["type"] != "strings")):
                assert reply.status == 422, (field["name"], value, reply)
            if reply.status < 300:
                one = None      # who may have another password now


def test_idempotency(route, clients, make_organiser, database):
    """The key of another request, and one that is still running."""
    if route["method"] != "POST":
        return
    sample = SAMPLES[route["name"]]
    # An anonymous route too is asked by a member here: keys are a member's.
    one = make_organiser()
    clients.organiser = lambda: one
    target = url(route, sample.path_for(one))
    sent = sample.sent_for(route, one)

    def post(key, client=one.api):
        return client.post(target, sent["body"], headers={
            **sent["headers"], "Idempotency-Key": key})
    first = one.api.post("/api/tasks", {"name": "the key's first use"},
                         headers={"Idempotency-Key": "one"})
    assert first.status == 201
    reply = post("one")
    assert (reply.status, reply.symbol) == (422, "key_reused"), reply
    with (database.connect() as holder,
          concurrent.futures.ThreadPoolExecutor(1) as pool):
        with holder.transaction() as held:
            holder.execute("lock table idempotency in access exclusive mode")
            began = time.monotonic()
            slow = pool.submit(
                post, "two", one.api.clone(cookies=dict(one.api.cookies)))
            wait_for("the first one's lock", lambda: database.one(
                "select count(*) from pg_locks where not granted"))
            reply = post("two",
                         one.api.clone(cookies=dict(one.api.cookies)))
            assert (reply.status, reply.symbol) == (409, "in_progress"), reply
            raise psycopg.Rollback(held)
        waited = time.monotonic() - began
        status = slow.result(30).status
        # Who stands at a lock for 2 s is told to come again.
        assert status == (sample.expect or route["status"]) or (
            status == 503 and waited > 1.9), (status, waited)


def test_too_old(route, raw, who):
    target = url(route, SAMPLES[route["name"]].path_for(who))
    reply = raw.request(route["method"], target, params={
        "FOYER_MSEC": f"{time.time() - 300:.3f}"})
    assert reply.status == 503
    assert int(reply.header("Retry-After")) >= 1


def sample_request(route, member):
    sample = SAMPLES[route["name"]]
    sent = sample.sent_for(route, member)
    body = sent["body"]
    if not isinstance(body, bytes):
        body = b"" if body is None else json.dumps(body).encode()
    return (route["method"], url(route, sample.path_for(member)), body,
            sent["headers"])


def test_too_many(make_stack):
    """The second request of a caller who may make one a minute."""
    stack_ = make_stack(RATE_LIMIT=1, RATE_LIMIT_ANONYMOUS=1)
    asked = 0
    for n, route in enumerate(ROUTES):
        if route["rate"] == "none":
            continue
        address = {"REMOTE_ADDR": f"192.0.2.{n}"}
        path = {p["name"]: {"id": "1", "handle": "nobody_here"}[p["type"]]
                for p in route["params"]}
        for _ in range(2):
            reply = stack_.raw.request(route["method"], url(route, path),
                                       params=address)
        assert reply.status == 429, (route["name"], reply)
        assert reply.json()["type"] == "/problems/too_many"
        assert int(reply.header("Retry-After")) >= 1
        asked += 1
    assert asked > 20


def test_the_database_is_away(make_stack, folder, contract):
    """Every route but the one that asks whether this process lives."""
    with Postgres(folder / "away") as cluster:
        database = stack.Database(cluster, "away")
        stack.command(stack.settings(DATABASE_URL=database.url), "migrate")
        stack_ = make_stack(database=database, jobs=False)
        organiser = stack_.clients.make_organiser()
        stack_.clients.organiser = lambda: organiser
        token = organiser.token()
        requests = [(r, *sample_request(r, organiser)) for r in ROUTES]
        database.close()
        cluster.stop()
        for route, method, target, body, headers in requests:
            start = time.monotonic()
            reply = stack_.raw.request(method, target, body, headers={
                "Authorization": f"Bearer {token}", **headers})
            took = time.monotonic() - start
            if route["name"] == "health_live":
                assert reply.status == 200
                continue
            assert reply.status == 503, (route["name"], reply)
            assert reply.json()["type"] == "/problems/unavailable"
            assert int(reply.header("Retry-After")) >= 1
            assert took < 9, f"{route['name']} took {took:.1f} s"
            for word in ("postgres", "libpq", "socket", "server", "/tmp"):
                assert word not in reply.json()["detail"].lower()
        cluster.start()
        with Stalls() as stalls:
            start = time.monotonic()
            wait_for("the pool's return", lambda: stack_.raw.get(
                "/api/health/ready").status == 200)
            took = time.monotonic() - start
        assert took < 2.5 + stalls.seconds
        assert organiser.api.get("/api/auth/me").status == 200
