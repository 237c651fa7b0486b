"""What the demonstration has in the rooms of notes and greeting."""

import pytest

import stack
from stack import Database, command


@pytest.fixture
def demo(postgres, template):
    """A database with the demonstration in it."""
    made = Database(postgres, stack.unique("demo"), template)
    command(stack.settings(DATABASE_URL=made.url), "seed")
    yield made
    made.close()


def clean(database):
    return command(stack.settings(DATABASE_URL=database.url), "seed",
                   "--clean")


def test_the_demo_has_pads_notes_and_a_greeting(demo):
    assert demo.one("select count(*) from note") >= 15
    assert demo.one("select count(distinct owner) from note") >= 4
    assert demo.one("select bool_or(pinned) and bool_or(pad_id is null) and "
                    "bool_and(tags is not null and excerpt <> '') from note")
    assert demo.sql("select p.id from pad p where notes_count = 0 or "
                    "notes_count <> (select count(*) from note where "
                    "pad_id = p.id)") == []
    assert demo.one("select word from greeting order by id desc limit 1") != \
        "World"
    assert demo.one("select bool_and(set_at > before) from (select set_at, "
                    "lag(set_at) over (order by id) as before from greeting) "
                    "g where before is not null")
    assert demo.one("select bool_and(updated_at <= now() and created_at <= "
                    "updated_at) from note")


def test_an_organisers_word_stays(postgres, template):
    made = Database(postgres, stack.unique("demo"), template)
    made.sql("insert into account (handle, display_name, email) values "
             "('boss', 'B', 'boss@example.org')")
    made.sql("insert into greeting (word, set_by) select 'Ours', id from "
             "account")
    command(stack.settings(DATABASE_URL=made.url), "seed")
    assert made.one("select word from greeting order by id desc limit 1") == \
        "Ours"
    clean(made)
    assert made.one("select count(*) from greeting") == 2
    made.close()


def test_what_people_did_with_the_demo_goes_or_stays_with_its_owner(demo):
    demo.sql("insert into account (handle, display_name, email) values "
             "('real', 'R', 'real@example.org')")
    demo.sql("insert into note (owner, name) select id, 'Mine' from account "
             "where handle = 'real'")
    demo.sql("insert into note (owner, pad_id, name) select owner, id, "
             "'written as a demo member' from pad")
    demo.sql("insert into greeting (word, set_by) select 'Ours', id from "
             "account where handle = 'real'")
    clean(demo)
    assert demo.sql("select name from note") == [("Mine",)]
    assert demo.one("select count(*) from pad") == 0
    assert demo.sql("select word from greeting order by id") == \
        [("World",), ("Ours",)]


def test_the_first_organiser_is_given_notes_to_look_at(make_stack):
    stack = make_stack(jobs=False)
    stack.command("seed")
    api = stack.clients.app.clone()
    link = stack.command("setup-link").strip()
    assert api.post("/api/auth/setup", {
        "token": link.partition("#")[2], "handle": "first",
        "email": "first@example.org", "display_name": "First",
        "password": "correct horse battery"}).status == 201
    notes = api.get("/api/notes").json()
    pads = {p["id"]: p for p in api.get("/api/pads").json()}
    assert len(notes) >= 5 and any(n["pinned"] for n in notes)
    assert any(n["pad_id"] is None for n in notes)
    for pad in pads.values():
        assert pad["notes_count"] == sum(n["pad_id"] == pad["id"]
                                         for n in notes) > 0
    assert api.get(f"/api/notes?q={notes[0]['name']}").json()
    clean(stack.database)
    assert api.get("/api/notes").json() == api.get("/api/pads").json() == []


def test_without_a_demonstration_there_are_none(make_stack):
    stack = make_stack(jobs=False)
    api = stack.clients.app.clone()
    link = stack.command("setup-link").strip()
    assert api.post("/api/auth/setup", {
        "token": link.partition("#")[2], "handle": "first",
        "email": "first@example.org", "display_name": "First",
        "password": "correct horse battery"}).status == 201
    assert api.get("/api/notes").json() == api.get("/api/pads").json() == []
