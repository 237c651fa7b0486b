"""The path itself: through nginx, over the socket, to Postgres and back."""


def test_nginx_worker_and_postgres_answer(api, raw, sql):
    assert api.get("/api/health/ready").text == "ok\n"
    assert raw.get("/api/health/live").text == "ok\n"
    assert sql("select 1") == [(1,)]


def test_members_are_signed_in(member, organiser):
    me = member.api.get("/api/auth/me").json()
    assert (me["handle"], me["role"]) == (member.handle, "member")
    me = organiser.api.get("/api/auth/me").json()
    assert (me["handle"], me["role"]) == (organiser.handle, "organiser")


def test_a_token_stands_for_its_member(member, token_api):
    assert token_api.get("/api/auth/me").json()["uuid"] == member.uuid
