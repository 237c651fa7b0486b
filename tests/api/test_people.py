"""People, where they were, and who may know of it."""

import base64
import datetime
import json
import threading

import pytest

import stack
from sample_people import make_person, share
from test_connections import found, hold

DATA = stack.ROOT / "tests/data/udaconnect"
PLACE = {"latitude": 48.125, "longitude": 11.5}


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from person")


@pytest.fixture(scope="module")
def boss(make_organiser):
    return make_organiser()


def names(who, query=""):
    return [p["first_name"] for page in who.api.pages("/api/persons" + query)
            for p in page]


def now(**shift):
    return (datetime.datetime.now(datetime.UTC) +
            datetime.timedelta(**shift)).isoformat()


# ------------------------------------------------------------------ entries

def test_an_entry(boss, make_member):
    made = make_person(boss, first_name=" Ann ", company_name="Co")
    assert made == {"id": made["id"], "first_name": "Ann",
                    "last_name": "Example", "company_name": "Co",
                    "handle": None, "sharing": False,
                    "updated_at": made["updated_at"]}
    at = f"/api/persons/{made['id']}"
    assert boss.api.get(at).json() == made
    changed = boss.api.patch(at, {"sharing": True}).json()
    assert changed == {**made, "sharing": True,
                       "updated_at": changed["updated_at"]}
    member = make_member()
    assert member.api.get(at).json() == changed
    for reply in (member.api.patch(at, {"first_name": "x"}),
                  member.api.delete(at)):
        assert reply.status == 404
    assert member.api.post("/api/persons", {
        "first_name": "x", "last_name": "y"}).status == 403
    assert boss.api.delete(at).status == 204
    assert boss.api.get(at).status == 404


def test_refused_entries(boss):
    def faults(**body):
        return boss.api.post("/api/persons", body).faults
    assert faults() == {"/first_name": "required", "/last_name": "required"}
    assert faults(first_name=" ", last_name="x" * 101, company_name="x" * 256,
                  sharing="yes", id=1) == {
        "/first_name": "required", "/last_name": "too_long",
        "/company_name": "too_long", "/sharing": "type", "/id": "unknown"}


def test_the_list_is_by_name_and_found_in(boss):
    for first, last in (("Zoë", "abel"), ("Al", "Zorn"), ("Bo", "Abel"),
                        ("Cy", "Ábel")):
        make_person(boss, first_name=first, last_name=last,
                    company_name="Acme" if first == "Al" else "")
    assert names(boss) == ["Bo", "Cy", "Zoë", "Al"]
    assert names(boss, "?limit=1") == ["Bo", "Cy", "Zoë", "Al"]
    assert names(boss, "?q=ACME") == ["Al"]
    assert names(boss, "?q=zo%C3%AB%20ab") == ["Zoë"]
    assert names(boss, "?q=%25") == []


def test_who_is_listed(boss, make_member):
    make_person(boss, first_name="Silent")
    make_person(boss, first_name="Open", sharing=True)
    one, two = make_member(), make_member()
    share(one, True), share(two, False)
    assert sorted(names(boss)) == ["Member", "Open", "Silent"]
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


def test_refused_sightings(member, boss, database):
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
    assert faults({**PLACE, "creation_time": now(hours=2)}) == {
        "/creation_time": "too_large"}
    assert faults({**PLACE, "creation_time": now(days=-32)}) == {
        "/creation_time": "too_small"}
    for who in (make_person(boss, sharing=True)["id"], 10 ** 15):
        assert faults({**PLACE, "person_id": who}) == {
            "/person_id": "unknown"}
    rows = [PLACE] * 17
    assert faults([*rows, {**PLACE, "latitude": 91}]) == {
        "/17/latitude": "too_large"}
    assert faults([*rows, {**PLACE, "creation_time": now(hours=2)}]) == {
        "/17/creation_time": "too_large"}
    assert faults([*rows, {**PLACE, "person_id": 1}]) == {
        "/17/person_id": "unknown"}
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
    share(member, True)             # says nothing new, so it is not noted
    share(member, False)
    log = member.api.get("/api/people/me/consents").json()
    assert [(c["sharing"], c["precision_m"], c["own"]) for c in log] == [
        (False, 100, True), (True, 100, True)]


