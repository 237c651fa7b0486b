"""Where one was: out of a file, listed, and removed, by whom it is for."""

import datetime
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from members import patiently
from sample_people import make_person, share
from stack import wait_for
from test_people import PLACE, now


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from person")


def places(who, query=""):
    """All pages of the list."""
    return [p for page in who.api.pages("/api/locations" + query)
            for p in page]


def sent(who, **more):
    reply = who.api.post("/api/locations", {**PLACE, **more})
    assert reply.status == 201, reply
    return reply.json()


def test_one_reads_where_one_was_the_newest_first(make_member):
    member, other = make_member(), make_member()
    assert places(member) == []             # there is no entry yet
    me = share(member, False)["person_id"]
    share(other, True)
    made = [sent(member, accuracy=n, creation_time=now(hours=-n))
            for n in (3, 1, 2)]
    sent(other)
    wanted = [made[1], made[2], made[0]]
    assert places(member) == wanted
    assert places(member, f"?person_id={me}") == wanted
    # As they were, however roughly others see it.
    share(member, True, precision_m=1000)
    assert places(member) == wanted


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
def test_no_page_leaves_one_out(make_member, limit):
    """Many of one time are told apart by their ids."""
    member = make_member()
    share(member, False)
    times = [now(minutes=-n // 4) for n in range(20)]
    at = times[3]
    reply = member.api.post("/api/locations", [
        {**PLACE, "creation_time": t} for t in [*times, at, at, at]])
    assert reply.status == 200
    got = places(member, f"?limit={limit}")
    assert len({p["id"] for p in got}) == 23
    assert got == sorted(got, reverse=True, key=lambda p: (
        datetime.datetime.fromisoformat(p["creation_time"]), p["id"]))
    first = member.api.get(f"/api/locations?limit={limit}")
    assert len(first.json()) == min(limit, 23)


def test_days_are_whole_and_in_utc(make_member):
    member = make_member()
    share(member, False)
    day = (datetime.datetime.now(datetime.UTC) -
           datetime.timedelta(days=3)).date()
    before = day - datetime.timedelta(days=1)
    member.api.post("/api/locations", [{**PLACE, "creation_time": t} for t in (
        f"{before}T23:59:59.999999Z", f"{day}T00:00:00",
        f"{day}T23:30:00-01:00", f"{day} 23:59:59.999999")])

    def times(query):
        return [p["creation_time"] for p in places(member, query)]
    assert times(f"?start_date={day}&end_date={day}") == [
        f"{day}T23:59:59.999999Z", f"{day}T00:00:00Z"]
    assert times(f"?end_date={before}") == [f"{before}T23:59:59.999999Z"]
    assert len(times(f"?start_date={day}")) == 3
    assert len(times(f"?start_date={before}&end_date=9999-12-31&limit=1")) == 4
    assert times("?end_date=0001-01-01") == []


def test_refused(member):
    def faults(query):
        reply = member.api.get(f"/api/locations?{query}")
        assert reply.status == 422, reply
        return reply.faults
    assert faults("start_date=2026-02-30&end_date=now") == {
        "?start_date": "format", "?end_date": "format"}
    assert faults("start_date=2026-02-02&end_date=2026-02-01") == {
        "?end_date": "too_small"}
    assert faults("person_id=0") == {"?person_id": "too_small"}
    assert faults("person_id=") == {"?person_id": "type"}
    assert faults("limit=1001") == {"?limit": "too_large"}
    assert faults("cursor=x") == {"?cursor": "format"}
    assert faults("cursor=eCB5") == {"?cursor": "format"}


def test_an_organiser_reads_what_is_shown(organiser, make_member):
    member, other = make_member(), make_member()
    me = share(member, True, precision_m=100)["person_id"]
    exact = sent(member, latitude=60.1234567, longitude=24.7654321)
    (shown,) = places(organiser, f"?person_id={me}")
    assert shown == organiser.api.get(f"/api/locations/{exact['id']}").json()
    assert shown["latitude"] != exact["latitude"]
    assert shown["accuracy"] == 100
    assert places(organiser) == []      # without a name it is one's own
    # Nobody else reads them, shared or not; nor does it say who is there.
    for who in (me, 10 ** 15):
        reply = other.api.get(f"/api/locations?person_id={who}")
        assert (reply.status, reply.json()) == (200, [])
    share(member, False)
    assert places(organiser, f"?person_id={me}") == []
    assert places(member) == [exact]


def test_one_is_removed_for_good(organiser, make_member, database):
    member, other = make_member(), make_member()
    share(member, True), share(other, True)
    first, second = sent(member), sent(member)
    at = f"/api/locations/{first['id']}"
    for who in (other, organiser):
        reply = who.api.delete(at)
        assert (reply.status, reply.symbol) == (404, "not_found")
    assert member.api.delete(at).status == 204
    assert member.api.delete(at).status == 404
    assert member.api.get(at).status == 404
    assert places(member) == [second]
    assert database.one("select count(*) from sighting") == 1


@pytest.mark.parametrize("sharing", [True, False])
def test_an_organiser_removes_those_of_an_entry(organiser, member, sharing):
    """While nobody has claimed it: then it is the member's."""
    entry = make_person(organiser, sharing=sharing)["id"]
    one, two = (sent(organiser, person_id=entry) for _ in range(2))
    assert len(places(organiser, f"?person_id={entry}")) == (
        2 if sharing else 0)
    assert member.api.delete(f"/api/locations/{one['id']}").status == 404
    assert organiser.api.delete(f"/api/locations/{one['id']}").status == 204
    offer = organiser.api.post(f"/api/persons/{entry}/offer").json()
    member.api.post("/api/people/claim", {"token": offer["token"]})
    assert organiser.api.delete(f"/api/locations/{two['id']}").status == 404
    assert [p["id"] for p in places(member)] == [two["id"]]


def test_those_of_some_days_are_removed_unseen(organiser, make_member,
                                               database):
    """Of an entry that does not share nobody can list them."""
    member = make_member()
    entry = make_person(organiser)["id"]
    me = share(member, True)["person_id"]
    today = datetime.datetime.now(datetime.UTC).replace(hour=0, minute=30)
    days = [today - datetime.timedelta(days=n) for n in range(4)]
    for who, person in ((organiser, entry), (member, me)):
        for day in days:
            sent(who, person_id=person, creation_time=day.isoformat())
    at = f"/api/persons/{entry}/locations"

    def left(person):
        return database.one("select count(*) from sighting "
                            "where person_id = %s", person)
    for who, path in ((member, at), (organiser, f"/api/persons/{me}/locations"),
                      (organiser, f"/api/persons/{10 ** 15}/locations")):
        assert who.api.delete(path).status == 404
    assert organiser.api.delete(
        f"{at}?start_date={days[1].date()}&end_date={days[2].date()}"
    ).faults == {"?end_date": "too_small"}
    assert (left(entry), left(me)) == (4, 4)
    assert organiser.api.delete(
        f"{at}?start_date={days[2].date()}&end_date={days[1].date()}"
    ).status == 204
    assert left(entry) == 2
    for _ in range(2):
        assert organiser.api.delete(at).status == 204
        assert left(entry) == 0
    assert member.api.delete(
        f"/api/persons/{me}/locations?end_date={days[1].date()}"
    ).status == 204
    assert len(places(member)) == 1


def test_history_that_was_imported_is_there_too(organiser, make_member,
                                                database):
    member = make_member()
    me = share(member, False)["person_id"]
    new = sent(member)
    database.sql(
        "insert into sighting (person_id, creation_time, latitude, longitude,"
        " kept_until, history, precision_m, shown_latitude, shown_longitude,"
        " x, y, z, cell) select %s, '2020-07-07 12:00+00', 1, 2, "
        "current_date + 9, true, 0, e.* from sighting_place(1, 2, 0) e", me)
    got = places(member, "?limit=1")
    assert [p["creation_time"] for p in got] == [
        new["creation_time"], "2020-07-07T12:00:00Z"]
    assert member.api.delete(f"/api/locations/{got[1]['id']}").status == 204
    assert places(member) == [new]


def brought(who, rows, **headers):
    """What POST /locations/import says: how many new ones, how many known."""
    reply = who.api.post("/api/locations/import", rows, headers=headers)
    assert reply.status == 200, reply
    return reply.json()


def test_a_file_that_comes_again(member, database):
    me = share(member, False)["person_id"]
    rows = [{"latitude": 48 + n / 7, "longitude": "11.1",
             "creation_time": now(minutes=-n)} for n in range(50)]
    assert brought(member, rows[10:]) == {"count": 40, "known": 0}
    assert brought(member, rows[10:]) == {"count": 0, "known": 40}
    assert brought(member, rows + rows) == {"count": 10, "known": 90}
    assert brought(member, rows[0]) == {"count": 0, "known": 1}
    lines = "\n".join(json.dumps({**r, "accuracy": 5}) for r in rows)
    assert brought(member, lines.encode(), **{
        "Content-Type": "application/x-ndjson"}) == {"count": 0, "known": 50}
    # Another time or place is another sighting; none is of now.
    assert brought(member, [
        {**rows[0], "longitude": 11.2}, {**rows[0], "latitude": 1},
        {**rows[0], "creation_time": now(minutes=-70)}, PLACE, PLACE,
    ]) == {"count": 4, "known": 1}
    assert brought(member, PLACE) == {"count": 1, "known": 0}
    assert database.one("select count(*) from sighting where person_id = %s",
                        me) == 55


def test_a_file_that_comes_twice_at_once(member, database):
    """The second waits for the first, and sees then what that has stored."""
    me = share(member, False)["person_id"]
    rows = [{**PLACE, "creation_time": now(minutes=-n)} for n in range(9)]
    programs = [member.token_api(), member.token_api()]
    held = database.connect()
    with ThreadPoolExecutor(2) as pool, held:
        held.execute("begin")
        held.execute("select from person where id = %s for no key update",
                     [me])
        both = [pool.submit(patiently, api.post, "/api/locations/import", rows)
                for api in programs]
        wait_for("both to wait for us", lambda: database.one(
            "select count(*) = 2 from pg_stat_activity where wait_event_type "
            "= 'Lock' and datname = current_database()"))
        held.execute("commit")
        said = sorted((f.result().json() for f in both),
                      key=lambda s: s["count"])
    assert said == [{"count": 0, "known": 9}, {"count": 9, "known": 0}]
    assert len(places(member)) == 9


def test_a_file_of_a_day_that_has_no_partition(member, database):
    share(member, False)
    at = now(days=-9)
    database.sql("drop table sighting_" + at[:10].replace("-", ""))
    rows = [{**PLACE, "creation_time": at}, PLACE]
    assert brought(member, rows) == {"count": 2, "known": 0}
    assert [p["creation_time"][:10] for p in places(member)][1] == at[:10]


def test_what_is_wrong_with_a_file(member, database):
    """The row is named by its number in the body, and nothing is stored."""
    share(member, False)
    rows = [{**PLACE, "creation_time": now(minutes=-n)} for n in range(9)]
    brought(member, rows[:7])
    for field, value, code in (
            ("creation_time", now(hours=5), "too_large"),
            ("creation_time", "2019-01-01T00:00:00Z", "too_small"),
            ("person_id", 1, "unknown"), ("latitude", 91, "too_large")):
        wrong = {**rows[8], field: value}
        for body, row in (([*rows[:8], wrong], "/8"),
                          ([wrong, *rows], "/0"), (wrong, "")):
            reply = member.api.post("/api/locations/import", body)
            assert reply.faults == {f"{row}/{field}": code}, reply
    reply = member.api.post("/api/locations/import", [
        rows[8], {**PLACE, "creation_time": now(days=-40)}, *rows[:7],
        {**PLACE, "creation_time": now(hours=5)}])
    assert reply.faults == {"/1/creation_time": "too_small",
                            "/9/creation_time": "too_large"}
    assert database.one("select count(*) from sighting") == 7


def test_a_file_of_others(organiser, make_member):
    """Whoever may not enter somebody's sightings does not learn of them."""
    member, thief = make_member(), make_member()
    theirs = share(member)["person_id"]
    entered = make_person(organiser)["id"]
    at = now(minutes=-3)
    row = {**PLACE, "creation_time": at}
    assert brought(member, [row]) == {"count": 1, "known": 0}
    mine = {**row, "person_id": entered}
    assert brought(organiser, [mine]) == {"count": 1, "known": 0}
    assert brought(organiser, [mine]) == {"count": 0, "known": 1}
    share(thief, False)
    assert brought(thief, [row]) == {"count": 1, "known": 0}
    for who, whose in ((thief, theirs), (thief, entered), (organiser, theirs)):
        for when in (at, now(minutes=-4)):
            reply = who.api.post("/api/locations/import", [
                {**PLACE, "creation_time": when, "person_id": whose}])
            assert reply.faults == {"/0/person_id": "unknown"}, reply
