"""The address: decoded once, matched whole, refused where two decoders could
differ.  Every case goes to the worker as nginx hands it on (REQUEST_URI)."""

import pytest

# Each is one segment or path that must never be taken for another one.
MALFORMED = [
    "/api/tasks%2f1", "/api/tasks%2F1", "/api%2ftasks", "/api/tasks/%2e%2e",
    "/api/tasks/%2e%2e/config", "/api/./tasks", "/api/tasks/../config",
    "/api//tasks", "/api/tasks//1", "//api/tasks", "/api/tasks//",
    "/api/tasks%5c1", "/api/tasks\\1", "/api/%00", "/api/tasks%00",
    "/api/tasks%0a", "/api/tasks%0d%0aX-A:%20b", "/api/tasks%7f",
    "/api/tasks%1f", "/api/tasks\t", "/api/tasks%", "/api/tasks%2",
    "/api/tasks%zz", "/api/tasks%%31", "/api/tasks%u0041",
    "/api/tasks/%ff", "/api/tasks/%c0%af", "/api/tasks/%c1%81",
    "/api/tasks/%e0%80%af", "/api/tasks/%ed%a0%80", "/api/tasks/%f4%90%80%80",
    "/api/tasks/%c2", "/api/tasks/%c2%85", "/api/tasks/\xff",
    "/api/tasks#x", "/api/" + "x/" * 20, "/api/" + "x" * 17000,
    "api/tasks", "", "*", "https://your-app.localhost/api/tasks",
    "/api/config?q=%", "/api/config?q=%zz", "/api/config?q=%00",
    "/api/config?q=%ff", "/api/config?q=a%0ab", "/api/config?q#x",
]

NOT_FOUND = [
    "/", "/api", "/api/", "/apix/tasks", "/api/nothing", "/api/tasks/1/nothing",
    "/api/tasksx", "/api/task", "/api/TASKS", "/API/tasks", "/api/auth",
    "/api/tasks%252f1", "/api/tasks;x=1", "/api/%e2%82%ac", "/api/tasks%20",
    "/api/users/%40", "/api/openapi.yaml", "/metrics", "/api/metrics",
]


@pytest.mark.parametrize("target", MALFORMED,
                         ids=lambda t: repr(t[:40]))
def test_a_bad_address_is_400(raw, target):
    reply = raw.get(target.encode("latin-1"), params={
        "REQUEST_URI": target.encode("latin-1")})
    assert reply.status == 400, reply
    assert reply.json()["type"] == "/problems/malformed"


@pytest.mark.parametrize("target", NOT_FOUND)
def test_an_unknown_address_is_404(raw, target):
    for method in ("GET", "POST", "DELETE", "PURGE"):
        reply = raw.request(method, target)
        assert reply.status == 404, reply
        assert reply.json()["type"] == "/problems/not_found"


def test_no_address_at_all(raw):
    assert raw.get("/x", params={"REQUEST_URI": None}).status == 400


def test_escapes_of_letters_mean_the_letters(raw):
    assert raw.get("/%61pi/%63onfig").status == 200
    assert raw.get("/api/con%66ig").status == 200


def test_one_slash_at_the_end_means_nothing(raw):
    assert raw.get("/api/config/").json() == raw.get("/api/config").json()


def test_a_fine_address_with_an_empty_query(raw):
    for target in ("/api/config?", "/api/config?&", "/api/config?&&"):
        assert raw.get(target).status == 200


METHODS = [
    ("/api/config", "POST", {"GET", "HEAD"}),
    ("/api/config", "DELETE", {"GET", "HEAD"}),
    ("/api/config", "PURGE", {"GET", "HEAD"}),
    ("/api/tasks", "PUT", {"GET", "HEAD", "POST"}),
    ("/api/tasks/1", "POST", {"GET", "HEAD", "PATCH", "DELETE"}),
    ("/api/auth/signin", "GET", {"POST"}),
    ("/api/auth/signin", "HEAD", {"POST"}),
    ("/api/config", "get", {"GET", "HEAD"}),
    ("/api/config", "", {"GET", "HEAD"}),
    ("/api/config", "GET ", {"GET", "HEAD"}),
    ("/api/config", "G" * 5000, {"GET", "HEAD"}),
]


@pytest.mark.parametrize("target, method, allow", METHODS,
                         ids=lambda v: str(v)[:30])
def test_a_known_address_and_another_method_is_405(raw, target, method, allow):
    reply = raw.request(method, target)
    assert reply.status == 405, reply
    said = {m.strip() for m in reply.header("Allow").split(",")}
    assert said - {"OPTIONS"} == allow
    if method != "HEAD":
        assert reply.json()["type"] == "/problems/method"


def test_every_route_answers_405_to_a_method_of_nobody(raw, contract):
    for path in {p for _, p in contract.operations}:
        concrete = path.replace("{", "").replace("}", "")
        if not concrete.startswith("/api"):
            concrete = "/api" + concrete
        reply = raw.request("BREW", concrete)
        assert reply.status == 405, reply
        allow = {m.strip() for m in reply.header("Allow").split(",")}
        declared = {m for m, p in contract.operations if p == path}
        assert declared <= allow


def test_head_is_get_without_its_body(api, raw, member):
    for client, target in ((api, "/api/config"), (member.api, "/api/tasks"),
                           (member.api, "/api/auth/me")):
        get, head = client.get(target), client.head(target)
        assert head.status == get.status == 200
        assert head.body == b""
        for name in ("Content-Type", "ETag", "Content-Length"):
            assert head.header(name) == get.header(name), name
    assert api.head("/api/nothing").status == 404
    assert api.head("/api/auth/me").status == 401
    reply = raw.request("HEAD", "/api/config")
    assert (reply.status, reply.body) == (200, b"")


# What a client can send through nginx, which reads the address too.
@pytest.mark.parametrize("target, statuses", [
    ("/api/tasks%2f1", {400}), ("/api/tasks/../config", {400}),
    ("/api/tasks/%2e%2e/config", {400}), ("/api//tasks", {400}),
    ("/api/%ff", {400}), ("/api/%00", {400}), ("/api/%zz", {400}),
    ("/api/\xff\xfe", {400}), ("/api/nothing", {404}),
    ("/api/..%2f..%2fetc/passwd", {400}), ("/api/" + "x" * 20000, {400, 414}),
    ("/api/x?" + "y" * 20000, {400, 414}), ("/api/", {404}),
    ("/api/%5c", {400}), ("/api/\\", {400}),
])
def test_bad_addresses_through_nginx(api, api_host, target, statuses):
    for client in (api, api_host):
        reply = client.get(target)
        assert reply.status in statuses, reply
        assert reply.header("Content-Type").startswith(
            "application/problem+json")


def test_an_address_that_only_seems_to_lie_below_api(api):
    """nginx must not hand on what leaves /api, nor serve a page there."""
    for target in ("/api/tasks/../../etc/passwd", "/api/../config",
                   "/api/%2e%2e/config", "/api/../api/config",
                   "/x/../api/config"):
        reply = api.get(target, check=False)
        assert reply.status in (200, 400, 404), reply
        if reply.status == 200:     # the web application's page
            assert reply.header("Content-Type").startswith("text/html")
