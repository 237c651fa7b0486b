"""The FastCGI wire: what a broken or hostile peer of the worker can do, which
is nothing.  After each case the worker answers the next one as ever."""

import os
import socket
import struct
import time

import pytest

from fcgi_client import (ABORT, AUTHORIZER, BEGIN, END, GET_VALUES, GONE,
                         PARAMS, STDIN, begin_body, encode_params, record,
                         stream)

MARK = "203.0.113.99"       # an address that only a forged record names


@pytest.fixture(autouse=True)
def still_well(raw, foyer):
    pids = foyer.pool.pids()
    yield
    assert raw.get("/api/health/live").status == 200
    assert foyer.pool.pids() == pids, "a worker died"


def answer_or_end(connection, data, more=True):
    """The reply to `data`, or None when the worker closed instead, be it
    before it had taken all of it.  Without `more` nothing will follow."""
    try:
        connection.send(data)
        if not more:
            connection.shutdown()
        return connection.read_reply()
    except GONE:
        return None


def begun(c, params):
    return (record(BEGIN, 1, begin_body()) +
            stream(PARAMS, 1, encode_params(params)))


def test_a_kept_connection_answers_many(raw):
    with raw.connect() as c:
        for n in range(200):
            assert c.get("/api/config", request_id=1).status == 200


def test_without_keep_the_worker_closes(raw):
    with raw.connect() as c:
        assert c.get("/api/config", keep=False).status == 200
        assert c.is_closed()


def test_request_ids_are_echoed(raw):
    with raw.connect() as c:
        for rid in (1, 2, 255, 256, 65535):
            assert c.get("/api/config", request_id=rid).status == 200


@pytest.mark.parametrize("split", [2, 3, 7, 8, 9, 64])
def test_records_that_come_in_pieces(raw, split):
    """A small request: a socket holds some 80 pieces that nobody has taken,
    and a worker takes a request when it is whole."""
    less = dict.fromkeys(raw.params("GET", "/"))
    del less["REQUEST_METHOD"], less["REQUEST_URI"]
    with raw.connect() as c:
        for _ in range(2):
            assert c.get("/api/config", split=split,
                         params=less).status == 200


def test_params_over_many_records(raw):
    with raw.connect() as c:
        p = raw.params("GET", "/api/config", headers={"X-Long": "x" * 9000})
        c.sent = "GET", "/api/config"
        for chunk in (1, 5, 100, 4096):
            c.send(record(BEGIN, 1, begin_body()) +
                   stream(PARAMS, 1, encode_params(p), chunk) +
                   record(STDIN, 1))
            assert c.read_reply().status == 200


def test_padding_is_ignored(raw):
    """Where nginx pads: records with content."""
    with raw.connect() as c:
        p = encode_params(raw.params("POST", "/api/nothing", b"body"))
        for pad in (1, 7, 255):
            c.sent = "POST", "/api/nothing"
            c.send(record(BEGIN, 1, begin_body()) + record(PARAMS, 1, p, pad) +
                   record(PARAMS, 1) + record(STDIN, 1, b"body", pad) +
                   record(STDIN, 1))
            assert c.read_reply().status == 404


@pytest.mark.parametrize("where", range(3))
def test_padding_elsewhere_confuses_nobody(raw, where):
    """libfcgi loses its place behind it: the connection ends, or goes on."""
    pad = [255 if n == where else 0 for n in range(3)]
    with raw.connect() as c:
        p = encode_params(raw.params("GET", "/api/config"))
        reply = answer_or_end(
            c, record(BEGIN, 1, begin_body(), pad[0]) + record(PARAMS, 1, p) +
            record(PARAMS, 1, b"", pad[1]) + record(STDIN, 1, b"", pad[2]))
        assert reply is None or reply.status == 200
        second = answer_or_end(c, c.message("GET", "/api/config"))
        assert second is None or second.status == 200


