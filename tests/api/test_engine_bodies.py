"""The body: its media type, its size, its JSON, its fields; every fault of it
is told at once and nothing of it is believed."""

import json

import pytest

from fcgi_client import GONE

TASK = {"name": "a task"}


def test_media_types(member):
    for kind in ("application/json", "application/json; charset=utf-8",
                 "application/json;charset=UTF-8", "Application/JSON",
                 'application/json; charset="utf-8"'):
        reply = member.api.post("/api/tasks", json.dumps(TASK).encode(),
                                headers={"Content-Type": kind})
        assert reply.status == 201, (kind, reply)
    for kind in (None, "", "text/plain", "application/x-www-form-urlencoded",
                 "multipart/form-data; boundary=x", "application/jsonx",
                 "application/json+x", "application/merge-patch+json",
                 "application/json; charset=latin1", "application/json, x/y",
                 "application/json; charset=utf-16", "*/*",
                 "application/json\t;;", "text/json"):
        reply = member.api.post("/api/tasks", json.dumps(TASK).encode(),
                                headers={"Content-Type": kind})
        assert reply.status == 415, (kind, reply)
        assert reply.symbol == "media_type"


def test_no_body_at_all(member):
    reply = member.api.post("/api/tasks")
    assert reply.status in (400, 415), reply
    reply = member.api.post("/api/tasks", b"",
                            headers={"Content-Type": "application/json"})
    assert (reply.status, reply.symbol) == (400, "malformed")


def test_a_body_where_none_is_taken(api, member):
    reply = member.api.request("GET", "/api/tasks", b"{}")
    assert (reply.status, reply.symbol) == (400, "malformed")
    reply = member.api.request("DELETE", "/api/tasks/1", b"{}")
    assert reply.status in (400, 404)


@pytest.mark.parametrize("size, status", [
    (64 * 1024, 422), (64 * 1024 + 1, 413), (200_000, 413), (3_000_000, 413)])
def test_the_ceiling_of_a_body(member, size, status):
    """A name that is too long is 422; a body that is too long is 413."""
    body = b'{"name":"' + b"x" * (size - 11) + b'"}'
    assert len(body) == size
    reply = member.api.post("/api/tasks", body,
                            headers={"Content-Type": "application/json"})
    assert reply.status == status, reply


def test_the_ceiling_over_the_socket(raw, member):
    token = member.token()
    headers = {"Authorization": f"Bearer {token}"}
    for size, status in ((64 * 1024, 422), (64 * 1024 + 1, 413),
                         (1 << 20, 413)):
        body = b'{"name":"' + b"x" * (size - 11) + b'"}'
        with raw.connect() as c:
            assert c.post("/api/tasks", body, headers=headers).status == status
            # The connection is whole, or has been closed: never confused.
            if not c.is_closed(0.05):
                assert c.get("/api/config").status == 200


def test_content_length_is_what_it_says(raw, member, database):
    """A peer that says another length than it sends is not answered."""
    headers = {"Authorization": f"Bearer {member.token()}"}
    body = b'{"name":"wrong"}'
    for length in ("5", "0", "100", "-1", "abc", "99999999999999999999",
                   "0x10", "1e1"):
        try:
            reply = raw.post("/api/tasks", body, headers=headers,
                             params={"CONTENT_LENGTH": length})
            assert reply.status == 400, (length, reply)
        except GONE:
            pass
    assert database.one(
        "select count(*) from task where name = 'wrong'") == 0


def test_every_fault_at_once(member):
    reply = member.api.post("/api/tasks", {
        "name": "", "status": "doing", "due_on": "2026-02-30", "nope": 1,
        "id": 5, "created_at": "2026-01-01T00:00:00Z"})
    assert reply.status == 422
    assert reply.faults == {
        "/name": "required", "/status": "one_of", "/due_on": "format",
        "/nope": "unknown", "/id": "unknown", "/created_at": "unknown"}


def test_faults_of_a_sign_up(api):
    reply = api.post("/api/auth/signup", {
        "email": "nobody", "password": "short", "handle": "no good",
        "display_name": ""})
    assert reply.status == 422
    assert reply.faults == {"/email": "format", "/password": "too_short",
                            "/handle": "format", "/display_name": "required"}
    reply = api.post("/api/auth/signup", {})
    assert reply.faults == {f"/{n}": "required" for n in (
        "email", "password", "handle", "display_name")}


