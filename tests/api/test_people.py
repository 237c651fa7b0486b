"""People, where they were, and who may know of it."""

import base64
import datetime
import json
import threading
import urllib.parse

import pytest

from sample_people import make_person, share
from test_connections import found, hold

PLACE = {"latitude": 48.125, "longitude": 11.5}


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from person")


def names(who, query=""):
    return [p["first_name"] for page in who.api.pages("/api/persons" + query)
            for p in page]


def now(**shift):
    return (datetime.datetime.now(datetime.UTC) +
            datetime.timedelta(**shift)).isoformat()


# ------------------------------------------------------------------ entries

def test_an_entry(organiser, make_member):
    made = make_person(organiser, first_name=" Ann ", company_name="Co")
    assert made == {"id": made["id"], "first_name": "Ann",
                    "last_name": "Example", "company_name": "Co",
                    "handle": None, "sharing": False,
                    "updated_at": made["updated_at"]}
    at = f"/api/persons/{made['id']}"
    assert organiser.api.get(at).json() == made
    changed = organiser.api.patch(at, {"sharing": True}).json()
    assert changed == {**made, "sharing": True,
                       "updated_at": changed["updated_at"]}
    member = make_member()
    assert member.api.get(at).json() == changed
    for reply in (member.api.patch(at, {"first_name": "x"}),
                  member.api.delete(at)):
        assert reply.status == 404
    assert member.api.post("/api/persons", {
        "first_name": "x", "last_name": "y"}).status == 403
    assert organiser.api.delete(at).status == 204
    assert organiser.api.get(at).status == 404


def test_refused_entries(organiser):
    def faults(**body):
        return organiser.api.post("/api/persons", body).faults
    assert faults() == {"/first_name": "required", "/last_name": "required"}
    assert faults(first_name="\u200b \u202e", last_name="") == {
        "/first_name": "required"}
    assert faults(first_name=" ", last_name="x" * 101, company_name="x" * 256,
                  sharing="yes", id=1) == {
        "/first_name": "required", "/last_name": "too_long",
        "/company_name": "too_long", "/sharing": "type", "/id": "unknown"}


def test_many_are_entered_at_once_or_none(organiser, member, database):
    rows = [{"first_name": f'"Ann" {{{i}}}, \\', "last_name": "NULL",
             "company_name": "Ä," * (i % 3), "sharing": i % 2 == 0}
            for i in range(500)]
    reply = organiser.api.post("/api/persons", rows)
    assert (reply.status, reply.json()) == (200, {"count": 500}), reply
    assert reply.header("ETag") is None     # which one's should it be?
    got = database.sql("select first_name, last_name, company_name, sharing "
                       "from person order by id")
    assert got == [(r["first_name"], "NULL", r["company_name"], r["sharing"])
                   for r in rows]
    assert database.sql("select sharing, own, count(*) from consent group by "
                        "1, 2 order by 1") == [(False, False, 250),
                                               (True, False, 250)]
    lines = b'{"first_name":"Bo","last_name":"Li"}\n' * 3
    reply = organiser.api.post("/api/persons", lines, headers={
        "Content-Type": "application/x-ndjson"})
    assert (reply.status, reply.json()) == (200, {"count": 3})
    # What is wrong is told by row and field, and nobody is entered.
    one = {"first_name": "Ann", "last_name": "Example"}
    reply = organiser.api.post("/api/persons", [
        one, {**one, "first_name": " "}, one,
        {"last_name": "x" * 101, "company_name": "x" * 256, "sharing": 1}])
    assert reply.status == 422 and reply.faults == {
        "/1/first_name": "required", "/3/first_name": "required",
        "/3/last_name": "too_long", "/3/company_name": "too_long",
        "/3/sharing": "type"}
    assert organiser.api.post("/api/persons", []).faults == {"": "too_short"}
    assert organiser.api.post("/api/persons", [one] * 10001).faults == {
        "": "too_long"}
    assert member.api.post("/api/persons", [one]).status == 403
    assert database.one("select count(*) from person") == 503


