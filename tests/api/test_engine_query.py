"""The query: what is not declared does not exist, and every fault of it is
told at once."""

import pytest

BAD_LIMITS = [("0", "too_small"), ("-1", "too_small"), ("101", "too_large"),
              ("99999999999999999999", "too_large"), ("abc", "type"),
              ("", "type"), ("1.0", "type"), ("1e1", "type"), ("%2B5", "type"),
              ("%205", "type"), ("5%20", "type"), ("0x10", "type"),
              ("٣", "type"), ("-", "type")]


@pytest.mark.parametrize("value, code", BAD_LIMITS)
def test_a_limit_that_is_none(member, value, code):
    reply = member.api.get(f"/api/tasks?limit={value}".encode().decode(
        "latin-1"))
    assert reply.status == 422, reply
    assert reply.faults == {"?limit": code}


def test_limits_that_are(member):
    for value in ("1", "100", "007"):
        assert member.api.get(f"/api/tasks?limit={value}").status == 200


def test_all_faults_at_once(member):
    reply = member.api.get("/api/tasks?limit=0&nope=1&status=doing&%C3%A9=x"
                           "&cursor=%21%21")
    assert reply.status == 422
    faults = reply.faults
    assert faults["?limit"] == "too_small"
    assert faults["?nope"] == "unknown"
    assert faults["?status"] == "one_of"
    assert faults["?é"] == "unknown"


def test_what_is_not_declared_is_refused(api, member):
    assert api.get("/api/config?x").faults == {"?x": "unknown"}
    assert member.api.get("/api/tasks?me=1").faults == {"?me": "unknown"}
    assert member.api.get("/api/tasks?has_status=1").status == 422
    assert member.api.get("/api/tasks?id=1").status == 422
    assert member.api.get("/api/tasks?token_hash=x").status == 422


def test_a_name_given_twice_is_400(member):
    for query in ("limit=1&limit=2", "limit=1&limit=1", "q=a&%71=b"):
        reply = member.api.get(f"/api/tasks?{query}")
        assert reply.status == 400, reply
        assert reply.symbol == "malformed"


def test_too_many_names(member):
    query = "&".join(f"n{i}=1" for i in range(33))
    assert member.api.get(f"/api/tasks?{query}").status == 400


def test_plus_and_escapes_in_a_value(member):
    mine = member.task(name="a b+c/d?e&f=é")
    for q in ("a+b%2Bc", "a%20b%2bc", "%C3%A9", "d%3Fe%26f%3D", "d?e%26f="):
        found = member.api.get(f"/api/tasks?q={q}").json()
        assert [t["id"] for t in found] == [mine["id"]], q


def test_search_takes_its_text_for_text(member):
    """Nothing in `q' is a pattern, an operator or SQL."""
    mine = member.task(name=r"100% _sure_ \o/ 'quoted' \"twice\" $1 :me")
    for q, n in (("100%25", 1), ("_sure_", 1), ("%5Co", 1), ("'quoted'", 1),
                 ("%251", 0), ("a_b", 0), ("%25%25%25", 0), ("$1", 1),
                 (":me", 1), ("'--", 0), ("\\\\", 0)):
        found = member.api.get(f"/api/tasks?q={q}").json()
        assert len([t for t in found if t["id"] == mine["id"]]) == n, q


@pytest.mark.parametrize("cursor", [
    "x", "!!", "AAAA", "bnVsbA", "e30", "W10", "eyJpZCI6MX0", "LTE",
    "MSwyLDM", "_" * 999, "JyBvciAxPTE", "AA", "gICA",
])
def test_a_cursor_that_is_none_of_ours(member, cursor):
    reply = member.api.get(f"/api/tasks?cursor={cursor}")
    assert reply.status == 422, reply
    assert reply.faults == {"?cursor": "format"}
    # Members are paged by handle: any text is a place among them.
    assert member.api.get(f"/api/users?cursor={cursor}").status in (200, 422)


def test_an_empty_cursor_and_a_long_one(member):
    assert member.api.get("/api/tasks?cursor=").status in (200, 422)
    reply = member.api.get("/api/tasks?cursor=" + "A" * 1501)
    assert reply.faults == {"?cursor": "too_long"}


def test_a_cursor_of_another_list(member):
    for n in range(2):
        member.task(name=f"cursor {n}")
    link = member.api.get("/api/tasks?limit=1").header("Link")
    cursor = link.split("cursor=")[1].split("&")[0].split(">")[0]
    reply = member.api.get(f"/api/users?cursor={cursor}")
    assert reply.status in (200, 422), reply
    changed = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    assert member.api.get(f"/api/tasks?cursor={changed}").status in (200, 422)
