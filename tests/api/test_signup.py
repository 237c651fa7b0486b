"""How an account comes to be: at once, by mail, by invitation, not at all."""

import pytest

from http_client import COOKIE
from mailbox import Mailbox
from members import PASSWORD
from smtp_sink import link
from stack import unique
from test_auth import sign_in
from together import crowd

POOL = {"jobs": False}


def wish(handle=None, **more):
    handle = handle or unique()
    return {"email": f"{handle}@example.org", "password": PASSWORD,
            "handle": handle, "display_name": f"Member {handle}", **more}


def sign_up(api, handle=None, **more):
    return api.post("/api/auth/signup", wish(handle, **more))


# --------------------------------------------------------------- at once

def test_without_mail_the_account_is_there_at_once(api, sql):
    body = wish(display_name="  Ada Lovelace ")
    reply = api.post("/api/auth/signup", body)
    assert reply.status == 201
    me = reply.json()
    assert me["handle"] == body["handle"] and me["email"] == body["email"]
    assert me["display_name"] == "Ada Lovelace"
    assert me["role"] == "member" and me["confirmed"] is True
    assert me["bio"] == "" and me["company"] == ""
    assert api.get("/api/auth/me").json() == me
    ((stored,),) = sql("select password_hash from account where uuid = %s",
                       me["uuid"])
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_handle_is_folded(api):
    handle = unique("Ada")
    assert sign_up(api, handle.upper()).json()["handle"] == handle.lower()


def test_what_is_taken_is_told_all_at_once(api, member):
    reply = sign_up(api, member.handle.upper(), email=member.email.upper())
    assert reply.status == 422
    assert reply.faults == {"/handle": "taken", "/email": "taken"}
    assert COOKIE not in api.cookies


def test_two_who_want_one_handle_at_once(api, sql):
    handle = unique()
    replies = crowd(api, 4, lambda client, i: sign_up(
        client, handle, email=f"{i}.{handle}@example.org"))
    assert sorted(r.status for r in replies) == [201, 422, 422, 422]
    assert {str(r.faults) for r in replies if r.status == 422} == {
        "{'/handle': 'taken'}"}


@pytest.mark.parametrize("change,faults", [
    ({"email": "nobody"}, {"/email": "format"}),
    ({"email": ""}, {"/email": "required"}),
    ({"email": "a@b@example.org"}, {"/email": "format"}),
    ({"email": "a@example.org\r\nBcc: b@example.org"}, {"/email": "format"}),
    ({"email": "ü@example.org"}, {"/email": "format"}),
    ({"password": "short"}, {"/password": "too_short"}),
    ({"password": " ".join(map(str, range(1000)))[:1025]},
     {"/password": "too_long"}),
    ({"password": "Password123!"}, {"/password": "common"}),
    ({"password": None}, {"/password": "null"}),
    ({"handle": "ab"}, {"/handle": "format"}),
    ({"handle": "x" * 31}, {"/handle": "format"}),
    ({"handle": "a-b-c"}, {"/handle": "format"}),
    ({"handle": "üüü"}, {"/handle": "format"}),
    ({"display_name": "   "}, {"/display_name": "required"}),
    ({"display_name": "x" * 101}, {"/display_name": "too_long"}),
    ({"role": "organiser"}, {"/role": "unknown"}),
    ({"confirmed": True}, {"/confirmed": "unknown"}),
    ({"email": 5, "password": "abcdefghijk", "handle": "", "more": 1},
     {"/email": "type", "/password": "common", "/handle": "required",
      "/more": "unknown"}),
])
def test_faults(api, database, change, faults):
    before = database.digest()
    reply = api.post("/api/auth/signup", {**wish(), **change})
    assert reply.status == 422 and reply.faults == faults
    assert database.digest() == before


def test_nothing_given(api):
    reply = api.post("/api/auth/signup", {})
    assert reply.faults == {f"/{f}": "required" for f in
                            ("email", "password", "handle", "display_name")}


@pytest.mark.parametrize("password", [
    lambda w: w["handle"] + "99", lambda w: w["email"],
    lambda w: w["display_name"].replace(" ", ""), lambda w: "Foyer" * 3])
def test_a_password_made_of_the_own_words(api, password):
    body = wish(unique("someone"))
    body["password"] = password(body)
    assert api.post("/api/auth/signup", body).faults == {
        "/password": "common"}


def test_a_lost_answer_is_had_again_by_its_key(api, sql):
    body = wish()
    key = {"Idempotency-Key": unique()}
    one = api.post("/api/auth/signup", body, headers=key)
    two = api.clone().post("/api/auth/signup", body, headers=key)
    assert one.status == two.status == 201 and one.json() == two.json()
    assert two.header("Idempotency-Replayed") == "true"
    assert sql("select count(*) from account where handle = %s",
               body["handle"]) == [(1,)]


