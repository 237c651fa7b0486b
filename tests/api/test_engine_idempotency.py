"""Idempotency-Key: a POST that is sent again is answered again and done
once."""

import concurrent.futures
import threading
import time

import psycopg
import pytest

from stack import wait_for

KEY = "Idempotency-Key"
# Without `foyer jobs', who might stand at a lock of ours, too.
POOL = {"jobs": False}


@pytest.fixture
def count(database, member):
    """How many tasks of that name there are."""
    return lambda name: database.one(
        "select count(*) from task where name = %s", name)


def post(api, key, body, path="/api/tasks"):
    return api.post(path, body, headers={KEY: key})


def test_a_repeated_key_replays_the_answer(member, count):
    first = post(member.api, "replay-1", {"name": "replay 1"})
    again = post(member.api, "replay-1", {"name": "replay 1"})
    assert first.status == again.status == 201
    assert first.header("Idempotency-Replayed") is None
    assert again.header("Idempotency-Replayed") == "true"
    assert again.body == first.body
    for name in ("ETag", "Location", "Content-Type"):
        assert again.header(name) == first.header(name), name
    assert again.header("X-Request-Id") != first.header("X-Request-Id")
    assert count("replay 1") == 1


def test_the_key_with_another_body(member, count):
    post(member.api, "other-body", {"name": "one body"})
    for body in ({"name": "another body"},
                 {"name": "one body", "status": "Done"}):
        reply = post(member.api, "other-body", body)
        assert (reply.status, reply.symbol) == (422, "key_reused"), reply
    assert count("another body") == 0


def test_the_key_at_another_address(member):
    one, two = (f"/api/tasks/{member.task()['id']}/restore" for _ in "12")
    assert post(member.api, "other-path", None, one).status == 200
    reply = post(member.api, "other-path", None, two)
    assert (reply.status, reply.symbol) == (422, "key_reused"), reply


def test_another_member_may_use_the_same_key(member, other, count):
    a = post(member.api, "shared-key", {"name": "of two"})
    b = post(other.api, "shared-key", {"name": "of two"})
    assert a.status == b.status == 201
    assert a.json()["id"] != b.json()["id"]
    assert b.header("Idempotency-Replayed") is None
    assert count("of two") == 2


def test_a_key_works_from_session_and_token(member, count):
    """The key is the member's, not the connection's."""
    token_api = member.token_api()
    a = post(member.api, "by-both", {"name": "by both"})
    b = post(token_api, "by-both", {"name": "by both"})
    assert (a.status, b.status) == (201, 201)
    assert count("by both") == 1


def test_a_refused_request_may_be_mended(member, count):
    """What was not done is not remembered."""
    assert post(member.api, "mended", {"name": ""}).status == 422
    assert post(member.api, "mended", {"name": "mended"}).status == 201
    assert count("mended") == 1


@pytest.mark.parametrize("key", ["x" * 256, "a b\tc", "caf\xe9", "\x01",
                                 "a\x7fb"])
def test_a_key_that_is_none(raw, member, key):
    reply = raw.post("/api/tasks", {"name": "no key"}, headers={
        "Authorization": f"Bearer {member.token()}",
        KEY: key.encode("latin-1")})
    assert reply.status == 400, reply
    assert reply.json()["type"] == "/problems/malformed"


def test_a_key_of_255_is_one(member, count):
    for _ in range(2):
        assert post(member.api, "x" * 255, {"name": "long key"}).status == 201
    assert count("long key") == 1


def test_a_key_on_a_get_means_nothing(member):
    a = member.api.get("/api/auth/me", headers={KEY: "on-get"})
    assert a.status == 200
    assert post(member.api, "on-get", {"name": "after get"}).status == 201


def test_nobodys_key_guards_no_secret(api, member):
    """A key that a stranger guesses must not replay a member's answer."""
    post(member.api, "guessable", {"name": "guess"})
    reply = post(api, "guessable", {"name": "guess"})
    assert reply.status == 401
    assert b"guess" not in reply.body


