"""All that is kept of a member: taken away as a whole, and erased."""

import pytest

POOL = {"jobs": False}


def whole(api):
    """{part: its items}, every page of every part."""
    parts = api.get("/api/profile/export").json()
    return {p["part"]: [
        row["data"]
        for page in api.pages(f"/api/profile/export/{p['part']}")
        for row in page] for p in parts}


def test_each_room_is_in_it(make_member):
    someone = make_member()
    assert {"account", "sessions", "tokens", "invitations",
            "tasks"} <= set(whole(someone.api))


def test_what_is_kept_of_the_account(make_member):
    someone = make_member()
    someone.api.patch("/api/profile", {"bio": "I am <b>here</b>\n"})
    someone.token("read", name="a program")
    kept = whole(someone.api)
    (account,) = kept["account"]
    assert account["email"] == someone.email
    assert account["bio"] == "I am <b>here</b>\n"
    assert [t["name"] for t in kept["tokens"]] == ["a program"]
    assert len(kept["sessions"]) == 1


def test_no_secret_is_in_it(make_member, database):
    someone = make_member()
    someone.token("read")
    text = str(whole(someone.api))
    hashes = [database.one("select password_hash from account "
                           "where handle = %s", someone.handle)]
    hashes += [h for h, in database.sql("select token_hash from session")]
    hashes += [h for h, in database.sql("select token_hash from access_token")]
    assert not [h for h in hashes if h in text]


def test_it_is_ones_own(make_member):
    one, two = make_member(), make_member()
    mine = one.task(name="mine")
    theirs = two.task(name="theirs")
    given = two.task(name="given", assignee=one.handle)
    kept = whole(one.api)
    assert {t["id"] for t in kept["tasks"]} == {mine["id"], given["id"]}
    assert theirs["id"] not in {t["id"] for t in kept["tasks"]}
    assert two.handle not in str(kept["account"] + kept["sessions"])


def test_it_comes_in_pages(make_member):
    someone = make_member()
    made = [someone.task(name=f"task {n}")["id"] for n in range(45)]
    first = someone.api.get("/api/profile/export/tasks")
    assert len(first.json()) == 20 and "next" in first.header("Link")
    assert [t["id"] for t in whole(someone.api)["tasks"]] == made
    assert len(someone.api.get(
        "/api/profile/export/tasks?limit=5").json()) == 5


@pytest.mark.parametrize("target,status,faults", [
    ("nothing", 404, None), ("Tasks'--", 404, None), ("tasks_", 404, None),
    ("tasks?limit=21", 422, {"?limit": "too_large"}),
    ("tasks?cursor=x", 422, {"?cursor": "format"}),
    ("tasks?part=account", 422, {"?part": "unknown"})])
def test_what_is_not_there(member, target, status, faults):
    reply = member.api.get(f"/api/profile/export/{target}")
    assert reply.status == status
    assert faults is None or reply.faults == faults


def test_erased_is_erased(make_member, other, database):
    someone = make_member()
    program = someone.token_api()
    task = someone.task(name="stays")
    second = someone.sign_in()
    reply = someone.api.post("/api/profile/erase",
                             {"password": someone.password})
    assert reply.status == 204
    for api in (someone.api, second, program):
        assert api.get("/api/auth/me").status == 401
    assert someone.clients.app.clone().post("/api/auth/signin", {
        "login": someone.handle,
        "password": someone.password}).status == 401
    assert other.api.get(f"/api/users/@{someone.handle}").status == 404
    # What the others need stays, without the name.
    left = other.api.get(f"/api/tasks/{task['id']}").json()
    assert left["name"] == "stays" and left["created_by"] is None
    # No row holds what was the member's own, but the last mail to it.
    for table in database.tables():
        if table == "mail":
            continue
        assert not database.one(
            f'select count(*) from "{table}" t where t::text ilike %s '
            "or t::text ilike %s", f"%{someone.handle}%",
            f"%{someone.uuid}%"), table
    mails = database.sql("select subject, body from mail where recipient = %s",
                         someone.email)
    assert len(mails) == 1 and "erased" in mails[0][0]


def test_notes_go_with_their_owner(make_member, database):
    someone = make_member()
    pad = someone.api.post("/api/pads", {"name": "a pad"}).json()
    note = someone.api.post("/api/notes", {
        "name": "a note", "text": "one", "pad_id": pad["id"],
        "tags": ["mine"]}).json()
    someone.api.patch(f"/api/notes/{note['id']}", {"text": "two"})
    shared = someone.api.post(f"/api/notes/{note['id']}/shares", {})
    assert shared.status == 201
    kept = whole(someone.api)
    assert [n["text"] for n in kept["notes"]] == ["two"]
    assert [p["name"] for p in kept["pads"]] == ["a pad"]
    assert someone.api.post("/api/profile/erase", {
        "password": someone.password}).status == 204
    for table in ("pad", "note", "note_words", "note_version", "note_share"):
        assert not database.one(f"select count(*) from {table}"), table


def test_the_name_and_address_are_free_again(make_member):
    someone = make_member()
    someone.api.post("/api/profile/erase", {"password": someone.password})
    again = make_member(handle=someone.handle, email=someone.email)
    assert again.uuid != someone.uuid
    assert whole(again.api)["tasks"] == []


@pytest.mark.parametrize("body,faults", [
    ({}, {"/password": "required"}),
    ({"password": ""}, {"/password": "required"}),
    ({"password": None}, {"/password": "null"}),
    ({"password": "not the right one"}, {"/password": "wrong"}),
    ({"password": 7}, {"/password": "type"}),
    ({"password": "x" * 1025}, {"/password": "too_long"})])
def test_only_by_the_password(member, database, body, faults):
    before = database.digest()
    reply = member.api.post("/api/profile/erase", body)
    assert reply.status == 422 and reply.faults == faults
    assert database.digest() == before


def test_the_last_organiser_stays(make_stack):
    stack = make_stack()
    first = stack.clients.make_organiser()
    reply = first.api.post("/api/profile/erase", {"password": first.password})
    assert (reply.status, reply.symbol) == (409, "conflict")
    assert first.api.get("/api/auth/me").status == 200
    stack.clients.make_organiser()
    assert first.api.post("/api/profile/erase", {
        "password": first.password}).status == 204


def test_guessing_is_slow(make_stack):
    someone = make_stack(RATE_LIMIT_PASSWORD=1000).clients.make_member()
    replies = [someone.api.post("/api/profile/erase", {"password": "guessed"})
               for _ in range(30)]
    assert {r.status for r in replies} == {422, 429}
    # The last may have come when one was free again.
    refused = [r for r in replies if r.status == 429]
    assert all(int(r.header("Retry-After")) >= 1 for r in refused)
