"""
What `foyer jobs` throws away, and what it keeps: a row on either side of each
limit.  Mail is in test_mail.py.
"""

import re
import time
import urllib.request

import pytest

import stack
from stack import FOYER, command


@pytest.fixture
def env(database):
    return stack.settings(DATABASE_URL=database.url)


@pytest.fixture(scope="module")
def account(database):
    return database.one(
        "insert into account (handle, display_name, email) values "
        "('ada', 'Ada', 'ada@example.org') returning id")


def both_sides(limit):
    """An instant that is over, and one that is not quite."""
    return f"now() - interval '{limit}' - interval '1 minute'", \
        f"now() - interval '{limit}' + interval '1 minute'"


# table, columns, and the values of a row whose instant is {t}
LIMITS = [
    ("ticket", "token_hash, kind, expires_at", "{n}, 'setup', {t}", "1 day"),
    ("session", "owner, token_hash, last_seen_at", "{me}, {n}, {t}",
     "14 days"),
    ("session", "owner, token_hash, created_at", "{me}, {n}, {t}", "90 days"),
    ("access_token", "owner, name, scope, token_hash, expires_at",
     "{me}, 'x', 'read', {n}, {t}", "30 days"),
    ("known_place", "account, address_hash, last_seen_at", "{me}, {n}, {t}",
     "180 days"),
    ("invitation", "token_hash, expires_at", "{n}, {t}", "30 days"),
    ("invitation", "token_hash, expires_at, used_at",
     "{n}, now() + interval '1 year', {t}", "30 days"),
    ("idempotency", "key_hash, request_hash, answer, created_at",
     "{n}, '', '', {t}", "24 hours"),
    ("task", "name, position, deleted_at", "'x', 1, {t}", "30 days"),
    ("mail", "recipient, subject, body, sent_at, created_at",
     "'a@example.org', 'x', '', now(), {t}", "30 days"),
]


@pytest.mark.parametrize("table, columns, values, limit", LIMITS)
def test_what_is_over_goes(database, env, account, table, columns, values,
                           limit):
    database.sql(f"delete from {table}")
    for n, instant in enumerate(both_sides(limit)):
        database.sql(f"insert into {table} ({columns}) values (" +
                     values.format(n=f"'{n}'", t=instant, me=account) + ")")
    command(env, "jobs", "--once")
    name = columns.split(", ")[-1]
    assert database.sql(f"select {name} < now() - interval '{limit}' "
                        f"from {table}") == [(False,)]
    database.sql(f"delete from {table}")


def test_what_has_no_end_stays(database, env, account):
    database.sql("insert into access_token (owner, name, scope, token_hash, "
                 "created_at) values (%s, 'x', 'read', 'ever', '2001-01-01')",
                 account)
    database.sql("insert into task (name, position, created_at) values "
                 "('old', 1, '2001-01-01')")
    command(env, "jobs", "--once")
    assert database.one("select count(*) from access_token") == 1
    assert database.one("select count(*) from task") == 1


def test_a_sign_up_that_nobody_confirmed_goes_with_its_link(database, env):
    database.sql("insert into ticket (token_hash, kind, expires_at) values "
                 "('t', 'confirm', now() - interval '2 days')")
    database.sql("insert into signup (token_hash, email, handle, display_name,"
                 " password_hash) values ('t', 'x@example.org', 'xaver', 'X',"
                 " 'x')")
    command(env, "jobs", "--once")
    assert database.one("select count(*) from signup") == 0


def test_much_at_once_by_several(database, env):
    database.sql("insert into idempotency (key_hash, request_hash, answer, "
                 "created_at) select i::text, '', '', '2001-01-01' from "
                 "generate_series(1, 12345) i")
    running = [stack.spawn([FOYER, "jobs", "--once"], "/dev/null", env=env)
               for _ in range(3)]
    assert [p.wait(60) for p in running] == [0, 0, 0]
    assert database.one("select count(*) from idempotency") == 0


def test_it_ends_at_once(env, tmp_path):
    process = stack.spawn([FOYER, "jobs"], tmp_path / "log", env=env)
    stack.wait_for("its start", lambda: "jobs_started" in
                   (tmp_path / "log").read_text(), process=process)
    began = time.monotonic()
    assert stack.end(process) == 0
    assert time.monotonic() - began < 10    # and not after the pause
    assert "jobs_done" in (tmp_path / "log").read_text()


def test_it_is_counted(make_stack):
    system = make_stack(jobs=False)
    system.database.sql("insert into mail (recipient, subject, body) values "
                        "('a@example.org', 'x', 'x')")
    system.command("jobs", "--once")
    assert "\nfoyer_mail_sent_total 1\n" in system.metrics()


def test_what_it_counts_is_told(env, tmp_path):
    """Alone on its machine, as in a pod, nobody else can tell it."""
    port = stack.free_port()
    jobs = stack.spawn([FOYER, "jobs"], tmp_path / "log", env={
        **env, "METRICS_LISTEN": f"127.0.0.1:{port}"})
    def rounds():
        try:
            text = urllib.request.urlopen(
                f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
        except OSError:
            return 0            # not yet
        return int(re.search(r"^foyer_jobs_runs_total (\d+)$", text,
                             re.M)[1])
    stack.wait_for("a round of jobs", rounds, process=jobs)
    assert stack.end(jobs) == 0
