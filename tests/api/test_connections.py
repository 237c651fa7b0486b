"""Who was near whom: the fast search held against plain PostGIS."""

import datetime
import math
import random

import pytest

from sample_people import make_person, share

SAMPLE = "2026-11-01"

# What the search is to find, by PostGIS alone, on what may be known: of those
# who share, the place that is shown.
PLAIN = """
select o.id, min(st_distance(
        st_makepoint(w.lon, w.lat)::geography,
        st_makepoint(o.shown_longitude, o.shown_latitude)::geography))
  from (select case when {own} then longitude else shown_longitude end as lon,
                case when {own} then latitude else shown_latitude end as lat,
                creation_time
          from sighting where person_id = %s) w
  join sighting o on o.person_id <> %s
  join person p on p.id = o.person_id and p.sharing
 where w.creation_time >= %s and w.creation_time < %s
   and o.creation_time >= %s and o.creation_time < %s
   and abs(extract(epoch from w.creation_time - o.creation_time)) <= %s
 group by o.id
"""


def days_ago(n):
    return (datetime.datetime.now(datetime.UTC) -
            datetime.timedelta(days=n)).date()


def post(who, rows):
    reply = who.api.post("/api/locations", rows)
    assert reply.status == 200, reply
    assert reply.json() == {"count": len(rows)}


def found(who, person, **query):
    """All pages of the answer."""
    target = f"/api/persons/{person}/connection?" + "&".join(
        f"{k}={v}" for k, v in query.items())
    return [c for page in who.api.pages(target) for c in page]


def plain(database, person, first, last, within=1e12, own=False):
    """[(id, metres)] of all others, however far"""
    span = (f"{first} 00:00+00", f"{last} 24:00+00")
    return database.sql(PLAIN.format(own=own), person, person, *span, *span,
                        within)


def hold(database, who, person, first, last, distance, within=None,
         own=False, rows=None):
    """What is nearer or as near by a millimetre may be there or not.  `rows':
    of plain(), where they are known already."""
    query = {"start_date": first, "end_date": last, "distance": distance,
             "limit": random.choice((100, 10000))}
    if within:
        query["within"] = f"{within}s"
    got = [c["location"]["id"] for c in found(who, person, **query)]
    if rows is None:
        rows = plain(database, person, first, last, within or 1e12, own)
    must = {i for i, d in rows if d <= distance - 0.001 or d == 0}
    may = {i for i, d in rows if d <= distance + 0.001}
    assert len(got) == len(set(got))
    assert must <= set(got) <= may, (must - set(got), set(got) - may)
    return len(got)


# Where the earth is awkward: poles, where longitudes begin anew, the equator.
MIDDLES = [(48.13, 11.57), (89.9999, 30), (-89.9995, -120), (0, 180),
           (0.0001, -179.9999), (71.5, 179.9999), (-33.86, 151.2), (0, 0)]


def moved(place, north, east):
    """A place so many metres from another."""
    lat, lon = place
    at = max(-90, min(90, lat + north / 111320))
    round_ = max(math.cos(math.radians(at)), 1e-9)
    return at, (lon + east / 111320 / round_ + 180) % 360 - 180


@pytest.mark.parametrize("seed", range(16))
def test_random_worlds(organiser, database, seed):
    rng = random.Random(seed)
    database.sql("delete from person")
    people = [make_person(organiser, sharing=True)["id"] for _ in range(6)]
    silent = make_person(organiser, sharing=False)["id"]
    middle = MIDDLES[seed % len(MIDDLES)]
    spread = rng.choice((20, 300, 3000))
    now = datetime.datetime.now(datetime.UTC)
    rows = []
    for person in [*people, silent]:
        for _ in range(60):
            lat, lon = moved(middle, rng.gauss(0, spread),
                             rng.gauss(0, spread))
            rows.append({
                "person_id": person, "latitude": lat, "longitude": lon,
                "creation_time": (now - datetime.timedelta(
                    seconds=rng.randrange(4 * 86400))).isoformat()})
            if rng.random() < 0.2:      # exactly where somebody else was
                rows[-1].update({k: rng.choice(rows)[k]
                                 for k in ("latitude", "longitude")})
    post(organiser, rows)
    # One whose places are stored more coarsely than they are.
    database.sql("update person set precision_m = 1000, places_stale = true "
                 "where id = %s", people[5])
    organiser.clients.stack.command("jobs", "--once")
    assert database.one("select count(*) from sighting where person_id = %s "
                        "and precision_m = 1000", people[5]) == 60
    met = 0
    for person in people[:3]:
        for distance in (0, 5, 50, rng.uniform(0, 1000), 1000):
            met += hold(database, organiser, person, days_ago(5), days_ago(0),
                        distance)
            hold(database, organiser, person, days_ago(2), days_ago(2), distance)
            hold(database, organiser, person, days_ago(5), days_ago(0), distance,
                 within=rng.choice((60, 900, 7200, 86400)))
    assert met > 0


