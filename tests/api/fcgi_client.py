"""
A FastCGI client that can also misbehave.

It speaks what nginx speaks to the worker, over the worker's own socket, and
lets a test do what nginx never would: send records out of order, split them
at any byte, lie about lengths, abort, forge.  It knows nothing of Foyer but
the parameters that nginx passes (`Raw.params`).

    raw = Raw("/tmp/x/foyer.sock")
    raw.get("/api/config").json()
    with raw.connect() as c:                  # one kept connection
        c.request("GET", "/api/config").status
        c.send(record(BEGIN, 1, begin_body())[:3])      # by hand
"""

import json
import os
import socket
import struct
import time

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT, STDERR, DATA, GET_VALUES = \
    1, 2, 3, 4, 5, 6, 7, 8, 9
RESPONDER, AUTHORIZER, FILTER = 1, 2, 3
KEEP_CONN = 1


def record(kind, request_id, content=b"", padding=0, version=1):
    """One record; content is at most 65535 bytes."""
    return struct.pack("!BBHHBx", version, kind, request_id, len(content),
                       padding) + content + b"\0" * padding


def stream(kind, request_id, content, chunk=65535, end=True):
    """A stream of records, with the empty one that closes it."""
    out = b"".join(record(kind, request_id, content[i:i + chunk])
                   for i in range(0, len(content), chunk))
    return out + (record(kind, request_id) if end else b"")


def begin_body(role=RESPONDER, flags=KEEP_CONN):
    return struct.pack("!HB5x", role, flags)


def _length(n):
    return struct.pack("!B", n) if n < 128 else struct.pack("!I", n | 1 << 31)


def encode_params(params):
    """Name-value pairs; a dict, or a list of pairs when order or repetition
    matters.  Values are str or bytes."""
    out = b""
    for name, value in (params.items() if hasattr(params, "items")
                        else params):
        name = name.encode() if isinstance(name, str) else name
        value = value.encode() if isinstance(value, str) else value
        out += _length(len(name)) + _length(len(value)) + name + value
    return out


class Closed(Exception):
    """The worker closed the connection in the middle of an answer."""


# The worker is gone, or has had enough of us; which of these it is depends
# on how far we were when it happened.
GONE = (Closed, ConnectionError)


