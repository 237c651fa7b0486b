"""
Who may do what: every route of `foyer routes --json', asked by everybody for
every kind of object.  The statuses follow from the route's `who' by the rules
below; a refused request changes no row, and no answer holds a byte of what is
private to somebody else.
"""

import json

import pytest

import stack
from samples import ABSENT, MALFORMED, load, odd_paths, plant, url

ROUTES = json.loads(stack.command(stack.settings(), "routes", "--json"))
SAMPLES = load()
# Without `foyer jobs', so that no row changes but by a request.
POOL = {"jobs": False}
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


def test_every_route_has_a_sample():
    assert {r["name"] for r in ROUTES} == set(SAMPLES)


class World:
    """Members with canaries in all that is private to them, and credentials
    that do not hold."""

    def __init__(self, clients, database):
        self.clients = clients
        self.database = database
        self.owner = self.member("owner")
        self.other = self.member("other")
        self.organiser = clients.make_organiser(
            email="canary-organiser@example.org")
        clients.organiser = lambda: self.organiser
        self.organiser.api.post("/api/invitations",
                                {"note": "canary-invitation"})
        self.read_token = self.other.token("read", name="read")
        self.write_token = self.other.token("write", name="write")
        self.expired = self.other.token("write", name="expired",
                                        expires_in_days=1)
        database.sql("update access_token set expires_at = now() - "
                     "interval '1 second' where name = 'expired'")
        self.revoked = self.other.token("write", name="revoked")
        found = self.other.api.get("/api/auth/tokens").json()
        gone = next(t["id"] for t in found if t["name"] == "revoked")
        assert self.other.api.delete(
            f"/api/auth/tokens/{gone}").status == 204
        ended = self.other.sign_in()
        self.dead_cookie = dict(ended.cookies)
        assert ended.post("/api/auth/signout").status == 204
        idle = self.other.sign_in()
        self.idle_cookie = dict(idle.cookies)
        database.sql("update session set last_seen_at = now() - "
                     "interval '14 days 1 second' where id = "
                     "(select max(id) from session)")

    def member(self, name):
        made = self.clients.make_member(email=f"canary-{name}@example.org")
        made.token(name=f"canary-{name}")
        made.sign_in().get("/api/auth/me", headers={
            "User-Agent": f"canary-{name}"})
        self.database.sql(
            "update session set user_agent = %s where owner = "
            "(select id from account where handle = %s)",
            f"canary-{name}", made.handle)
        plant(made, f"canary-{name}")
        return made

    def nobodies(self):
        """Clients whose credential does not hold, with what they get from a
        route that needs none."""
        app, api = self.clients.app, self.clients.api_host
        yield "nobody at the app host", app.clone(), True
        yield "nobody at the api host", api.clone(), True
        yield "dead cookie", app.clone(cookies=dict(self.dead_cookie)), True
        yield "idle cookie", app.clone(cookies=dict(self.idle_cookie)), True
        yield "garbage cookie", app.clone(
            cookies={"__Host-session": "A" * 43}), True
        yield "a cookie at the api host", api.clone(
            cookies=dict(self.other.api.cookies)), True
        for host in (app, api):
            for name, token in (("garbage", "foyer_" + "A" * 43),
                                ("expired", self.expired),
                                ("revoked", self.revoked),
                                ("cut", self.write_token[:-1])):
                yield f"{name} token", host.clone(token=token), False

    def snapshot(self):
        """All rows, without the notes of when a credential was used."""
        return {t: self.database.one(
            "select md5(coalesce(string_agg(x, chr(10) order by x), '')) "
            "from (select (to_jsonb(t) - 'last_seen_at' - 'last_used_at')"
            f"::text as x from \"{t}\" t) s")
            for t in self.database.tables()}


@pytest.fixture(scope="module")
def world(clients, database):
    return World(clients, database)


def send(client, route, target, body):
    headers = {}
    if route["text"] and body is not None:
        headers["Content-Type"] = "text/plain"
        body = body.encode()
    return client.request(route["method"], target, body, headers=headers)


def no_canary(reply, *owners):
    for owner in owners:
        assert f"canary-{owner}".encode() not in reply.body, reply
        assert f"canary-{owner}" not in str(reply.headers), reply


@pytest.fixture(params=ROUTES, ids=lambda r: r["name"])
def route(request):
    return request.param


