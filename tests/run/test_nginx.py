"""
nginx as `make run` starts it: what it tells browsers, what it answers by
itself, what it keeps from the pool.
"""

import contextlib
import json
import os
import pathlib
import re
import socket
import ssl
import subprocess
import time

from machine import ROOT
from stack import wait_for

PARTNER = "https://partner.example"
SETTINGS = {"CORS_ORIGINS": PARTNER, "WORKERS": 1, "RATE_LIMIT": 0,
            "RATE_LIMIT_ANONYMOUS": 0}


def problem(reply, status, kind):
    """The reply is nginx's own problem."""
    assert reply.status == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    found = json.loads(reply.text)
    assert set(found) == {"type", "title", "status", "detail", "request_id"}
    assert found["status"] == status
    assert found["type"] == f"/problems/{kind}"
    assert re.fullmatch("[0-9a-f]{32}", found["request_id"])
    assert reply.headers["X-Request-Id"] == found["request_id"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    return found


def page(reply, status):
    assert reply.status == status
    assert reply.headers["Content-Type"].startswith("text/html")
    assert "<h1>" in reply.text


def raw(run, data, tls=False):
    """Sends bytes and gives the status line's status, the header and the
    body."""
    with socket.create_connection(
            ("127.0.0.1", run.https if tls else run.http), 20) as s:
        if tls:
            context = ssl.create_default_context(cafile=run.folder / "ca.pem")
            s = context.wrap_socket(s, server_hostname="your-app.localhost")
        got = b""
        # nginx may close before it has taken all of what is too long.
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            s.sendall(data)
        with contextlib.suppress(ssl.SSLError, ConnectionError):
            while chunk := s.recv(65536):
                got += chunk
                head, _, body = got.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                if length and len(body) >= int(length[1]):
                    break
    return int(head.split()[1]), head.decode(), body.decode()


def pool_requests(run):
    """Those of the log; its last line may still be being written."""
    return [json.loads(line) for line in run.log("foyer.log").split("\n")[:-1]
            if '"event":"request"' in line]


def reached_the_pool(run, what):
    """Those of the pool's requests for which what() is true, when it has
    written down one that comes later than all."""
    last = run.fetch("/api/config").headers["X-Request-Id"]
    wait_for("the line of what came later", lambda: any(
        r["request_id"] == last for r in pool_requests(run)))
    return [r for r in pool_requests(run) if what(r)]


def is_of(reply):
    return lambda r: r["request_id"] == reply.headers["X-Request-Id"]


# -------------------------------------------------------------------- pages

def test_a_page_tells_the_browser_what_it_may(running):
    for site, path in (("app", "/"), ("app", "/board"), ("api", "/"),
                       ("app", "/problems/not_found"), ("app", "/no.png")):
        headers = running.fetch(path, site=site).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "*" not in policy
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert headers["Server"] == "nginx"
        for name in headers:
            assert len(headers.get_all(name)) == 1, name


def test_the_application_answers_its_own_paths_only(running):
    first = running.fetch("/")
    assert first.headers["Cache-Control"] == "no-cache"
    for path in ("/board", "/you/security", "/setup", "/@ann"):
        reply = running.fetch(path)
        assert (reply.status, reply.text) == (200, first.text)
        assert reply.headers["Cache-Control"] == "no-cache"
    for path in ("/x.png", "/deep/er.js", "/assets/none.js", "/.env",
                 "/index.html/x.js"):
        page(running.fetch(path), 404)
    assert running.fetch("/", headers={
        "If-None-Match": first.headers["ETag"]}).status == 304


def test_hashed_files_stay_for_good_and_come_compressed(running):
    script = re.search(r'src="\.?(/assets/[^"]+\.js)"',
                       running.fetch("/").text)[1]
    plain = running.fetch(script)
    assert plain.headers["Cache-Control"] == \
        "public, max-age=31536000, immutable"
    assert plain.headers["Content-Type"].startswith("text/javascript")
    small = running.fetch(script, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) < len(plain.text)
    if list((ROOT / "web/dist/assets").glob("*.br")) and pathlib.Path(
            "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"
            ).exists():
        assert running.fetch(script, headers={
            "Accept-Encoding": "gzip, deflate, br"
        }).headers["Content-Encoding"] == "br"


def test_an_absent_file_is_not_kept(running):
    assert "immutable" not in str(running.fetch("/assets/none.js").headers)


def test_problems_are_pages_on_both_hosts(running):
    for site in ("app", "api"):
        reply = running.fetch("/problems/not_found", site=site)
        assert reply.status == 200 and "<h1" in reply.text
    page(running.fetch("/problems/no_such_problem"), 404)


# ------------------------------------------------------------------- errors

def test_what_is_not_ours_is_a_problem_under_api(running):
    """Each error of nginx's own, as a program sees it."""
    host = b"Host: your-app.localhost\r\n\r\n"
    for data, status, kind in (
            (b"GET /api/\x01 HTTP/1.1\r\n" + host, 400, "malformed"),
            (b"GET /api/%zz HTTP/1.1\r\n" + host, 400, "malformed"),
            (b"GET /api/config HTTP/1.1\r\n\r\n", 400, "malformed"),
            (b"GET /api/config HTTP/1.1\r\nX-Y: " + b"a" * 40000 + b"\r\n"
             + host, 431, "too_large"),
            (b"GET /api/" + b"a" * 40000 + b" HTTP/1.1\r\n" + host, 414,
             "too_large"),
            (b"GET /api/config HTTP/1.1\r\nTransfer-Encoding: odd\r\n" + host,
             501, "malformed"),
            (b"GET /api/config HTTP/9.9\r\n" + host, 505, "malformed"),
            (b"TRACE /api/config HTTP/1.1\r\n" + host, 405, "method"),
            (b"POST /api/auth/signin HTTP/1.1\r\nContent-Length: 99999999\r\n"
             + host, 413, "too_large")):
        got, head, body = raw(running, data, tls=True)
        assert got == status, data[:60]
        assert "application/problem+json" in head, (status, head)
        found = json.loads(body)
        assert found["status"] == status
        assert found["type"] == f"/problems/{kind}"
        assert found["request_id"] in head


def test_api_itself_is_no_page(running):
    for site in ("app", "api"):
        for path in ("/api", "/api?x"):
            problem(running.fetch(path, site=site), 404, "not_found")


def test_the_same_for_a_browser_is_a_page(running):
    page(running.fetch("/no.css"), 404)
    page(running.fetch("/board", "POST", body="x"), 405)
    status, head, body = raw(
        running, b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\n"
        b"Host: your-app.localhost\r\n\r\n", tls=True)
    assert status == 414 and "text/html" in head and "<h1>" in body


def test_noise_is_refused(running):
    for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
                 b"HELO there\r\n\r\n"):
        status, _, _ = raw(running, data)
        assert status == 400