class Reply:
    """What came back: status, headers (list of pairs as sent), body."""

    def __init__(self, stdout, stderr=b"", app_status=0, protocol_status=0):
        head, self.sep, self.body = stdout.partition(b"\r\n\r\n")
        self.head = head
        self.stderr = stderr
        self.app_status = app_status
        self.protocol_status = protocol_status
        self.headers = []
        self.status = 200
        self.reason = ""
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(":")
            value = value.strip()
            if name.lower() == "status":
                code, _, self.reason = value.partition(" ")
                self.status = int(code)
            else:
                self.headers.append((name, value))

    def header(self, name, default=None):
        """The one value of a header; two of the same name are a fault."""
        found = [v for n, v in self.headers if n.lower() == name.lower()]
        assert len(found) <= 1, f"{name} was sent {len(found)} times"
        return found[0] if found else default

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Connection:
    """One connection to the worker."""

    def __init__(self, raw, timeout=10):
        self.raw = raw
        address = raw.address
        if isinstance(address, str):
            self.sock = socket.socket(socket.AF_UNIX)
        else:
            self.sock = socket.socket(socket.AF_INET)
        # With a timeout a full queue would refuse at once (EAGAIN).
        self.sock.connect(address)
        self.sock.settimeout(timeout)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def send(self, data, split=None, pause=0):
        """Sends bytes; `split` cuts them into pieces of that size."""
        for i in range(0, len(data), split or len(data) or 1):
            self.sock.sendall(data[i:i + (split or len(data))])
            if pause:
                time.sleep(pause)

    def shutdown(self):
        self.sock.shutdown(socket.SHUT_WR)

    def _exactly(self, n):
        while len(self.buffer) < n:
            got = self.sock.recv(65536)
            if not got:
                raise Closed(f"closed with {len(self.buffer)} of {n} bytes")
            self.buffer += got
        out, self.buffer = self.buffer[:n], self.buffer[n:]
        return out

    def read_record(self):
        """(kind, request id, content) of the next record."""
        version, kind, rid, length, padding = struct.unpack(
            "!BBHHBx", self._exactly(8))
        assert version == 1, f"a record of version {version} came back"
        content = self._exactly(length)
        self._exactly(padding)
        return kind, rid, content

    def read_reply(self, request_id=1):
        """Everything up to END_REQUEST of `request_id`."""
        out = err = b""
        while True:
            kind, rid, content = self.read_record()
            assert rid == request_id, f"answer to request {rid}"
            if kind == STDOUT:
                out += content
            elif kind == STDERR:
                err += content
            elif kind == END:
                app, protocol = struct.unpack("!IB3x", content)
                reply = Reply(out, err, app, protocol)
                if protocol == 0:
                    self.raw.seen(self, reply)
                return reply
            else:
                raise AssertionError(f"record of kind {kind} came back")

    def is_closed(self, wait=5):
        """Whether the worker ends the connection within `wait` seconds
        without another byte."""
        self.sock.settimeout(wait)
        try:
            return self.buffer == b"" and self.sock.recv(1) == b""
        except ConnectionError:
            return True
        except socket.timeout:
            return False

    def message(self, method, target, body=b"", headers=None, params=None,
                request_id=1, keep=True, chunk=65535):
        """The bytes of a whole well-formed request."""
        self.sent = method, target
        p = self.raw.params(method, target, body, headers, params)
        return (record(BEGIN, request_id,
                       begin_body(flags=KEEP_CONN if keep else 0)) +
                stream(PARAMS, request_id, encode_params(p)) +
                stream(STDIN, request_id, body, chunk))

    def request(self, method, target, body=b"", headers=None, params=None,
                request_id=1, keep=True, chunk=65535, split=None):
        body = to_bytes(body)
        self.send(self.message(method, target, body, headers, params,
                               request_id, keep, chunk), split)
        return self.read_reply(request_id)

    def get(self, target, **kw):
        return self.request("GET", target, **kw)

    def post(self, target, body=b"", **kw):
        return self.request("POST", target, body, **kw)


def to_bytes(body):
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    return json.dumps(body).encode()


class Raw:
    """Requests over the worker's socket, each on a connection of its own
    unless made through connect()."""

    def __init__(self, address, check=None, site="api"):
        self.address = address
        self.check = check      # check(method, target, reply): the contract
        self.site = site

    def connect(self, timeout=10):
        return Connection(self, timeout)

    def seen(self, connection, reply):
        if self.check and getattr(connection, "sent", None):
            self.check(*connection.sent, reply)

    def params(self, method, target, body=b"", headers=None, params=None):
        """What nginx would pass (conf/), overridden by `params`; a value of
        None leaves one out."""
        p = {
            "REQUEST_METHOD": method,
            "REQUEST_URI": target,
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "FOYER_SITE": self.site,
            "FOYER_MSEC": f"{time.time():.3f}",
            "FOYER_REQUEST_ID": os.urandom(16).hex(),
        }
        for name, value in (headers or {}).items():
            name = name.upper().replace("-", "_")
            if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                name = "HTTP_" + name
            p[name] = value
        p.update(params or {})
        return {k: v for k, v in p.items() if v is not None}

    def request(self, method, target, body=b"", **kw):
        with self.connect() as c:
            return c.request(method, target, body, keep=False, **kw)

    def get(self, target, **kw):
        return self.request("GET", target, **kw)

    def post(self, target, body=b"", **kw):
        return self.request("POST", target, body, **kw)

    def patch(self, target, body=b"", **kw):
        return self.request("PATCH", target, body, **kw)

    def delete(self, target, **kw):
        return self.request("DELETE", target, **kw)
