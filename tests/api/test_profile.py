"""What members say about themselves."""

import datetime

import pytest

POOL = {"jobs": False}


def test_the_profile_is_me(member):
    reply = member.api.get("/api/profile")
    assert reply.status == 200
    assert reply.json() == member.api.get("/api/auth/me").json()
    assert reply.header("ETag") == f'"{reply.json()["updated_at"]}"'


def test_only_what_is_named_changes(make_member):
    someone = make_member()
    before = someone.api.get("/api/profile").json()
    reply = someone.api.patch("/api/profile", {
        "display_name": "  Ada Lovelace  ", "bio": "I compute.\n",
        "company": " Analytical Society "})
    assert reply.status == 200
    after = reply.json()
    assert (datetime.datetime.fromisoformat(after["updated_at"]) >
            datetime.datetime.fromisoformat(before["updated_at"]))
    assert after == {**before, "display_name": "Ada Lovelace",
                     "bio": "I compute.\n", "company": "Analytical Society",
                     "updated_at": after["updated_at"]}
    again = someone.api.patch("/api/profile", {"bio": ""}).json()
    assert again["bio"] == "" and again["company"] == "Analytical Society"
    assert someone.api.get("/api/profile").json() == again


@pytest.mark.parametrize("change,faults", [
    ({"display_name": " \t "}, {"/display_name": "required"}),
    ({"display_name": None}, {"/display_name": "null"}),
    ({"display_name": "x" * 101}, {"/display_name": "too_long"}),
    ({"bio": "ü" * 1001}, {"/bio": "too_long"}),
    ({"company": "x" * 101}, {"/company": "too_long"}),
    ({"bio": ["x"]}, {"/bio": "type"}),
    ({"email": "x@example.org", "handle": "xxx", "role": "organiser",
      "confirmed": True, "uuid": "x", "password": "x", "me": "1"},
     {f"/{f}": "unknown" for f in ("email", "handle", "role", "confirmed",
                                   "uuid", "password", "me")})])
def test_faults(member, database, change, faults):
    before = database.digest("session")
    reply = member.api.patch("/api/profile", change)
    assert reply.status == 422 and reply.faults == faults
    assert database.digest("session") == before


def test_as_long_as_may_be(make_member):
    someone = make_member()
    whole = {"display_name": "ü" * 100, "bio": "\U0001f984" * 1000,
             "company": "é" * 100}
    reply = someone.api.patch("/api/profile", whole)
    assert reply.status == 200
    assert {k: reply.json()[k] for k in whole} == whole


def test_two_edits_do_not_overwrite_one_another(make_member):
    someone = make_member()
    tag = someone.api.get("/api/profile").header("ETag")
    reply = someone.api.patch("/api/profile", {"bio": "one"},
                              headers={"If-Match": tag})
    assert reply.status == 200
    late = someone.api.patch("/api/profile", {"bio": "two"},
                             headers={"If-Match": tag})
    assert (late.status, late.symbol) == (412, "changed")
    assert someone.api.get("/api/profile").json()["bio"] == "one"
    assert someone.api.patch(
        "/api/profile", {"bio": "two"},
        headers={"If-Match": reply.header("ETag")}).status == 200


def test_nobody_has_none(api):
    assert api.get("/api/profile").status == 401
    assert api.patch("/api/profile", {"bio": "x"}).status == 401


def test_others_see_it(make_member, other):
    someone = make_member()
    someone.api.patch("/api/profile", {"bio": "hello", "company": "ACME"})
    seen = other.api.get(f"/api/users/@{someone.handle}").json()
    assert seen["bio"] == "hello" and seen["company"] == "ACME"
    assert "email" not in seen
