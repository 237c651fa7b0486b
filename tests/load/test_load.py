"""
Do the parts of `make bench' work?  Nothing here looks at a clock: how fast
anything is, is for the bench to say.
"""

import datetime
import re

import fixtures
import measure
import plans
import pytest
import report
import stack
from http_client import Client

CHEAP = ("flask", "express")
FIELDS = ("id", "name", "status", "position", "assignee", "due_on",
          "created_by", "created_at", "updated_at")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return stack.Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server():
    with fixtures.postgres() as made:
        yield made


@pytest.fixture(scope="module")
def database(server):
    made = fixtures.board(server, 300, "board")
    yield made
    made.close()


@pytest.fixture(scope="module")
def us(database, authority):
    with fixtures.Foyer(workers=1, REQUEST_MAX_AGE=60_000).start(
            database, authority) as running:
        yield running


@pytest.fixture(scope="module", params=CHEAP)
def peer(request, database, authority):
    made = fixtures.ALL[request.param]
    assert made.missing() is None
    with made.start(database, authority) as running:
        yield running


def ask(running, authority, method, target, body=None):
    client = Client(f"https://{running.host}", authority.ca, lambda *_: None)
    token = running.headers.get("Authorization")
    headers = {"Authorization": token} if token else {}
    try:
        return client.request(method, target, body, headers=headers)
    finally:
        client.close()


def same(value):
    """A task; times to the millisecond, which is what JavaScript has."""
    assert tuple(value) == FIELDS
    out = dict(value)
    for name in ("created_at", "updated_at"):
        moment = datetime.datetime.fromisoformat(
            value[name].replace("Z", "+00:00"))
        out[name] = moment.replace(
            microsecond=moment.microsecond // 1000 * 1000)
    return out


@pytest.mark.parametrize("task", (1, 4, 5, 77))
def test_a_peer_answers_the_same_task(us, peer, authority, task):
    ours, theirs = (ask(r, authority, "GET", f"/api/tasks/{task}")
                    for r in (us, peer))
    assert (ours.status, theirs.status) == (200, 200)
    assert same(ours.json()) == same(theirs.json())


def test_a_peer_answers_the_same_list(us, peer, authority):
    ours, theirs = (ask(r, authority, "GET", "/api/tasks?limit=20")
                    for r in (us, peer))
    assert len(ours.json()) == 20
    assert [same(t) for t in ours.json()] == [same(t) for t in theirs.json()]


def test_a_peer_inserts_the_same(us, peer, authority, database):
    made = []
    for running in (us, peer):
        reply = ask(running, authority, "POST", "/api/tasks", {"name": "new"})
        assert reply.status == 201, reply
        task = same(reply.json())
        assert database.one("select name from task where id = %s",
                            task["id"]) == "new"
        database.sql("delete from task where id = %s", task["id"])
        made.append({k: v for k, v in task.items()
                     if k not in ("id", "created_at", "updated_at")})
    assert made[0] == made[1]


def test_a_peer_without_database(peer, authority):
    assert ask(peer, authority, "GET", peer.none).text == "ok\n"


def test_a_peer_is_behind_our_nginx(us, peer, authority):
    """The two configurations differ in how nginx speaks to the program."""
    ours = us.stack.nginx.folder / "nginx.conf"
    assert "fastcgi_pass" not in ours.read_text()
    assert "proxy_pass" in fixtures.PeerNginx.API
    ours, theirs = (ask(r, authority, "GET", r.none) for r in (us, peer))
    security = "content-security-policy"
    assert ours.header(security) == theirs.header(security)


@pytest.mark.parametrize("endpoint", ("none", "row", "list", "insert"))
def test_wrk_is_answered_and_counted(us, database, tmp_path, endpoint):
    made = measure.wrk(us, database.postgres.process.pid, endpoint, 2, 1,
                       tmp_path)
    # A busy machine may take the 2 s after which wrk says "timeout".
    assert made["bad"] == 0 and re.fullmatch(
        r"(connect 0, read 0, write 0, timeout \d+)?", made["broken"])
    assert made["rate"] > 0 and made["p99"] >= made["p50"] > 0
    assert made["nginx"] > 0 and made["program"] >= 0


def test_pace_keeps_its_timetable(us, tmp_path):
    """As many are due as rate and time say, and each is accounted for."""
    made = measure.pace(us, "row", 50, 2, tmp_path, connections=4)
    assert made["due"] == 100
    # A busy machine may have some refused for their age; none is lost.
    assert made["ok"] + made["refused"] + made["failed"] == 100
    assert made["ok"] > 0 and made["p99"] >= made["p50"] > 0


def test_pace_tells_what_failed(us, tmp_path):
    nobody = fixtures.Running("nobody", us.https, us.nginx_pid,
                              us.program_pid)
    made = measure.pace(nobody, "row", 20, 1, tmp_path, connections=2)
    assert (made["ok"], made["failed"]) == (0, 20)          # 401


def test_pace_tells_refusals(database, authority, tmp_path):
    """Without a pool nginx refuses by itself, and says when to come back."""
    with fixtures.Foyer(workers=1).start(database, authority) as running:
        running.stack.pool.stop()
        made = measure.pace(running, "row", 20, 1, tmp_path, connections=2)
    assert (made["ok"], made["refused"], made["retry_after"]) == (0, 20, 20)


def test_pgbench(server):
    assert measure.Pgbench(server).rate(1) > 0


def test_processor_time_is_that_of_the_whole_tree(us):
    assert len(measure.family(us.program_pid, measure.processes())) == 2
    assert measure.memory(us.program_pid) > 1


def test_lists_are_read_in_order_and_no_further_than_their_page(database):
    """With the plan that is made without looking at the values."""
    with database.connect() as connection:
        made = plans.all_plans(connection)
    for plan in made:
        if plan.name != "tasks_list":
            continue
        assert plan.index == "task_column_idx", plan.title
        assert not plan.sorts, plan.title
        if not re.search("member|words", plan.title):
            assert plan.read == plan.rows == 20, plan.title


def test_the_page_keeps_what_was_written_by_hand(tmp_path, monkeypatch):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
    monkeypatch.setattr(report, "PAGE", page)
    report.write("new")
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("\nafter\n")
    assert "old" not in text and "\nnew\n" in text