BROKEN = {
    "nothing": b"",
    "one byte": b"\x01",
    "a half header": b"\x01\x01\x00\x01",
    "http": b"GET /api/config HTTP/1.1\r\nHost: x\r\n\r\n",
    "tls": bytes.fromhex("16030100f8010000f40303") + bytes(64),
    "zeros": bytes(4096),
    "ones": b"\xff" * 4096,
    "version 0": record(BEGIN, 1, begin_body(), version=0),
    "version 2": record(BEGIN, 1, begin_body(), version=2),
    "params first": record(PARAMS, 1, b"\x01\x01ab"),
    "stdin first": record(STDIN, 1, b"x"),
    "end first": record(END, 1, bytes(8)),
    "kind 99": record(99, 1, b"x"),
    "begin of 0 bytes": record(BEGIN, 1, b""),
    "begin of 7 bytes": record(BEGIN, 1, bytes(7)),
    "begin of 200 bytes": record(BEGIN, 1, bytes(200)),
    "abort first": record(ABORT, 1),
    "management": record(GET_VALUES, 0, encode_params({"FCGI_MAX_CONNS": ""})),
    "random": os.urandom(65536),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_first_record_that_is_none(raw, name):
    with raw.connect() as c:
        reply = answer_or_end(c, BROKEN[name], more=False)
        assert reply is None or reply.status >= 400 or \
            reply.protocol_status != 0, reply


def params_block(name_length, value_length, rest=b""):
    return (struct.pack("!I", name_length | 1 << 31) +
            struct.pack("!I", value_length | 1 << 31) + rest)


@pytest.mark.parametrize("block", [
    params_block(0x7fffffff, 0x7fffffff), params_block(0x7fffffff, 1, b"x"),
    params_block(1, 0x7fffffff, b"x"), params_block(100000, 0, b"x" * 50),
    b"\x05\x05abc", b"\x80", b"\x80\x00", b"\x80\x00\x00", b"\x01",
    b"\x00\x00", b"\x00\x05hello", encode_params({"A": "x" * 200000}),
    encode_params([(f"N{i}", "x") for i in range(20000)]),
    encode_params({"REQUEST_METHOD\0X": "GET", "REQUEST_URI": "/api/config"}),
    encode_params({"REQUEST_METHOD": "GET", "REQUEST_URI": "/api/config\0/x"}),
    encode_params({"A=B": "x", "": "y", "=": "z", "REQUEST_URI": "/api/x"}),
], ids=lambda b: b[:12].hex())
def test_params_that_lie(raw, block):
    with raw.connect() as c:
        reply = answer_or_end(
            c, record(BEGIN, 1, begin_body()) + stream(PARAMS, 1, block) +
            record(STDIN, 1), more=False)
        assert reply is None or reply.status >= 400 or \
            b"\0" in block, reply


def test_a_parameter_given_twice(raw):
    """The worker never mixes two requests of one parameter block."""
    with raw.connect() as c:
        p = list(raw.params("GET", "/api/config").items())
        reply = answer_or_end(
            c, begun(c, p + [("REQUEST_URI", "/api/tasks")]) +
            record(STDIN, 1))
        assert reply is None or reply.status in (200, 400, 401)


def test_a_role_that_is_not_ours(raw):
    with raw.connect() as c:
        reply = answer_or_end(
            c, record(BEGIN, 1, begin_body(AUTHORIZER)) +
            stream(PARAMS, 1, encode_params(raw.params("GET",
                                                       "/api/config"))) +
            record(STDIN, 1))
        assert reply is None or reply.protocol_status == 3 or \
            reply.status >= 400 or reply.status == 200


def test_two_requests_at_once_on_a_connection(raw):
    """Multiplexing is refused or queued, and never mixed up."""
    with raw.connect() as c:
        p = encode_params(raw.params("GET", "/api/config"))
        data = b""
        try:
            c.send(record(BEGIN, 1, begin_body()) +
                   record(BEGIN, 2, begin_body()) + stream(PARAMS, 1, p) +
                   stream(PARAMS, 2,
                          encode_params(raw.params("GET", "/api/x"))) +
                   record(STDIN, 1) + record(STDIN, 2))
            c.shutdown()
            while got := c.sock.recv(65536):
                data += got
        except ConnectionError:
            pass
        assert data.count(b"Status: 200") <= 1


def test_a_client_that_goes_away_in_every_place(raw):
    body = b'{"name":"never whole"}'
    with raw.connect() as c:
        whole = c.message("POST", "/api/tasks", body)
    for cut in range(0, len(whole), 37):
        c = raw.connect()
        c.send(whole[:cut])
        c.close()


def test_an_aborted_request_changes_nothing(raw, member, database):
    headers = {"Authorization": f"Bearer {member.token()}"}
    body = b'{"name":"aborted"}'
    p = raw.params("POST", "/api/tasks", body, headers)
    for where in (0, 5, len(body)):
        with raw.connect() as c:
            answer_or_end(c, begun(c, p) + record(STDIN, 1, body[:where]) +
                          record(ABORT, 1), more=False)
        with raw.connect() as c:        # goes away instead of ending
            c.send(begun(c, p) + record(STDIN, 1, body[:where]))
    assert database.one(
        "select count(*) from task where name = 'aborted'") == 0


def test_a_body_shorter_and_longer_than_it_says(raw, member, database):
    headers = {"Authorization": f"Bearer {member.token()}"}
    body = b'{"name":"wrong length"}'
    for length in (len(body) - 1, len(body) + 1, 0, 10 * len(body)):
        p = raw.params("POST", "/api/tasks", body, headers,
                       {"CONTENT_LENGTH": str(length)})
        with raw.connect() as c:
            c.sent = "POST", "/api/tasks"
            reply = answer_or_end(c, begun(c, p) + stream(STDIN, 1, body))
            assert reply is None or reply.status == 400, reply
    assert database.one(
        "select count(*) from task where name = 'wrong length'") == 0


# What an early answer leaves unread must never be read as records.
EARLY = {
    "not found": ("POST", "/api/nothing"),
    "wrong method": ("DELETE", "/api/config"),
    "bad address": ("POST", "/api/%00"),
    "nobody": ("POST", "/api/tasks"),
    "no body taken": ("GET", "/api/config"),
    "too large": ("POST", "/api/auth/signin"),
}


def forged(raw):
    """Records that ask as somebody at MARK, again and again, so that one of
    them stands wherever a reader might stop."""
    p = raw.params("GET", "/api/config", params={
        "REMOTE_ADDR": MARK, "FOYER_REQUEST_ID": "f" * 32})
    one = (record(BEGIN, 1, begin_body()) +
           stream(PARAMS, 1, encode_params(p)) + record(STDIN, 1))
    one += bytes(-len(one) % 8)
    return one


@pytest.mark.parametrize("early", EARLY)
@pytest.mark.parametrize("size", [1000, 7500, 8192, 9000, 65536, 400_000])
def test_the_body_of_an_early_answer_is_never_a_request(raw, foyer, early,
                                                        size):
    method, target = EARLY[early]
    one = forged(raw)
    for shift in range(0, 8):
        body = (b" " * shift + one * (size // len(one) + 1))[:size]
        with raw.connect() as c:
            c.sock.settimeout(10)
            c.sent = method, target
            message = c.message(method, target, body)
            try:
                c.send(message)
                first = c.read_reply()
            except GONE:
                continue
            assert first.status >= 400, first
            assert first.header("X-Request-Id") != "f" * 32
            try:
                second = c.get("/api/nothing-either")
                assert second.status == 404
                assert second.header("X-Request-Id") != "f" * 32
            except GONE:
                continue    # it was closed: fine
            # Nothing else comes: no third answer to a forged request.
            c.sock.settimeout(0.05)
            try:
                rest = c.buffer + c.sock.recv(100)
                assert rest == b""
            except (socket.timeout, ConnectionError):
                assert c.buffer == b""
    assert not [e for e in foyer.pool.lines()
                if MARK in str(e) or e.get("request_id") == "f" * 32]


def test_the_same_through_nginx(api, foyer, raw):
    """nginx keeps its connections to the worker: what one client leaves
    there the next one would meet."""
    body = (forged(raw) * 300)[:60_000]
    for _ in range(20):
        reply = api.post("/api/nothing", body)
        assert reply.status in (404, 413), reply
        reply = api.get("/api/config")
        assert reply.status == 200
        assert reply.header("X-Request-Id") != "f" * 32
    assert MARK not in foyer.pool.log.read_text()


HEADERISH = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>"


def test_no_input_makes_a_header(raw, member):
    token = {"Authorization": f"Bearer {member.token()}"}
    e = "x%0d%0aSet-Cookie:%20evil=1"
    replies = [
        raw.get(f"/api/{e}"), raw.get(f"/api/tasks?q={e}", headers=token),
        raw.get(f"/api/tasks?cursor={e}", headers=token),
        raw.get(f"/api/users/@{e}", headers=token),
        raw.get("/api/config", headers={
            "If-None-Match": HEADERISH, "Idempotency-Key": HEADERISH,
            "Origin": HEADERISH, "Cookie": HEADERISH,
            "traceparent": HEADERISH}),
        raw.get("/api/config", params={"FOYER_REQUEST_ID": HEADERISH}),
        raw.request(HEADERISH, "/api/config"),
        raw.post("/api/tasks", {"name": HEADERISH}, headers={
            **token, "Idempotency-Key": "headerish"}),
    ]
    for reply in replies:
        names = [n.lower() for n, _ in reply.headers]
        assert "set-cookie" not in names, reply
        assert all(n and n.replace("-", "").isalnum() for n in names), names
        assert reply.head.count(b"\r\n\r\n") == 0
        assert b"\n" not in reply.head.replace(b"\r\n", b"")


def test_an_answer_is_one_block_of_known_headers(raw):
    reply = raw.get("/api/config")
    assert reply.head.startswith(b"Status: 200 OK\r\n")
    assert reply.header("Content-Length") == str(len(reply.body))
    assert reply.stderr == b""
    assert reply.app_status == 0


def test_idle_connections_cost_no_thread(raw, foyer):
    """More kept connections than the pool has threads; all are served."""
    held = [raw.connect() for _ in range(64)]
    try:
        for _ in range(3):
            for c in held:
                assert c.get("/api/config").status == 200
    finally:
        for c in held:
            c.close()


def test_half_a_request_holds_up_nobody(raw):
    """A peer that stops in the middle sits in one thread's way for a few
    seconds at most, also when there is one for each thread of the pool; one
    that has not shown a whole first header, in nobody's."""
    with raw.connect() as c:
        whole = c.message("GET", "/api/config")
    held = []
    for cut in [1, 4, 7] * 20 + [20, 40, 60, 80]:
        c = raw.connect()
        c.send(whole[:cut])
        held.append(c)
    start = time.monotonic()
    with raw.connect(timeout=30) as c:
        # Without an age: with one it would rightly be refused as too old.
        assert c.get("/api/config", params={
            "FOYER_MSEC": None}).status == 200
    took = time.monotonic() - start
    assert all(c.is_closed(30) for c in held)
    assert took < 25, f"{took:.1f} s behind slow peers"
