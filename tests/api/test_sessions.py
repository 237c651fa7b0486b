"""Where somebody is signed in, and ending that from elsewhere."""

import pytest

from http_client import COOKIE
from members import PASSWORD

POOL = {"jobs": False}


def listed(api):
    reply = api.get("/api/auth/sessions")
    assert reply.status == 200
    return reply.json()


def is_signed_in(api):
    return api.get("/api/auth/me").status == 200


@pytest.fixture
def someone(make_member):
    return make_member()


def test_the_own_sessions_newest_first(someone, other):
    phone = someone.sign_in()
    sessions = listed(phone)
    assert [s["current"] for s in sessions] == [True, False]
    assert sessions[0]["id"] > sessions[1]["id"]
    assert [s["current"] for s in listed(someone.api)] == [False, True]
    theirs = {s["id"] for s in listed(other.api)}
    assert theirs.isdisjoint(s["id"] for s in sessions)


def test_a_session_says_which_browser_it_is(someone):
    browser = someone.api.clone()
    browser.post("/api/auth/signin",
                 {"login": someone.handle, "password": PASSWORD},
                 headers={"User-Agent": "Mozilla/5.0 (X11) é\t" + "x" * 900})
    agent = listed(browser)[0]["user_agent"]
    assert agent.startswith("Mozilla/5.0 (X11) ?")
    assert len(agent) == 256 and agent.isascii() and agent.isprintable()


def test_a_program_sees_no_session_as_its_own(someone):
    assert [s["current"] for s in listed(someone.token_api("read"))] == [
        False]


def test_ending_one_ends_it_at_once(someone):
    phone = someone.sign_in()
    assert is_signed_in(phone)
    (session,) = [s for s in listed(someone.api) if not s["current"]]
    reply = someone.api.delete(f"/api/auth/sessions/{session['id']}")
    assert reply.status == 204 and reply.body == b""
    assert not is_signed_in(phone)
    assert len(listed(someone.api)) == 1
    reply = someone.api.delete(f"/api/auth/sessions/{session['id']}")
    assert (reply.status, reply.symbol) == (404, "not_found")


def test_ending_the_own_one_is_signing_out(someone):
    (session,) = listed(someone.api)
    assert someone.api.delete(
        f"/api/auth/sessions/{session['id']}").status == 204
    assert not is_signed_in(someone.api)


def test_ending_all_others(someone):
    others = [someone.sign_in() for _ in range(3)]
    assert someone.api.delete("/api/auth/sessions").status == 204
    assert not any(is_signed_in(o) for o in others)
    assert [s["current"] for s in listed(someone.api)] == [True]


def test_a_program_ends_them_all(someone):
    someone.sign_in()
    assert someone.token_api().delete("/api/auth/sessions").status == 204
    assert not is_signed_in(someone.api)


def test_a_program_that_may_only_read_ends_none(someone):
    reply = someone.token_api("read").delete("/api/auth/sessions")
    assert (reply.status, reply.symbol) == (403, "scope")
    assert is_signed_in(someone.api)


def test_the_session_of_another_is_as_absent(someone, other):
    (theirs,) = listed(other.api)
    one = someone.api.delete(f"/api/auth/sessions/{theirs['id']}")
    two = someone.api.delete("/api/auth/sessions/999999999")
    assert one.status == two.status == 404
    one, two = one.json(), two.json()
    assert one.pop("request_id") != two.pop("request_id") and one == two
    assert is_signed_in(other.api)


@pytest.mark.parametrize("id", ["0", "-1", "x", "1e3", "99999999999999999999"])
def test_what_is_no_session(someone, id):
    assert someone.api.delete(f"/api/auth/sessions/{id}").status == 404


@pytest.mark.parametrize("column,age,holds", [
    ("last_seen_at", "13 days 23 hours", True),
    ("last_seen_at", "14 days", False),
    ("created_at", "89 days 23 hours", True),
    ("created_at", "90 days", False)])
def test_a_session_ends_by_itself(someone, sql, column, age, holds):
    phone = someone.sign_in()           # is in nobody's cache yet
    id = max(s["id"] for s in listed(someone.api))
    sql(f"update session set {column} = now() - interval '{age}' "
        "where id = %s", id)
    assert (id in [s["id"] for s in listed(someone.api)]) == holds
    assert is_signed_in(phone) == holds
    assert (COOKIE in phone.cookies) == holds


def test_use_renews_a_session_once_a_minute(someone, sql):
    phone = someone.sign_in()
    id = max(s["id"] for s in listed(someone.api))

    def seen():
        ((at,),) = sql("select last_seen_at from session where id = %s", id)
        return at
    first = seen()
    assert is_signed_in(phone) and seen() == first
    sql("update session set last_seen_at = now() - interval '61 seconds' "
        "where id = %s", id)
    again = phone.clone(cookies=dict(phone.cookies))
    old = seen()
    # Another account's sign-out empties every cache, as time would.
    someone.sign_in().post("/api/auth/signout")
    assert is_signed_in(again) and seen() > old


def test_an_account_keeps_its_50_newest_sessions(someone, sql):
    owner = sql("select id from account where uuid = %s", someone.uuid)[0][0]
    sql("insert into session (owner, token_hash, last_seen_at) "
        "select %s, md5(%s || i::text), now() - interval '1 day' "
        "from generate_series(1, 60) i", owner, someone.uuid)
    phone = someone.sign_in()
    sessions = listed(phone)
    assert len(sessions) == 50
    assert is_signed_in(phone) and is_signed_in(someone.api)


def test_an_account_knows_20_places(someone, sql):
    owner = sql("select id from account where uuid = %s", someone.uuid)[0][0]
    sql("insert into known_place (account, address_hash, last_seen_at) "
        "select %s, i::text, now() - interval '1 day' "
        "from generate_series(1, 30) i", owner)
    someone.sign_in()
    assert sql("select count(*) from known_place where account = %s",
               owner) == [(20,)]
    assert sql("select count(*) from known_place where account = %s "
               "and length(address_hash) = 64", owner) == [(1,)]