def test_another_host_is_not_served(running):
    problem(running.fetch("/api/config", host="other.example"), 421,
            "not_found")
    page(running.fetch("/", host="other.example"), 421)
    page(running.fetch("/", host="127.0.0.1", tls=False), 421)
    reply = running.fetch("/api/config", host="evil.your-app.localhost")
    problem(reply, 421, "not_found")
    assert not reached_the_pool(running, is_of(reply))


def test_without_tls_pages_are_sent_on_and_programs_are_told(running):
    for site in ("app", "api"):
        reply = running.fetch("/board?x=%20y", site=site, tls=False)
        assert reply.status == 308
        assert reply.headers["Location"] == \
            running.url(site) + "/board?x=%20y"
        told = running.fetch("/api/tasks", "POST", site=site, tls=False,
                             headers={"Authorization": "Bearer foyer_x"})
        problem(told, 426, "malformed")
        assert "Strict-Transport-Security" not in told.headers
        assert not reached_the_pool(running, is_of(told))


def test_plain_http_at_the_port_of_tls(running):
    line = b" HTTP/1.1\r\nHost: your-app.localhost\r\n\r\n"

    def ask(path):
        with socket.create_connection(("127.0.0.1", running.https), 20) as s:
            s.sendall(b"GET " + path + line)
            return s.makefile("rb").read().decode()
    assert f"Location: {running.url()}/board" in ask(b"/board")
    assert ask(b"/api/config").startswith("HTTP/1.1 426 ")


def test_a_pool_that_is_away(make_run):
    run = make_run().start()
    # Its socket is gone, as between two starts.
    (run.folder / "foyer.sock").unlink()
    reply = wait_for("no kept connection is left", lambda: (
        lambda r: r if r.status != 200 else None)(run.fetch("/api/config")),
        20)
    problem(reply, 502, "unavailable")
    assert int(reply.headers["Retry-After"]) > 0
    assert run.fetch("/").status == 200


# --------------------------------------------------------------------- TLS

