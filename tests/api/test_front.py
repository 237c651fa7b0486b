"""nginx as the product deploys it (conf/): its own errors are problems too,
its headers guard every answer, it passes on what the worker needs and nothing
that a client made up."""

import http.client
import socket
import ssl
import subprocess
import time

import pytest

import stack as stack_
from stalls import Stalls


def raw_https(foyer, authority, data, host=None, wait=10):
    """Bytes over TLS, as they are; the answer's bytes."""
    context = ssl.create_default_context(cafile=authority.ca)
    host = host or "your-app.localhost"
    with socket.create_connection(("127.0.0.1", foyer.nginx.https),
                                  wait) as s:
        with context.wrap_socket(s, server_hostname=host) as tls:
            out = b""
            try:
                tls.sendall(data)
                while got := tls.recv(65536):
                    out += got
            except (ConnectionError, socket.timeout, ssl.SSLError):
                pass
            return out


def authority_of(foyer, host="your-app.localhost"):
    return f"{host}:{foyer.nginx.https}"


def test_a_body_that_nginx_refuses(api, api_host):
    for client in (api, api_host):
        reply = client.post("/api/tasks", b"x" * 20_000_000, headers={
            "Content-Type": "application/json"})
        assert reply.status == 413
        assert reply.symbol == "too_large"


def test_no_worker_at_all(make_stack):
    stack = make_stack()
    stack.pool.stop()
    for client in (stack.clients.app, stack.clients.api_host):
        with Stalls() as stalls:
            start = time.monotonic()
            reply = client.get("/api/config")
            took = time.monotonic() - start
        assert reply.status in (502, 503), reply
        assert reply.symbol == "unavailable"
        assert int(reply.header("Retry-After")) >= 1
        assert took < 5 + stalls.seconds
    stack.pool.start()
    # At once: nginx has not put it aside for a while.
    assert stack.clients.app.get("/api/config").status == 200


def test_too_much_of_one_address(make_stack):
    """nginx's own limit, before a worker is asked: a problem that says when
    to come again, on both hosts."""
    stack = make_stack(nginx={"ADDRESS_LIMITS": "on", "ADDRESS_RATE": 1,
                              "ADDRESS_BURST": 3})
    began, passed = time.monotonic(), 0

    def most():
        """The burst and one besides, and one a second."""
        return 4 + time.monotonic() - began
    for client in (stack.clients.app, stack.clients.api_host):
        refused = []
        while len(refused) < 5:
            reply = client.get("/api/config")
            if reply.status == 429:
                refused.append(reply)
            passed += reply.status == 200
            assert passed <= most() + 1
        assert refused[-1].symbol == "too_many"
        assert int(refused[-1].header("Retry-After")) >= 1
    asked = [e for e in stack.pool.lines("request")
             if e.get("route") == "/config"]
    assert len(asked) <= passed


@pytest.mark.parametrize("data", [
    b"GET /api/config HTTP/1.1\r\nHost: {h}\r\nX: \x00\r\n\r\n",
    b"GET /api/config HTTP/1.1\r\nHost: {h}\r\nContent-Length: x\r\n\r\n",
    b"GET /api/config HTTP/1.1\r\nHost: {h}\r\nX: " + b"y" * 70000 + b"\r\n\r\n",
    b"GET /api/" + b"y" * 70000 + b" HTTP/1.1\r\nHost: {h}\r\n\r\n",
    b"GET /api/config HTTP/1.1\r\n\r\n",
    b"POST /api/tasks HTTP/1.1\r\nHost: {h}\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    b"POST /api/tasks HTTP/1.1\r\nHost: {h}\r\nContent-Length: 5\r\n"
    b"Content-Length: 6\r\nConnection: close\r\n\r\nhello",
    b"GET /api/config\r\n\r\n",
    b"\x00\x01\x02\r\n\r\n",
    b"GET /api/config HTTP/9.9\r\nHost: {h}\r\n\r\n",
], ids=lambda d: repr(d[:50]))
def test_requests_that_are_none(foyer, authority, data):
    out = raw_https(foyer, authority, data.replace(
        b"{h}", authority_of(foyer).encode()))
    if not out.startswith(b"HTTP/1.1"):
        assert b"community" not in out
        return          # it was closed, or HTTP/0.9's bare body came
    status = int(out.split()[1])
    assert 400 <= status < 506, out[:200]
    if data.startswith((b"GET", b"POST")):
        assert b"application/problem+json" in out, out[:600]
    assert b"nginx/" not in out and b"<center>" not in out


