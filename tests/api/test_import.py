"""`foyer import`: the data of UdaConnect, and lists of attendees."""

import pytest

import stack
from sample_people import make_person
from test_connections import found, hold

DATA = stack.ROOT / "tests/data/udaconnect"
PERSONS = DATA / "udaconnect-persons.csv"
LOCATIONS = DATA / "udaconnect-locations.csv"


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from person")


def udaconnect(foyer, persons=PERSONS, locations=LOCATIONS):
    return foyer.command("import", "udaconnect", str(persons), str(locations))


def refused(database, foyer, *argv):
    """What it says of a file that it does not take."""
    before = database.digest("mail")    # which is sent meanwhile
    status, out, err = foyer.command("import", *map(str, argv), check=False)
    assert (status, out) == (1, "") and "nothing was imported" in err
    assert database.digest("mail") == before
    return err


def test_the_sample_of_udaconnect(organiser, foyer, database):
    out = udaconnect(foyer)
    assert "5 people, 5 of them new, declared as sharing" in out
    assert "39 sightings, 39 of them new, kept for 365 days" in out
    assert ("17 sightings had latitude and longitude swapped, and were "
            "swapped back: 29 30 31 32 33 34 36 37 38 39 40 41 57 65 66 67 "
            "68") in out
    before = database.digest("mail")    # which is sent meanwhile
    assert "0 of them new" in udaconnect(foyer)
    assert database.digest("mail") == before
    assert database.sql("select max(abs(latitude)) <= 90, count(*) "
                        "from sighting") == [(True, 39)]
    met = 0
    for person in (5, 6, 1, 8, 9):
        for distance in (0, 5, 50, 1000):
            for days in (("2019-01-01", "2020-12-31"),
                         ("2020-07-07", "2020-07-07"),
                         ("2020-08-15", "2020-08-15"),
                         ("2020-07-01", "2020-07-05")):
                met += hold(database, organiser, person, *days, distance)
    assert met > 0
    # Paul was where Frank was, to the last digit.
    near = found(organiser, 6, start_date="2020-07-07", end_date="2020-07-07",
                 distance=0)
    assert {c["location"]["id"] for c in near} >= {49, 53, 58, 59}
    assert make_person(organiser)["id"] not in (1, 5, 6, 8, 9)
    # History stays until its own date, then it goes.
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from sighting") == 39
    database.sql("update sighting set kept_until = current_date - 2")
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from sighting") == 0


def test_the_sample_beside_people_who_were_there(organiser, foyer, database):
    """Their ids and its own do not meet, whoever comes first."""
    foyer.command("seed")
    try:
        mine = make_person(organiser)["id"]
        assert "39 of them new" in udaconnect(foyer)
        assert "0 of them new" in udaconnect(foyer)
        assert make_person(organiser)["id"] > mine > 1000000
        assert organiser.api.get("/api/persons/9").status == 200
        foyer.command("seed", "--clean")
        assert database.one("select count(*) from person") == 7
        foyer.command("seed")
        assert "0 of them new" in udaconnect(foyer)
    finally:
        foyer.command("seed", "--clean")


def test_ids_that_are_somebody_elses(organiser, foyer, database, tmp_path):
    database.sql("insert into person (id, first_name, last_name) "
                 "values (6, 'Somebody', 'Else')")
    what = ("udaconnect", PERSONS, LOCATIONS)
    assert "line 3: id: 6 is here already: Somebody Else; nothing" in refused(
        database, foyer, *what)
    database.sql("insert into seeded values ('person', 6)")
    assert "Somebody Else, of the demonstration (foyer seed --clean" in \
        refused(database, foyer, *what)
    database.sql("delete from seeded; delete from person")
    udaconnect(foyer)
    rows = LOCATIONS.read_text().splitlines()
    path = tmp_path / "other.csv"
    for row, why in (("29,5,1,2,2020-08-18", "id: 29 is here already: a "
                      "sighting of 1 (Pam Trexler);"),
                     ("70,77,1,2,2020-08-18", "person_id: 77 is nobody's id")):
        path.write_text(f"{rows[0]}\n{row} 10:00:00\n")
        assert "line 2: " + why in refused(database, foyer, "udaconnect",
                                           PERSONS, path)


