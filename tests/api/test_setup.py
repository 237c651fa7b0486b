"""The first organiser."""

import re

import pytest

from members import PASSWORD
from stack import unique
from together import crowd


@pytest.fixture
def fresh(make_stack):
    """(stack, client): nobody is there yet."""
    stack = make_stack(jobs=False)
    return stack, stack.clients.app.clone()


def link(stack):
    out = stack.command("setup-link")
    found = re.fullmatch(rf"{stack.env['APP_URL']}/setup#(\S{{43}})\n", out)
    assert found, out
    return found.group(1)


def wish(token, **more):
    handle = unique()
    return {"token": token, "email": f"{handle}@example.org",
            "password": PASSWORD, "handle": handle,
            "display_name": f"Organiser {handle}", **more}


def set_up(api, token, **more):
    return api.post("/api/auth/setup", wish(token, **more))


def test_the_link_makes_the_first_organiser(fresh):
    stack, api = fresh
    assert api.get("/api/config").json()["needs_setup"] is True
    reply = set_up(api, link(stack), handle="Ada", display_name=" Ada ")
    assert reply.status == 201
    me = reply.json()
    assert (me["handle"], me["display_name"]) == ("ada", "Ada")
    assert me["role"] == "organiser" and me["confirmed"] is True
    assert api.get("/api/auth/me").json() == me
    assert api.get("/api/invitations").status == 200
    assert api.get("/api/config").json()["needs_setup"] is False
    assert stack.command("setup-link") == ""


def test_the_link_works_once(fresh):
    stack, api = fresh
    token = link(stack)
    assert set_up(api, token).status == 201
    reply = set_up(api.clone(), token)
    assert (reply.status, reply.symbol) == (410, "gone")


def test_many_at_once_make_one(fresh):
    stack, api = fresh
    token = link(stack)
    replies = crowd(api, 6, lambda client, _: set_up(client, token))
    assert sorted(r.status for r in replies) == [201] + [410] * 5
    assert stack.database.one("select count(*) from account") == 1


def test_two_links_at_once_make_one(fresh):
    stack, api = fresh
    tokens = []
    for _ in range(4):
        tokens.append(link(stack))
        stack.database.sql("update ticket set used_at = null")
    replies = crowd(api, 4, lambda client, i: set_up(client, tokens[i]))
    assert sorted(r.status for r in replies) == [201, 410, 410, 410]
    assert stack.database.one("select count(*) from account") == 1


def test_the_link_is_too_old_after_30_minutes(fresh):
    stack, api = fresh
    token = link(stack)
    stack.database.sql("update ticket set expires_at = expires_at "
                       "- interval '30 minutes'")
    assert set_up(api, token).status == 410


def test_an_organiser_made_otherwise_ends_it(fresh):
    stack, api = fresh
    token = link(stack)
    stack.clients.make_organiser()
    assert set_up(api, token).status == 410


def test_the_link_to_a_password_sets_nothing_up(fresh):
    stack, api = fresh
    someone = stack.clients.make_member()
    someone.api.post("/api/auth/forgot", {"email": someone.email})
    body = stack.database.one("select body from mail")
    token = re.search(r"/reset#(\S+)", body).group(1)
    assert set_up(api, token).status == 410


def test_what_is_taken_leaves_the_link(fresh):
    stack, api = fresh
    someone = stack.clients.make_member()
    token = link(stack)
    reply = set_up(api, token, handle=someone.handle)
    assert reply.status == 422 and reply.faults == {"/handle": "taken"}
    reply = set_up(api, token, email=someone.email.upper())
    assert reply.status == 422 and reply.faults == {"/email": "taken"}
    assert set_up(api, token).status == 201


@pytest.mark.parametrize("change,faults", [
    ({"email": "x", "password": "password123", "handle": "a b",
      "display_name": "", "role": "organiser"},
     {"/email": "format", "/password": "common", "/handle": "format",
      "/display_name": "required", "/role": "unknown"}),
    ({"token": ""}, {"/token": "required"}),
    ({"password": "short"}, {"/password": "too_short"})])
def test_faults(fresh, change, faults):
    stack, api = fresh
    reply = api.post("/api/auth/setup", {**wish(link(stack)), **change})
    assert reply.status == 422 and reply.faults == faults
    assert stack.database.one("select count(*) from account") == 0


def test_open_also_where_nobody_may_sign_up(make_stack):
    stack = make_stack(SIGNUP="closed", SMTP_URL="sink", jobs=False)
    api = stack.clients.app.clone()
    assert set_up(api, link(stack)).status == 201
