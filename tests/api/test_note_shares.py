"""Links to a note for people without an account."""

import datetime
import pathlib

import pytest

from together import together


@pytest.fixture(autouse=True)
def empty(database):
    database.sql("delete from note")


@pytest.fixture
def note(member):
    reply = member.api.post("/api/notes", {
        "name": "shared", "text": "# the text", "tags": ["private"]})
    assert reply.status == 201, reply
    return reply.json()


def at(note):
    return f"/api/notes/{note['id']}/shares"


def share(who, note, **fields):
    reply = who.api.post(at(note), fields)
    assert reply.status == 201, reply
    return reply.json()


def read(client, made, **kw):
    return client.post("/api/shared-notes", {"token": made["token"]}, **kw)


def test_whoever_has_the_link_reads_the_note(member, api, api_host, note,
                                             foyer):
    made = share(member, note)
    assert set(made) == {"id", "created_at", "expires_at", "token", "url"}
    assert made["url"] == f"{foyer.env['APP_URL']}/notes/shared#{made['token']}"
    for client in (api, api_host):
        reply = read(client, made)
        assert reply.status == 200, reply
        assert reply.json() == {
            "name": "shared", "text": "# the text",
            "author": f"Member {member.handle}",
            "updated_at": note["updated_at"]}
    member.api.patch(f"/api/notes/{note['id']}", {"text": "edited"})
    assert read(api, made).json()["text"] == "edited"


def test_how_long_it_holds(member, note):
    def days(made):
        begin, end = (datetime.datetime.fromisoformat(made[k])
                      for k in ("created_at", "expires_at"))
        return (end - begin).days
    assert days(share(member, note)) == 30
    assert days(share(member, note, expires_in_days=1)) == 1
    assert days(share(member, note, expires_in_days=365)) == 365
    for value, code in ((0, "too_small"), (366, "too_large"), ("1", "type"),
                        (None, "null"), (1.5, "type")):
        reply = member.api.post(at(note), {"expires_in_days": value})
        assert reply.faults == {"/expires_in_days": code}, reply


def test_a_link_that_is_over(member, api, note, database):
    made = share(member, note)
    database.sql("update note_share set expires_at = now()")
    reply = read(api, made)
    assert (reply.status, reply.symbol) == (410, "gone")
    assert member.api.get(at(note)).json() == []


def test_a_link_that_is_taken_back(member, api, note):
    made, other_one = share(member, note), share(member, note)
    assert member.api.delete(f"{at(note)}/{made['id']}").status == 204
    reply = read(api, made)
    assert (reply.status, reply.symbol) == (410, "gone")
    assert b"the text" not in reply.body
    assert read(api, other_one).status == 200
    assert member.api.delete(f"{at(note)}/{made['id']}").status == 404


def test_a_link_that_never_was(api):
    answers = set()
    for token in ("x", "A" * 43, "' or 1=1 --", "x" * 100, "é"):
        reply = api.post("/api/shared-notes", {"token": token})
        assert reply.status == 410, reply
        answers.add(reply.json()["detail"])
    assert len(answers) == 1
    for body, code in (({}, "required"), ({"token": ""}, "required"),
                       ({"token": "x" * 101}, "too_long"),
                       ({"token": 1}, "type"), ({"token": None}, "null")):
        assert api.post("/api/shared-notes", body).faults == {"/token": code}


def test_a_removed_note_is_not_shared(member, api, note):
    made = share(member, note)
    member.api.delete(f"/api/notes/{note['id']}")
    assert read(api, made).status == 410
    member.api.post(f"/api/notes/{note['id']}/restore")
    assert read(api, made).status == 200


def test_the_list(member, note):
    made = [share(member, note) for _ in range(3)]
    listed = member.api.get(at(note)).json()
    assert listed == [{k: m[k] for k in ("id", "created_at", "expires_at")}
                      for m in reversed(made)]


def test_nobody_elses(member, other, note):
    made = share(member, note)
    second = other.api.post("/api/notes", {"name": "theirs"}).json()
    for method, target, body in (
            ("GET", at(note), None), ("POST", at(note), {}),
            ("DELETE", f"{at(note)}/{made['id']}", None),
            ("DELETE", f"{at(second)}/{made['id']}", None)):
        reply = other.api.request(method, target, body)
        assert (reply.status, reply.symbol) == (404, "not_found"), reply
    assert len(member.api.get(at(note)).json()) == 1


def test_the_token_is_kept_nowhere(member, api, note, database, foyer):
    """Only its hash, and no log has it."""
    made = share(member, note)
    assert read(api, made).status == 200
    token = made["token"]
    for table in database.tables():
        assert database.one(f'select count(*) from "{table}" t where '
                            "strpos(t::text, %s) > 0", token) == 0, table
    assert token not in pathlib.Path(foyer.pool.log).read_text()
    for log in pathlib.Path(foyer.nginx.folder).rglob("*"):
        if log.is_file():
            assert token.encode() not in log.read_bytes(), log
    for path in (f"/api/notes/{note['id']}", at(note), "/api/notes",
                 "/api/profile/export/note_shares"):
        assert token.encode() not in member.api.get(path).body


def test_twenty_of_a_note(member, note):
    token = member.token()
    for _ in range(16):
        share(member, note)
    clients = [member.api.clone(token=token) for _ in range(8)]
    replies = together(lambda n: clients[n].post(at(note), {}), range(8))
    assert sorted(r.status for r in replies) == [201] * 4 + [409] * 4
    assert len(member.api.get(at(note)).json()) == 20
    one = member.api.get(at(note)).json()[0]
    member.api.delete(f"{at(note)}/{one['id']}")
    share(member, note)


def test_a_retry_makes_one(member, api, note):
    replies = [member.api.post(at(note), {}, headers={
        "Idempotency-Key": "share"}) for _ in range(2)]
    assert replies[0].json() == replies[1].json()
    assert len(member.api.get(at(note)).json()) == 1
    assert read(api, replies[1].json()).status == 200


def test_an_unchanged_note_by_its_tag(member, api, note):
    made = share(member, note)
    assert read(api, made).header("ETag") == f'"{note["updated_at"]}"'


def test_links_that_are_over_are_thrown_away(member, note, foyer, database):
    for _ in range(3):
        share(member, note)
    database.sql("update note_share set expires_at = now() - interval "
                 "'25 hours' where id = (select min(id) from note_share)")
    foyer.command("jobs", "--once")
    assert database.one("select count(*) from note_share") == 2