def test_many_who_are_sent_again(organiser, database):
    for _ in range(2):
        reply = organiser.api.post(
            "/api/persons", [{"first_name": "Bo", "last_name": "Li"}] * 7,
            headers={"Idempotency-Key": "attendees"})
        assert (reply.status, reply.json()) == (200, {"count": 7})
    assert database.one("select count(*) from person") == 7


def test_the_list_is_by_name_and_gotin(organiser):
    for first, last in (("Zoë", "abel"), ("Al", "Zorn"), ("Bo", "Abel"),
                        ("Cy", "Ábel")):
        make_person(organiser, first_name=first, last_name=last,
                    company_name="Acme" if first == "Al" else "")
    assert names(organiser) == ["Bo", "Cy", "Zoë", "Al"]
    assert names(organiser, "?limit=1") == ["Bo", "Cy", "Zoë", "Al"]
    assert names(organiser, "?q=ACME") == ["Al"]
    assert names(organiser, "?q=zo%C3%AB%20ab") == ["Zoë"]
    assert names(organiser, "?q=%25") == []


def test_people_are_gotby_words(organiser, make_member):
    for first, last, company in (
            ("Inês", "Alves", ""), ("Zuzana", "Horáková", "Hvězdárna"),
            ("Felix", "Brandt", "Stadtwerke 100 %"), ("Felix", "Bo", "")):
        make_person(organiser, first_name=first, last_name=last,
                    company_name=company)
    member = make_member(display_name="Samir Aziz")
    share(member)
    handle = member.handle
    for q, there in (
            ("ines", ["Inês"]), ("INÊS", ["Inês"]), ("ine\u0302s", ["Inês"]),
            ("horakova", ["Zuzana"]), ("hvezd", ["Zuzana"]),
            ("Horáková", ["Zuzana"]), ("felix", ["Felix", "Felix"]),
            ("brandt felix", ["Felix"]), ("brandt, felix", ["Felix"]),
            ("Felix Brandt", ["Felix"]), ("werke bran", ["Felix"]),
            ("100 %", ["Felix"]), ("felix horakova", []),
            (f"@{handle}", ["Samir"]), (f"@{handle.upper()}", ["Samir"]),
            (f"aziz @{handle[:5]}", ["Samir"]), (f"@{handle[1:]}", []),
            (" , ", ["Samir", "Felix", "Felix", "Zuzana", "Inês"])):
        got = names(organiser, "?q=" + urllib.parse.quote(q))
        assert sorted(got) == sorted(there), q


def test_who_is_listed(organiser, make_member):
    make_person(organiser, first_name="Silent")
    make_person(organiser, first_name="Open", sharing=True)
    one, two = make_member(), make_member()
    share(one, True), share(two, False)
    assert sorted(names(organiser)) == ["Member", "Open", "Silent"]
    assert sorted(names(one)) == ["Member", "Open"]
    assert sorted(names(two)) == ["Member", "Member", "Open"]


# ---------------------------------------------------------------- sightings

def test_a_sighting_reads_back_as_it_was(member):
    me = share(member)["person_id"]
    for lat, lon in ((0.1 + 0.2, "-122.290524"), ("37.55363", -180),
                     (90, 180), (-90, "1e-7"), ("+1.5", 5e-324), (-0.0, 0)):
        reply = member.api.post("/api/locations", {
            "latitude": lat, "longitude": lon,
            "creation_time": now(hours=-1)})
        assert reply.status == 201, reply
        got = reply.json()
        assert set(got) == {"id", "person_id", "latitude", "longitude",
                            "accuracy", "creation_time"}
        assert (got["latitude"], got["longitude"]) == (float(lat), float(lon))
        assert got["person_id"] == me
        assert member.api.get(reply.header("Location")).json() == got


def test_a_time_without_a_zone_is_utc(member):
    share(member)
    day = now(days=-1)[:10]
    for text, want in ((f"{day}T10:37:06", f"{day}T10:37:06Z"),
                       (f"{day} 10:37:06.25", f"{day}T10:37:06.25Z"),
                       (f"{day}T10:37:06+02:00", f"{day}T08:37:06Z")):
        reply = member.api.post("/api/locations",
                                {**PLACE, "creation_time": text})
        assert reply.json()["creation_time"] == want