def test_a_stale_tag(member):
    tag = f'"{share(member)["updated_at"]}"'
    assert member.api.put("/api/people/me", {"sharing": True},
                          headers={"If-Match": tag}).status == 200
    reply = member.api.put("/api/people/me", {"sharing": False},
                           headers={"If-Match": tag})
    assert (reply.status, reply.symbol) == (412, "changed")


def test_an_entry_is_claimed(boss, make_member, database):
    entry = make_person(boss, sharing=True, first_name="Pam")
    at = f"/api/persons/{entry['id']}"
    boss.api.post("/api/locations", {**PLACE, "person_id": entry["id"]})
    first = boss.api.post(at + "/offer").json()
    offer = boss.api.post(at + "/offer").json()
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
    for reply in (boss.api.get(at), boss.api.patch(at, {"sharing": True}),
                  boss.api.post(at + "/offer"), boss.api.delete(at)):
        assert reply.status == 404
    log = pam.api.get("/api/people/me/consents").json()
    assert [(c["sharing"], c["own"]) for c in log] == [(False, True),
                                                       (True, False)]
    assert len(pam.api.get("/api/profile/export/sightings").json()) == 1
    late = make_person(boss)
    token = boss.api.post(f"/api/persons/{late['id']}/offer").json()["token"]
    database.sql("update person set claim_expires_at = now()")
    assert claim(make_member(), token).status == 410


def test_what_is_turned_off_is_nowhere(boss, make_member, foyer, database):
    """The canary: a place that must not be met once the switch is off."""
    member, watcher = make_member(), make_member()
    me, theirs = share(member)["person_id"], share(watcher)["person_id"]
    canary = {"latitude": 12.3456789, "longitude": 98.7654321}
    sent = member.api.post("/api/locations", canary).json()["id"]
    watcher.api.post("/api/locations", canary)
    entry = make_person(boss, sharing=True)
    boss.api.post("/api/locations", {**canary, "person_id": entry["id"]})

    def asked():
        for who, person in ((watcher, theirs), (boss, theirs),
                            (boss, entry["id"])):
            for query in ("", "?distance=1000", "?within=1d", "?limit=1"):
                yield who.api.get(f"/api/persons/{person}/connection{query}")
        for who in (watcher, boss):
            yield who.api.get(f"/api/persons/{me}/connection")
            yield who.api.get(f"/api/persons/{me}")
            yield who.api.get(f"/api/persons?q={member.handle}")
            yield who.api.get(f"/api/locations/{sent}")
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
def test_a_place_is_rounded_for_others(boss, make_member, foyer, database,
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
        hold(database, boss, theirs, now(days=-1)[:10], now()[:10], distance)
    # The own view is as it was.
    assert member.api.get(f"/api/locations/{sent['id']}").json() == sent
    organisers = boss.api.get(f"/api/locations/{sent['id']}").json()
    assert (organisers["latitude"], organisers["longitude"]) not in exact


def test_what_is_stored_too_finely_is_not_shown(boss, make_member, database):
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
            ("GET", "/api/locations/1", None),
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

    def track(body, user="any", password=token):
        code = base64.b64encode(f"{user}:{password}".encode()).decode()
        return clients.api_host.clone().post(
            "/api/locations/owntracks", body,
            headers={"Authorization": f"Basic {code}"})
    for body in (sent, {"_type": "lwt", "tst": then},
                 {"_type": "transition", "lat": 1, "lon": 1, "event": "e"},
                 {**sent, "tst": then - 40 * 86400},
                 {**sent, "tst": 99999999999}):
        reply = track(body)
        assert (reply.status, reply.json()) == (200, []), reply
    (row,) = database.sql(
        "select latitude, longitude, accuracy, extract(epoch from "
        "creation_time)::bigint from sighting where person_id = %s", me)
    assert row == (48.1, 11.5, 9, then)
    assert track({"_type": "location", "lat": 1}).faults == {
        "/lon": "required"}
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


# ------------------------------------------------------------------ imports

def udaconnect(foyer, **kw):
    return foyer.command("import", "udaconnect",
                         str(DATA / "udaconnect-persons.csv"),
                         str(DATA / "udaconnect-locations.csv"), **kw)


def test_the_sample_of_udaconnect(boss, foyer, database):
    out = udaconnect(foyer)
    assert "5 people, 5 of them new, declared as sharing" in out
    assert "39 sightings, 39 of them new, kept for 365 days" in out
    assert ("17 sightings had latitude and longitude swapped, and were "
            "swapped back: 29 30 31 32 33 34 36 37 38 39 40 41 57 65 66 67 "
            "68") in out
    before = database.digest()
    assert "0 of them new" in udaconnect(foyer)
    assert database.digest() == before
    assert database.sql("select max(abs(latitude)) <= 90, count(*) "
                        "from sighting") == [(True, 39)]
    met = 0
    for person in (5, 6, 1, 8, 9):
        for distance in (0, 5, 50, 1000):
            for days in (("2019-01-01", "2020-12-31"),
                         ("2020-07-07", "2020-07-07"),
                         ("2020-08-15", "2020-08-15"),
                         ("2020-07-01", "2020-07-05")):
                met += hold(database, boss, person, *days, distance)
    assert met > 0
    # Paul was where Frank was, to the last digit.
    near = found(boss, 6, start_date="2020-07-07", end_date="2020-07-07",
                 distance=0)
    assert {c["location"]["id"] for c in near} >= {49, 53, 58, 59}
    assert make_person(boss)["id"] not in (1, 5, 6, 8, 9)
    # History stays until its own date, then it goes.
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from sighting") == 39
    database.sql("update sighting set kept_until = current_date - 2")
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from sighting") == 0


def test_ids_that_are_somebody_elses(boss, foyer, database):
    database.sql("insert into person (id, first_name, last_name) "
                 "values (6, 'Somebody', 'Else')")
    before = database.digest()
    with pytest.raises(stack.Failed) as failed:
        udaconnect(foyer)
    assert "line 3: the id is somebody or something else" in str(failed.value)
    assert database.digest() == before


@pytest.mark.parametrize("text, why", [
    ("", "there is no column first_name"),
    ("first_name\nAnn\n", "there is no column last_name"),
    ("first_name,last_name\nAnn\n", "another number of values"),
    ('first_name,last_name\n"Ann,x\n', "a quote has no end"),
    ('first_name,last_name\n"Ann"x,y\n', "behind the end of a value"),
    ("first_name,last_name\n,y\n", "person_names"),
    ("first_name,last_name\n\xff,y\n", "not UTF-8"),
])
def test_attendees_that_are_refused(foyer, database, tmp_path, text, why):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("latin-1"))
    if text == "":
        return
    with pytest.raises(stack.Failed) as failed:
        foyer.command("import", "attendees", str(path), "--sharing", "yes")
    assert why in str(failed.value) and "nothing was imported" in str(
        failed.value)
    assert database.one("select count(*) from person") == 0