def test_a_token_is_replayed_but_not_kept_in_clear(member, database):
    first = post(member.api, "tok", {"name": "t", "scope": "read"},
                 "/api/auth/tokens")
    again = post(member.api, "tok", {"name": "t", "scope": "read"},
                 "/api/auth/tokens")
    assert first.json()["token"] == again.json()["token"]
    assert member.api.get("/api/auth/tokens").status == 200
    token = first.json()["token"].encode()
    for answer, in database.sql("select answer from idempotency"):
        assert token not in bytes(answer)
    assert database.one("select count(*) from access_token where name = 't'"
                        " and owner = (select id from account where "
                        "handle = %s)", member.handle) == 1


def test_sign_in_is_replayed_with_its_cookie(api, member, database):
    """A sign-in whose answer was lost makes one session."""
    body = {"login": member.handle, "password": member.password}
    before = database.one("select count(*) from session")
    a = post(api, "signin-key", body, "/api/auth/signin")
    api.cookies.clear()
    b = post(api, "signin-key", body, "/api/auth/signin")
    assert (a.status, b.status) == (200, 200)
    assert database.one("select count(*) from session") == before + 1
    assert api.get("/api/auth/me").status == 200
    # The same key with another password opens nothing.
    api.cookies.clear()
    c = post(api, "signin-key", dict(body, password="x" * 12),
             "/api/auth/signin")
    assert c.status in (401, 422), c
    assert api.cookies == {}


def test_one_running_is_409(member, database):
    """While the first is held up by a lock the second is told so."""
    with (database.connect() as holder,
          concurrent.futures.ThreadPoolExecutor(1) as pool):
        with holder.transaction() as held:
            holder.execute("lock table task in access exclusive mode")
            began = time.monotonic()
            slow = pool.submit(
                post, member.api.clone(cookies=dict(member.api.cookies)),
                "running", {"name": "running"})
            wait_for("the first one's lock", lambda: database.one(
                "select count(*) from pg_locks where not granted"))
            reply = post(member.api, "running", {"name": "running"})
            assert (reply.status, reply.symbol) == (409, "in_progress")
            assert int(reply.header("Retry-After")) >= 1
            raise psycopg.Rollback(held)
        waited = time.monotonic() - began
        first = slow.result(30)
    # Who stands at a lock for 2 s is told to come again, and nothing is done.
    assert first.status == 201 or (first.status == 503 and waited > 1.9)
    again = post(member.api, "running", {"name": "running"})
    assert again.header("Idempotency-Replayed") == (
        "true" if first.status == 201 else None)


def test_a_hundred_at_once_make_one_task(foyer, member, count):
    """Every answer is the task or "still running"; there is one task."""
    barrier = threading.Barrier(20)

    def retry(_):
        api = member.api.clone(cookies=dict(member.api.cookies))
        barrier.wait(30)
        out = [post(api, "hundred", {"name": "hundred"}) for _ in range(5)]
        api.close()
        return out
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        replies = [r for rs in pool.map(retry, range(20)) for r in rs]
    assert len(replies) == 100
    assert {r.status for r in replies} <= {201, 409}
    done = [r for r in replies if r.status == 201]
    assert len({r.body for r in done}) == 1
    assert sum(r.header("Idempotency-Replayed") is None for r in done) <= 1
    assert post(member.api, "hundred", {"name": "hundred"}).status == 201
    assert count("hundred") == 1


def test_old_keys_are_forgotten(foyer, member, database, count):
    """24 hours, by `foyer jobs'."""
    post(member.api, "old-key", {"name": "old key"})
    database.sql("update idempotency set created_at = "
                 "now() - interval '24 hours 1 minute'")
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from idempotency") == 0
    assert post(member.api, "old-key", {"name": "old key"}).header(
        "Idempotency-Replayed") is None
    assert count("old key") == 2
