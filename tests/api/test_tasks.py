"""The board: tasks, their columns, their order, their way out and back."""

import decimal
import random
import re

import pytest

FIELDS = {"id", "name", "status", "position", "assignee", "due_on",
          "created_by", "created_at", "updated_at"}
COLUMNS = ("To Do", "In Progress", "Done")


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from task")


@pytest.fixture
def board(member):
    """board("To Do") -> the names of that column, in order."""
    def names(status="To Do"):
        target = f"/api/tasks?limit=100&status={status.replace(' ', '%20')}"
        return [t["name"] for page in member.api.pages(target) for t in page]
    return names


def at(task):
    return f"/api/tasks/{task['id']}"


# ---------------------------------------------------------------- one task

def test_a_new_task(member):
    reply = member.api.post("/api/tasks", {"name": "first"})
    assert reply.status == 201
    task = reply.json()
    assert set(task) == FIELDS
    assert (task["name"], task["status"], task["assignee"], task["due_on"],
            task["created_by"]) == ("first", "To Do", None, None,
                                    member.handle)
    assert reply.header("Location") == at(task)
    assert member.api.get(reply.header("Location")).json() == task
    for name in ("created_at", "updated_at"):
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", task[name])
    decimal.Decimal(task["position"])


def test_a_new_task_with_everything(member, other):
    task = member.task(name="whole", status="In Progress",
                       assignee=other.handle, due_on="2028-02-29")
    assert (task["status"], task["assignee"], task["due_on"]) == \
        ("In Progress", other.handle, "2028-02-29")


def test_a_handle_is_without_case(member, other):
    assert member.task(assignee=other.handle.upper())["assignee"] == \
        other.handle


def test_an_assignee_who_is_not_there(member):
    reply = member.api.post("/api/tasks", {"name": "x",
                                           "assignee": "nobody_here"})
    assert reply.status == 422, reply
    assert list(reply.faults) == ["/assignee"]
    task = member.task()
    reply = member.api.patch(at(task), {"assignee": "nobody_here"})
    assert list(reply.faults) == ["/assignee"]
    assert member.api.get(at(task)).json() == task


def test_a_task_that_is_not_there(member):
    for identity in ("999999", "0", "-1", "abc", "9223372036854775807",
                     "9223372036854775808", "1.0", "1e1", "%31x", "01x"):
        for method, body in (("GET", None), ("PATCH", {"name": "x"}),
                             ("DELETE", None)):
            reply = member.api.request(method, f"/api/tasks/{identity}", body)
            assert (reply.status, reply.symbol) == (404, "not_found"), reply


def test_everybody_may_edit(member, other):
    task = member.task()
    changed = other.api.patch(at(task), {"name": "by another"}).json()
    assert (changed["name"], changed["created_by"]) == \
        ("by another", member.handle)
    assert other.api.delete(at(task)).status == 204


def test_what_may_not_be_written(member):
    task = member.task()
    for name, value in (("id", 1), ("position", "1"), ("created_by", "x"),
                        ("created_at", "2026-01-01T00:00:00Z"),
                        ("updated_at", "2026-01-01T00:00:00Z"),
                        ("deleted_at", None)):
        reply = member.api.patch(at(task), {name: value})
        assert reply.faults == {f"/{name}": "unknown"}
        reply = member.api.post("/api/tasks", {"name": "x", name: value})
        assert reply.faults == {f"/{name}": "unknown"}
    assert member.api.get(at(task)).json() == task


# ---------------------------------------------------------------- its order

def test_new_ones_go_to_the_top(member, board):
    for name in "abc":
        member.task(name=name)
    assert board() == ["c", "b", "a"]
    member.task(name="d", status="Done")
    assert board() == ["c", "b", "a"] and board("Done") == ["d"]


def test_moving_within_a_column(member, board):
    tasks = {n: member.task(name=n) for n in "dcba"}
    assert board() == list("abcd")

    def move(name, after):
        reply = member.api.patch(at(tasks[name]), {
            "after": tasks[after]["id"] if after else None})
        assert reply.status == 200, reply
        assert "after" not in reply.json()
    move("a", "b")
    assert board() == list("bacd")
    move("d", None)
    assert board() == list("dbac")
    move("b", "c")
    assert board() == list("dacb")
    move("b", "c")          # where it is already
    assert board() == list("dacb")
    move("d", "b")
    assert board() == list("acbd")


def test_moving_to_another_column(member, board):
    a, b, c = (member.task(name=n, status="Done") for n in "cba")
    x = member.task(name="x")
    y = member.task(name="y")
    reply = member.api.patch(at(x), {"status": "Done", "after": b["id"]})
    assert reply.json()["status"] == "Done"
    assert board("Done") == ["a", "b", "x", "c"]
    member.api.patch(at(y), {"status": "Done"})
    assert board("Done") == ["y", "a", "b", "x", "c"]
    assert board() == []
    member.api.patch(at(y), {"status": "To Do", "after": None})
    assert board() == ["y"]


