"""Signing in and out, and the password."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from http_client import COOKIE
from mailbox import Mailbox
from members import PASSWORD
from stack import unique, wait_for
from together import crowd, together

POOL = {"jobs": False}
OTHER_PASSWORD = "another tide swept"


@pytest.fixture
def box(sql):
    return Mailbox(sql)


def sign_in(api, login, password=PASSWORD):
    return api.post("/api/auth/signin", {"login": login,
                                         "password": password})


def is_signed_in(api):
    return api.get("/api/auth/me").status == 200


# ------------------------------------------------------------- who asks

def test_me_is_who_asks(member):
    reply = member.api.get("/api/auth/me")
    me = reply.json()
    assert me == member.me
    assert me["email"] == member.email and me["role"] == "member"
    assert me["confirmed"] is True      # no mail is sent, nothing waits
    assert reply.header("ETag") == f'"{me["updated_at"]}"'


def test_nobody_is_told_to_sign_in(api):
    reply = api.get("/api/auth/me")
    assert (reply.status, reply.symbol) == (401, "unauthorized")
    assert reply.header("WWW-Authenticate") == "Bearer"


def test_a_cookie_that_does_not_hold_is_taken_away(api):
    api.cookies[COOKIE] = "x" * 43
    assert api.get("/api/auth/me").status == 401
    assert COOKIE not in api.cookies


# ------------------------------------------------------------ signing in

@pytest.mark.parametrize("login", [
    lambda m: m.handle, lambda m: m.handle.upper(), lambda m: m.email,
    lambda m: m.email.upper(), lambda m: f"  {m.handle} "])
def test_signing_in_by_handle_or_address(api, member, login):
    reply = sign_in(api, login(member))
    assert reply.status == 200
    assert reply.json() == member.me
    assert api.get("/api/auth/me").json()["uuid"] == member.uuid


def test_the_cookie_is_for_this_host_and_no_script(api, member):
    reply = sign_in(api, member.handle)
    (line,) = reply.header_all("Set-Cookie")
    pair, *attributes = line.split("; ")
    name, _, token = pair.partition("=")
    assert name == "__Host-session"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not any(a.startswith("Domain") for a in attributes)


def test_only_the_hash_of_a_session_is_stored(api, member, sql, database):
    reply = sign_in(api, member.handle)
    token = reply.header("Set-Cookie").partition("=")[2].partition(";")[0]
    digest = hashlib.blake2b(token.encode(), digest_size=32).hexdigest()
    assert sql("select owner from session where token_hash = %s", digest)
    assert not any(token in str(row) for t in database.tables()
                   for row in sql(f"select * from {t}"))


@pytest.mark.parametrize("password", ["x", PASSWORD + " ", PASSWORD.upper(),
                                      "ü" * 1024])
def test_a_wrong_password_is_refused(api, member, password):
    reply = sign_in(api, member.handle, password)
    assert (reply.status, reply.symbol) == (401, "wrong_password")
    assert reply.header_all("Set-Cookie") == []


@pytest.mark.parametrize("login", ["nobody_at_all", "nobody@example.org",
                                   "@", "%", "ada'--", "\u212Aate"])
def test_an_unknown_login_is_answered_like_a_wrong_password(api, member,
                                                           login):
    unknown = sign_in(api, login).json()
    wrong = sign_in(api, member.handle, "wrong password").json()
    assert unknown.pop("request_id") != wrong.pop("request_id")
    assert unknown == wrong


def test_who_has_no_password_yet_cannot_sign_in(api, foyer):
    handle = unique("o")
    foyer.command("admin", "create", handle, "--email",
                  f"{handle}@example.org")
    for password in (PASSWORD, "null", "0"):
        assert sign_in(api, handle, password).status == 401


def test_all_faults_of_a_sign_in_at_once(api):
    reply = api.post("/api/auth/signin", {"login": " ", "password": None,
                                          "extra": 1})
    assert reply.status == 422
    assert reply.faults == {"/login": "required", "/password": "null",
                            "/extra": "unknown"}


def test_programs_do_not_sign_in(api_host, member):
    reply = sign_in(api_host, member.handle)
    assert (reply.status, reply.symbol) == (403, "forbidden")
    assert reply.header_all("Set-Cookie") == []


def test_another_site_cannot_sign_somebody_in(api, member):
    for headers in ({"Origin": "https://evil.example"},
                    {"Origin": None, "Sec-Fetch-Site": "cross-site"}):
        reply = api.post("/api/auth/signin",
                         {"login": member.handle, "password": PASSWORD},
                         headers=headers)
        assert (reply.status, reply.symbol) == (403, "wrong_origin")
        assert reply.header_all("Set-Cookie") == []


def test_signing_in_again_ends_the_session_of_that_browser(make_member, sql):
    someone = make_member()
    before = someone.api.cookies[COOKIE]
    assert sign_in(someone.api, someone.handle).status == 200
    old = someone.api.clone(cookies={COOKIE: before})
    assert not is_signed_in(old)
    assert len(someone.api.get("/api/auth/sessions").json()) == 1


def test_no_session_begins_with_a_password_that_is_over(make_member, api,
                                                        database):
    someone = make_member()
    held = database.connect()
    with ThreadPoolExecutor(1) as pool, held:
        held.execute("begin")
        held.execute("select 1 from account where handle = %s for update",
                     [someone.handle])
        late = pool.submit(sign_in, api, someone.handle)
        wait_for("the sign-in to wait for us", lambda: database.sql(
            "select 1 from pg_stat_activity where wait_event_type = 'Lock' "
            "and datname = current_database() and query like '%for share%'"))
        held.execute("update account set password_hash = 'another' "
                     "where handle = %s", [someone.handle])
        held.execute("commit")
        reply = late.result()
    assert (reply.status, reply.symbol) == (401, "wrong_password")
    assert reply.header_all("Set-Cookie") == []


# ----------------------------------------------------------- signing out

def test_signing_out_ends_the_session_at_once(make_member):
    someone = make_member()
    cookie = dict(someone.api.cookies)
    elsewhere = someone.sign_in()
    reply = someone.api.post("/api/auth/signout")
    assert reply.status == 204 and someone.api.cookies == {}
    assert not is_signed_in(someone.api.clone(cookies=cookie))
    assert is_signed_in(elsewhere)


def test_a_token_that_signs_out_is_gone(make_member):
    someone = make_member()
    program = someone.token_api()
    assert program.post("/api/auth/signout").status == 204
    assert not is_signed_in(program)
    assert is_signed_in(someone.api)


# ---------------------------------------------------------- the password

def change(api, current=PASSWORD, new=OTHER_PASSWORD):
    return api.post("/api/auth/password", {"current": current, "new": new})


def test_a_changed_password_ends_every_other_session(make_member, api, box):
    someone = make_member()
    elsewhere = someone.sign_in()
    old = dict(someone.api.cookies)
    program = someone.token_api()
    reply = change(someone.api)
    assert reply.status == 204 and reply.body == b""
    assert is_signed_in(someone.api) and someone.api.cookies != old
    assert not is_signed_in(someone.api.clone(cookies=old))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(program)        # tokens are revoked by themselves
    assert sign_in(api, someone.handle).status == 401
    assert sign_in(api, someone.handle, OTHER_PASSWORD).status == 200
    assert "has changed" in box.to(someone.email)[-1][0]


def test_a_changed_password_voids_the_links_to_another(make_member, box):
    someone = make_member()
    someone.api.post("/api/auth/forgot", {"email": someone.email})
    token = box.token(someone.email, "reset")
    assert change(someone.api).status == 204
    reply = someone.api.post("/api/auth/reset", {"token": token,
                                                 "password": PASSWORD})
    assert (reply.status, reply.symbol) == (410, "gone")


def test_a_program_changes_the_password_and_gets_no_cookie(make_member):
    someone = make_member()
    program = someone.token_api()
    reply = change(program)
    assert reply.status == 204 and reply.header_all("Set-Cookie") == []
    assert not is_signed_in(someone.api)


def test_the_faults_of_both_passwords_at_once(member):
    reply = change(member.api, "not it", "password123")
    assert reply.status == 422
    assert reply.faults == {"/current": "wrong", "/new": "common"}
    assert is_signed_in(member.api)


@pytest.mark.parametrize("new,code", [
    ("short", "too_short"), ("x" * 1025, "too_long"), (12345678901, "type"),
    ("qwertyuiop", "common"), (None, "null")])
def test_a_new_password_that_will_not_do(member, new, code):
    reply = change(member.api, PASSWORD, new)
    assert reply.status == 422 and reply.faults == {"/new": code}


def test_a_password_of_1024_characters_of_any_kind(make_member, api):
    someone = make_member()
    long = "\U0001f511ü " * 341 + "z"
    assert len(long) == 1024
    assert change(someone.api, PASSWORD, long).status == 204
    assert sign_in(api, someone.handle, long).status == 200
    assert sign_in(api, someone.handle, long[:-1]).status == 401


def test_the_handle_is_no_password(make_member):
    someone = make_member(handle=unique("somebody"))
    reply = change(someone.api, PASSWORD, someone.handle + "1")
    assert reply.faults == {"/new": "common"}


def test_two_changes_at_once_one_wins(make_member):
    someone = make_member()
    news = ["tide swept one", "tide swept two", "tide swept three"]
    clients = [someone.sign_in() for _ in news]
    replies = together(lambda i: change(clients[i], PASSWORD, news[i]),
                       range(3))
    # The others lost their session, or their old password, on the way.
    statuses = [r.status for r in replies]
    assert statuses.count(204) == 1
    winner = news[statuses.index(204)]
    assert sign_in(someone.api, someone.handle, winner).status == 200


# ------------------------------------------------------------- forgotten

def forget(api, box, someone, email=None):
    reply = api.post("/api/auth/forgot", {"email": email or someone.email})
    assert reply.status == 202 and reply.json() == {"sent": "mail"}
    return box.token(someone.email, "reset")


def reset(api, token, password=OTHER_PASSWORD):
    return api.post("/api/auth/reset", {"token": token,
                                        "password": password})


def test_a_forgotten_password_is_set_by_the_link(make_member, api, box):
    someone = make_member()
    elsewhere = someone.sign_in()
    token = forget(api, box, someone)
    reply = reset(api, token)
    assert reply.status == 200 and reply.json()["uuid"] == someone.uuid
    assert is_signed_in(api)
    assert not is_signed_in(someone.api) and not is_signed_in(elsewhere)
    assert sign_in(api.clone(), someone.handle, OTHER_PASSWORD).status == 200
    assert sign_in(api.clone(), someone.handle).status == 401


def test_mail_goes_to_the_address_as_its_owner_wrote_it(make_member, api,
                                                        box):
    someone = make_member()
    forget(api, box, someone, someone.email.upper())
    assert box.to(someone.email.upper()) == []


def test_a_link_works_once(make_member, api, box):
    someone = make_member()
    token = forget(api, box, someone)
    assert reset(api, token).status == 200
    reply = reset(api, token)
    assert (reply.status, reply.symbol) == (410, "gone")


def test_a_link_used_by_many_at_once_works_once(make_member, api, box):
    someone = make_member()
    token = forget(api, box, someone)
    replies = crowd(api, 4, lambda client, i: reset(
        client, token, f"tide swept {i} times"))
    assert sorted(r.status for r in replies) == [200, 410, 410, 410]


def test_one_link_used_voids_the_others(make_member, api, box):
    someone = make_member()
    first, second = (forget(api, box, someone) for _ in range(2))
    assert reset(api, first).status == 200
    assert reset(api, second).status == 410


def test_a_link_is_too_old_after_30_minutes(make_member, api, box, sql):
    someone = make_member()
    token = forget(api, box, someone)
    sql("update ticket set expires_at = expires_at - interval '29 minutes'")
    assert reset(api, token, "short").status == 422     # still looked at
    sql("update ticket set expires_at = expires_at - interval '61 seconds'")
    assert reset(api, token).status == 410


@pytest.mark.parametrize("token", ["x", "x" * 43, "Zürich", "'"])
def test_what_is_no_link_is_gone(api, token):
    assert reset(api, token).status == 410


def test_a_refused_password_leaves_the_link(make_member, api, box):
    someone = make_member()
    token = forget(api, box, someone)
    reply = reset(api, token, someone.handle)
    assert reply.status == 422 and reply.faults == {"/password": "common"}
    assert reset(api, token).status == 200


def test_a_link_of_another_kind_resets_nothing(foyer, api, sql):
    digest = hashlib.blake2b(b"a setup token", digest_size=32).hexdigest()
    sql("insert into ticket (token_hash, kind, expires_at) "
        "values (%s, 'setup', now() + interval '1 hour')", digest)
    assert reset(api, "a setup token").status == 410


def test_an_unknown_address_is_told_by_mail_only(api, box, sql):
    email = f"{unique()}@example.org"
    reply = api.post("/api/auth/forgot", {"email": email})
    assert reply.status == 202 and reply.json() == {"sent": "mail"}
    ((_, body),) = box.to(email)
    assert "no account" in body and "reset#" not in body


# --------------------------------------------------- the limits of trying

@pytest.fixture
def limited(make_stack):
    return make_stack(RATE_LIMIT_PASSWORD=100000, jobs=False)


def from_place(address):
    return {"params": {"REMOTE_ADDR": address},
            "headers": {"Origin": None, "Sec-Fetch-Site": "same-origin"}}


def until_refused(call):
    """Calls call(0), call(1) … until one is refused for being one too many,
    which must not be the first and must come."""
    for i in range(200):
        reply = call(i)
        if reply.status == 429:
            break
    assert 0 < i and reply.status == 429, reply
    assert reply.json()["type"] == "/problems/too_many"
    return reply


def test_guesses_are_slowed_and_the_owner_is_not(limited):
    someone = limited.clients.make_member()     # signed up from 127.0.0.1
    raw = limited.raw
    raw.site = "app"

    def guess(address, login=someone.handle, password="wrong password"):
        return raw.post("/api/auth/signin",
                        {"login": login, "password": password},
                        **from_place(address))

    # One guesser, at one address: slowed there.
    refused = until_refused(lambda i: guess("192.0.2.1"))
    assert int(refused.header("Retry-After")) >= 1
    # A crowd of addresses: slowed at the account, and no less at one that
    # is not there.
    until_refused(lambda i: guess(f"198.51.100.{i}", "nobody_here"))
    until_refused(lambda i: guess(f"198.51.100.{i}"))
    # The owner, where she has been before, comes in; elsewhere she waits
    # with the rest (a place may just have come free, but not each time).
    assert 429 in [guess(f"203.0.113.{i}", password=PASSWORD).status
                   for i in range(5)]
    assert guess("127.0.0.1", password=PASSWORD).status == 200
    # Others are not touched.
    other = limited.clients.make_member()
    assert guess("198.51.100.77", other.handle, PASSWORD).status == 200


def test_one_who_signed_out_is_still_known_at_her_place(limited):
    someone = limited.clients.make_member()
    someone.api.post("/api/auth/signout")
    raw = limited.raw
    raw.site = "app"
    until_refused(lambda i: raw.post(
        "/api/auth/signin",
        {"login": someone.handle, "password": "wrong password"},
        **from_place(f"198.51.100.{i}")))
    assert sign_in(someone.api, someone.handle).status == 200


def test_an_ipv6_network_is_one_place(limited):
    raw = limited.raw
    raw.site = "app"
    until_refused(lambda i: raw.post(
        "/api/auth/signin", {"login": "nobody", "password": "wrong password"},
        **from_place(f"2001:db8:0:7::{i + 1:x}")))
    assert raw.post("/api/auth/signin",
                    {"login": "nobody", "password": "wrong password"},
                    **from_place("2001:db8:0:8::1")).status == 401


def test_nobody_is_buried_in_mail(limited):
    api = limited.clients.app.clone()
    until_refused(lambda i: api.post("/api/auth/forgot", {
        "email": ("Victim@example.org", "victim@EXAMPLE.org")[i % 2]}))
    assert limited.database.one("select count(*) from mail") < 10
    assert api.post("/api/auth/forgot",
                    {"email": "other@example.org"}).status == 202


def test_the_current_password_cannot_be_guessed_through_a_session(limited):
    someone = limited.clients.make_member()
    until_refused(lambda i: change(someone.api, "wrong password"))


def test_one_address_is_limited_whatever_it_tries(make_stack):
    stack = make_stack(RATE_LIMIT_PASSWORD=10, jobs=False)
    api = stack.clients.app.clone()
    calls = [("signin", {"login": "x", "password": "wrong password"}),
             ("forgot", {"email": "x@example.org"}),
             ("reset", {"token": "x", "password": PASSWORD}),
             ("confirm", {"token": "x"}),
             ("setup", {"token": "x", "email": "x@example.org",
                        "password": PASSWORD, "handle": "xxx",
                        "display_name": "x"}),
             ("signup", {"email": "x@example.org", "password": "short",
                         "handle": "xxx", "display_name": "x"})]
    # One bucket for all: when it is empty for one it is for the next.
    until_refused(lambda i: api.post("/api/auth/signin", calls[0][1]))
    for name, body in calls:
        assert 429 in [api.post(f"/api/auth/{name}", body).status
                       for _ in range(20)], name
