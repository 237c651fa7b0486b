"""Personal access tokens."""

import hashlib
import re
from datetime import datetime, timedelta

import pytest

from stack import unique

POOL = {"jobs": False}


def make(api, **fields):
    return api.post("/api/auth/tokens",
                    {"name": "backup", "scope": "read", **fields})


def listed(api):
    reply = api.get("/api/auth/tokens")
    assert reply.status == 200
    return reply.json()


@pytest.fixture
def someone(make_member):
    return make_member()


def test_a_token_is_shown_once(someone, database):
    reply = make(someone.api, name=" backup ", expires_in_days=30)
    assert reply.status == 201
    made = reply.json()
    token = made.pop("token")
    assert re.fullmatch(r"foyer_[A-Za-z0-9_-]{43}", token)
    assert made["name"] == "backup" and made["scope"] == "read"
    assert made["last_used_at"] is None
    created, expires = (datetime.fromisoformat(made[k])
                        for k in ("created_at", "expires_at"))
    assert expires - created == timedelta(days=30)
    assert listed(someone.api) == [made]
    assert not any(token in str(row) for t in database.tables()
                   if t != "idempotency"
                   for row in database.sql(f"select * from {t}"))
    digest = hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
    assert database.sql("select name from access_token where token_hash = %s",
                        digest) == [("backup",)]


def test_without_an_end_it_holds_until_it_is_revoked(someone):
    assert make(someone.api).json()["expires_at"] is None
    assert make(someone.api, expires_in_days=None).json()["expires_at"] is None


@pytest.mark.parametrize("change,faults", [
    ({"name": ""}, {"/name": "required"}),
    ({"name": "x" * 101}, {"/name": "too_long"}),
    ({"scope": "admin"}, {"/scope": "one_of"}),
    ({"expires_in_days": 0}, {"/expires_in_days": "too_small"}),
    ({"expires_in_days": 366}, {"/expires_in_days": "too_large"}),
    ({"expires_in_days": "7"}, {"/expires_in_days": "type"}),
    ({"token": "foyer_mine", "id": 7}, {"/token": "unknown",
                                        "/id": "unknown"}),
    ({"name": None, "scope": None}, {"/name": "null", "/scope": "null"})])
def test_faults(someone, change, faults):
    reply = make(someone.api, **change)
    assert reply.status == 422 and reply.faults == faults
    assert listed(someone.api) == []


def test_a_token_to_read_only_reads(someone):
    program = someone.token_api("read")
    assert program.get("/api/auth/me").json()["uuid"] == someone.uuid
    for reply in (program.patch("/api/profile", {"bio": "x"}),
                  program.post("/api/auth/signout"),
                  program.delete("/api/auth/tokens/1")):
        assert (reply.status, reply.symbol) == (403, "scope")


def test_a_token_to_write_writes(someone):
    program = someone.token_api("write")
    assert program.patch("/api/profile", {"bio": "x"}).json()["bio"] == "x"


def test_a_token_works_on_both_hosts(someone):
    token = someone.token("read")
    for host in (someone.clients.app, someone.clients.api_host):
        assert host.clone(token=token).get("/api/auth/me").status == 200


def test_a_token_makes_no_token(someone):
    reply = make(someone.token_api("write"))
    assert (reply.status, reply.symbol) == (403, "forbidden")
    assert len(listed(someone.api)) == 1


def test_a_revoked_token_ends_at_once(someone):
    program = someone.token_api()
    assert program.get("/api/auth/me").status == 200
    (entry,) = listed(someone.api)
    reply = someone.api.delete(f"/api/auth/tokens/{entry['id']}")
    assert reply.status == 204 and listed(someone.api) == []
    reply = program.get("/api/auth/me")
    assert (reply.status, reply.symbol) == (401, "unauthorized")
    assert someone.api.delete(
        f"/api/auth/tokens/{entry['id']}").status == 404


def test_the_token_of_another_is_as_absent(someone, other):
    program = other.token_api()
    (theirs,) = listed(other.api)
    one = someone.api.delete(f"/api/auth/tokens/{theirs['id']}")
    two = someone.api.delete("/api/auth/tokens/999999999")
    assert one.status == two.status == 404
    one, two = one.json(), two.json()
    assert one.pop("request_id") != two.pop("request_id") and one == two
    assert program.get("/api/auth/me").status == 200


def test_an_expired_token_is_over_and_not_listed(someone, sql):
    program = someone.token_api()
    sql("update access_token set expires_at = now() where owner = "
        "(select id from account where uuid = %s)", someone.uuid)
    assert program.get("/api/auth/me").status == 401
    assert listed(someone.api) == []


def test_the_last_use_is_noted(someone):
    program = someone.token_api()
    program.get("/api/auth/me")
    assert listed(someone.api)[0]["last_used_at"] is not None


def test_a_hundred_is_enough(someone, sql):
    sql("insert into access_token (owner, name, scope, token_hash) "
        "select a.id, 'x', 'read', %s || i::text from account a, "
        "generate_series(1, 99) i where a.uuid = %s", unique(), someone.uuid)
    assert make(someone.api).status == 201
    reply = make(someone.api)
    assert (reply.status, reply.symbol) == (409, "conflict")
    someone.api.delete(f"/api/auth/tokens/{listed(someone.api)[0]['id']}")
    assert make(someone.api).status == 201


def test_newest_first(someone):
    names = ["one", "two", "three"]
    for name in names:
        make(someone.api, name=name)
    assert [t["name"] for t in listed(someone.api)] == names[::-1]


@pytest.mark.parametrize("token", [
    "foyer_", "foyer_" + "x" * 43, "x", "foyer_é", "' or true--"])
def test_what_is_no_token(clients, token):
    reply = clients.api_host.clone(token=token).get("/api/auth/me")
    assert reply.status in (400, 401)
