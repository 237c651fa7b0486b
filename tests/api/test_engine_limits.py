"""How often somebody may come, and how an answer tells it."""

import re

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


def until_429(ask, most):
    for n in range(most):
        reply = ask()
        if reply.status == 429:
            return n, reply
    raise AssertionError(f"never 429 in {most}: {reply}")


def test_the_limit_of_an_address(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    api = stack.clients.app
    first = state(api.get("/api/config"))
    assert first[1:3] == (30, 60)
    second = state(api.get("/api/config"))
    assert second[3] == first[3] - 1
    n, reply = until_429(lambda: api.get("/api/config"), 40)
    assert n <= 30
    assert reply.symbol == "too_many"
    assert 1 <= int(reply.header("Retry-After")) <= 60
    assert state(reply)[3] == 0


def test_each_address_has_its_own(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    ask = lambda address: stack.raw.get(
        "/api/config", params={"REMOTE_ADDR": address})
    until_429(lambda: ask("192.0.2.1"), 40)
    assert ask("192.0.2.2").status == 200
    assert ask("2001:db8::1").status == 200
    # One household's addresses are one caller: /64.
    until_429(lambda: ask("2001:db8::2"), 40)


def test_the_address_is_nginxs_word(make_stack):
    """A header of the client's does not make another address."""
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30)
    names = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "REMOTE-ADDR",
             "Remote_Addr", "Client-IP")
    count = iter(range(1000))
    until_429(lambda: stack.clients.app.get("/api/config", headers={
        name: f"192.0.2.{next(count) % 250}" for name in names}), 40)


def test_a_member_is_limited_as_a_member(make_stack):
    stack = make_stack(RATE_LIMIT=60, RATE_LIMIT_ANONYMOUS=0)
    one, two = stack.clients.make_member(), stack.clients.make_member()
    _, quota, window, _, _ = state(one.api.get("/api/auth/me"))
    assert (quota, window) == (60, 60)
    until_429(lambda: one.api.get("/api/auth/me"), 80)
    assert two.api.get("/api/auth/me").status == 200


def test_what_is_refused_is_not_done(make_stack):
    stack = make_stack(RATE_LIMIT=60)
    member = stack.clients.make_member()
    done, _ = until_429(lambda: member.api.post("/api/tasks", {"name": "x"}),
                        80)
    assert stack.database.one("select count(*) from task") == done


def test_the_limit_is_one_for_all_workers(make_stack):
    stack = make_stack(RATE_LIMIT_ANONYMOUS=30, workers=4)
    n = 0
    for _ in range(40):
        n += stack.raw.get("/api/config").status == 200
    assert n <= 31


def test_passwords_have_a_limit_of_their_own(make_stack):
    stack = make_stack(RATE_LIMIT_PASSWORD=6)
    member = stack.clients.make_member()
    wrong = {"login": member.handle, "password": "not the password"}
    n, reply = until_429(lambda: stack.clients.app.clone().post(
        "/api/auth/signin", wrong), 12)
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
    until_429(lambda: stack.clients.app.clone().post(path, body), 12)


def test_without_a_limit_no_header_says_one(make_stack):
    stack = make_stack()
    reply = stack.clients.app.get("/api/config")
    assert reply.header("RateLimit") is None
