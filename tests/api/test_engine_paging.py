"""Every list, followed by its Link to the end: each row once, none lost,
also while rows are added."""

import threading

import pytest

from http_client import next_link


@pytest.fixture(scope="module")
def many(database, member):
    """230 tasks over all columns, some at the same position."""
    database.sql("delete from task")
    database.sql("""
        insert into task (name, status, position, created_by)
        select 'task ' || n,
               (array['To Do', 'In Progress', 'Done']::task_status[])
                   [1 + n %% 3],
               (n / 7), (select id from account where handle = %s)
        from generate_series(1, 230) n""", member.handle)
    return {r[0] for r in database.sql("select id from task")}


@pytest.mark.parametrize("limit", [1, 2, 7, 50, 99, 100])
def test_each_row_once(member, many, limit):
    pages = list(member.api.pages(f"/api/tasks?limit={limit}"))
    ids = [t["id"] for page in pages for t in page]
    assert len(ids) == 230 and set(ids) == many
    assert all(len(p) == limit for p in pages[:-1])
    assert 0 < len(pages[-1]) <= limit


def test_a_page_has_fifty_unless_told(member, many):
    assert len(member.api.get("/api/tasks").json()) == 50


def test_the_last_page_has_no_link(member, many):
    reply = member.api.get("/api/tasks?status=Done&limit=100")
    assert reply.header("Link") is None
    # Exactly a page's worth: there is no empty page behind it.
    n = len(reply.json())
    assert member.api.get(f"/api/tasks?status=Done&limit={n}").header(
        "Link") is None


def test_the_order(member, many):
    rows = [(["To Do", "In Progress", "Done"].index(t["status"]),
             float(t["position"]), t["id"])
            for page in member.api.pages("/api/tasks?limit=33") for t in page]
    assert rows == sorted(rows)


def test_filters_go_along(member, many):
    first = member.api.get("/api/tasks?status=In%20Progress&q=task%201"
                           "&limit=10")
    link = next_link(first)
    assert "limit=10" in link
    rows = [t for page in member.api.pages(
        "/api/tasks?status=In%20Progress&q=task%201&limit=10") for t in page]
    assert len(rows) == len({t["id"] for t in rows}) > 10
    assert all(t["status"] == "In Progress" and "task 1" in t["name"]
               for t in rows)


def test_links_are_taken_by_the_api_host_too(member, many):
    api = member.token_api("read")
    ids = [t["id"] for page in api.pages("/api/tasks?limit=100") for t in page]
    assert set(ids) == many


def test_while_rows_are_added(member, database, many):
    """What was there before the first page and after the last is in the
    pages once, whatever comes meanwhile."""
    stop = threading.Event()

    def add():
        with database.connect() as c:
            # Not so many that a slow reader has ever more to read.
            while not stop.wait(0.001):
                c.execute("insert into task (name, status, position) select "
                          "'new', (array['To Do', 'In Progress', 'Done']"
                          "::task_status[])[1 + floor(random() * 3)::int], "
                          "random() * 40 - 5")
    adder = threading.Thread(target=add)
    adder.start()
    try:
        for limit in (9, 23):
            ids = [t["id"] for page in member.api.pages(
                f"/api/tasks?limit={limit}&q=task") for t in page]
            assert len(ids) == len(set(ids))
            assert set(ids) == many
    finally:
        stop.set()
        adder.join()
        database.sql("delete from task where name = 'new'")


def test_while_rows_go(member, database, many):
    """A row that a cursor stands on may be gone when the cursor comes."""
    first = member.api.get("/api/tasks?limit=40")
    gone = first.json()[-1]["id"]
    database.sql("update task set deleted_at = now() where id = %s", gone)
    try:
        rest = [t["id"] for page in member.api.pages(next_link(first))
                for t in page]
        seen = {t["id"] for t in first.json()} | set(rest)
        assert seen == many and len(rest) == 190
    finally:
        database.sql("update task set deleted_at = null where id = %s", gone)


def test_positions_of_many_digits_make_cursors(member, database, many):
    database.sql("update task set position = ('0.' || repeat('3', 999) || "
                 "(id % 9 + 1)::text)::numeric, status = 'Done' "
                 "where id in (select id from task order by id limit 9)")
    ids = [t["id"] for page in member.api.pages("/api/tasks?limit=2")
           for t in page]
    assert len(ids) == 230 and set(ids) == many


def test_users_are_paged_by_handle(member, database):
    database.sql("insert into account (handle, display_name, email, "
                 "confirmed_at) select 'pg_' || n, 'Paged ' || n, "
                 "'pg_' || n || '@example.org', now() "
                 "from generate_series(1, 120) n")
    rows = [u["handle"] for page in member.api.pages("/api/users?limit=13")
            for u in page]
    assert rows == sorted(rows) and len(rows) == len(set(rows))
    assert {f"pg_{n}" for n in range(1, 121)} <= set(rows)