@pytest.mark.parametrize("middle", [(48.13, 11.57), (71.5, 179.9999),
                                    (-85.0001, 12)])
def test_who_went_far(organiser, database, middle):
    """Hundreds of places, each of its own, make thousands of strips: they are
    read by tiles."""
    rng = random.Random(1)
    database.sql("delete from person")
    walker, *others = [make_person(organiser, sharing=True)["id"]
                       for _ in range(4)]
    now = datetime.datetime.now(datetime.UTC)
    places = [moved(middle, rng.uniform(-9000, 9000),
                    rng.uniform(-9000, 9000)) for _ in range(700)]

    def seen(person, place):
        return {"person_id": person, "latitude": place[0],
                "longitude": place[1], "creation_time": (
                    now - datetime.timedelta(
                        seconds=rng.randrange(4 * 86400))).isoformat()}
    post(organiser, [seen(walker, place) for place in places])
    post(organiser, [seen(person, moved(rng.choice(places), rng.gauss(0, 30),
                                   rng.gauss(0, 30)))
                for person in others for _ in range(120)])
    post(organiser, [seen(person, rng.choice(places))
                for person in others for _ in range(30)])
    assert database.one(
        "select bool_or(tiled) from sighting_around(%s, false, '-infinity', "
        "'infinity', 20, 20, '1000 years', null)", walker)
    span = days_ago(5), days_ago(0)
    rows = plain(database, walker, *span)
    for distance in (0, 5, 20, 60, 61):
        assert hold(database, organiser, walker, *span, distance,
                    rows=rows) >= 90
    hold(database, organiser, walker, *span, 50, within=7200)
    hold(database, organiser, others[0], *span, 50)
    where = "%s, false, '-infinity', 'infinity', 50, 50, '1000 years', null"
    most = "null, null, 100000, 30"
    (met,) = database.sql("select sum(count) from sighting_meetings("
                          f"{where}, {most})", walker)
    (near,) = database.sql("select count(*) from sighting_near("
                           f"{where}, {most})", walker)
    assert met == near != (0,)


def test_a_million_pairs(database):
    """The straight line through the earth against PostGIS's spheroid: as good
    as equal, poles and date line included."""
    worst = database.one("""
with pair as (
        select asind(2 * random() - 1) as lat, 360 * random() - 180 as lon,
                case when i % 4 = 0 then 89.99 + 0.01 * random()
                        when i % 4 = 1 then -89.99 - 0.01 * random() end as pole,
                case when i % 8 >= 6 then 180 - 0.005 * random() end as line,
                radians(360 * random()) as way, 1000 * sqrt(random()) as far
          from generate_series(1, 1000000) i
), two as (
        select coalesce(pole, lat) as lat, coalesce(line, lon) as lon, way, far
          from pair
), placed as (
        select st_makepoint(lon, lat)::geography as a,
                st_project(st_makepoint(lon, lat)::geography, far, way)::geography
                        as b
          from two
), lines as (
        select st_distance(a, b) as s, sqrt((p.x - q.x) ^ 2 + (p.y - q.y) ^ 2
                        + (p.z - q.z) ^ 2) as chord
          from placed,
                sighting_xyz(st_y(a::geometry), st_x(a::geometry)) p,
                sighting_xyz(st_y(b::geometry), st_x(b::geometry)) q
)
select max(abs(s - chord - chord ^ 3 / (24 * 6371000.0 ^ 2))) from lines
""")
    assert worst < 0.001


