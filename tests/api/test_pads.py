"""Pads: what notes are gathered in, how many, and how they go and return."""

import threading

import psycopg
import pytest

from stack import wait_for
from together import together

FIELDS = {"id", "name", "notes_count", "created_at", "updated_at"}


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from note")
    database.sql("delete from pad")


def at(pad):
    return f"/api/pads/{pad['id']}"


def make_pad(who, name="a pad"):
    reply = who.api.post("/api/pads", {"name": name})
    assert reply.status == 201, reply
    return reply.json()


def make_note(who, pad=None, **fields):
    reply = who.api.post("/api/notes", {
        "name": "a note", "pad_id": pad and pad["id"], **fields})
    assert reply.status == 201, reply
    return reply.json()


def get(who, pad):
    reply = who.api.get(at(pad))
    assert reply.status == 200, reply
    return reply.json()


def count(who, pad):
    return get(who, pad)["notes_count"]


def names(who, target="/api/pads?limit=100"):
    return [p["name"] for page in who.api.pages(target) for p in page]


# ----------------------------------------------------------------- one pad

def test_a_new_pad(member):
    reply = member.api.post("/api/pads", {"name": "  Recipes "})
    assert reply.status == 201
    pad = reply.json()
    assert set(pad) == FIELDS
    assert (pad["name"], pad["notes_count"]) == ("Recipes", 0)
    assert reply.header("Location") == at(pad)
    assert reply.header("ETag") == f'"{pad["updated_at"]}"'
    assert get(member, pad) == pad


@pytest.mark.parametrize("body, faults", [
    ({}, {"/name": "required"}), ({"name": ""}, {"/name": "required"}),
    ({"name": " \t"}, {"/name": "required"}),
    ({"name": None}, {"/name": "null"}), ({"name": 1}, {"/name": "type"}),
    ({"name": "x" * 101}, {"/name": "too_long"}),
    ({"name": "x", "notes_count": 3}, {"/notes_count": "unknown"}),
    ({"name": "x", "owner": 1}, {"/owner": "unknown"})])
def test_a_pad_with_missing_or_wrong_fields(member, body, faults):
    reply = member.api.post("/api/pads", body)
    assert (reply.status, reply.faults) == (422, faults)
    assert names(member) == []


def test_a_pad_is_renamed(member):
    pad = make_pad(member)
    renamed = member.api.patch(at(pad), {"name": "another"}).json()
    assert renamed["name"] == "another"
    assert renamed["updated_at"] != pad["updated_at"]
    assert renamed["created_at"] == pad["created_at"]
    assert get(member, pad) == renamed
    reply = member.api.patch(at(pad), {"name": ""})
    assert reply.faults == {"/name": "required"}
    stale = {"If-Match": f'"{pad["updated_at"]}"'}
    reply = member.api.patch(at(pad), {"name": "third"}, headers=stale)
    assert (reply.status, reply.symbol) == (412, "changed")
    assert names(member) == ["another"]


def test_two_pads_may_have_one_name(member):
    assert make_pad(member)["id"] != make_pad(member)["id"]


def test_nobody_elses(member, other):
    pad = make_pad(member)
    note = make_note(member, pad)
    assert names(other) == []
    for method, body, target in (
            ("GET", None, at(pad)), ("PATCH", {"name": "x"}, at(pad)),
            ("DELETE", None, at(pad)),
            ("DELETE", None, at(pad) + "?notes=delete"),
            ("POST", None, at(pad) + "/restore")):
        reply = other.api.request(method, target, body)
        assert (reply.status, reply.symbol) == (404, "not_found"), reply
    assert other.api.get(f"/api/notes?pad={pad['id']}").json() == []
    assert count(member, pad) == 1
    assert member.api.get(f"/api/notes/{note['id']}").json() == note


def test_who_is_not_signed_in(api, member):
    pad = make_pad(member)
    for method, target in (("GET", "/api/pads"), ("POST", "/api/pads"),
                           ("GET", at(pad)), ("DELETE", at(pad))):
        assert api.request(method, target).status == 401


# -------------------------------------------------------------------- list