def test_refused_sightings(member, organiser, database):
    share(member)

    def faults(body, **kw):
        reply = member.api.post("/api/locations", body, **kw)
        assert reply.status == 422, reply
        return reply.faults
    assert faults({}) == {"/latitude": "required", "/longitude": "required"}
    assert faults({"latitude": 90.0001, "longitude": -180.5,
                   "accuracy": -1, "creation_time": "soon",
                   "person_id": 0, "name": "x"}) == {
        "/latitude": "too_large", "/longitude": "too_small",
        "/accuracy": "too_small", "/creation_time": "format",
        "/person_id": "too_small", "/name": "unknown"}
    assert faults({"latitude": "nan", "longitude": "0x10"}) == {
        "/latitude": "type", "/longitude": "type"}
    reply = member.api.post("/api/locations", {**PLACE, "latitude": True})
    assert [(e["pointer"], e["detail"]) for e in reply.json()["errors"]] == [
        ("/latitude", "must be a number")]
    assert faults({**PLACE, "creation_time": now(hours=2)}) == {
        "/creation_time": "too_large"}
    assert faults({**PLACE, "creation_time": now(days=-32)}) == {
        "/creation_time": "too_small"}
    for who in (make_person(organiser, sharing=True)["id"], 10 ** 15):
        assert faults({**PLACE, "person_id": who}) == {
            "/person_id": "unknown"}
    rows = [PLACE] * 17
    assert faults([*rows, {**PLACE, "latitude": 91}]) == {
        "/17/latitude": "too_large"}
    assert faults([*rows, {**PLACE, "creation_time": now(hours=2)}]) == {
        "/17/creation_time": "too_large"}
    assert faults([*rows, {**PLACE, "person_id": 1}]) == {
        "/17/person_id": "unknown"}
    mixed = [*rows, {**PLACE, "creation_time": now(days=-32)}]
    mixed[3], mixed[5] = ({**PLACE, "creation_time": now(hours=2)},
                          {**PLACE, "person_id": 1})
    assert list(faults(mixed).items()) == [
        ("/3/creation_time", "too_large"), ("/5/person_id", "unknown"),
        ("/17/creation_time", "too_small")]
    assert list(faults([{**PLACE, "person_id": 1}] * 100)) == [
        f"/{i}/person_id" for i in range(32)]
    assert faults([1, None, [], {}]) == {
        "/0": "type", "/1": "type", "/2": "type",
        "/3/latitude": "required", "/3/longitude": "required"}
    assert faults([]) == {"": "too_short"}
    assert faults([PLACE] * 10001) == {"": "too_long"}
    assert database.one("select count(*) from sighting") == 0


def test_many_at_once(member, database):
    me = share(member)["person_id"]
    lines = "\n".join(json.dumps({**PLACE, "accuracy": i})
                      for i in range(10000))
    text = {"Content-Type": "application/x-ndjson"}
    for body, headers, n in (([PLACE] * 10000, {}, 10000),
                             (lines.encode(), text, 10000),
                             (b"\r\n" + lines[:200].rpartition("\n")[0]
                              .encode() + b"\r\n\r\n", text, 3)):
        before = database.one("select count(*) from sighting")
        reply = member.api.post("/api/locations", body, headers=headers)
        assert (reply.status, reply.json()) == (200, {"count": n}), reply
        assert database.one(
            "select count(*) from sighting where person_id = %s",
            me) == before + n
    reply = member.api.post("/api/locations", b'{"latitude":1}\n{"latit',
                            headers=text)
    assert (reply.status, reply.symbol) == (400, "malformed")
    assert "at byte 22" in reply.json()["detail"]
    reply = member.api.post("/api/locations", (lines + "\n{}").encode(),
                            headers=text)
    assert reply.faults == {"": "too_long"}


def test_another_type_is_told_both_that_are_taken(organiser):
    for path in ("/api/locations", "/api/persons"):
        reply = organiser.api.post(path, "x", headers={"Content-Type": "text/csv"})
        assert (reply.status, reply.symbol) == (415, "media_type")
        assert ("application/json or application/x-ndjson"
                in reply.json()["detail"])


def test_a_batch_that_is_sent_again(member, database):
    share(member)
    for _ in range(2):
        reply = member.api.post("/api/locations", [PLACE] * 5,
                                headers={"Idempotency-Key": "batch"})
        assert (reply.status, reply.json()) == (200, {"count": 5})
    assert database.one("select count(*) from sighting") == 5


