"""The members as they see each other, and their roles."""

from urllib.parse import quote

import pytest

from stack import unique
from together import together

POOL = {"jobs": False}


def give(api, someone, role, **kw):
    return api.patch(f"/api/users/@{someone.handle}", {"role": role}, **kw)


# --------------------------------------------------------------- seeing

def test_one_member(member, other):
    reply = other.api.get(f"/api/users/@{member.handle}")
    assert reply.status == 200
    me = member.api.get("/api/auth/me").json()
    assert reply.json() == {k: me[k] for k in (
        "uuid", "handle", "display_name", "role", "company", "bio",
        "created_at", "updated_at")}


def test_in_short(member, other):
    reply = other.api.get(f"/api/users/@{member.handle.upper()}/short")
    assert reply.json() == {"uuid": member.uuid, "handle": member.handle,
                            "display_name": member.me["display_name"]}


@pytest.mark.parametrize("handle", ["nobody_here", "ab", "x" * 31, "a-b",
                                    "%C3%BCber", "'"])
@pytest.mark.parametrize("tail", ["", "/short"])
def test_nobody(member, handle, tail):
    reply = member.api.get(f"/api/users/@{handle}{tail}")
    assert (reply.status, reply.symbol) == (404, "not_found")


def test_only_members_see_members(api, member):
    for target in ("/api/users", f"/api/users/@{member.handle}",
                   f"/api/users/@{member.handle}/short"):
        assert api.get(target).status == 401


def test_the_list_is_by_handle_and_pages(make_member):
    prefix = unique("page")
    made = sorted(make_member(handle=f"{prefix}_{i}").handle
                  for i in range(5))
    someone = make_member()
    pages = list(someone.api.pages(f"/api/users?q={prefix}&limit=2"))
    assert [len(p) for p in pages] == [2, 2, 1]
    rows = [row for page in pages for row in page]
    assert [row["handle"] for row in rows] == made
    assert set(rows[0]) == {"uuid", "handle", "display_name", "role",
                            "company"}


def test_the_list_without_a_page_of_the_next(member):
    reply = member.api.get("/api/users?q=" + member.handle)
    assert [r["uuid"] for r in reply.json()] == [member.uuid]
    assert reply.header("Link") is None


@pytest.mark.parametrize("q", ["XYLOPHON", "  ylophon ", "é q"])
def test_searching_the_display_name(make_member, q):
    someone = make_member(display_name=f"Xylophoné {unique('Q')}")
    q = q.replace("é q", someone.me["display_name"][8:].lower())
    found = someone.api.get("/api/users?q=" + quote(q)).json()
    assert someone.uuid in [r["uuid"] for r in found]


@pytest.mark.parametrize("q", ["%25", "_%25_", "%5C", "'"])
def test_a_pattern_is_no_pattern(member, q):
    assert member.api.get(f"/api/users?q={q}").json() == []


@pytest.mark.parametrize("query,faults", [
    ("limit=0", {"?limit": "too_small"}),
    ("limit=101", {"?limit": "too_large"}),
    ("limit=x&sort=1", {"?limit": "type", "?sort": "unknown"}),
    ("cursor=%21", {"?cursor": "format"}),
    ("q=" + "x" * 101, {"?q": "too_long"})])
def test_faults_of_the_query(member, query, faults):
    reply = member.api.get(f"/api/users?{query}")
    assert reply.status == 422 and reply.faults == faults


# ---------------------------------------------------------------- roles

def test_an_organiser_makes_another(make_member, organiser):
    someone = make_member()
    assert someone.api.get("/api/invitations").status == 403
    reply = give(organiser.api, someone, "organiser")
    assert reply.status == 200 and reply.json()["role"] == "organiser"
    assert someone.api.get("/api/invitations").status == 200
    assert give(organiser.api, someone, "member").status == 200
    assert someone.api.get("/api/invitations").status == 403


def test_a_member_gives_no_role(member, other):
    for someone in (member, other):
        reply = give(member.api, someone, "organiser")
        assert (reply.status, reply.symbol) == (403, "forbidden")


@pytest.mark.parametrize("body,faults", [
    ({"role": "king"}, {"/role": "one_of"}),
    ({"role": None}, {"/role": "null"}),
    ({"role": "member", "bio": "x", "handle": "y"},
     {"/bio": "unknown", "/handle": "unknown"})])
def test_faults_of_a_role(member, organiser, body, faults):
    reply = organiser.api.patch(f"/api/users/@{member.handle}", body)
    assert reply.status == 422 and reply.faults == faults


def test_a_role_for_nobody(organiser):
    reply = organiser.api.patch("/api/users/@nobody_here",
                                {"role": "member"})
    assert reply.status == 404


def test_nothing_named_changes_nothing(member, organiser):
    reply = organiser.api.patch(f"/api/users/@{member.handle}", {})
    assert reply.status == 200 and reply.json()["role"] == "member"


def test_two_organisers_do_not_overwrite_one_another(make_member, organiser):
    someone = make_member()
    target = f"/api/users/@{someone.handle}"
    tag = organiser.api.get(target).header("ETag")
    assert give(organiser.api, someone, "organiser",
                headers={"If-Match": tag}).status == 200
    late = give(organiser.api, someone, "member", headers={"If-Match": tag})
    assert (late.status, late.symbol) == (412, "changed")
    absent = organiser.api.patch("/api/users/@nobody_here",
                                 {"role": "member"},
                                 headers={"If-Match": tag})
    assert absent.status == 404


def test_the_last_organiser_cannot_step_down(make_stack):
    stack = make_stack(jobs=False)
    last = stack.clients.make_organiser()
    reply = give(last.api, last, "member")
    assert (reply.status, reply.symbol) == (409, "conflict")
    assert reply.faults == {"/role": "last_organiser"}
    assert give(last.api, last, "organiser").status == 200
    second = stack.clients.make_organiser()
    assert give(second.api, last, "member").status == 200
    assert give(second.api, second, "member").status == 409


def test_nor_can_all_step_down_at_once(make_stack):
    stack = make_stack(jobs=False)
    for _ in range(5):
        stack.database.sql("update account set role = 'member'")
        organisers = [stack.clients.make_organiser() for _ in range(4)]
        replies = together(lambda o: give(o.api, o, "member"), organisers)
        assert sorted(r.status for r in replies) == [200, 200, 200, 409]
        assert stack.database.one(
            "select count(*) from account where role = 'organiser'") == 1