def test_chunked_bodies_arrive(member, foyer, authority):
    head = (f"POST /api/tasks HTTP/1.1\r\nHost: {authority_of(foyer)}\r\n"
            f"Origin: {foyer.nginx.app_url}\r\n"
            f"Cookie: __Host-session={member.api.cookies['__Host-session']}\r\n"
            "Content-Type: application/json\r\nConnection: close\r\n"
            "Transfer-Encoding: chunked\r\n\r\n")
    out = raw_https(foyer, authority, head.encode() +
                    b"9\r\n{\"name\":\"\r\n8\r\nchunked\"\r\n1\r\n}\r\n"
                    b"0\r\n\r\n")
    assert out.startswith(b"HTTP/1.1 201"), out[:500]


def test_a_slow_client_is_let_go(make_stack, authority):
    stack = make_stack()
    start = time.monotonic()
    raw_https(stack, authority, b"POST /api/tasks HTTP/1.1\r\nHost: x\r\n",
              wait=90)
    assert time.monotonic() - start < 80


GUARDS = {
    "strict-transport-security": "max-age=",
    "x-content-type-options": "nosniff",
    "referrer-policy": "",
}


def test_guarding_headers_on_every_answer(api, api_host):
    for client in (api, api_host):
        for target in ("/api/config", "/api/nothing", "/api/%ff"):
            reply = client.get(target)
            for name, value in GUARDS.items():
                assert value in (reply.header(name) or "-"), (name, target)
            assert "nginx/" not in (reply.header("Server") or "")


def test_pages_have_a_policy_without_unsafe(api):
    reply = api.get("/", check=False)
    policy = reply.header("Content-Security-Policy")
    assert policy and "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


TILES = "https://tiles.example:8443/{z}/{x}/{y}.png?key=1"


def pictures(api):
    """Whom a page may ask for pictures."""
    policy = api.get("/", check=False).header("Content-Security-Policy")
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert set(" ".join(v for k, v in parts.items() if k != "img-src"
                        ).split()) == {"'self'", "'none'"}
    return parts["img-src"]


def test_pages_ask_nobody_but_the_server_of_tiles(api, make_stack, authority):
    assert pictures(api) == "'self' data: blob:"
    config = api.get("/api/config").json()
    assert (config["map_tiles"], config["map_attribution"]) == (None, None)
    stack = make_stack(MAP_TILES=TILES, MAP_ATTRIBUTION="© Łąki",
                       nginx={"MAP_TILES": TILES})
    told = stack.clients.app
    assert pictures(told) == "'self' data: blob: https://tiles.example:8443"
    config = told.get("/api/config").json()
    assert "pages may ask https://tiles.example:8443" in stack_.command(
        {**stack.env, "APP_CA": authority.ca}, "doctor", check=False)[1]
    assert "pages may not ask https://tiles.example —" in stack_.command(
        {**stack.env, "APP_CA": authority.ca,
         "MAP_TILES": TILES.replace(":8443", "")}, "doctor", check=False)[1]
    assert (config["map_tiles"], config["map_attribution"]) == (
        TILES, "© Łąki")


@pytest.mark.parametrize("odd", [
    "tiles.example/{z}/{x}/{y}.png", "http://tiles.example/{z}/{x}/{y}.png",
    "https://tiles.example; script-src */{z}/{x}/{y}.png",
    'https://tiles.example" always; #/{z}', "https://{s}.example/{z}/{x}/{y}",
    "https:///{z}/{x}/{y}.png"])