def test_many_devices_at_once(clients, make_member, database):
    member = make_member()
    share(member)
    api = member.token_api()

    def send():
        one = api.clone(token=api.token)
        for _ in range(20):
            assert one.post("/api/locations", PLACE).status == 201
    threads = [threading.Thread(target=send) for _ in range(8)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert database.one("select count(*) from sighting") == 160


def test_a_day_that_is_missing_is_made(member, foyer, database):
    share(member)
    day = now(days=-20)
    database.sql("drop table sighting_" + day[:10].replace("-", ""))
    reply = member.api.post("/api/locations", {**PLACE, "creation_time": day})
    assert reply.status == 201, reply


def test_days_are_made_ahead_and_dropped_whole(member, foyer, database):
    share(member)
    database.sql("create table sighting_20200101 partition of sighting_live "
                 "for values from ('2020-01-01 00:00+00') to "
                 "('2020-01-02 00:00+00')")
    ahead = "sighting_" + now(days=3)[:10].replace("-", "")
    database.sql(f"drop table {ahead}")
    foyer.command("jobs", "--once")
    found = database.tables()
    assert "sighting_20200101" not in found
    assert ahead in found
    assert sum(t.startswith("sighting_2") for t in found) == 34


# ------------------------------------------------------------------ consent

def test_sharing_is_off_until_it_is_turned_on(make_member):
    member = make_member(display_name="Ann Mary Example")
    assert member.api.get("/api/people/me").json().items() >= {
        "person_id": None, "sharing": False, "precision_m": 0}.items()
    assert member.api.post("/api/locations", PLACE).faults == {
        "/person_id": "unknown"}
    mine = share(member, True, precision_m=100)
    assert mine.items() >= {
        "first_name": "Ann", "last_name": "Mary Example", "sharing": True,
        "precision_m": 100}.items()
    assert member.api.get("/api/people/me").json() == mine
    assert member.api.put("/api/people/me", {"sharing": True,
                                             "precision_m": 7}).faults == {
        "/precision_m": "one_of"}
    for odd, code in ((50, "one_of"), (-1, "too_small"), (1001, "too_large"),
                      (50.5, "type")):
        assert member.api.put("/api/people/me", {
            "sharing": "yes", "precision_m": odd}).faults == {
            "/sharing": "type", "/precision_m": code}
    share(member, True)             # says nothing new, so it is not noted
    share(member, False)
    log = member.api.get("/api/people/me/consents").json()
    assert [(c["sharing"], c["precision_m"], c["own"]) for c in log] == [
        (False, 100, True), (True, 100, True)]


def test_the_first_no_is_noted_too(make_member):
    member = make_member()
    for _ in range(2):
        share(member, False)
        (said,) = member.api.get("/api/people/me/consents").json()
        assert (said["sharing"], said["own"]) == (False, True)


def test_the_tag_of_no_entry_is_the_profiles(make_member):
    member = make_member(display_name="Ann One")

    def ask(tag):
        return member.api.get("/api/people/me", headers={"If-None-Match": tag})
    tag = ask("").header("ETag")
    assert ask(tag).status == 304
    member.api.patch("/api/profile", {"display_name": "Bo Two"})
    reply = ask(tag)
    assert (reply.status, reply.json()["first_name"]) == (200, "Bo")
    tag = reply.header("ETag")
    assert share(member)["updated_at"] not in tag
    assert ask(tag).status == 200


def test_a_stale_tag(member):
    tag = f'"{share(member)["updated_at"]}"'
    assert member.api.put("/api/people/me", {"sharing": True},
                          headers={"If-Match": tag}).status == 200
    reply = member.api.put("/api/people/me", {"sharing": False},
                           headers={"If-Match": tag})
    assert (reply.status, reply.symbol) == (412, "changed")


def test_an_entry_is_claimed(organiser, make_member, database):
    entry = make_person(organiser, sharing=True, first_name="Pam")
    at = f"/api/persons/{entry['id']}"
    organiser.api.post("/api/locations", {**PLACE, "person_id": entry["id"]})
    first = organiser.api.post(at + "/offer").json()
    offer = organiser.api.post(at + "/offer").json()
    assert offer["url"].endswith("/people/claim#" + offer["token"])
    pam, other = make_member(), make_member()

    def claim(who, token):
        return who.api.post("/api/people/claim", {"token": token})
    assert claim(pam, first["token"]).status == 410
    share(other, False)
    assert claim(other, offer["token"]).status == 409
    mine = claim(pam, offer["token"])
    assert mine.json().items() >= {"person_id": entry["id"],
                                   "sharing": False}.items()
    assert claim(make_member(), offer["token"]).status == 410
    # It is Pam's alone now; what she was seen at is hers, too.
    for reply in (organiser.api.get(at), organiser.api.patch(at, {"sharing": True}),
                  organiser.api.post(at + "/offer"), organiser.api.delete(at)):
        assert reply.status == 404
    log = pam.api.get("/api/people/me/consents").json()
    assert [(c["sharing"], c["own"]) for c in log] == [(False, True),
                                                       (True, False)]
    assert len(pam.api.get("/api/profile/export/sightings").json()) == 1
    late = make_person(organiser)
    token = organiser.api.post(f"/api/persons/{late['id']}/offer").json()["token"]
    database.sql("update person set claim_expires_at = now()")
    assert claim(make_member(), token).status == 410


def test_what_is_turned_off_is_nowhere(organiser, make_member, foyer, database):
    """The canary: a place that must not be met once the switch is off."""
    member, watcher = make_member(), make_member()
    me, theirs = share(member)["person_id"], share(watcher)["person_id"]
    canary = {"latitude": 12.3456789, "longitude": 98.7654321}
    sent = member.api.post("/api/locations", canary).json()["id"]
    watcher.api.post("/api/locations", canary)
    entry = make_person(organiser, sharing=True)
    organiser.api.post("/api/locations", {**canary, "person_id": entry["id"]})

    def asked():
        for who, person in ((watcher, theirs), (organiser, theirs),
                            (organiser, entry["id"])):
            for query in ("", "?distance=1000", "?within=1d", "?limit=1"):
                yield who.api.get(f"/api/persons/{person}/connection{query}")
        for who in (watcher, organiser):
            yield who.api.get(f"/api/persons/{me}/connection")
            yield who.api.get(f"/api/persons/{me}")
            yield who.api.get(f"/api/persons?q={member.handle}")
            yield who.api.get(f"/api/locations/{sent}")
            yield who.api.get(f"/api/locations?person_id={me}")
            yield who.api.post("/api/locations", {**canary, "person_id": me,
                                                  "latitude": 91})
    mark = member.handle.encode()
    assert any(mark in r.body for r in asked())
    old = watcher.api.get(f"/api/persons/{me}")
    share(member, False)
    for reply in asked():
        assert mark not in reply.body, reply
        assert f'"id":{sent}'.encode() not in reply.body, reply
    # Nor by a tag that a client has kept.
    assert watcher.api.get(f"/api/persons/{me}", headers={
        "If-None-Match": old.header("ETag")}).status == 404
    assert "no-cache" in old.header("Cache-Control")
    assert len(found(member, me)) == 2      # the own view stays
    database.sql("delete from person where id in (%s, %s)", theirs,
                 entry["id"])
    for text in (foyer.metrics(), *(json.dumps(line) for line in
                                    foyer.pool.lines())):
        assert "12.3456789" not in text and "98.7654321" not in text


@pytest.mark.parametrize("metres", [100, 1000])
def test_a_place_is_rounded_for_others(organiser, make_member, foyer, database,
                                       metres):
    member, watcher = make_member(), make_member()
    me, theirs = share(member)["person_id"], share(watcher)["person_id"]
    for i in range(40):
        place = {"latitude": 60 + i * 0.00031, "longitude": 24.5 + i * 0.0007}
        sent = member.api.post("/api/locations", place).json()
        watcher.api.post("/api/locations", place)
    assert {(c["location"]["latitude"], c["location"]["longitude"])
            for c in found(watcher, theirs)} >= {
        (sent["latitude"], sent["longitude"])}
    share(member, True, precision_m=metres)
    shown = [c["location"] for c in found(watcher, theirs, distance=1000)]
    assert shown and all(s["accuracy"] == metres for s in shown)
    exact = {(r[0], r[1]) for r in database.sql(
        "select latitude, longitude from sighting where person_id = %s", me)}
    assert not exact & {(s["latitude"], s["longitude"]) for s in shown}
    # Not farther off than the half of a square's diagonal, and so many of
    # them share a square that nothing finer can be told.
    assert database.one(
        "select max(st_distance(st_makepoint(longitude, latitude)::geography,"
        " st_makepoint(shown_longitude, shown_latitude)::geography))"
        " from sighting where person_id = %s", me) <= metres * 0.72
    # The distance that is asked for is to what is shown.
    for distance in (5, 50, 300):
        hold(database, organiser, theirs, now(days=-1)[:10], now()[:10], distance)
    # The own view is as it was.
    assert member.api.get(f"/api/locations/{sent['id']}").json() == sent
    organisers = organiser.api.get(f"/api/locations/{sent['id']}").json()
    assert (organisers["latitude"], organisers["longitude"]) not in exact


def test_what_is_stored_too_finely_is_not_shown(organiser, make_member, database):
    member, watcher = make_member(), make_member()
    me, theirs = share(member)["person_id"], share(watcher)["person_id"]
    for who in (member, watcher):
        who.api.post("/api/locations", PLACE)
    assert len(found(watcher, theirs)) == 1
    database.sql("update person set precision_m = 100 where id = %s", me)
    assert found(watcher, theirs) == []


def test_all_of_it_is_taken_away_and_erased(make_member, database):
    member = make_member()
    share(member)
    member.api.post("/api/locations", [PLACE] * 45)
    parts = [p["part"] for p in member.api.get("/api/profile/export").json()]
    assert {"people", "consents", "sightings"} <= set(parts)
    got = [d["data"] for page in member.api.pages(
        "/api/profile/export/sightings?limit=20") for d in page]
    assert len(got) == 45 and got[0]["latitude"] == PLACE["latitude"]
    assert member.api.post("/api/profile/erase", {
        "password": member.password}).status == 204
    for table in ("person", "consent", "sighting"):
        assert database.one(f"select count(*) from {table}") == 0


# ------------------------------------------------------------------ devices

def add_device(member, name="phone"):
    reply = member.api.post("/api/people/me/devices", {"name": name})
    assert reply.status == 201, reply
    return reply.json()


def test_a_device_sends_where_its_owner_is(clients, make_member, database):
    member = make_member()
    made = add_device(member)
    assert set(made) == {"id", "name", "created_at", "last_seen_at", "token"}
    assert member.api.get("/api/people/me").json()["sharing"] is False
    api = clients.api_host.clone(token=made["token"])
    assert api.post("/api/locations", PLACE).status == 201
    assert api.post("/api/locations", [PLACE] * 3).status == 200
    (kept,) = member.api.get("/api/people/me/devices").json()
    assert "token" not in kept and kept["last_seen_at"] is not None
    # And that is all that it can.
    for method, target, body in (
            ("GET", "/api/auth/me", None), ("GET", "/api/persons", None),
            ("GET", "/api/locations", None),
            ("GET", "/api/locations/1", None),
            ("DELETE", "/api/locations/1", None),
            ("PUT", "/api/people/me", {"sharing": True}),
            ("POST", "/api/tasks", {"name": "x"}),
            ("DELETE", f"/api/people/me/devices/{made['id']}", None)):
        reply = api.request(method, target, body)
        assert (reply.status, reply.symbol) == (401, "unauthorized"), reply
    assert member.api.delete(
        f"/api/people/me/devices/{made['id']}").status == 204
    assert api.post("/api/locations", PLACE).status == 401
    assert len(member.api.get("/api/profile/export/devices").json()) == 0


def test_twenty_devices(make_member):
    member = make_member()
    for i in range(20):
        add_device(member, f"device {i}")
    reply = member.api.post("/api/people/me/devices", {"name": "one more"})
    assert (reply.status, reply.symbol) == (409, "conflict")


def test_owntracks(clients, make_member, database):
    member = make_member()
    token = add_device(member)["token"]
    me = member.api.get("/api/people/me").json()["person_id"]
    then = int(datetime.datetime.now().timestamp()) - 60
    sent = {"_type": "location", "lat": 48.1, "lon": 11.5, "acc": 9,
            "tst": then, "tid": "ab", "batt": 71, "conn": "w", "vel": 0,
            "inregions": ["home"], "BSSID": "x"}

    def track(body, user="any", password=token, query=""):
        code = base64.b64encode(f"{user}:{password}".encode()).decode()
        return clients.api_host.clone().post(
            "/api/locations/owntracks" + query, body,
            headers={"Authorization": f"Basic {code}"})
    for body in (sent, {"_type": "lwt", "tst": then},
                 {"_type": "transition", "lat": 1, "lon": 1, "event": "e"},
                 {**sent, "tst": then - 40 * 86400},
                 {"_type": "transition", "lat": "x", "lon": [1], "acc": None,
                  "tst": {"a": 1}, "t": "c"},
                 {"_type": "waypoint", "lat": 91, "tst": 1.5, "rad": -1},
                 {**sent, "tst": -1}, {**sent, "tst": "soon"},
                 {**sent, "tst": 1e300},
                 {**sent, "tst": 99999999999}):
        reply = track(body)
        assert (reply.status, reply.json()) == (200, []), reply
    (row,) = database.sql(
        "select latitude, longitude, accuracy, extract(epoch from "
        "creation_time)::bigint from sighting where person_id = %s", me)
    assert row == (48.1, 11.5, 9, then)
    assert track({"_type": "location", "lat": 1}).faults == {
        "/lon": "required"}
    assert track({**sent, "lat": "x", "lon": None}).faults == {
        "/lat": "type", "/lon": "required"}
    assert track({**sent, "lat": -91, "lon": 180.1}).faults == {
        "/lat": "too_small", "/lon": "too_large"}
    assert track(sent, query="?x=1").faults == {"?x": "unknown"}
    assert track({"_type": "encrypted", "data": "x"}).faults == {
        "/_type": "one_of"}
    for odd in (token[:-1], "", "x" * 5000):
        assert track(sent, password=odd).status == 401
    for odd in ("Basic", "Basic !!", "Basic YWI=", "Digest x"):
        assert clients.api_host.clone().post(
            "/api/locations/owntracks", sent,
            headers={"Authorization": odd}).status == 401
    # Elsewhere nobody comes in so.
    code = base64.b64encode(f"x:{token}".encode()).decode()
    assert clients.api_host.clone().get("/api/auth/me", headers={
        "Authorization": f"Basic {code}"}).status == 401


@pytest.mark.parametrize("acc", [-1, None, -0.5, 1e7, "?"])
def test_what_owntracks_does_not_know(clients, make_member, database, acc):
    """It repeats for ever what is no success."""
    member = make_member()
    api = clients.api_host.clone()
    then = int(datetime.datetime.now().timestamp()) - 60
    reply = api.post(
        "/api/locations/owntracks?u=anna&d=phone",
        {"_type": "location", "lat": "48.1", "lon": 11.5, "acc": acc,
         "tst": then + 0.75},
        headers={"Authorization": f"Bearer {add_device(member)['token']}"})
    assert (reply.status, reply.json()) == (200, [])
    assert database.sql("select latitude, accuracy, extract(epoch from "
                        "creation_time)::float8 from sighting") == [
        (48.1, None, then)]


# ------------------------------------------------------------------ the demo

def test_the_demonstration_has_a_day_of_meetings(organiser, foyer, database):
    foyer.command("seed")
    try:
        assert database.one("select count(*) from sighting") > 2000
        anouk = organiser.api.get("/api/persons?q=anouk").json()[0]["id"]
        met = [e for page in organiser.api.pages(
            f"/api/persons/{anouk}/encounters?distance=10&limit=100")
            for e in page]
        assert 5 < len({e["person"]["id"] for e in met}) < 44
        assert any(e["count"] > 3 and e["first"] < e["last"] for e in met)
        assert any(e["person"]["handle"] for e in met)
        assert "wen" not in {e["person"]["handle"] for e in met}
    finally:
        foyer.command("seed", "--clean")
    assert database.one("select count(*) from sighting") == 0
