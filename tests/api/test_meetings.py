"""Meetings: what was near without long breaks, page by page."""

import datetime
import random

import pytest

from sample_people import make_person, share
from test_connections import days_ago, plain, post

HOUR = datetime.timedelta(hours=1)


def test_encounters(organiser, make_member, database):
    database.sql("delete from person")
    one, two, three = (make_person(organiser, sharing=True, first_name=n)["id"]
                       for n in ("One", "Two", "Three"))
    day = days_ago(2)

    def at(person, hour, minute, lat=48.0, lon=11.0):
        return {"person_id": person, "latitude": lat, "longitude": lon,
                "creation_time": f"{day}T{hour:02}:{minute:02}:00Z"}
    post(organiser, [
        *(at(one, h, m) for h in range(8, 18) for m in range(0, 60, 10)),
        # Twice, with more than an hour between; the second time close.
        at(two, 9, 0, 48.00004), at(two, 9, 40, 48.00003),
        at(two, 10, 41, 48.00001), at(two, 11, 41, 48.00002),
        # Too far; and too late to be at the same time.
        at(three, 9, 0, 48.0001), at(three, 18, 30)])

    def met(query=""):
        return [e for page in organiser.api.pages(
            f"/api/persons/{one}/encounters{query}") for e in page]
    late, early = met()
    for entry in (late, early):
        assert set(entry) == {"person", "first", "last", "count",
                              "nearest_m", "latitude", "longitude"}
        assert entry["person"] == {
            "id": two, "first_name": "Two", "last_name": "Example",
            "company_name": "", "handle": None}
        assert entry["count"] == 2
    assert (early["first"], early["last"]) == (f"{day}T09:00:00Z",
                                               f"{day}T09:40:00Z")
    assert (late["first"], late["last"]) == (f"{day}T10:41:00Z",
                                             f"{day}T11:41:00Z")
    assert (late["latitude"], late["longitude"]) == (48.00001, 11.0)
    for entry, lat in ((late, 48.00001), (early, 48.00003)):
        assert abs(entry["nearest_m"] - database.one(
            "select st_distance('point(11 48)'::geography, "
            "st_makepoint(11, %s)::geography)", lat)) <= 0.001
    assert met("?limit=1") == [late, early]
    assert met("?distance=3") == [late]
    assert {e["person"]["id"] for e in met("?distance=20")} == {two, three}
    assert len(met("?within=1h")) == len(met("?within=any")) == 3
    assert met(f"?end_date={day - datetime.timedelta(days=1)}") == []
    assert organiser.api.get(f"/api/persons/{one}/encounters?within=x"
                        ).faults == {"?within": "format"}
    assert make_member().api.get(
        f"/api/persons/{one}/encounters").status == 404


# Of every day so many rows are known that a step reads one day.
CROWDED = """
update pg_class set reltuples = 60000
 where oid in (select relid from pg_partition_tree('sighting') where isleaf)
"""

# Sightings as an import stores them, some of them older than what is kept.
STORE = """
insert into sighting (person_id, creation_time, latitude, longitude, history,
        kept_until, precision_m, shown_latitude, shown_longitude, x, y, z, cell)
select q.person, q.at, q.lat, q.lon, old,
        case when old then current_date + 365 end, 0, e.*
  from (select *, at < (now() at time zone 'UTC')::date::timestamp
                at time zone 'UTC' - interval '30 days' as old from unnest(%s::bigint[], %s::timestamptz[], %s::float8[], %s::float8[])
        u (person, at, lat, lon)) q,
        sighting_place(q.lat, q.lon, 0) e
"""


def visits(sightings):
    """Meetings, by the book: [(first, last, [(metres, place)])] of the
    [(time, metres, place)] of one person, the first first."""
    got = []
    for at, metres, place in sorted(sightings):
        if not got or at - got[-1][1] > HOUR:
            got.append([at, at, []])
        got[-1][1] = at
        got[-1][2].append((metres, place))
    return got


def expected(database, person, first, last, within, distance):
    """{(person, first): (last, places)} of all that plain PostGIS finds near"""
    metres = {i: d for i, d in plain(database, person, first, last, within)
              if d <= distance}
    others = {}
    for i, other, at, *place in database.sql(
            "select id, person_id, creation_time, latitude, longitude "
            "from sighting"):
        if i in metres:
            others.setdefault(other, []).append((at, metres[i], tuple(place)))
    return {(other, v[0]): v[1:] for other, sightings in others.items()
            for v in visits(sightings)}


def world(rng, people, start, days):
    """One is seen all the time; the others come, stay for minutes or for a day
    and a half, and go.  Two are at one place at one time now and then."""
    one, *others = people
    rows = []
    at, end = start, start + datetime.timedelta(days=days)
    while at < end:
        rows.append((one, at, 48 + rng.gauss(0, 0.0002), 11.0))
        at += datetime.timedelta(minutes=rng.uniform(5, 50))
    for other in others:
        at = start + HOUR * rng.uniform(-2, 30)
        while at < end:
            leaves = at + HOUR * rng.choice((0.1, 2, 5, 36))
            while at < leaves:
                rows.append((other, at, 48 + rng.gauss(0, 0.0003),
                             11 + rng.gauss(0, 0.0003)))
                at += HOUR * rng.choice((0.2, 0.7, 1, 1.0001))
            at += HOUR * rng.uniform(0.5, 40)
    return rows


def ask(who, person, **query):
    """[pages], each of which must be as long as it may be"""
    target = f"/api/persons/{person}/encounters?" + "&".join(
        f"{k}={v}" for k, v in query.items())
    pages = list(who.api.pages(target))
    assert all(len(page) == query["limit"] for page in pages[:-1])
    return [entry for page in pages for entry in page]


