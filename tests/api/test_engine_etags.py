"""ETag, If-Match and If-None-Match: two people who edit one thing never
overwrite each other silently."""

import concurrent.futures

import pytest


@pytest.fixture
def task(member):
    return member.task(name="tagged")


def path(task):
    return f"/api/tasks/{task['id']}"


def test_the_tag_is_the_time_of_the_last_change(member, task):
    reply = member.api.get(path(task))
    assert reply.header("ETag") == f'"{reply.json()["updated_at"]}"'
    changed = member.api.patch(path(task), {"name": "changed"})
    assert changed.header("ETag") == f'"{changed.json()["updated_at"]}"'
    assert changed.header("ETag") != reply.header("ETag")
    me = member.api.get("/api/auth/me")
    assert me.header("ETag") == f'"{me.json()["updated_at"]}"'


def test_a_created_object_has_its_tag(member):
    reply = member.api.post("/api/tasks", {"name": "new"})
    assert reply.header("ETag") == f'"{reply.json()["updated_at"]}"'


def test_a_list_has_none_but_its_items_have(member, task):
    reply = member.api.get("/api/tasks")
    assert reply.header("ETag") is None
    item = next(t for t in reply.json() if t["id"] == task["id"])
    changed = member.api.patch(path(task), {"name": "from the list"},
                               headers={"If-Match": f'"{item["updated_at"]}"'})
    assert changed.status == 200


@pytest.mark.parametrize("method, body", [("PATCH", {"name": "lost"}),
                                          ("DELETE", None)])
@pytest.mark.parametrize("tag", [
    '"2020-01-01T00:00:00Z"', '"x"', '""', "x", 'W/"x"', '"', '"infinity"',
    '"2026-02-30T00:00:00Z"', '"; drop table task; --"'])
def test_another_tag_is_412(member, task, method, body, tag):
    reply = member.api.request(method, path(task), body,
                               headers={"If-Match": tag})
    assert (reply.status, reply.symbol) == (412, "changed"), reply
    assert "lost" not in reply.text and "name" not in reply.json()
    assert member.api.get(path(task)).json() == task


def test_the_right_tag_and_the_star_pass(member, task):
    tag = f'"{task["updated_at"]}"'
    reply = member.api.patch(path(task), {"name": "a"},
                             headers={"If-Match": tag})
    assert reply.status == 200
    assert member.api.patch(path(task), {"name": "b"},
                            headers={"If-Match": tag}).status == 412
    assert member.api.patch(path(task), {"name": "c"},
                            headers={"If-Match": "*"}).status == 200
    tag = member.api.get(path(task)).header("ETag")
    assert member.api.delete(path(task),
                             headers={"If-Match": tag}).status == 204


def test_a_tag_on_what_is_not_there_is_404(member):
    for tag in ('"2020-01-01T00:00:00Z"', "*"):
        reply = member.api.patch("/api/tasks/999999", {"name": "x"},
                                 headers={"If-Match": tag})
        assert reply.status == 404, reply


def test_every_change_changes_the_tag(member, task):
    """Also two in the same moment: no two states share a tag."""
    seen = {task["updated_at"]}
    for n in range(30):
        seen.add(member.api.patch(path(task), {"name": f"n{n}"})
                 .json()["updated_at"])
    assert len(seen) == 31


def test_of_two_who_edit_at_once_one_is_told(member, other, task):
    tag = {"If-Match": f'"{task["updated_at"]}"'}
    for _ in range(5):
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            both = list(pool.map(
                lambda m: m.api.clone(cookies=dict(m.api.cookies)).patch(
                    path(task), {"name": m.handle}, headers=tag),
                (member, other)))
        assert sorted(r.status for r in both) == [200, 412]
        winner = next(r for r in both if r.status == 200)
        now = member.api.get(path(task))
        assert now.json() == winner.json()
        tag = {"If-Match": now.header("ETag")}


def test_if_none_match(member, task):
    tag = member.api.get(path(task)).header("ETag")
    for value in (tag, "*", f'"x", {tag}', f"W/{tag}"):
        reply = member.api.get(path(task), headers={"If-None-Match": value})
        assert (reply.status, reply.body) == (304, b""), value
        assert reply.header("ETag") == tag
    for value in ('"x"', tag[:-2] + '"', "x", ""):
        reply = member.api.get(path(task), headers={"If-None-Match": value})
        assert reply.status == 200, value
    member.api.patch(path(task), {"name": "other"})
    reply = member.api.get(path(task), headers={"If-None-Match": tag})
    assert reply.status == 200


def test_if_none_match_tells_nobody_anything(api, member, task):
    tag = member.api.get(path(task)).header("ETag")
    assert api.get(path(task), headers={"If-None-Match": tag}).status == 401
    assert member.api.get("/api/tasks/999999",
                          headers={"If-None-Match": "*"}).status == 404


def test_me_can_be_edited_by_tag(member):
    tag = member.api.get("/api/auth/me").header("ETag")
    reply = member.api.patch("/api/profile", {"bio": "one"},
                             headers={"If-Match": tag})
    assert reply.status == 200
    reply = member.api.patch("/api/profile", {"bio": "two"},
                             headers={"If-Match": tag})
    assert reply.status == 412
