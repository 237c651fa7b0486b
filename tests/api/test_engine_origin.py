"""Whose browser sent it: cookies only from the app's own pages, tokens only
on the api host, and CORS by an exact list."""

import pytest

from stack import wait_for


@pytest.fixture
def task(member):
    return member.task(name="not yours to forge")


def attempt(member, **headers):
    return member.api.post("/api/tasks", {"name": "forged"}, headers=headers)


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"},
    {"Origin": "https://your-app.localhost"},
    {"Origin": "http://your-app.localhost:8443"},
    {"Origin": "https://api.your-app.localhost:8443"},
    {"Origin": None}, {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    {"Origin": None, "Sec-Fetch-Site": "same-site"},
    {"Origin": None, "Sec-Fetch-Site": "x"},
    {"Origin": None, "Referer": "https://evil.example/"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
], ids=str)
def test_a_cookie_from_elsewhere_writes_nothing(member, database, headers):
    before = database.digest("session")
    for method, path, body in (
            ("POST", "/api/tasks", {"name": "forged"}),
            ("PATCH", "/api/profile", {"bio": "forged"}),
            ("DELETE", "/api/auth/sessions", None),
            ("POST", "/api/auth/tokens", {"name": "x", "scope": "write"})):
        reply = member.api.request(method, path, body, headers=headers)
        assert (reply.status, reply.symbol) == (403, "wrong_origin"), reply
    assert database.digest("session") == before
    assert member.api.get("/api/auth/me").status == 200


def test_the_apps_own_pages_write(member, foyer):
    for headers in ({"Origin": foyer.nginx.app_url},
                    {"Origin": None, "Sec-Fetch-Site": "same-origin"},
                    {"Origin": foyer.nginx.app_url,
                     "Sec-Fetch-Site": "same-origin"}):
        assert attempt(member, **headers).status == 201, headers


def test_nobody_is_signed_in_from_elsewhere(api, member):
    """Not even without a cookie: signing somebody in is a change too."""
    body = {"login": member.handle, "password": member.password}
    for headers in ({"Origin": "https://evil.example"},
                    {"Origin": None, "Sec-Fetch-Site": "cross-site"}):
        reply = api.post("/api/auth/signin", body, headers=headers)
        assert (reply.status, reply.symbol) == (403, "wrong_origin")
        assert api.cookies == {}
    assert api.post("/api/auth/signin", body,
                    headers={"Origin": None}).status == 200


def test_a_program_on_the_app_host_needs_no_origin(member):
    api = member.api.clone(token=member.token())
    assert api.post("/api/tasks", {"name": "by token"},
                    headers={"Origin": None}).status == 201


def test_cookies_mean_nothing_on_the_api_host(member, clients):
    api = clients.api_host.clone(cookies=dict(member.api.cookies))
    reply = api.get("/api/auth/me")
    assert reply.status == 401
    assert reply.header("Set-Cookie") is None
    assert api.post("/api/tasks", {"name": "x"}).status == 401


def test_the_api_host_hands_out_no_cookie(api_host, member):
    reply = api_host.post("/api/auth/signin", {
        "login": member.handle, "password": member.password})
    assert reply.header("Set-Cookie") is None, reply


def test_the_site_is_nginxs_word(member, clients):
    """A header cannot make the api host honour a cookie."""
    api = clients.api_host.clone(cookies=dict(member.api.cookies))
    for name in ("FOYER-SITE", "Foyer_Site", "X-Forwarded-Host"):
        assert api.get("/api/auth/me", headers={name: "app"}).status == 401


def test_a_dead_cookie_is_nobody_and_is_cleared(api, member):
    api.cookies = {"__Host-session": "x" * 43}
    reply = api.get("/api/auth/me")
    assert reply.status == 401
    assert "Max-Age=0" in reply.header("Set-Cookie")
    assert reply.header("WWW-Authenticate") == "Bearer"
    api.cookies = {"__Host-session": "x" * 43}
    assert api.get("/api/config").status == 200


def test_the_cookie_is_closed_on_every_side(member, clients):
    api = clients.app.clone()
    reply = api.post("/api/auth/signin", {"login": member.handle,
                                          "password": member.password})
    first, *attributes = reply.header("Set-Cookie").split("; ")
    assert first.startswith("__Host-session=")
    names = {a.lower() for a in attributes}
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= names
    assert not any(n.startswith("domain") for n in names)


@pytest.mark.parametrize("cookie", [
    "", "=", ";;;", "__Host-session", "__Host-session=", "a=b; c",
    "__Host-session=%00", "x" * 4000, "__host-session={c}",
    "__Host-session =x", "a__Host-session={c}", "__Host-sessionx={c}"])
def test_cookies_that_are_none(raw, member, cookie):
    good = member.api.cookies["__Host-session"]
    reply = raw.get("/api/auth/me", params={
        "FOYER_SITE": "app", "HTTP_COOKIE": cookie.replace("{c}", good)})
    assert reply.status == 401, reply