def test_nginx_is_told_of_no_tiles_but_sound_ones(foyer, tmp_path, odd):
    env = {**{k: str(v) for k, v in foyer.nginx.variables.items()},
           "PATH": stack_.PATH, "UPSTREAM": "unix:/x", "MAP_TILES": odd}
    done = subprocess.run([stack_.ROOT / "tools/nginx-conf", tmp_path],
                          env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert "MAP_TILES" in done.stderr and "https://HOST/" in done.stderr
    assert not (tmp_path / "maps.conf").exists()


def test_nginx_reads_the_tiles_from_a_file(foyer, tmp_path):
    (tmp_path / "tiles").write_text(TILES + "\n")
    for told in ({"MAP_TILES_FILE": tmp_path / "tiles"}, {"MAP_TILES": " "}):
        env = {**foyer.nginx.variables, "PATH": stack_.PATH,
               "UPSTREAM": "unix:/x", **told}
        subprocess.run([stack_.ROOT / "tools/nginx-conf", tmp_path],
                       env={k: str(v) for k, v in env.items()}, check=True)
        made = (tmp_path / "maps.conf").read_text()
        assert (' https://tiles.example:8443"' in made) == (
            "MAP_TILES_FILE" in told)


def test_plain_http_redirects_pages_and_not_calls(foyer):
    def ask(path, method="GET", host="your-app.localhost"):
        c = http.client.HTTPConnection("127.0.0.1", foyer.nginx.http,
                                       timeout=10)
        c.request(method, path, headers={"Host": host})
        r = c.getresponse()
        body = r.read()
        c.close()
        return r.status, r.getheader("Location"), body
    status, location, _ = ask("/board?x=1")
    assert status in (301, 308)
    assert location == f"{foyer.nginx.app_url}/board?x=1"
    for path in ("/api/config", "/api/auth/signin"):
        status, location, body = ask(path, "POST")
        assert status >= 400 and location is None, (status, location)
    # An address that is not ours is nobody's way somewhere else.
    status, location, _ = ask("/", host="evil.example")
    assert location is None or "evil" not in location


def test_an_unknown_host_gets_nothing(foyer, authority):
    for host in (b"evil.example", b"127.0.0.1", b"your-app.localhost.evil"):
        out = raw_https(foyer, authority,
                        b"GET /api/config HTTP/1.1\r\nHost: " + host +
                        b"\r\nConnection: close\r\n\r\n")
        assert b"community" not in out


@pytest.mark.parametrize("name", [
    "REMOTE_ADDR", "Remote-Addr", "Foyer-Site", "FOYER_SITE", "Foyer-Msec",
    "Foyer-Request-Id", "Proxy", "Request-Uri", "Content_Length"])
def test_a_header_never_becomes_a_parameter_of_ours(api, name):
    reply = api.get("/api/config", headers={name: "0"})
    assert reply.status == 200
    assert reply.header("X-Request-Id") != "0"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
def test_old_tls_is_refused(foyer):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        with socket.create_connection(("127.0.0.1", foyer.nginx.https)) as s:
            context.wrap_socket(s, server_hostname="your-app.localhost")


def test_dear_things_are_not_cached(api, member):
    for reply in (member.api.get("/api/auth/me"), api.get("/api/config"),
                  member.api.get("/api/tasks")):
        assert any(w in reply.header("Cache-Control")
                   for w in ("no-store", "no-cache"))


def test_http2_too(foyer, authority):
    """What browsers speak: the protocol is offered, and it answers."""
    context = ssl.create_default_context(cafile=authority.ca)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", foyer.nginx.https)) as s:
        with context.wrap_socket(s,
                                 server_hostname="your-app.localhost") as tls:
            assert tls.selected_alpn_protocol() == "h2"
