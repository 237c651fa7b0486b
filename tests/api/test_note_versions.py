"""What a note was before: kept, looked at, brought back."""

import pytest

from together import together


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from note")


@pytest.fixture
def note(member):
    """note(text) -> a new one."""
    def make(text="first", name="a note"):
        reply = member.api.post("/api/notes", {"name": name, "text": text})
        assert reply.status == 201, reply
        return reply.json()
    return make


@pytest.fixture
def edit(member, database):
    """edit(note, later=True, …fields): a change, five minutes after the one
    before unless told otherwise."""
    def change(note, later=True, **fields):
        if later:
            database.sql("update note set kept_at = kept_at - "
                         "interval '5 minutes 1 second'")
        reply = member.api.patch(at(note), fields)
        assert reply.status == 200, reply
        return reply.json()
    return change


def at(note):
    return f"/api/notes/{note['id']}"


def versions(who, note):
    reply = who.api.get(at(note) + "/versions")
    assert reply.status == 200, reply
    return reply.json()


def texts(who, note):
    return [who.api.get(f"{at(note)}/versions/{v['id']}").json()["text"]
            for v in versions(who, note)]


def test_a_new_note_has_no_history(member, note):
    assert versions(member, note()) == []


def test_what_an_edit_replaces_is_kept(member, note, edit):
    made = note("first")
    after = edit(made, text="second", name="renamed")
    edit(made, text="third ☃")
    newest, oldest = versions(member, made)
    assert set(newest) == {"id", "name", "size", "saved_at"}
    assert (oldest["name"], oldest["size"], oldest["saved_at"]) == \
        ("a note", 5, made["updated_at"])
    assert (newest["name"], newest["size"], newest["saved_at"]) == \
        ("renamed", 6, after["updated_at"])
    whole = member.api.get(f"{at(made)}/versions/{oldest['id']}").json()
    assert whole == {"id": oldest["id"], "name": "a note", "text": "first",
                     "saved_at": made["updated_at"]}


def test_a_burst_of_edits_keeps_what_was_before_it(member, note, edit):
    made = note("before")
    for n in range(5):
        edit(made, later=False, text=f"typing {n}")
    assert texts(member, made) == ["before"]
    edit(made, text="after a pause")
    edit(made, later=False, text="and on")
    assert texts(member, made) == ["typing 4", "before"]


def test_what_changes_no_word_is_no_version(member, note, edit):
    made = note("same")
    edit(made, pinned=True, tags=["t"])
    edit(made, text="same", name="a note")
    assert versions(member, made) == []


def test_an_edit_that_is_refused_keeps_nothing(member, note):
    made = note()
    stale = {"If-Match": '"2020-01-01T00:00:00Z"'}
    assert member.api.patch(at(made), {"text": "x"},
                            headers=stale).status == 412
    assert member.api.patch(at(made), {"text": "x", "pad_id": 999999}
                            ).status == 422
    assert versions(member, made) == []


def test_a_hundred_are_kept(member, note, edit, database):
    made = note("0")
    database.sql("insert into note_version (note, owner, name, text, saved_at)"
                 " select id, owner, 'v', n::text, now() from note, "
                 "generate_series(1, 99) n")
    edit(made, text="new")
    assert len(versions(member, made)) == 100
    edit(made, text="newer")
    kept = texts(member, made)
    assert len(kept) == 100
    assert (kept[0], kept[1], kept[-1]) == ("new", "0", "2")


def test_going_back_and_forth(member, note, edit):
    made = note("first", name="one")
    edit(made, text="second", name="two")
    (old,) = versions(member, made)
    target = f"{at(made)}/versions/{old['id']}/restore"
    reply = member.api.post(target)
    assert reply.status == 200, reply
    back = reply.json()
    assert (back["name"], back["text"]) == ("one", "first")
    assert reply.header("ETag") == f'"{back["updated_at"]}"'
    assert member.api.get(at(made)).json() == back
    # What it was until now is kept, however short ago it was saved.
    assert texts(member, made) == ["second", "first"]
    newest = versions(member, made)[0]
    forth = member.api.post(
        f"{at(made)}/versions/{newest['id']}/restore").json()
    assert (forth["name"], forth["text"]) == ("two", "second")
    assert [n["id"] for n in member.api.get("/api/notes?q=second").json()] \
        == [made["id"]]


def test_versions_of_another_note_or_member(member, other, note, edit):
    mine, second = note(), note()
    edit(mine, text="x")
    (version,) = versions(member, mine)
    for who, path in ((member, at(second)), (other, at(mine))):
        for method, end in (("GET", ""), ("POST", "/restore")):
            reply = who.api.request(
                method, f"{path}/versions/{version['id']}{end}")
            assert (reply.status, reply.symbol) == (404, "not_found"), reply
    assert other.api.get(at(mine) + "/versions").status == 404
    assert member.api.get(at(mine)).json()["text"] == "x"


def test_versions_go_and_come_with_the_note(member, note, edit):
    made = note()
    edit(made, text="x")
    (version,) = versions(member, made)
    member.api.delete(at(made))
    for method, end in (("GET", ""), ("GET", f"/{version['id']}"),
                        ("POST", f"/{version['id']}/restore")):
        assert member.api.request(
            method, f"{at(made)}/versions{end}").status == 404
    member.api.post(at(made) + "/restore")
    assert versions(member, made) == [version]


def test_edits_and_restores_at_once(member, note, edit, database):
    made = note("first")
    edit(made, text="second")
    (old,) = versions(member, made)
    token = member.token()
    clients = [member.api.clone(token=token) for _ in range(6)]

    def run(n):
        if n % 2:
            return clients[n].patch(at(made), {"text": f"text {n}"})
        return clients[n].post(f"{at(made)}/versions/{old['id']}/restore")
    replies = together(run, range(6))
    assert {r.status for r in replies} == {200}
    assert len({r.json()["updated_at"] for r in replies}) == 6
    # Each restore has kept what it replaced.
    assert len(versions(member, made)) == 4