def test_who_is_refused(world, route):
    """And that being refused changes nothing and tells nothing."""
    sample = SAMPLES[route["name"]]
    body = sample.body_for(world.owner)
    target = url(route, sample.path_for(world.owner))
    before = world.snapshot()

    def refused(who, client, status, symbol):
        reply = send(client, route, target, body)
        assert (reply.status, reply.symbol) == (status, symbol), (who, reply)
        no_canary(reply, "owner", "other", "organiser", "invitation")
        if status == 401:
            assert reply.header("WWW-Authenticate").startswith("Bearer")

    for who, client, is_nobody in world.nobodies():
        if route["rate"] == "none" or is_nobody and route["who"] == "anyone":
            continue
        refused(who, client, 401, "unauthorized")
    if route["method"] in UNSAFE:
        if route["who"] != "anyone":
            reader = world.clients.api_host.clone(token=world.read_token)
            refused("read token", reader, 403, "scope")
        stranger = world.other.api.clone(
            cookies=dict(world.other.api.cookies), url="https://evil.example")
        refused("another site", stranger, 403, "wrong_origin")
    if route["who"] == "organiser":
        refused("member", world.other.api, 403, "forbidden")
        refused("member's token", world.clients.api_host.clone(
            token=world.write_token), 403, "forbidden")
    if sample.by_token:
        refused("write token", world.clients.api_host.clone(
            token=world.write_token), sample.by_token, "forbidden")
    assert world.snapshot() == before


def test_objects_of_others_and_of_nobody(world, route):
    sample = SAMPLES[route["name"]]
    if not route["params"]:
        return
    body = sample.body_for(world.owner)
    target = url(route, sample.path_for(world.owner))
    absent, malformed = (odd_paths(route, t) for t in (ABSENT, MALFORMED))
    askers = [world.organiser]
    if route["who"] != "organiser":
        askers.insert(0, world.other)
    before = world.snapshot()
    for asker in askers:
        answers = []
        for odd in absent + malformed + ([target] if sample.owned else []):
            reply = send(asker.api, route, odd, body)
            assert (reply.status, reply.symbol) == (404, "not_found"), reply
            no_canary(reply, "owner")
            problem = reply.json()
            del problem["request_id"]
            answers.append(problem)
        # What is somebody else's is not told from what is not there.
        assert all(a == answers[0] for a in answers)
    assert world.snapshot() == before


def test_who_may(world, route):
    sample = SAMPLES[route["name"]]

    def allowed(who, member, client):
        expected = (not client.is_app and sample.on_api or sample.expect or
                    route["status"])
        body = sample.body_for(member)
        target = url(route, sample.path_for(member))
        reply = send(client, route, target, body)
        assert reply.status == expected, (who, reply)
        no_canary(reply, "owner", "other")
        if route["who"] != "organiser":
            no_canary(reply, "invitation")
        if reply.status == 201 and reply.header("Location"):
            assert client.get(reply.header("Location")).status == 200
    fresh = world.clients.make_member()
    if route["who"] == "anyone":
        allowed("nobody", fresh, world.clients.app.clone())
        allowed("nobody at the api host", fresh, world.clients.api_host.clone())
        allowed("dead cookie", fresh, world.clients.app.clone(
            cookies=dict(world.dead_cookie)))
    if route["who"] != "organiser":
        # Some of these end the credential that they come with.
        for make in (lambda m: m.api,
                     lambda m: world.clients.app.clone(token=m.token()),
                     lambda m: m.token_api()):
            one = world.clients.make_member()
            client = make(one)
            if client.token and sample.by_token:
                continue
            allowed("member", one, client)
        if route["method"] == "GET":
            one = world.clients.make_member()
            allowed("read token", one, one.token_api("read"))
    one = world.clients.make_organiser()
    world.clients.organiser = lambda: world.organiser
    allowed("organiser", one, one.api)


def test_head_follows_get(world, route):
    if route["method"] != "GET":
        return
    sample = SAMPLES[route["name"]]
    fresh = world.clients.make_organiser()
    target = url(route, sample.path_for(fresh))
    get, head = fresh.api.get(target), fresh.api.head(target)
    assert (head.status, head.body) == (get.status, b"")
    if route["who"] != "anyone":
        reply = world.clients.app.clone().head(target)
        assert (reply.status, reply.body) == (401, b"")


def test_an_etag_answers_304(world, route):
    if route["method"] != "GET" or not route["etag"]:
        return
    sample = SAMPLES[route["name"]]
    fresh = world.clients.make_organiser()
    target = url(route, sample.path_for(fresh))
    tag = fresh.api.get(target).header("ETag")
    reply = fresh.api.get(target, headers={"If-None-Match": tag})
    assert (reply.status, reply.body) == (304, b"")


def test_a_stale_tag_is_412(world, route):
    if not route["if_match"]:
        return
    sample = SAMPLES[route["name"]]
    fresh = world.clients.make_organiser()
    target = url(route, sample.path_for(fresh))
    before = world.snapshot()
    reply = fresh.api.request(route["method"], target,
                              sample.body_for(fresh),
                              headers={"If-Match": '"2020-01-01T00:00:00Z"'})
    assert (reply.status, reply.symbol) == (412, "changed"), reply
    assert world.snapshot() == before