def test_the_list_is_by_name_without_case(member):
    for name in ("beta", "Alpha", "älter", "Zeta", "alpha", "ZETA", "2 b",
                 "Ärmel", "übung", "straße", "STRASSE", "Яблоко", "абв"):
        make_pad(member, name)
    assert names(member) == [
        "2 b", "Alpha", "alpha", "älter", "Ärmel", "beta", "straße",
        "STRASSE", "übung", "Zeta", "ZETA", "абв", "Яблоко"]
    assert names(member, "/api/pads?limit=3") == names(member)


def test_pages_of_hostile_names(member):
    """What stands in a cursor comes back as it was."""
    odd = ["' or 1=1", "a b", "a  b", " %20", "x\u202e", "\U0010ffff" * 100,
           "\ufdfa" * 100, "😀" * 100, "\\", '"', "t 1 x", "-", "ﬁ"]
    for name in odd:
        make_pad(member, name)
    assert sorted(names(member, "/api/pads?limit=1")) == \
        sorted(n.strip() for n in odd)


@pytest.mark.parametrize("cursor", ["x", "", "MQ", "!!", "x" * 1501,
                                    "ZiAxIHg", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_that_is_none(member, cursor):
    reply = member.api.get(f"/api/pads?cursor={cursor}")
    assert reply.status in (200, 422), reply
    if reply.status == 422:
        assert list(reply.faults) == ["?cursor"]


# ------------------------------------------------------------------ counts

def test_counts_follow_every_change(member):
    one, two = make_pad(member, "one"), make_pad(member, "two")
    a, b = make_note(member, one), make_note(member, one)
    make_note(member)
    assert (count(member, one), count(member, two)) == (2, 0)
    note = f"/api/notes/{a['id']}"
    member.api.patch(note, {"text": "words"})
    member.api.patch(note, {"pad_id": one["id"]})
    assert (count(member, one), count(member, two)) == (2, 0)
    member.api.patch(note, {"pad_id": two["id"]})
    assert (count(member, one), count(member, two)) == (1, 1)
    member.api.delete(note)
    member.api.delete(note)
    assert (count(member, one), count(member, two)) == (1, 0)
    member.api.post(note + "/restore")
    member.api.post(note + "/restore")
    assert (count(member, one), count(member, two)) == (1, 1)
    member.api.patch(note, {"pad_id": None})
    assert (count(member, one), count(member, two)) == (1, 0)
    assert [p["notes_count"] for p in member.api.get("/api/pads").json()] == \
        [1, 0]
    assert b


def test_a_count_is_another_state_of_the_pad(member):
    pad = make_pad(member)
    tag = member.api.get(at(pad)).header("ETag")
    make_note(member, pad)
    reply = member.api.get(at(pad), headers={"If-None-Match": tag})
    assert reply.status == 200 and reply.json()["notes_count"] == 1


def true_counts(database):
    return database.sql(
        "select p.id from pad p where p.notes_count <> (select count(*) from "
        "note n where n.pad_id = p.id and n.deleted_at is null)") == []


def test_counts_hold_when_much_happens_at_once(member, database):
    """Notes come, move between two pads in both ways, go and return."""
    pads = [make_pad(member, n) for n in ("one", "two")]
    notes = [make_note(member, pads[n % 2]) for n in range(8)]
    token = member.token()
    clients = [member.api.clone(token=token) for _ in range(8)]

    def run(n):
        api, mine = clients[n], notes[n]
        target = f"/api/notes/{mine['id']}"
        out = []
        for k in range(12):
            out += [api.patch(target, {"pad_id": pads[(n + k) % 2]["id"]}),
                    api.post("/api/notes", {"name": "new",
                                            "pad_id": pads[k % 2]["id"]}),
                    api.delete(target), api.post(target + "/restore")]
        return [r.status for r in out]
    statuses = sum(together(run, range(8)), [])
    assert set(statuses) <= {200, 201, 204}, statuses
    assert true_counts(database)
    assert sum(count(member, p) for p in pads) == 8 + 8 * 12


def test_a_note_never_lands_in_a_pad_that_goes(member, database):
    """Pads are removed, with and without notes, while notes come into them:
    each note is either refused or shares its pad's fate."""
    token = member.token()
    clients = [member.api.clone(token=token) for _ in range(4)]
    for n in range(10):
        pad = make_pad(member)
        kept = make_note(member, pad)

        def run(i):
            if i == 0:
                return clients[0].delete(
                    at(pad) + ("?notes=delete" if n % 2 else ""))
            if i == 1:
                return clients[1].patch(f"/api/notes/{kept['id']}",
                                        {"text": "edited"})
            return clients[i].post("/api/notes", {"name": "new",
                                                  "pad_id": pad["id"]})
        replies = together(run, range(4))
        assert replies[0].status == 204, replies
        assert replies[1].status in (200, 404), replies
        for reply in replies[2:]:
            assert reply.status == 201 or \
                reply.faults == {"/pad_id": "unknown_pad"}, reply
        assert database.one("select count(*) from note where pad_id = %s",
                            pad["id"]) == 0
        assert true_counts(database)
        restored = member.api.post(at(pad) + "/restore").json()
        assert restored["notes_count"] == \
            1 + sum(r.status == 201 for r in replies[2:])
        assert true_counts(database)


# ---------------------------------------------------------- out, and back

def test_a_pad_goes_and_its_notes_stay(member):
    pad = make_pad(member)
    notes = [make_note(member, pad, name=n) for n in "ab"]
    assert member.api.delete(at(pad)).status == 204
    for method, body in (("GET", None), ("PATCH", {"name": "x"}),
                         ("DELETE", None)):
        assert member.api.request(method, at(pad), body).status == 404
    assert names(member) == []
    for note in notes:
        now = member.api.get(f"/api/notes/{note['id']}").json()
        assert now["pad_id"] is None
        assert now["updated_at"] != note["updated_at"]
    assert len(member.api.get("/api/notes?pad=none").json()) == 2
    reply = member.api.post("/api/notes", {"name": "x", "pad_id": pad["id"]})
    assert reply.faults == {"/pad_id": "unknown_pad"}
    reply = member.api.patch(f"/api/notes/{notes[0]['id']}",
                             {"pad_id": pad["id"]})
    assert reply.faults == {"/pad_id": "unknown_pad"}


def test_a_pad_goes_with_its_notes(member):
    pad, outside = make_pad(member), make_note(member, name="outside")
    inside = make_note(member, pad)
    assert member.api.delete(at(pad) + "?notes=delete").status == 204
    assert member.api.get(f"/api/notes/{inside['id']}").status == 404
    assert [n["name"] for n in member.api.get("/api/notes").json()] == \
        ["outside"]
    assert member.api.get(f"/api/notes/{outside['id']}").json() == outside


@pytest.mark.parametrize("notes", ["Keep", "", "x", "true"])
def test_a_fate_that_is_none(member, notes):
    pad = make_pad(member)
    reply = member.api.delete(at(pad) + f"?notes={notes}")
    assert reply.faults == {"?notes": "one_of"}
    assert get(member, pad) == pad


@pytest.mark.parametrize("fate", ["", "?notes=keep", "?notes=delete"])
def test_a_pad_comes_back_with_what_it_had(member, fate):
    pad = make_pad(member)
    inside = [make_note(member, pad, name=n) for n in "abc"]
    gone = make_note(member, pad, name="gone before")
    member.api.delete(f"/api/notes/{gone['id']}")
    assert member.api.delete(at(pad) + fate).status == 204
    for _ in range(2):      # an undo that is sent twice
        reply = member.api.post(at(pad) + "/restore")
        assert reply.status == 200, reply
        assert (reply.json()["name"], reply.json()["notes_count"]) == \
            (pad["name"], 3)
    listed = member.api.get(f"/api/notes?pad={pad['id']}&order=name").json()
    assert [n["name"] for n in listed] == ["a", "b", "c"]
    for note in inside:
        now = member.api.get(f"/api/notes/{note['id']}").json()
        assert {**now, "updated_at": 0} == {**note, "updated_at": 0}
    # What was removed before stays removed, and knows its pad again.
    assert member.api.get(f"/api/notes/{gone['id']}").status == 404
    back = member.api.post(f"/api/notes/{gone['id']}/restore").json()
    assert back["pad_id"] == pad["id"] and count(member, pad) == 4


def test_what_found_another_place_meanwhile_stays_there(member):
    pad, second = make_pad(member, "first"), make_pad(member, "second")
    moved, freed, kept = (make_note(member, pad, name=n)
                          for n in ("moved", "freed", "kept"))
    member.api.delete(at(pad))
    member.api.patch(f"/api/notes/{moved['id']}", {"pad_id": second["id"]})
    member.api.patch(f"/api/notes/{freed['id']}", {"pad_id": None})
    member.api.patch(f"/api/notes/{kept['id']}", {"text": "edited"})
    assert member.api.post(at(pad) + "/restore").json()["notes_count"] == 1
    where = {n["name"]: n["pad_id"] for n in member.api.get(
        "/api/notes").json()}
    assert where == {"moved": second["id"], "freed": None, "kept": pad["id"]}


def test_a_note_that_came_back_before_its_pad(member):
    pad = make_pad(member)
    note = make_note(member, pad)
    member.api.delete(at(pad) + "?notes=delete")
    back = member.api.post(f"/api/notes/{note['id']}/restore").json()
    assert back["pad_id"] is None
    assert member.api.post(at(pad) + "/restore").json()["notes_count"] == 1
    assert member.api.get(f"/api/notes/{note['id']}").json()["pad_id"] == \
        pad["id"]


def test_a_note_that_was_removed_after_its_pad(member):
    pad = make_pad(member)
    note = make_note(member, pad)
    member.api.delete(at(pad))
    member.api.delete(f"/api/notes/{note['id']}")
    assert member.api.post(at(pad) + "/restore").json()["notes_count"] == 0
    assert member.api.get(f"/api/notes/{note['id']}").status == 404


def test_a_delete_by_tag(member):
    pad = make_pad(member)
    make_note(member, pad)
    stale = {"If-Match": f'"{pad["updated_at"]}"'}
    reply = member.api.delete(at(pad) + "?notes=delete", headers=stale)
    assert (reply.status, reply.symbol) == (412, "changed")
    assert count(member, pad) == 1
    fresh = {"If-Match": member.api.get(at(pad)).header("ETag")}
    assert member.api.delete(at(pad), headers=fresh).status == 204


def test_an_edit_and_a_delete_of_the_pad_do_not_wait_for_each_other(
        member, database):
    """The one that holds the note goes first; the other follows, and nobody
    is sent away."""
    pad = make_pad(member)
    note = make_note(member, pad)
    done = {}
    with database.connect() as holder:
        with holder.transaction():
            holder.execute("select from note where id = %s for update",
                           [note["id"]])
            thread = threading.Thread(target=lambda: done.update(
                reply=member.api.delete(at(pad))))
            thread.start()
            wait_for("the delete's lock", lambda: database.one(
                "select count(*) from pg_locks where not granted"))
            holder.execute("update note set pad_id = null where id = %s",
                           [note["id"]])
        thread.join()
    assert done["reply"].status == 204


def test_removed_pads_are_kept_thirty_days(member, foyer, database):
    young, old = make_pad(member, "young"), make_pad(member, "old")
    note = make_note(member, old)
    for pad in (young, old):
        member.api.delete(at(pad))
    database.sql("update pad set deleted_at = now() - interval '29 days 23 "
                 "hours' where id = %s", young["id"])
    database.sql("update pad set deleted_at = now() - interval '30 days 1 "
                 "minute' where id = %s", old["id"])
    foyer.command("jobs", "--once")
    assert database.sql("select name from pad") == [("young",)]
    assert member.api.post(at(old) + "/restore").status == 404
    assert member.api.post(at(young) + "/restore").status == 200
    assert member.api.get(f"/api/notes/{note['id']}").status == 200


def test_the_database_lets_no_note_into_a_foreign_pad(member, other, database):
    pad = make_pad(other)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        database.sql("insert into note (owner, pad_id, name) values ((select "
                     "id from account where handle = %s), %s, 'x')",
                     member.handle, pad["id"])


def test_a_retry_makes_one(member):
    replies = [member.api.post("/api/pads", {"name": "once"},
                               headers={"Idempotency-Key": "a-pad"})
               for _ in range(2)]
    assert replies[0].json() == replies[1].json()
    assert replies[1].header("Idempotency-Replayed") == "true"
    assert names(member) == ["once"]


def test_a_whole_account_goes(make_member, database):
    leaver = make_member()
    pad = make_pad(leaver)
    make_note(leaver, pad)
    make_note(leaver)
    leaver.api.delete(at(pad))
    make_note(leaver, make_pad(leaver))
    database.sql("delete from account where handle = %s", leaver.handle)
    assert database.one("select (select count(*) from note) + "
                        "(select count(*) from pad)") == 0
