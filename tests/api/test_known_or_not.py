"""
Nobody learns from an answer, or from what it costs, whether an address has an
account.  Not the clock is held but the work: the statements that Postgres logs
and the rows that are written (the hashes are the unit test's, see password.c).
"""

import re

import pytest

from members import PASSWORD
from stack import Database, unique
from test_auth import sign_in


class Statements:
    """What a request makes Postgres do, from its log."""

    def __init__(self, postgres, database):
        self.log = postgres.log
        postgres.execute(f'alter database "{database.name}" '
                         "set log_statement = 'all'")

    def of(self, call):
        start = self.log.stat().st_size
        reply = call()
        with open(self.log, "rb") as f:
            f.seek(start)
            text = f.read().decode()
        done = re.findall(r"LOG:  (?:execute (\w+):|statement: (\w+))", text)
        return reply, [a or b for a, b in done]


@pytest.fixture(params=[None, "sink"], ids=["no mail", "mail"])
def watched(request, postgres, template, make_stack):
    """(stack, statements): a stack whose every statement is logged."""
    database = Database(postgres, unique("watched"), template)
    statements = Statements(postgres, database)
    stack = make_stack(database=database, jobs=False, SMTP_URL=request.param)
    yield stack, statements
    database.close()


def same_but_for_id(one, two):
    assert one.status == two.status
    one, two = one.json(), two.json()
    one.pop("request_id", None), two.pop("request_id", None)
    assert one == two


def counts(database):
    return {t: database.one(f"select count(*) from {t}")
            for t in database.tables()}


def growth(database, call):
    before = counts(database)
    result = call()
    return result, {t: n - before[t] for t, n in counts(database).items()
                    if n != before[t]}


def test_signing_in_costs_the_same_for_nobody(watched):
    stack, statements = watched
    someone = stack.clients.make_member()
    api = stack.clients.app.clone()
    warm = sign_in(api, "nobody_at_all", "wrong password")
    assert warm.status == 401

    def attempt(login):
        return statements.of(lambda: sign_in(api, login, "wrong password"))
    known, done = attempt(someone.handle)
    assert done == ["auth_signin"]
    for login in (someone.email, "nobody_at_all", "nobody@example.org"):
        reply, done = attempt(login)
        same_but_for_id(reply, known)
        assert done == ["auth_signin"]


def test_forgetting_costs_the_same_for_nobody(watched):
    stack, statements = watched
    someone = stack.clients.make_member()
    api = stack.clients.app.clone()

    def ask(email):
        return growth(stack.database, lambda: statements.of(
            lambda: api.post("/api/auth/forgot", {"email": email})))
    ((one, done), rows), ((other, done_too), rows_too) = (
        ask(someone.email), ask("nobody@example.org"))
    same_but_for_id(one, other)
    assert done == done_too == ["forgot_find", "forgot_write"]
    assert rows == rows_too == {"ticket": 1, "mail": 1}


def sign_up(api, email):
    handle = unique()
    return api.post("/api/auth/signup", {
        "email": email, "password": PASSWORD, "handle": handle,
        "display_name": f"Member {handle}"})


def test_signing_up_costs_the_same_for_a_known_address(watched):
    stack, statements = watched
    someone = stack.clients.make_member()
    api = stack.clients.app.clone()
    if not stack.env.get("SMTP_URL"):
        # Without mail the answer must tell, and costs no hash.
        reply, done = statements.of(
            lambda: sign_up(api, someone.email))
        assert reply.faults == {"/email": "taken"}
        assert done == ["signup_look"]
        return

    def ask(email):
        return growth(stack.database, lambda: statements.of(
            lambda: sign_up(api, email)))
    ((one, done), rows), ((other, done_too), rows_too) = (
        ask(someone.email), ask("nobody@example.org"))
    same_but_for_id(one, other)
    assert done == done_too == ["signup_look", "signup_pend"]
    assert rows == rows_too == {"ticket": 1, "signup": 1, "mail": 1}
