"""What an operator sees: request ids, trace ids, log lines, metrics; and what
nobody ever sees there."""

import re
import time

import pytest

from stack import wait_for
from stalls import Stalls


def line_of(foyer, reply):
    """The log line of a reply; it is written after the answer is sent."""
    rid = reply.header("X-Request-Id")
    found = wait_for("the log line", lambda: [
        e for e in foyer.pool.lines() if e.get("request_id") == rid])
    (line,) = found
    return line


def test_every_answer_has_an_id_of_its_own(api, raw):
    seen = {api.get("/api/config").header("X-Request-Id")
            for _ in range(5)}
    assert len(seen) == 5
    assert all(re.fullmatch(r"[0-9a-f]{32}", i) for i in seen)
    mine = "0123456789abcdef" * 2
    reply = raw.get("/api/config", params={"FOYER_REQUEST_ID": mine})
    assert reply.header("X-Request-Id") == mine


@pytest.mark.parametrize("given", ["", "x", "x" * 5000, "a\r\nX-Evil: 1",
                                   "0" * 31, "\xff" * 32, None])
def test_an_id_that_is_none_is_replaced(raw, given):
    if given is not None:
        given = given.encode("latin-1")
    reply = raw.get("/api/config", params={"FOYER_REQUEST_ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", reply.header("X-Request-Id"))
    assert reply.header("X-Evil") is None


def test_a_client_does_not_choose_the_id(api):
    mine = "0123456789abcdef" * 2
    reply = api.get("/api/config", headers={"X-Request-Id": mine})
    assert reply.header("X-Request-Id") != mine


def test_one_line_a_request(foyer, api, member):
    reply = member.api.get("/api/tasks?q=secretsearch")
    line = line_of(foyer, reply)
    assert line["method"] == "GET"
    assert line["status"] == 200
    assert "secretsearch" not in str(line)
    assert {"level", "event"} <= set(line)
    assert any(k.startswith("t") for k in line)
    reply = api.get("/api/nothing")
    assert line_of(foyer, reply)["status"] == 404


def test_traceparent_is_taken(foyer, raw):
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    reply = raw.get("/api/config", headers={
        "traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert trace in str(line_of(foyer, reply))


@pytest.mark.parametrize("value", [
    "", "00", "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "x" * 3000, '00-"\r\n-x-01'])
def test_a_traceparent_that_is_none_is_replaced(foyer, raw, value):
    reply = raw.get("/api/config", headers={"traceparent": value})
    line = line_of(foyer, reply)
    assert re.search(r"[0-9a-f]{32}", line.get("trace_id", ""))
    assert line["trace_id"] != "0" * 32
    assert line["trace_id"] != "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_log_holds_no_secret(foyer, api, make_member):
    canary = "Canary7Password"
    member = make_member(password=canary,
                         email="canary-mail@example.org")
    token = member.token()
    cookie = member.api.cookies["__Host-session"]
    other = member.api.clone()
    other.post("/api/auth/signin", {"login": "canary-mail@example.org",
                                    "password": canary})
    other.post("/api/auth/signin", {"login": member.handle,
                                    "password": canary + "wrong"})
    other.post("/api/auth/signup", {"password": canary, "handle": "x"})
    other.get(f"/api/auth/me?token={token}")
    other.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    other.get("/api/auth/me", headers={"Authorization": f"Bearer {canary}"})
    other.get("/api/config", headers={"User-Agent": f"agent {canary}",
                                      "Referer": f"https://x/?{canary}"})
    other.post("/api/auth/reset", {"token": canary, "password": canary})
    last = member.api.post("/api/tasks", {"name": canary},
                           headers={"Idempotency-Key": canary})
    line_of(foyer, last)
    logs = foyer.pool.log.read_text() + foyer.jobs_log.read_text()
    for secret in (canary, token, token.removeprefix("foyer_"), cookie,
                   "canary-mail"):
        assert secret not in logs, secret
    nginx = "".join(p.read_text(errors="replace")
                    for p in foyer.nginx.folder.rglob("*.log"))
    assert nginx
    for secret in (canary, token, cookie):
        assert secret not in nginx, secret


def test_nothing_a_client_sends_makes_a_line(foyer, raw):
    evil = 'x"\n{"event":"forged","level":"error"}\n\r\u2028'
    raw.request(evil.replace("\n", " "), "/api/config")
    last = raw.get("/api/config", headers={
        "User-Agent": evil, "traceparent": evil, "X-Request-Id": evil,
        "Cookie": evil, "Origin": evil})
    line_of(foyer, last)
    assert not [e for e in foyer.pool.lines() if e.get("event") == "forged"]


# ---------------------------------------------------------------- metrics

SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(\{.*\})? (-?[0-9.eE+-]+|\+Inf|NaN)')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def parse(text):
    """{(name, frozenset(labels)): value}, after holding the text against
    Prometheus's form: HELP and TYPE once, before the samples."""
    assert text.endswith("\n")
    samples, kind = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, type_ = line.split()
            assert name not in kind, f"TYPE of {name} twice"
            kind[name] = type_
        elif line.startswith("#") or not line:
            continue
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            name, labels, value = match.groups()
            base = re.sub(r"_(bucket|sum|count)$", "", name)
            assert name in kind or kind.get(base) == "histogram", line
            key = name, frozenset(LABEL.findall(labels or ""))
            assert key not in samples, f"{line} twice"
            samples[key] = float(value)
    return samples, kind


def total(samples, name, **labels):
    want = set(labels.items())
    return sum(v for (n, ls), v in samples.items()
               if n == name and want <= ls)


def test_the_form_of_metrics(foyer, api):
    api.get("/api/config")
    samples, kind = parse(foyer.metrics())
    assert kind["foyer_http_requests_total"] == "counter"
    histograms = [n for n, k in kind.items() if k == "histogram"]
    assert any("duration" in n for n in histograms)
    for name in histograms:
        series = {}
        for (n, labels), v in samples.items():
            if n == f"{name}_bucket":
                le = dict(labels)["le"]
                rest = frozenset(x for x in labels if x[0] != "le")
                series.setdefault(rest, []).append((float(le), v))
        assert series, name
        for rest, buckets in series.items():
            buckets.sort()
            values = [v for _, v in buckets]
            assert values == sorted(values), "buckets are cumulative"
            assert buckets[-1][0] == float("inf")
            assert buckets[-1][1] == samples[f"{name}_count", rest]
            assert (f"{name}_sum", rest) in samples


def test_counts_are_true(foyer, raw, member):
    """Over all workers, each request once, by route and status."""
    token = {"Authorization": f"Bearer {member.token()}"}
    before, _ = parse(foyer.metrics())
    for _ in range(40):
        assert raw.get("/api/config").status == 200
    for _ in range(7):
        assert raw.get("/api/tasks/999999", headers=token).status == 404
    for _ in range(3):
        raw.post("/api/tasks", {"name": ""}, headers=token)
    for _ in range(5):
        raw.get("/api/no-such-route")

    def grew():
        after, _ = parse(foyer.metrics())

        def more(**labels):
            name = "foyer_http_requests_total"
            return total(after, name, **labels) - total(before, name, **labels)
        routes = {dict(ls).get("route") for (n, ls) in after
                  if n == "foyer_http_requests_total"}
        return (more(status="200") >= 40 and more(status="404") == 12 and
                more(status="422") == 3 and routes)
    routes = wait_for("the counters", grew)
    assert not any("999999" in r or "no-such" in r for r in routes)


def test_metrics_are_answered_nowhere_else(api, api_host, raw):
    for client in (api, api_host, raw):
        for target in ("/metrics", "/api/metrics"):
            reply = client.request("GET", target, **(
                {} if client is raw else {"check": False}))
            assert b"foyer_http_requests_total" not in reply.body


def test_the_metrics_address_is_no_other_door(foyer):
    import urllib.error
    import urllib.request
    base = f"http://127.0.0.1:{foyer.metrics_port}"
    for path in ("/", "/api/config", "/api/tasks", "/metricsx", "/%00"):
        with pytest.raises(urllib.error.HTTPError) as e:
            urllib.request.urlopen(base + path, timeout=5)
        assert e.value.code == 404


def test_a_slow_scraper_holds_nobody_up(foyer, raw):
    import socket
    held = [socket.create_connection(("127.0.0.1", foyer.metrics_port))
            for _ in range(20)]
    for s in held[:10]:
        s.sendall(b"GET /metr")
    with Stalls() as stalls:
        start = time.monotonic()
        assert raw.get("/api/config").status == 200
        took = time.monotonic() - start
    assert took < 3 + stalls.seconds        # behind them it would be 4
    assert "foyer_" in foyer.metrics()
    for s in held:
        s.close()


def test_logfmt_by_choice(make_stack):
    stack = make_stack(LOG_FORMAT="logfmt")
    reply = stack.raw.get("/api/config", headers={"User-Agent": 'a "b" c'})
    rid = reply.header("X-Request-Id")
    line = wait_for("the line", lambda: [
        l for l in stack.pool.log.read_text().splitlines() if rid in l])[0]
    rest = re.sub(r'[a-z_]+=("(?:[^"\\]|\\.)*"|[^ "=]*)( |$)', "", line)
    assert rest == "", f"{rest!r} is left of {line!r}"