@pytest.mark.parametrize("body, pointer, code", [
    ([], "", "type"), ("x", "", "type"), (1, "", "type"), (None, "", "type"),
    (True, "", "type"), ({"name": 1}, "/name", "type"),
    ({"name": True}, "/name", "type"), ({"name": ["x"]}, "/name", "type"),
    ({"name": {"x": 1}}, "/name", "type"), ({"name": None}, "/name", "null"),
    ({}, "/name", "required"), ({"name": "   \t\n "}, "/name", "required"),
    ({"name": "x" * 256}, "/name", "too_long"),
    ({"name": "é" * 256}, "/name", "too_long"),
    ({"name": "x", "status": None}, "/status", "null"),
    ({"name": "x", "status": "To do"}, "/status", "one_of"),
    ({"name": "x", "status": 1}, "/status", "one_of"),
    ({"name": "x", "due_on": 20261121}, "/due_on", "type"),
    ({"name": "x", "due_on": "2026-13-01"}, "/due_on", "format"),
    ({"name": "x", "due_on": "2026-1-1"}, "/due_on", "format"),
    ({"name": "x", "due_on": "tomorrow"}, "/due_on", "format"),
    ({"name": "x", "due_on": "infinity"}, "/due_on", "format"),
    ({"name": "x", "due_on": ""}, "/due_on", "format"),
    ({"name": "x", "assignee": "no good"}, "/assignee", "format"),
    ({"name": "x", "NAME": "y"}, "/NAME", "unknown"),
    ({"name": "x", "__proto__": {}}, "/__proto__", "unknown"),
    ({"name": "x", "a/b~c": 1}, "/a~1b~0c", "unknown"),
    ({"name": "x", "me": 1}, "/me", "unknown"),
    ({"name": "x", "": 1}, "/", "unknown"),
])
def test_a_field_that_is_wrong(member, body, pointer, code):
    reply = member.api.request(
        "POST", "/api/tasks", json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    assert reply.status == 422, reply
    assert reply.faults == {pointer: code}


def test_lengths_count_characters(member):
    for name in ("x" * 255, "é" * 255, "€" * 255, "😀" * 255):
        assert member.task(name=name)["name"] == name


def test_names_are_trimmed(member):
    blanks = " \t\n\r\u00a0\u2003\u3000"
    assert member.task(name=f"{blanks}a  b{blanks}")["name"] == "a  b"


@pytest.mark.parametrize("name", [
    "<script>alert(1)</script>", 'quo"te', "back\\slash", "line\u2028separated",
    "control \u0001 here", "\u007f", "😀 é €", "'; drop table task; --",
    "%s %n {0} ${x}", "\ufeffbom", "e\u0301", "\u202ertl", "null",
    "tab\there", "new\nline", "&amp;"])
def test_text_comes_back_as_it_went(member, name):
    task = member.task(name=name)
    assert task["name"] == name
    assert member.api.get(f"/api/tasks/{task['id']}").json()["name"] == name


def test_absent_is_not_null(member):
    task = member.task(name="whole", due_on="2026-12-24",
                       assignee=member.handle)
    path = f"/api/tasks/{task['id']}"
    same = member.api.patch(path, {"name": "renamed"}).json()
    assert (same["due_on"], same["assignee"]) == ("2026-12-24", member.handle)
    less = member.api.patch(path, {"due_on": None}).json()
    assert (less["due_on"], less["assignee"]) == (None, member.handle)
    none = member.api.patch(path, {"assignee": None}).json()
    assert (none["name"], none["assignee"]) == ("renamed", None)
    reply = member.api.patch(path, {"name": None})
    assert reply.faults == {"/name": "null"}
    reply = member.api.patch(path, {"name": ""})
    assert reply.faults == {"/name": "required"}


def test_a_patch_of_nothing(member):
    task = member.task()
    reply = member.api.patch(f"/api/tasks/{task['id']}", {})
    assert reply.status == 200
    assert reply.json()["name"] == task["name"]


NOT_UTF8 = [b"\xff", b"\xc0\xaf", b"\xc1\x81", b"\xe0\x80\xaf",
            b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\xe2\x82",
            b"\x80", b"\xf8\x88\x80\x80\x80"]


@pytest.mark.parametrize("bad", NOT_UTF8, ids=lambda b: b.hex())
def test_text_that_is_not_utf8(member, bad):
    reply = member.api.post("/api/tasks", b'{"name":"a' + bad + b'b"}',
                            headers={"Content-Type": "application/json"})
    assert (reply.status, reply.symbol) == (400, "malformed")


def test_a_nul_in_every_guise(member):
    for body in (b'{"name":"a\x00b"}', b'{"name":"a\\u0000b"}',
                 b'{"na\\u0000me":"x"}', b'{"name":"x"}\x00',
                 b'\x00{"name":"x"}'):
        reply = member.api.post("/api/tasks", body,
                                headers={"Content-Type": "application/json"})
        assert reply.status == 400, (body, reply)


def test_the_last_of_two_names_never_wins(member):
    reply = member.api.post(
        "/api/tasks", b'{"name":"one","name":"two"}',
        headers={"Content-Type": "application/json"})
    assert reply.status == 400
    reply = member.api.post(
        "/api/tasks", b'{"name":"one","n\\u0061me":"two"}',
        headers={"Content-Type": "application/json"})
    assert reply.status == 400


def test_a_body_that_costs_more_than_it_weighs(member):
    for body in (b"[" * 60000, b'{"a":' * 10000,
                 b"[" + b"[]," * 20000 + b"[]]",
                 b"[" + b"0," * 30000 + b"0]",
                 b"{" + b",".join(b'"%d":0' % i for i in range(5000)) + b"}"):
        reply = member.api.post("/api/tasks", body,
                                headers={"Content-Type": "application/json"})
        assert reply.status in (400, 422), (body[:20], reply)


def test_more_faults_than_are_listed(member):
    reply = member.api.post("/api/tasks", {f"f{i}": 1 for i in range(100)})
    assert reply.status in (400, 422)
    assert len(reply.body) < 65536