# --------------------------------------------------------------- by mail

@pytest.fixture
def mailing(make_stack):
    """(stack, client, mailbox) where accounts wait for a confirmation."""
    stack = make_stack(SMTP_URL="sink", jobs=False)
    return (stack, stack.clients.app.clone(), Mailbox(stack.database.sql))


def pend(api, body):
    reply = api.post("/api/auth/signup", body)
    assert reply.status == 202 and reply.json() == {"confirm": "mail"}
    assert reply.header_all("Set-Cookie") == []


def confirm(api, token):
    return api.post("/api/auth/confirm", {"token": token})


def test_from_sign_up_to_the_link_in_the_mail(make_stack, smtp_sink):
    stack = make_stack(SMTP_URL="sink")
    api = stack.clients.app.clone()
    body = wish()
    pend(api, body)
    message = smtp_sink.wait(body["email"])
    assert body["handle"] in message.get_content()
    assert body["display_name"] not in message.get_content()
    reply = confirm(api, link(message, "confirm"))
    assert reply.status == 200
    me = reply.json()
    assert me["handle"] == body["handle"] and me["confirmed"] is True
    assert api.get("/api/auth/me").json() == me


def test_before_the_link_there_is_no_account(mailing):
    stack, api, box = mailing
    body = wish()
    pend(api, body)
    assert stack.database.one("select count(*) from account") == 0
    for login in (body["handle"], body["email"]):
        reply = sign_in(api, login)
        assert (reply.status, reply.symbol) == (403, "forbidden")
        assert reply.faults == {"/login": "unconfirmed"}
        assert sign_in(api, login, "wrong password").status == 401
    assert confirm(api, box.token(body["email"], "confirm")).status == 200
    assert sign_in(api, body["handle"]).status == 200


def test_a_link_confirms_once(mailing):
    stack, api, box = mailing
    body = wish()
    pend(api, body)
    token = box.token(body["email"], "confirm")
    replies = crowd(api, 4, lambda client, _: confirm(client, token))
    assert sorted(r.status for r in replies) == [200, 410, 410, 410]
    assert stack.database.one("select count(*) from account") == 1


def test_a_link_is_too_old_after_a_day(mailing):
    stack, api, box = mailing
    body = wish()
    pend(api, body)
    token = box.token(body["email"], "confirm")
    stack.database.sql("update ticket set expires_at = now()")
    reply = confirm(api, token)
    assert (reply.status, reply.symbol) == (410, "gone")
    assert sign_in(api, body["handle"]).status == 401


def test_a_mail_that_got_lost_is_asked_for_again(mailing):
    _, api, box = mailing
    body = wish()
    pend(api, body)
    first = box.token(body["email"], "confirm")
    pend(api, body)
    second = box.token(body["email"], "confirm")
    assert first != second
    assert confirm(api, first).status == 200
    assert confirm(api, second).status == 410


def test_a_handle_is_kept_for_who_waits_and_not_for_ever(mailing):
    stack, api, box = mailing
    body = wish()
    pend(api, body)
    late = {**body, "email": f"late.{body['email']}"}
    assert api.post("/api/auth/signup", late).faults == {"/handle": "taken"}
    stack.database.sql("update ticket set expires_at = now()")
    pend(api, late)
    assert confirm(api, box.token(late["email"], "confirm")).status == 200


def test_nobody_can_occupy_the_address_of_another(mailing):
    _, api, box = mailing
    squatter = wish(email="owner@example.org")
    pend(api, squatter)
    owner = wish(email="Owner@example.org")
    pend(api, owner)
    token = box.token("Owner@example.org", "confirm")
    assert confirm(api, token).json()["handle"] == owner["handle"]
    late = box.token("owner@example.org", "confirm")
    assert confirm(api, late).status == 410


def test_a_known_address_is_told_by_mail_only(mailing):
    stack, api, box = mailing
    someone = stack.clients.make_member()
    body = wish(email=someone.email.upper(), password="tide swept lantern")
    pend(api, body)
    subject, text = box.to(someone.email)[-1]
    assert "already" in subject and "confirm#" not in text
    assert box.to(body["email"]) == []
    # Nothing else tells: what a sign-up leaves is as for anybody.
    assert sign_in(api, someone.handle).status == 200
    assert api.clone().post("/api/auth/signup", {
        **wish(), "handle": body["handle"]}).faults == {"/handle": "taken"}
    for login in (body["handle"], someone.email):
        reply = sign_in(api.clone(), login, "tide swept lantern")
        assert reply.status == 403
        assert reply.faults == {"/login": "unconfirmed"}