def test_shape(organiser, make_member, database):
    database.sql("delete from person")
    one = make_person(organiser, sharing=True, company_name="Co")
    member = make_member()
    other = share(member)["person_id"]
    place = {"latitude": 48.125, "longitude": "11.5"}
    assert organiser.api.post("/api/locations", {
        **place, "person_id": one["id"]}).status == 201
    assert member.api.post("/api/locations", place).status == 201
    (met,) = found(organiser, one["id"])
    assert set(met) == {"location", "person"}
    assert met["location"].items() >= {
        "person_id": other, "latitude": 48.125, "longitude": 11.5,
        "accuracy": None}.items()
    assert met["person"] == {
        "id": other, "first_name": "Member", "last_name": member.handle,
        "company_name": "", "handle": member.handle}
    (met,) = found(member, other)
    assert met["person"] == {
        "id": one["id"], "first_name": "Ann", "last_name": "Example",
        "company_name": "Co", "handle": None}
    # Somebody else's connections are nobody's business but an organiser's.
    assert make_member().api.get(
        f"/api/persons/{other}/connection").status == 404
    share(member, False)
    assert organiser.api.get(f"/api/persons/{other}/connection").status == 404
    assert found(organiser, one["id"]) == []
    assert len(found(member, other)) == 1


def test_refused(member):
    me = share(member)["person_id"]

    def faults(query):
        reply = member.api.get(f"/api/persons/{me}/connection?{query}")
        assert reply.status == 422, reply
        return reply.faults
    assert faults("distance=-1") == {"?distance": "too_small"}
    assert faults("distance=1000.001") == {"?distance": "too_large"}
    assert faults("distance=nan") == {"?distance": "type"}
    assert faults("distance=") == {"?distance": "type"}
    assert faults("start_date=2026-02-30") == {"?start_date": "format"}
    assert faults("end_date=now") == {"?end_date": "format"}
    assert faults("start_date=2026-02-02&end_date=2026-02-01") == {
        "?end_date": "too_small"}
    for odd in ("15", "m5", "0m", "367d", "1.5h", "-1m", "15m%20",
                "99999999s", "15mm", "anyone"):
        if odd != "15m%20":
            assert faults(f"within={odd}") == {"?within": "format"}, odd
    assert faults("start_date=x&within=y&distance=z&limit=0") == {
        "?start_date": "format", "?within": "format", "?distance": "type",
        "?limit": "too_small"}
    assert faults("within=12345678901&limit=0") == {
        "?within": "too_long", "?limit": "too_small"}
    assert faults("cursor=x") == {"?cursor": "format"}
    assert faults("cursor=eCB5") == {"?cursor": "format"}
    assert faults("limit=10001") == {"?limit": "too_large"}


def test_days_are_whole_and_in_utc(organiser, database):
    database.sql("delete from person")
    one, two = (make_person(organiser, sharing=True)["id"] for _ in range(2))
    day = days_ago(3)
    before = day - datetime.timedelta(days=1)
    place = {"latitude": 1, "longitude": 1}
    post(organiser, [{**place, "person_id": one,
                 "creation_time": f"{day}T12:00:00Z"},
                *({**place, "person_id": two, "creation_time": t} for t in (
                    f"{before}T23:59:59.999999Z", f"{day}T00:00:00",
                    f"{day} 23:59:59.999999", f"{day}T23:30:00-01:00"))])
    got = [c["location"]["creation_time"] for c in found(
        organiser, one, start_date=day, end_date=day)]
    assert got == [f"{day}T00:00:00Z", f"{day}T23:59:59.999999Z"]
    assert len(found(organiser, one)) == 4
    # Both people's sightings are of these days.
    assert found(organiser, one, start_date=before, end_date=before) == []
    assert len(found(organiser, one, within="any")) == 4
    near = [c["location"]["creation_time"] for c in found(
        organiser, one, within="12h")]
    assert near == [f"{day}T00:00:00Z", f"{day}T23:59:59.999999Z"]


def test_the_own_view_is_of_where_one_was(organiser, make_member, database):
    """Whoever shares roughly still asks by the exact places; an organiser who
    asks for the same person by what is shown."""
    rng = random.Random(5)
    database.sql("delete from person")
    member = make_member()
    me = share(member, True, precision_m=1000)["person_id"]
    other = make_person(organiser, sharing=True)["id"]

    def place():
        return {"latitude": 60 + rng.gauss(0, 0.002),
                "longitude": 25 + rng.gauss(0, 0.002)}
    post(member, [place() for _ in range(60)])
    post(organiser, [{**place(), "person_id": other} for _ in range(200)])
    for distance in (5, 50, 300):
        hold(database, member, me, days_ago(1), days_ago(0), distance,
             own=True)
        hold(database, organiser, me, days_ago(1), days_ago(0), distance)
