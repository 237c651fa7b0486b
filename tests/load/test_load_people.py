"""
What docs/performance.md says of who was near whom, without a clock: ours and
plain GiST find the same, and no more is read than stands near.
"""

import pytest

import devices
import fixtures
import pages
import people
import plans
import stack
import walkers

SIZE = 60_000


@pytest.fixture(scope="module")
def database():
    with fixtures.postgres() as server:
        made = stack.Database(server, "near")
        stack.command(stack.settings(DATABASE_URL=made.url), "migrate")
        for part in people.WORLD.format(n=SIZE).split(";"):
            made.sql(part)
        yield made
        made.close()


@pytest.fixture(scope="module")
def authority():
    folder = stack.Folder("fyl-")
    yield stack.Authority(folder.path)
    folder.remove()


def test_ours_and_gist_find_the_same(database):
    lines = []
    server = people.Server(database)
    people.search(server, database, SIZE, lines)    # it compares them
    assert [line[1] for line in lines] == [5, 50]
    assert all(line[2] > 100 for line in lines)
    stored = []
    people.ingest(server, database, stored)
    assert database.one("select count(*) from sighting") == \
        SIZE + 1 + 500 + 6400 + 50_000
    server.connection.close()


def test_who_went_far(database):
    """All that the table has; how long it took is not held against it."""
    server = people.Server(database)
    lines = walkers.measure(people, server, 2 * SIZE)
    for name, (_, _, asked) in walkers.QUESTIONS.items():
        assert [own for _, own, _ in lines[name]] == [600, 7200, 2592, 8352]
        assert {len(spent) for _, _, spent in lines[name]} == {len(asked)}
    assert len([*walkers.markdown(lines)]) == 2 * (3 + len(walkers.WALKERS))
    database.sql("delete from person where id >= %s", 2 * SIZE)
    server.connection.close()


# Of indexes what came out of them, of tables what was read one after the other;
# also within functions, which no plan shows.
READ = """
select relname, pg_stat_get_xact_tuples_returned(oid)
  from pg_class where relname like 'sighting_2%%'
"""


def test_what_is_read(database):
    """Of one day's partition, by the index of places; and the own ones, which
    are counted first."""
    text, names = plans.statements("connections")["connections_list"]
    server = people.Server(database)
    server.connection.execute("prepare near as " + text)
    day = database.one("select max(creation_time)::date - 3 from sighting "
                       "where person_id = 7 and id <= %s", SIZE)
    ask = people.asked(7, 5, day)
    with server.connection.transaction():
        before = dict(server.connection.execute(READ).fetchall())
        found = len(server.connection.execute(
            "execute near (" + ", ".join(
                people.literal(ask[n]) for n in names) + ")").fetchall())
        read = {name: n - before[name] for name, n in
                server.connection.execute(READ).fetchall()
                if n > before[name]}
    part = f"sighting_{day:%Y%m%d}"
    own = read.pop(f"{part}_person_id_creation_time_idx")
    assert own == 2 * people.A_PERSON // 10
    (index, n), = read.items()
    assert index.startswith(f"{part}_cell_")
    assert found > 20 and n <= 4 * found, (found, n)
    server.connection.close()


@pytest.mark.parametrize("who", ["own", "shown"])
def test_a_page_of_places_reads_no_further(database, who):
    """In the order of the index, from where the cursor says; each day's
    partition is looked into for its first row, and no more."""
    text, names = plans.statements("locations")["locations_list"]
    server = people.Server(database)
    me = database.one("insert into account (handle, display_name, email) "
                      "values (%s, %s, %s) returning id", who, who, who)
    if who == "own":
        database.sql("update person set account = %s where id = 9", me)
    at, first = database.sql("select creation_time, id from sighting where "
                             "person_id = 9 order by 1 desc, 2 desc "
                             "offset 99 limit 1")[0]
    ask = dict.fromkeys(names) | {
        "me": me, "role": "organiser", "limit": 50, "cursor": f"{first} {at}",
        "person_id": None if who == "own" else 9}
    server.connection.execute("prepare places as " + text)
    (top,), = server.connection.execute(
        "explain (analyze, format json) execute places (" + ", ".join(
            people.literal(ask[n]) for n in names) + ")").fetchall()
    scans = [n for n in plans.walk(top[0]["Plan"])
             if n.get("Relation Name", "").startswith("sighting_")]
    assert {n["Node Type"] for n in scans} == {"Index Scan"}
    read = sum((n["Actual Rows"] + n.get("Rows Removed by Filter", 0)) *
               n["Actual Loops"] for n in scans)
    assert top[0]["Plan"]["Actual Rows"] == 50
    assert read <= 2 * (50 + len(scans))
    server.connection.close()


def test_devices_at_once(database, authority):
    """Every post is stored, whichever way it went."""
    before = database.one("select count(*) from sighting")
    alone, each, shared = devices.together(database.postgres, database,
                                           authority, seconds=1, rounds=1)
    assert database.one("select count(*) from sighting") > before
    assert alone.company == each.company == 1 < shared.company
    assert len(list(devices.markdown([alone, each, shared]))) == 5


def test_pages_of_a_long_reply(database, authority):
    day = database.one("select max(creation_time)::date - 3 from sighting "
                       "where id <= %s", SIZE)
    lines = pages.by_pages(database, authority, 7, [day, day])
    assert [rows for _, rows, _, _ in lines][0] == 100
    assert all(rows > 0 and size > 0 for _, rows, size, _ in lines)
    assert pages.whole(database)[1] >= SIZE