def test_a_reset_proves_an_address_too(mailing):
    stack, api, box = mailing
    someone = stack.clients.make_member()
    stack.database.sql("update account set confirmed_at = null")
    assert sign_in(api, someone.handle).faults == {"/login": "unconfirmed"}
    api.post("/api/auth/forgot", {"email": someone.email})
    reply = api.post("/api/auth/reset", {
        "token": box.token(someone.email, "reset"), "password": PASSWORD})
    assert reply.status == 200 and reply.json()["confirmed"] is True


# --------------------------------------------------------- by invitation

@pytest.fixture
def invited(make_stack):
    """(stack, client, invite): invite() is the token of an invitation."""
    stack = make_stack(SIGNUP="invitation", jobs=False)
    organiser = stack.clients.make_organiser()

    def invite(**more):
        reply = organiser.api.post("/api/invitations", more)
        assert reply.status == 201
        return reply.json()["token"]
    invite.by = organiser.api
    return stack, stack.clients.app.clone(), invite


def test_an_invitation_is_needed(invited):
    _, api, _ = invited
    assert sign_up(api).faults == {"/invitation": "required"}
    assert sign_up(api, invitation=None).faults == {
        "/invitation": "required"}
    for token in ("x", "", "x" * 43):
        assert sign_up(api, invitation=token).faults == {
            "/invitation": "unknown"}


def test_an_invitation_works_once(invited):
    _, api, invite = invited
    token = invite(note="for Ada")
    reply = sign_up(api, invitation=token)
    assert reply.status == 201
    (entry,) = invite.by.get("/api/invitations").json()
    assert entry["used_by"] == reply.json()["handle"] and entry["used_at"]
    assert sign_up(api.clone(), invitation=token).faults == {
        "/invitation": "unknown"}


def test_an_invitation_used_by_many_at_once(invited):
    stack, api, invite = invited
    token = invite()
    replies = crowd(api, 6, lambda client, _: sign_up(client,
                                                      invitation=token))
    assert sorted(r.status for r in replies) == [201] + [422] * 5
    assert stack.database.one(
        "select count(*) from account where role = 'member'") == 1


def test_a_refused_sign_up_leaves_the_invitation(invited):
    _, api, invite = invited
    token = invite()
    taken = invite.by.get("/api/auth/me").json()["handle"]
    assert sign_up(api, taken, email="new@example.org",
                   invitation=token).faults == {"/handle": "taken"}
    assert sign_up(api, invitation=token).status == 201


def test_an_invitation_that_is_too_old_or_taken_back(invited):
    stack, api, invite = invited
    token = invite(expires_in_days=1)
    stack.database.sql("update invitation set expires_at = now()")
    assert sign_up(api, invitation=token).faults == {
        "/invitation": "unknown"}
    token = invite()
    (entry, _) = invite.by.get("/api/invitations").json()
    assert invite.by.delete(f"/api/invitations/{entry['id']}").status == 204
    assert sign_up(api, invitation=token).faults == {
        "/invitation": "unknown"}


def test_by_mail_the_first_to_confirm_has_the_invitation(make_stack):
    stack = make_stack(SIGNUP="invitation", SMTP_URL="sink", jobs=False)
    organiser = stack.clients.make_organiser()
    box = Mailbox(stack.database.sql)
    api = stack.clients.app.clone()
    token = organiser.api.post("/api/invitations", {}).json()["token"]
    one, two, three = (wish(invitation=token) for _ in range(3))
    for body in (one, two, three):
        pend(api, body)
    links = [box.token(body["email"], "confirm") for body in (one, two)]
    replies = crowd(api, 2, lambda client, i: confirm(client, links[i]))
    assert sorted(r.status for r in replies) == [200, 410]
    (entry,) = organiser.api.get("/api/invitations").json()
    assert entry["used_by"] in (one["handle"], two["handle"])
    # Taken back, it takes with it what waits.
    organiser.api.delete(f"/api/invitations/{entry['id']}")
    assert confirm(api, box.token(three["email"], "confirm")).status == 410


def test_where_all_may_an_invitation_is_welcome_too(api, organiser):
    token = organiser.api.post("/api/invitations", {}).json()["token"]
    assert sign_up(api, invitation="unknown").status == 201
    handle = sign_up(api.clone(), invitation=token).json()["handle"]
    entry = organiser.api.get("/api/invitations").json()[0]
    assert entry["used_by"] == handle


# ---------------------------------------------------------------- closed

def test_closed_is_closed(make_stack):
    stack = make_stack(SIGNUP="closed", jobs=False)
    organiser = stack.clients.make_organiser()
    token = organiser.api.post("/api/invitations", {}).json()["token"]
    api = stack.clients.app.clone()
    for more in ({}, {"invitation": token}):
        reply = sign_up(api, **more)
        assert (reply.status, reply.symbol) == (403, "forbidden")
    assert stack.database.one("select count(*) from account") == 1