def test_attendees(boss, foyer, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('\ufeffcompany_name,first_name,last_name\r\n'
                    '"Hampton, ""H"" & Co",Pam,Trexler\r\n\r\n,Bo,Li',
                    newline="")
    with pytest.raises(stack.Failed) as failed:
        foyer.command("import", "attendees", str(path))
    assert "have they agreed?" in str(failed.value)
    for new in (2, 0):
        out = foyer.command("import", "attendees", str(path), "--sharing",
                            "no")
        assert out == f"2 people, {new} of them new, declared as not sharing\n"
    assert [p["company_name"] for p in boss.api.get("/api/persons").json()] \
        == ["", 'Hampton, "H" & Co']


def test_the_demonstration_has_a_day_of_meetings(boss, foyer, database):
    foyer.command("seed")
    try:
        assert database.one("select count(*) from sighting") > 2000
        anouk = boss.api.get("/api/persons?q=anouk").json()[0]["id"]
        met = [e for page in boss.api.pages(
            f"/api/persons/{anouk}/encounters?distance=10&limit=100")
            for e in page]
        assert 5 < len({e["person"]["id"] for e in met}) < 44
        assert any(e["count"] > 3 and e["first"] < e["last"] for e in met)
        assert any(e["person"]["handle"] for e in met)
        assert "wen" not in {e["person"]["handle"] for e in met}
    finally:
        foyer.command("seed", "--clean")
    assert database.one("select count(*) from sighting") == 0