@pytest.mark.parametrize("persons, location, why", [
    ("1", "9223372036854775807,1,1,2,2020-01-01 00:00:00", 'id: "9223372036'),
    ("1", "4503599627370497,1,1,2,2020-01-01 00:00:00",
     "is no whole number from 1 to 4503599627370496"),
    ("1", "0,1,1,2,2020-01-01 00:00:00", 'id: "0" is no whole'),
    ("1", "1,-1,1,2,2020-01-01 00:00:00", 'person_id: "-1" is no whole'),
    ("1", "1,1,1,2,2099-01-01 00:00:00",
     "creation_time: 2099-01-01 00:00:00 is in the future"),
    ("1", "1,1,1,2,now", 'creation_time: "now" is no time'),
    ("1", "1,1,north,2,2020-01-01 00:00:00", "2, north is no place"),
    ("abc", None, 'id: "abc" is no whole number'),
    ("0", None, 'id: "0" is no whole number'),
    ("9007199254740992", None, "is no whole number"),
])
def test_rows_that_are_refused(foyer, database, tmp_path, persons, location,
                               why):
    (tmp_path / "p.csv").write_text(
        f"id,first_name,last_name,company_name\n{persons},Ann,Li,\n")
    (tmp_path / "l.csv").write_text(
        f"id,person_id,longitude,latitude,creation_time\n{location}\n")
    said = refused(database, foyer, "udaconnect", tmp_path / "p.csv",
                   tmp_path / "l.csv")
    assert ", line 2: " in said and why in said


def test_the_highest_id_leaves_room(organiser, foyer, database, tmp_path):
    (tmp_path / "p.csv").write_text("id,first_name,last_name,company\n"
                                    f"{2 ** 52},Ann,Li,\n")
    (tmp_path / "l.csv").write_text(
        "id,person_id,longitude,latitude,creation_time\n"
        f"{2 ** 52},{2 ** 52},1,2,2020-01-01 00:00:00\n")
    try:
        assert udaconnect(foyer, tmp_path / "p.csv", tmp_path / "l.csv") == (
            "1 person, 1 of them new, declared as sharing\n"
            "1 sighting, 1 of them new, kept for 365 days\n"
            "0 sightings had latitude and longitude swapped, and were "
            "swapped back\n")
        made = make_person(organiser)["id"]
        sent = organiser.api.post("/api/locations", {
            "person_id": made, "latitude": 1, "longitude": 2}).json()
        assert made == 2 ** 52 + 1 == sent["id"]
    finally:
        database.sql("select setval('person_id_seq', 2000000), "
                     "setval('sighting_id_seq', 2000000)")


@pytest.mark.parametrize("text, why", [
    ("", "line 1: there is no column first_name"),
    ("first_name\nAnn\n", "line 1: there is no column last_name"),
    ("first_name,last_name,first_name\nAnn,x,y\n",
     "line 1: two columns are called first_name"),
    ("first_name,last_name,a,a\nAnn,x,y,z\n", "two columns are called a"),
    ("first_name,last_name,company,Firma\nAnn,x,y,z\n",
     "line 1: the columns company and firma are one"),
    ("first_name,last_name\nAnn\n", "another number of values"),
    ('first_name,last_name\n"Ann,x\n', "a quote has no end"),
    ('first_name,last_name\n"Ann"x,y\n', "behind the end of a value"),
    ("first_name,last_name\nAnn,x\n,y\n",
     "line 3: first_name: must not be empty"),
    ("first_name,last_name\n\u200b \u202e,y\n", "first_name: must not be empty"),
    (f"first_name,last_name\n{'x' * 101},y\n",
     "line 2: first_name: must have at most 100 characters"),
    (f"first_name,last_name\ny,{'é' * 101}\n",
     "last_name: must have at most 100 characters"),
    (f"first_name,last_name,company\ny,x,{'x' * 256}\n",
     "company_name: must have at most 255 characters"),
    (b"first_name,last_name\n\xff,y\n", "not UTF-8"),
])
def test_attendees_that_are_refused(foyer, database, tmp_path, text, why):
    path = tmp_path / "a.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert why in refused(database, foyer, "attendees", path, "--sharing",
                          "yes")


def test_attendees(organiser, foyer, tmp_path):
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
    assert [p["company_name"] for p in organiser.api.get("/api/persons").json()] \
        == ["", 'Hampton, "H" & Co']


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_attendees_as_a_spreadsheet_writes_them(organiser, foyer, tmp_path, mark):
    path = tmp_path / "a.csv"
    path.write_text("\ufeff" + mark.join((
        "First Name", "Nachname", "company", "E-Mail", "")) + "\n" +
        mark.join((' "Pam; , \t T." ', " Trexler ", "Hampton", "p@x", "")) +
        "\n" + mark * 4 + "\n")
    out = foyer.command("import", "attendees", str(path), "--sharing", "yes")
    assert out == ("1 person, 1 of them new, declared as sharing\n"
                   "columns that nobody asked for: e_mail\n")
    (made,) = organiser.api.get("/api/persons").json()
    assert (made["first_name"], made["last_name"], made["company_name"]) == (
        "Pam; , \t T.", "Trexler", "Hampton")