def test_tls_12_and_13_and_http2(running):
    def connect(low, high):
        context = ssl.create_default_context(cafile=running.folder / "ca.pem")
        context.set_alpn_protocols(["h2", "http/1.1"])
        context.minimum_version, context.maximum_version = low, high
        with socket.create_connection(("127.0.0.1", running.https)) as s:
            with context.wrap_socket(
                    s, server_hostname="api.your-app.localhost") as t:
                return t.version(), t.selected_alpn_protocol()
    v = ssl.TLSVersion
    assert connect(v.TLSv1_2, v.TLSv1_2) == ("TLSv1.2", "h2")
    assert connect(v.TLSv1_3, v.TLSv1_3) == ("TLSv1.3", "h2")
    done = subprocess.run(
        ["openssl", "s_client", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
         "-connect", f"127.0.0.1:{running.https}"],
        capture_output=True, stdin=subprocess.DEVNULL, text=True)
    assert done.returncode != 0
    certificate = subprocess.run(
        ["openssl", "x509", "-in", running.folder / "tls/cert.pem", "-noout",
         "-text"], capture_output=True, text=True).stdout
    assert "id-ecPublicKey" in certificate


# --------------------------------------------------------------------- CORS

def preflight(running, origin):
    return running.fetch("/api/tasks", "OPTIONS", site="api", headers={
        "Origin": origin, "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization,content-type"})


def test_a_preflight_is_answered_without_the_pool(running):
    for origin in (running.url(), PARTNER):
        reply = preflight(running, origin)
        assert (reply.status, reply.text) == (204, "")
        headers = reply.headers
        assert headers["Access-Control-Allow-Origin"] == origin
        assert "PATCH" in headers["Access-Control-Allow-Methods"]
        assert "Authorization" in headers["Access-Control-Allow-Headers"]
        assert "Idempotency-Key" in headers["Access-Control-Allow-Headers"]
        assert headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in headers
    assert not reached_the_pool(running, lambda r: r["method"] == "OPTIONS")


def test_an_origin_that_is_not_on_the_list_learns_nothing(running):
    for origin in ("https://evil.example", "null", "*", PARTNER + ".evil",
                   PARTNER + ":443", "http://partner.example",
                   running.url().replace("https://", "https://x.")):
        reply = preflight(running, origin)
        assert not [h for h in reply.headers
                    if h.lower().startswith("access-control-allow")]
        assert reply.headers["Vary"] == "Origin"
        asked = running.fetch("/api/config", site="api",
                              headers={"Origin": origin})
        assert not [h for h in asked.headers
                    if h.lower().startswith("access-control-")]


def test_answers_and_errors_carry_the_origin(running):
    for path, method, status in (("/api/config", "GET", 200),
                                 ("/api/none", "GET", 404),
                                 ("/api/tasks", "GET", 401),
                                 ("/api/tasks", "TRACE", 405)):
        reply = running.fetch(path, method, site="api",
                              headers={"Origin": PARTNER})
        assert reply.status == status
        assert reply.headers["Access-Control-Allow-Origin"] == PARTNER
        assert "ETag" in reply.headers["Access-Control-Expose-Headers"]
        assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in running.fetch(
        "/api/config", headers={"Origin": PARTNER}).headers


# -------------------------------------------------------- what the pool sees

def test_no_header_stands_twice(running):
    for site in ("app", "api"):
        headers = running.fetch("/api/config", site=site).headers
        for name in headers:
            assert len(headers.get_all(name)) == 1, name
        assert headers["Content-Security-Policy"] == \
            "default-src 'none'; frame-ancestors 'none'"
        assert "Strict-Transport-Security" in headers


def test_the_api_host_knows_no_cookie(running):
    """A session of the app host is nobody at the api host."""
    link = wait_for("the link", lambda: running.lines("setup"))[0][0]
    body = json.dumps({
        "token": link.split("#")[1], "email": "first@example.org",
        "password": "a long enough one 7", "handle": "first",
        "display_name": "First"})
    made = running.fetch("/api/auth/setup", "POST", body=body, headers={
        "Content-Type": "application/json", "Origin": running.url()})
    assert made.status == 201, made.text
    cookie = made.headers["Set-Cookie"].split(";")[0]
    assert running.fetch("/api/auth/me", headers={
        "Cookie": cookie}).status == 200
    assert running.fetch("/api/auth/me", site="api", headers={
        "Cookie": cookie}).status == 401


def test_a_chunked_body_arrives_whole(running):
    """nginx takes the whole body and only then passes it on."""
    text = json.dumps({"login": "nobody", "password": "x" * 500}).encode()
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(text[i:i + 50]), text[i:i + 50])
                      for i in range(0, len(text), 50))
    status, _, body = raw(
        running, b"POST /api/auth/signin HTTP/1.1\r\n"
        b"Host: your-app.localhost\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" + pieces + b"0\r\n\r\n",
        tls=True)
    assert (status, json.loads(body)["type"]) == (
        401, "/problems/wrong_password")