def test_a_cookie_among_others(raw, member):
    good = member.api.cookies["__Host-session"]
    for cookie in (f"a=b; __Host-session={good}; c=d",
                   f"a=b;__Host-session={good}", f"__Host-session={good};"):
        reply = raw.get("/api/auth/me", params={
            "FOYER_SITE": "app", "HTTP_COOKIE": cookie})
        assert reply.status == 200, cookie


@pytest.mark.parametrize("value", [
    "Bearer", "Bearer ", "Bearer x", "Bearer foyer_", "Basic Zm9vOmJhcg==",
    "Bearer foyer_" + "x" * 43, "foyer_x", "Bearer " + "x" * 5000, ":", "\x01",
    "Bearer \xff", "Digest x", "Bearer {t} x", "Bearer {t}, Bearer {t}"])
def test_authorization_that_is_none(raw, member, value):
    token = member.token()
    for site in ("app", "api"):
        reply = raw.get("/api/auth/me", params={
            "FOYER_SITE": site,
            "HTTP_AUTHORIZATION": value.replace("{t}", token).encode(
                "latin-1")})
        assert reply.status == 401, reply
        assert reply.header("WWW-Authenticate").startswith("Bearer")


def test_a_bad_token_is_not_saved_by_a_good_cookie(member):
    reply = member.api.get("/api/auth/me",
                           headers={"Authorization": "Bearer foyer_nope"})
    assert reply.status == 401


def test_the_scheme_is_without_case(clients, member):
    token = member.token()
    for scheme in ("bearer", "BEARER", "Bearer"):
        api = clients.api_host.clone()
        assert api.get("/api/auth/me", headers={
            "Authorization": f"{scheme} {token}"}).status == 200


# ------------------------------------------------------------------- CORS

def preflight(api_host, origin, method="PATCH", headers="authorization"):
    return api_host.request("OPTIONS", "/api/tasks/1", headers={
        "Origin": origin, "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": headers})


def test_the_preflight_of_the_app(api_host, foyer):
    reply = preflight(api_host, foyer.nginx.app_url)
    assert reply.status in (200, 204)
    assert reply.header("Access-Control-Allow-Origin") == foyer.nginx.app_url
    methods = reply.header("Access-Control-Allow-Methods").replace(" ", "")
    assert {"GET", "POST", "PATCH", "PUT", "DELETE"} <= set(methods.split(","))
    allowed = reply.header("Access-Control-Allow-Headers").lower()
    for name in ("authorization", "content-type", "if-match",
                 "idempotency-key"):
        assert name in allowed
    assert reply.header("Access-Control-Allow-Credentials") is None
    assert "origin" in reply.header("Vary").lower()


@pytest.mark.parametrize("origin", [
    "https://evil.example", "null", "https://your-app.localhost.evil.example",
    "http://your-app.localhost", "https://evil-your-app.localhost"])
def test_the_preflight_of_another_site(api_host, origin):
    reply = preflight(api_host, origin)
    assert reply.header("Access-Control-Allow-Origin") is None


def test_a_preflight_reaches_no_worker(api_host, foyer):
    preflight(api_host, foyer.nginx.app_url)
    # A line is written after its answer: wait for one that comes later.
    last = api_host.get("/api/config").header("X-Request-Id")
    wait_for("the line of what came later", lambda: [
        e for e in foyer.pool.lines("request") if e["request_id"] == last])
    assert not [e for e in foyer.pool.lines("request")
                if e["method"] == "OPTIONS"]


def test_an_answer_across_origins(clients, member, foyer):
    api = clients.api_host.clone(token=member.token())
    reply = api.get("/api/tasks", headers={"Origin": foyer.nginx.app_url})
    assert reply.header("Access-Control-Allow-Origin") == foyer.nginx.app_url
    exposed = reply.header("Access-Control-Expose-Headers").lower()
    for name in ("etag", "link", "retry-after", "ratelimit", "x-request-id",
                 "idempotency-replayed", "x-changes-cursor", "location"):
        assert name in exposed, name
    for path in ("/api/nothing", "/api/tasks/999999"):
        reply = api.get(path, headers={"Origin": foyer.nginx.app_url})
        assert reply.header("Access-Control-Allow-Origin") == \
            foyer.nginx.app_url
    reply = api.get("/api/tasks", headers={"Origin": "https://evil.example"})
    assert reply.header("Access-Control-Allow-Origin") is None


def test_the_app_host_shares_with_nobody(member, foyer):
    for origin in ("https://evil.example", foyer.nginx.api_url):
        reply = member.api.get("/api/tasks", headers={"Origin": origin})
        assert reply.header("Access-Control-Allow-Origin") is None
        assert reply.header("Access-Control-Allow-Credentials") is None
