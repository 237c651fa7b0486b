"""
An HTTPS client that sends exactly what it is told: no path is tidied, no
header added but Host, Origin, Cookie, Authorization and the body's two.

`Client` keeps one connection per thread and one cookie jar.  On the app host
it sends the right Origin with unsafe methods, as a browser would; a test that
wants another says headers={"Origin": ...}, or None for none at all.
"""

import http.client
import json
import socket
import ssl
import threading

SAFE = ("GET", "HEAD", "OPTIONS")
COOKIE = "__Host-session"


class Reply:
    def __init__(self, status, headers, body, method, target):
        self.status = status
        self.headers = headers          # pairs, as sent
        self.body = body
        self.method = method
        self.target = target

    def header(self, name, default=None):
        """The one value of a header; two of the same name are a fault."""
        found = self.header_all(name)
        assert len(found) <= 1, f"{name} was sent {len(found)} times"
        return found[0] if found else default

    def header_all(self, name):
        return [v for n, v in self.headers if n.lower() == name.lower()]

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    @property
    def symbol(self):
        """The last word of a problem's type: "not_found"."""
        return self.json()["type"].rsplit("/", 1)[1]

    @property
    def faults(self):
        """{pointer: code} of a 422."""
        return {e["pointer"]: e["code"] for e in self.json()["errors"]}

    def __repr__(self):
        return (f"<{self.method} {self.target} {self.status} "
                f"{self.body[:400]!r}>")


class _Connection(http.client.HTTPSConnection):
    """Talks to 127.0.0.1 whatever the host's name is, and lets a test send
    a path or a method that http.client itself would refuse."""

    _http_vsn_str = "HTTP/1.1"

    def connect(self):
        sock = socket.create_connection(("127.0.0.1", self.port),
                                        self.timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = self._context.wrap_socket(sock, server_hostname=self.host)

    def _validate_path(self, url):
        pass

    def _validate_method(self, method):
        pass

    def _encode_request(self, request):
        return request.encode("latin-1")


class Client:
    def __init__(self, url, ca, check=None, token=None, timeout=30):
        scheme, _, authority = url.partition("://")
        self.url = url
        self.host, _, port = authority.partition(":")
        self.port = int(port or 443)
        self.authority = authority
        self.is_app = not self.host.startswith("api.")
        self.token = token
        self.cookies = {}
        self.check = check
        self.timeout = timeout
        self.context = ssl.create_default_context(cafile=ca)
        self.local = threading.local()

    def clone(self, **kw):
        """Another client of the same host, signed out, with a jar of its
        own."""
        other = Client.__new__(Client)
        other.__dict__.update(self.__dict__, cookies={}, token=None,
                              local=threading.local())
        other.__dict__.update(kw)
        return other

    def close(self):
        connection = getattr(self.local, "connection", None)
        if connection:
            connection.close()
        self.local.connection = None

    def _headers(self, method, body, json_, headers):
        out = {"Host": self.authority}
        if self.is_app and method not in SAFE:
            out["Origin"] = self.url
        if self.cookies:
            out["Cookie"] = "; ".join(f"{k}={v}"
                                      for k, v in self.cookies.items())
        if self.token:
            out["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            out["Content-Length"] = str(len(body))
            if json_:
                out["Content-Type"] = "application/json"
        names = {k.lower(): k for k in out}
        for name, value in (headers or {}).items():
            out.pop(names.get(name.lower()), None)
            if value is not None:
                out[name] = value
        return out

    def _send(self, method, target, headers, pairs, body):
        connection = getattr(self.local, "connection", None)
        fresh = connection is None
        if fresh:
            connection = _Connection(self.host, self.port,
                                     context=self.context,
                                     timeout=self.timeout)
            self.local.connection = connection
        try:
            connection.putrequest(method, target, skip_host=True,
                                  skip_accept_encoding=True)
            for name, value in list(headers.items()) + list(pairs):
                connection.putheader(name, value)
            try:
                connection.endheaders(body)
            except (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                # Refused early: the answer may be there.
                if fresh and connection.sock is not None:
                    return connection.getresponse()
                raise
            return connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError,
                ConnectionResetError, ssl.SSLEOFError):
            self.close()
            if fresh:
                raise
            # A kept connection that the server had ended meanwhile.
            return self._send(method, target, headers, pairs, body)
        except BaseException:
            self.close()
            raise

    def request(self, method, target, body=None, headers=None, pairs=(),
                check=True):
        """Sends `body` (bytes, or anything else as JSON).  `headers` replace
        the usual ones (None drops one); `pairs` come besides, so that a name
        may be sent twice.  check=False keeps the reply from the contract
        (for what is no answer of the API)."""
        json_ = body is not None and not isinstance(body, bytes)
        if json_:
            body = json.dumps(body).encode()
        response = self._send(method, target,
                              self._headers(method, body, json_, headers),
                              pairs, body)
        try:
            content = response.read()
        except BaseException:
            self.close()
            raise
        if response.will_close:
            self.close()
        reply = Reply(response.status, response.getheaders(), content,
                      method, target)
        self._keep_cookies(reply)
        if check and self.check:
            self.check(method, target, reply)
        return reply

    def _keep_cookies(self, reply):
        for line in reply.header_all("Set-Cookie"):
            pair, *attributes = [p.strip() for p in line.split(";")]
            name, _, value = pair.partition("=")
            gone = value == "" or any(a.lower() == "max-age=0"
                                      for a in attributes)
            if gone:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, target, **kw):
        return self.request("GET", target, **kw)

    def head(self, target, **kw):
        return self.request("HEAD", target, **kw)

    def post(self, target, body=None, **kw):
        return self.request("POST", target, body, **kw)

    def put(self, target, body=None, **kw):
        return self.request("PUT", target, body, **kw)

    def patch(self, target, body=None, **kw):
        return self.request("PATCH", target, body, **kw)

    def delete(self, target, **kw):
        return self.request("DELETE", target, **kw)

    def pages(self, target):
        """Every page of a list, following Link to its end."""
        while target:
            reply = self.get(target)
            assert reply.status == 200, reply
            yield reply.json()
            target = next_link(reply)


def next_link(reply):
    link = reply.header("Link")
    if link is None:
        return None
    target, _, rest = link.partition(">")
    assert target.startswith("<") and 'rel="next"' in rest, link
    return target[1:]
