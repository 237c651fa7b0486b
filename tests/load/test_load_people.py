"""
What docs/performance.md says of who was near whom, without a clock: ours and
plain GiST find the same, and no more is read than stands near.
"""

import pytest

import fixtures
import people
import plans
import stack

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


def test_what_is_read(database):
    """By the one index alone, and of one day's partition."""
    text, names = plans.statements("connections")["connections_list"]
    server = people.Server(database)
    server.connection.execute("prepare near as " + text)
    day = database.one("select max(creation_time)::date - 3 from sighting "
                       "where person_id = 7 and id <= %s", SIZE)
    ask = people.asked(7, 5, day)
    (top,), = server.connection.execute(
        "explain (analyze, format json) execute near (" + ", ".join(
            people.literal(ask[n]) for n in names) + ")").fetchall()
    scans = [n for n in plans.walk(top[0]["Plan"])
             if n.get("Relation Name", "").startswith("sighting_2")]
    assert {n["Node Type"] for n in scans} == {"Index Only Scan"}
    assert len({n["Relation Name"] for n in scans}) == 1
    read = sum((n["Actual Rows"] + n.get("Rows Removed by Filter", 0)) *
               n["Actual Loops"] for n in scans)
    found = top[0]["Plan"]["Actual Rows"]
    assert found > 20 and read <= 12 * found
    server.connection.close()
