"""How often somebody may come, and how an answer tells it."""

import re
import time

import pytest

SETTINGS = {"RATE_LIMIT": 60, "RATE_LIMIT_ANONYMOUS": 30,
            "RATE_LIMIT_PASSWORD": 6}


def state(reply):
    """(policy, quota, window, remaining, reset) of the RateLimit fields."""
    policy = re.fullmatch(r'"(\w+)";q=(\d+);w=(\d+)',
                          reply.header("RateLimit-Policy"))
    now = re.fullmatch(r'"(\w+)";r=(\d+);t=(\d+)', reply.header("RateLimit"))
    assert policy and now and policy[1] == now[1]
    return (policy[1], int(policy[2]), int(policy[3]), int(now[2]),
            int(now[3]))


def until_429(ask, quota):
    """Asks until it is too often: how often it was not, and the refusal.  That
    is `quota' at most, and what has come free again by then."""
    began, n = time.monotonic(), 0
    while (reply := ask()).status != 429:
        n += 1
        assert n <= quota + quota * (time.monotonic() - began) / 60, reply
    return n, reply


def test_the_limit_of_an_address(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    api = stack.clients.app
    began = time.monotonic()
    first = state(api.get("/api/config"))
    assert first[1:3] == (30, 60)
    second = state(api.get("/api/config"))
    free = (time.monotonic() - began) // 2      # one comes free in 2 s
    assert first[3] - 1 <= second[3] <= first[3] - 1 + free
    n, reply = until_429(lambda: api.get("/api/config"), 30)
    assert reply.symbol == "too_many"
    assert 1 <= int(reply.header("Retry-After")) <= 60
    assert state(reply)[3] == 0


def test_each_address_has_its_own(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    ask = lambda address: stack.raw.get(
        "/api/config", params={"REMOTE_ADDR": address})
    until_429(lambda: ask("192.0.2.1"), 30)
    assert ask("192.0.2.2").status == 200
    assert ask("2001:db8::1").status == 200
    # One household's addresses are one caller: /64.
    until_429(lambda: ask("2001:db8::2"), 30)


def test_the_address_is_nginxs_word(make_stack):
    """A header of the client's does not make another address."""
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    names = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "REMOTE-ADDR",
             "Remote_Addr", "Client-IP")
    count = iter(range(1000))
    until_429(lambda: stack.clients.app.get("/api/config", headers={
        name: f"192.0.2.{next(count) % 250}" for name in names}), 30)


def test_a_member_is_limited_as_a_member(make_stack):
    stack = make_stack(RATE_LIMIT=60, RATE_LIMIT_ANONYMOUS=0)
    one, two = stack.clients.make_member(), stack.clients.make_member()
    _, quota, window, _, _ = state(one.api.get("/api/auth/me"))
    assert (quota, window) == (60, 60)
    until_429(lambda: one.api.get("/api/auth/me"), 60)
    assert two.api.get("/api/auth/me").status == 200


def test_what_is_refused_is_not_done(make_stack):
    stack = make_stack(RATE_LIMIT=60)
    member = stack.clients.make_member()
    done, _ = until_429(lambda: member.api.post("/api/tasks", {"name": "x"}),
                        60)
    assert stack.database.one("select count(*) from task") == done


def test_the_limit_is_one_for_all_workers(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30, workers=4)
    until_429(lambda: stack.raw.get("/api/config"), 30)


def test_passwords_have_a_limit_of_their_own(make_stack):
    stack = make_stack(RATE_LIMIT_PASSWORD=6)
    member = stack.clients.make_member()
    wrong = {"login": member.handle, "password": "not the password"}
    n, reply = until_429(lambda: stack.clients.app.clone().post(
        "/api/auth/signin", wrong), 6)
    assert reply.symbol == "too_many"
    assert int(reply.header("Retry-After")) >= 1
    # The owner who is signed in goes on undisturbed.
    assert member.api.get("/api/auth/me").status == 200


@pytest.mark.parametrize("path, body", [
    ("/api/auth/forgot", {"email": "a@example.org"}),
    ("/api/auth/signup", {"email": "a@example.org", "password": "x" * 12,
                          "handle": "a_handle", "display_name": "A"}),
    ("/api/auth/reset", {"token": "x", "password": "x" * 12})])
def test_what_costs_a_hash_or_a_mail_is_limited(make_stack, path, body):
    stack = make_stack(RATE_LIMIT_PASSWORD=6)
    until_429(lambda: stack.clients.app.clone().post(path, body), 6)


def test_without_a_limit_no_header_says_one(make_stack):
    stack = make_stack()
    reply = stack.clients.app.get("/api/config")
    assert reply.header("RateLimit") is None