def time(text):
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize("seed", range(6))
def test_meetings_are_those_of_the_book(organiser, database, seed):
    rng = random.Random(seed)
    database.sql("delete from person")
    people = [make_person(organiser, sharing=True)["id"] for _ in range(4)]
    # Across the end of what is kept, and over some days lately.
    now = datetime.datetime.now(datetime.UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = (world(rng, people, midnight - datetime.timedelta(days=32), 4)
            + world(rng, people, midnight - datetime.timedelta(days=5), 5))
    database.sql(STORE, *map(list, zip(*rows, strict=True)))
    spans = [(days_ago(40), days_ago(0)), (days_ago(4), days_ago(2))]
    met = 0
    for person in people[:2]:
        for within, text in ((900, "15m"), (7200, "2h"), (30 * 86400, "30d"),
                             (1e12, "any")):
            first, last = rng.choice(spans)
            distance = rng.uniform(10, 60)
            book = expected(database, person, first, last, within, distance)
            # Of days without an estimate all are one step.
            if rng.random() < 0.7:
                database.sql(CROWDED)
            got = ask(organiser, person, start_date=first, end_date=last,
                      distance=distance, within=text,
                      limit=rng.choice((1, 3, 7, 100)))
            order = [(time(e["first"]), e["person"]["id"]) for e in got]
            assert order == sorted(order, reverse=True)
            assert {(i, at) for at, i in order} == set(book)
            for e in got:
                until, places = book[e["person"]["id"], time(e["first"])]
                nearest, _ = min(places)
                assert time(e["last"]) == until
                assert e["count"] == len(places)
                assert abs(e["nearest_m"] - nearest) <= 0.002
                assert (e["latitude"], e["longitude"]) in {
                    place for metres, place in places
                    if metres <= nearest + 0.002}
            met += len(got)
    assert met > 20


def test_a_cursor_from_anywhere(organiser, database):
    """What it says may be no meeting's: the page goes on from there."""
    database.sql("delete from person")
    one, two = (make_person(organiser, sharing=True)["id"] for _ in range(2))
    day = days_ago(3)
    place = {"latitude": 1, "longitude": 1}
    post(organiser, [{**place, "person_id": person,
                      "creation_time": f"{day}T{hour:02}:30:00Z"}
                     for person in (one, two) for hour in (3, 9, 23)])

    def hours(at):
        return database.sql(
            "select date_part('hour', first at time zone 'UTC')::int "
            "from sighting_meetings(%s, false, '-infinity', 'infinity', 5, 5, "
            "'15 min', 3600, %s, 0, 10, 30) order by first", one, at)
    assert hours(None) == hours("infinity") == [(3,), (9,), (23,)]
    assert hours(f"{day} 09:30:00+00") == [(3,)]
    assert hours(f"{day} 09:30:01+00") == [(3,), (9,)]
    assert hours(f"{day} 00:00:00+00") == hours("-infinity") == []
    assert hours(f"{days_ago(900)} 00:00:00+00") == []


def test_a_place_that_is_stored_too_finely_is_in_no_meeting(organiser, database):
    """Whoever rounds is not met where the exact place is still stored: neither
    counted nor measured nor shown."""
    database.sql("delete from person")
    one, two = (make_person(organiser, sharing=True)["id"] for _ in range(2))
    day = days_ago(3)

    def at(person, minute):
        return {"latitude": 48, "longitude": 11, "person_id": person,
                "creation_time": f"{day}T12:{minute:02}:00Z"}
    post(organiser, [at(one, 0), at(one, 10), at(two, 5)])
    (exact,) = ask(organiser, one, distance=1000, limit=10)
    assert (exact["count"], exact["nearest_m"]) == (1, 0)
    database.sql("update person set precision_m = 1000, places_stale = true "
                 "where id = %s", two)
    assert ask(organiser, one, distance=1000, limit=10) == []
    post(organiser, [at(two, 2), at(two, 11)])
    (rough,) = ask(organiser, one, distance=1000, limit=10)
    assert rough["count"] == 2
    assert (rough["first"], rough["last"]) == (f"{day}T12:02:00Z",
                                               f"{day}T12:11:00Z")
    assert rough["nearest_m"] > 10
    assert (rough["latitude"], rough["longitude"]) != (48, 11)


def test_one_is_met_where_one_was_and_seen_where_one_shows(
        organiser, make_member, database):
    """Whoever rounds the own places meets by what they are; an organiser who
    asks for the same person meets by what is shown."""
    database.sql("delete from person")
    member = make_member()
    me = share(member, True, precision_m=1000)["person_id"]
    other = make_person(organiser, sharing=True)["id"]
    at = f"{days_ago(3)}T12:00:00Z"
    here = {"latitude": 48, "longitude": 11, "creation_time": at}
    post(member, [here])
    post(organiser, [{**here, "person_id": other}])
    (met,) = ask(member, me, distance=1, limit=10)
    assert (met["person"]["id"], met["nearest_m"]) == (other, 0)
    assert ask(organiser, me, distance=1, limit=10) == []
    for who, of, person in ((organiser, me, other), (organiser, other, me)):
        (met,) = ask(who, of, distance=1000, limit=10)
        assert met["person"]["id"] == person and met["nearest_m"] > 10


def test_who_is_not_seen_meets_nobody(organiser, database):
    database.sql("delete from person")
    one = make_person(organiser, sharing=True)["id"]
    two = make_person(organiser, sharing=True)["id"]
    post(organiser, [{"latitude": 1, "longitude": 1, "person_id": two}])
    assert ask(organiser, one, limit=10) == []