def test_the_log_has_the_request_and_no_secret(running):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    reply = running.fetch(
        "/api/tasks?q=secret-search&cursor=secret-cursor", site="api",
        headers={"Authorization": "Bearer foyer_secret-token",
                 "Cookie": "__Host-session=secret-cookie",
                 "Referer": "https://x.example/?secret-referer",
                 "traceparent": trace})
    number = reply.headers["X-Request-Id"]

    def line():
        return [entry for entry in map(
            json.loads, running.log("access.log").split("\n")[:-1])
            if entry["request_id"] == number]
    (entry,) = wait_for("the line is written", line)
    assert entry["path"] == "/api/tasks" and entry["status"] == reply.status
    assert entry["traceparent"] == trace
    for name in ("access.log", "nginx.log", "foyer.log"):
        assert "secret" not in running.log(name)


# ------------------------------------------------------------------- limits

def test_one_address_is_held_to_its_rate(make_run):
    run = make_run(ADDRESS_RATE=1, ADDRESS_BURST=3).start()
    began, passed, refused = time.monotonic(), 0, []
    while not refused:
        reply = run.fetch("/api/config", site="api",
                          headers={"Origin": run.url()})
        if reply.status == 429:
            refused.append(reply)
            continue
        # The burst and one besides, and one a second.
        passed += 1
        assert passed <= 5 + time.monotonic() - began
    problem(refused[0], 429, "too_many")
    assert int(refused[0].headers["Retry-After"]) > 0
    assert refused[0].headers["Access-Control-Allow-Origin"] == run.url()


def test_the_limits_can_be_off(make_run):
    run = make_run(ADDRESS_LIMITS="off", ADDRESS_RATE=1, ADDRESS_BURST=1,
                   ADDRESS_CONNECTIONS=1, RATE_LIMIT_ANONYMOUS=0).start()
    assert {run.fetch("/api/health/live").status for _ in range(20)} == {200}


def test_a_client_that_is_slow_does_not_stay(make_run):
    """Neither with its header nor with its body, and it holds no worker."""
    run = make_run(WORKERS=1, THREADS=1).start()
    slow = []
    for data in (b"GET /api/con", b"POST /api/auth/signin HTTP/1.1\r\n"
                 b"Host: your-app.localhost\r\nContent-Length: 100\r\n\r\n{"):
        context = ssl.create_default_context(cafile=run.folder / "ca.pem")
        s = context.wrap_socket(
            socket.create_connection(("127.0.0.1", run.https), 30),
            server_hostname="your-app.localhost")
        s.sendall(data)
        slow.append(s)
    before = time.monotonic()
    assert run.fetch("/api/health/ready").status == 200
    for s in slow:
        try:
            s.recv(1000)        # what nginx says at most is that it ends
        except OSError:
            pass
        s.close()
    print(f"ended after {time.monotonic() - before:.0f} s")
    # The pool never heard of the two.
    assert not [r for r in pool_requests(run)
                if r.get("route") == "/auth/signin"]


# ------------------------------------------------------------------ the files

def test_the_files_are_good_for_nginx_and_hold_none_of_its_traps(running,
                                                                place):
    path = {"PATH": os.environ["PATH"] + ":/usr/sbin"}
    subprocess.run(
        [ROOT / "tools/nginx-conf", place], check=True, env={
            **path, "TLS_CERTIFICATE": str(running.folder / "tls/cert.pem"),
            "TLS_KEY": str(running.folder / "tls/key.pem"),
            "WEB_ROOT": "/nonexistent", "SITE_ROOT": "/nonexistent",
            "UPSTREAM": "127.0.0.1:9000", "TRUSTED_PROXIES": "10.0.0.0/8",
            "HTTPS_PORT": str(running.https), "HTTP_PORT": str(running.http)})
    done = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", place / "nginx.conf"],
        capture_output=True, text=True, env=path)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr
    for path in (ROOT / "conf").iterdir():
        text = re.sub(r"#.*", "", path.read_text())
        for word in ("if", "rewrite", "charset_map", "set"):
            assert not re.search(rf"^\s*{word}\s*[($\w]", text, re.M), path
        for pattern in re.findall(r'"~\*?([^"]*)"|location ~\*? (\S+)', text):
            assert not re.search(r"(?<!\\)\((?!\?:)", "".join(pattern)), path