def test_the_same_status_is_no_move(member, board):
    a = member.task(name="a")
    member.task(name="b")
    member.api.patch(at(a), {"status": "To Do", "name": "a2"})
    assert board() == ["b", "a2"]


def test_after_what_cannot_be_followed(member, board):
    a = member.task(name="a")
    done = member.task(name="done", status="Done")
    gone = member.task(name="gone")
    member.api.delete(at(gone))
    for after in (999999, done["id"], gone["id"], a["id"]):
        reply = member.api.patch(at(a), {"after": after})
        assert reply.status == 422, (after, reply)
        assert list(reply.faults) == ["/after"]
    for after in (0, -1, "1", 1.5, True, [], 2 ** 63):
        reply = member.api.patch(at(a), {"after": after})
        assert reply.status in (400, 422), (after, reply)
    assert board() == ["a"]


def test_many_moves_to_one_place(member, board):
    """Between two neighbours there is always room, and nothing else moves."""
    names = [f"t{n:02}" for n in range(12)]
    tasks = {n: member.task(name=n) for n in reversed(names)}
    rng = random.Random(1)
    order = list(names)
    for _ in range(120):
        name = rng.choice(order)
        order.remove(name)
        where = rng.randrange(len(order) + 1)
        order.insert(where, name)
        reply = member.api.patch(at(tasks[name]), {
            "after": tasks[order[where - 1]]["id"] if where else None})
        assert reply.status == 200, reply
    assert board() == order


def test_two_hundred_moves_into_one_gap(member, board, database):
    """Each halves what is left; positions grow by digits, not for ever."""
    top = member.task(name="bottom")
    top = member.task(name="top")
    a, b = member.task(name="a"), member.task(name="b")
    for n in range(100):
        for task in (a, b):
            reply = member.api.patch(at(task), {"after": top["id"]})
            assert reply.status == 200, (n, reply)
    assert board() == ["top", "b", "a", "bottom"]
    assert database.one("select max(scale(position)) from task") <= 1000


def test_moves_at_once_lose_nothing(member, other, board):
    import concurrent.futures
    tasks = [member.task(name=f"t{n}") for n in range(10)]
    anchor = tasks[0]

    def shuffle(who):
        api = who.api.clone(cookies=dict(who.api.cookies))
        return [api.patch(at(t), {"after": anchor["id"]}).status
                for t in tasks[1:] * 3]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        statuses = sum(pool.map(shuffle, (member, other)), [])
    assert set(statuses) <= {200, 412}, statuses
    assert sorted(board()) == sorted(t["name"] for t in tasks)


# ----------------------------------------------------------- finding them

def test_filters(member, other):
    member.task(name="Buy milk", assignee=other.handle)
    member.task(name="buy bread", status="Done", assignee=member.handle)
    member.task(name="Sell MILK", status="Done", assignee=other.handle)

    def found(query):
        return {t["name"] for t in member.api.get(f"/api/tasks?{query}").json()}
    assert found("") == {"Buy milk", "buy bread", "Sell MILK"}
    assert found("q=milk") == {"Buy milk", "Sell MILK"}
    assert found("q=MILK&status=Done") == {"Sell MILK"}
    assert found(f"assignee={other.handle}") == {"Buy milk", "Sell MILK"}
    assert found(f"assignee={other.handle.upper()}&status=To+Do") == \
        {"Buy milk"}
    assert found("assignee=nobody_here") == set()
    assert found("assignee=none") == set()
    assert found("q=nothing") == set()


@pytest.mark.parametrize("query, faults", [
    ("status=to do", {"?status": "one_of"}), ("status=", {"?status": "one_of"}),
    ("assignee=no%20good", {"?assignee": "format"}),
    ("assignee=x", {"?assignee": "format"}),
    ("status=x&assignee=x", {"?status": "one_of", "?assignee": "format"})])
def test_filters_that_are_none(member, query, faults):
    reply = member.api.get("/api/tasks?" + query.replace(" ", "%20"))
    assert reply.status == 422
    assert reply.faults == faults


# -------------------------------------------------------- out, and back

def test_a_deleted_task_is_gone_and_comes_back(member, board):
    for n in "cba":
        last = member.task(name=n)
    b = next(t for t in member.api.get("/api/tasks").json()
             if t["name"] == "b")
    assert member.api.delete(at(b)).status == 204
    assert board() == ["a", "c"]
    assert member.api.get(at(b)).status == 404
    assert member.api.patch(at(b), {"name": "x"}).status == 404
    assert member.api.delete(at(b)).status == 404
    reply = member.api.post(at(b) + "/restore")
    assert reply.status == 200, reply
    assert {k: v for k, v in reply.json().items() if k != "updated_at"} == \
        {k: v for k, v in b.items() if k != "updated_at"}
    assert board() == ["a", "b", "c"]
    assert last


def test_restoring_what_is_not_deleted(member):
    task = member.task()
    reply = member.api.post(at(task) + "/restore")
    assert reply.status in (200, 404), reply
    assert member.api.get(at(task)).json()["name"] == task["name"]
    assert member.api.post("/api/tasks/999999/restore").status == 404
    assert member.api.post("/api/tasks/abc/restore").status == 404


def test_deleted_tasks_are_kept_thirty_days(member, foyer, database):
    young, old = member.task(name="young"), member.task(name="old")
    for task in (young, old):
        member.api.delete(at(task))
    database.sql("update task set deleted_at = now() - interval '29 days 23 "
                 "hours' where id = %s", young["id"])
    database.sql("update task set deleted_at = now() - interval '30 days 1 "
                 "minute' where id = %s", old["id"])
    foyer.command("jobs", "--once")
    assert database.sql("select name from task") == [("young",)]
    assert member.api.post(at(old) + "/restore").status == 404
    assert member.api.post(at(young) + "/restore").status == 200


def test_a_delete_by_tag(member):
    task = member.task()
    stale = {"If-Match": f'"{task["updated_at"]}"'}
    member.api.patch(at(task), {"name": "newer"})
    reply = member.api.delete(at(task), headers=stale)
    assert (reply.status, reply.symbol) == (412, "changed")
    assert member.api.get(at(task)).status == 200


def test_an_assignee_who_leaves(member, make_member, database):
    leaver = make_member()
    task = member.task(assignee=leaver.handle)
    database.sql("delete from account where handle = %s", leaver.handle)
    assert member.api.get(at(task)).json()["assignee"] is None


# ---------------------------------------------------------------- changes

def changes(api, since=None):
    reply = api.get("/api/tasks/changes" +
                    (f"?since={since}" if since is not None else ""))
    assert reply.status == 200, reply
    return reply.json(), reply.header("X-Changes-Cursor")


def test_changes_begin_with_a_cursor(member):
    member.task()
    rows, cursor = changes(member.api)
    assert rows == [] and cursor
    rows, again = changes(member.api, cursor)
    assert all(not r["deleted"] for r in rows)
    assert again


def test_changes_name_what_changed(member, other):
    kept, moved, gone = (member.task(name=n) for n in
                         ("kept", "moved", "gone"))
    _, cursor = changes(member.api)
    new = other.task(name="new")
    other.api.patch(at(moved), {"status": "Done"})
    other.api.delete(at(gone))
    rows, cursor = changes(member.api, cursor)
    state = {r["id"]: r for r in rows}
    assert set(state[new["id"]]) == FIELDS | {"deleted"}
    assert state[moved["id"]]["status"] == "Done"
    assert state[gone["id"]]["deleted"] is True
    assert state[new["id"]]["deleted"] is False
    other.api.post(at(gone) + "/restore")
    rows, cursor = changes(member.api, cursor)
    assert {r["id"]: r["deleted"] for r in rows}[gone["id"]] is False
    assert kept


def test_who_is_too_far_behind_reads_anew(member, database):
    """More than 5 000 changes are not told one by one."""
    _, cursor = changes(member.api)
    database.sql("insert into task (name, position) "
                 "select 'one', n from generate_series(1, 5000) n")
    rows, _ = changes(member.api, cursor)
    assert len(rows) == 5000
    member.task(name="one more")
    reply = member.api.get(f"/api/tasks/changes?since={cursor}")
    assert (reply.status, reply.symbol) == (410, "gone"), reply


def test_who_is_ahead_of_the_database_reads_anew(member):
    """After a restore from a backup a cursor may lie in the future."""
    _, cursor = changes(member.api)
    reply = member.api.get(f"/api/tasks/changes?since={int(cursor) + 10**9}")
    assert (reply.status, reply.symbol) == (410, "gone"), reply


def test_no_change_is_missed_while_transactions_overlap(member, database):
    """One that began earlier and commits later is still told."""
    task = member.task(name="slow")
    _, cursor = changes(member.api)
    with database.connect() as slow:
        with slow.transaction():
            slow.execute("update task set name = 'slowly', "
                         "changed_in = pg_current_xact_id() where id = %s",
                         [task["id"]])
            quick = member.task(name="quick")
            rows, cursor = changes(member.api, cursor)
            assert quick["id"] in {r["id"] for r in rows}
    rows, cursor = changes(member.api, cursor)
    assert "slowly" in {r["name"] for r in rows}


@pytest.mark.parametrize("since", ["x", "-1", "", "1e9", "99999999999999999999",
                                   "%27", "0x1"])
def test_a_cursor_of_changes_that_is_none(member, since):
    reply = member.api.get(f"/api/tasks/changes?since={since}")
    assert reply.status == 422, reply
    assert list(reply.faults) == ["?since"]
