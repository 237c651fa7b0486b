"""
The document that `foyer openapi` derives, held against every reply that the
tests see, and the book of what they have seen.

`Contract.check` raises when a reply is not what the document says: a status
that is not declared, a body that does not fit its schema, a header that is
missing or there twice, a problem that is none.  `Contract.missed` says which
route and which declared status no test ever met.
"""

import json
import re
from urllib.parse import unquote

import jsonschema_rs

# What nginx alone answers, on any route; and what may come where no route is.
FRONT = {408, 414, 431, 502, 504}
NOWHERE = FRONT | {400, 404, 405, 413, 429, 503}
ONCE = ("content-type", "content-length", "etag", "link", "location",
        "x-request-id", "ratelimit", "ratelimit-policy", "retry-after",
        "www-authenticate", "idempotency-replayed", "status", "allow")

# Declared, and not to be had by a well-behaved program: nothing may answer
# so.  A reply of this kind fails the test that met it.
NEVER = {500}


class Broken(AssertionError):
    """A reply that the document does not allow."""


class Contract:
    def __init__(self, document):
        self.document = document
        self.validators = {}
        self.operations = {}            # (method, path) -> operation
        self.patterns = []              # (regex, path), literal ones first
        self.met = {}                   # (method, path, status) -> times
        self.symbols = {}               # (method, path, symbol) -> times
        base = document.get("servers", [{"url": ""}])[0]["url"]
        base = re.sub(r"^https?://[^/]*", "", base).rstrip("/")
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method in ("get", "post", "put", "patch", "delete"):
                    self.operations[method.upper(), path] = operation
            parts = re.split(r"(\{[^}]*\})", base + path)
            pattern = "".join("[^/]+" if p.startswith("{") else re.escape(p)
                              for p in parts)
            self.patterns.append((re.compile(pattern + r"\Z"), path))
        self.patterns.sort(key=lambda p: p[1].count("{"))

    def find(self, method, target):
        """(path, operation) of a request, or (None, None)."""
        if isinstance(target, bytes):
            target = target.decode("latin-1")
        path = target.partition("?")[0]
        try:
            # One slash at the end means nothing.
            path = unquote(path, errors="strict").removesuffix("/")
        except UnicodeDecodeError:
            return None, None
        for pattern, name in self.patterns:
            if pattern.match(path):
                method = "GET" if method == "HEAD" else method
                return name, self.operations.get((method, name))
        return None, None

    def check(self, method, target, reply):
        def no(why):
            raise Broken(f"{method} {target} {reply.status}: {why}\n"
                         f"{reply.body[:2000]!r}")

        names = [n.lower() for n, _ in reply.headers]
        for name in ONCE:
            if names.count(name) > 1:
                no(f"header {name} was sent {names.count(name)} times")
        if reply.status in NEVER:
            no("an internal error")
        if method == "HEAD" or reply.status in (204, 304):
            if reply.body:
                no("a body where none may be")
        if method == "OPTIONS":
            return
        path, operation = self.find(method, target)
        if operation is None:
            if reply.status not in NOWHERE:
                no("no operation of the document answers here")
            self._problem(reply, no, method)
            return
        declared = operation["responses"].get(str(reply.status))
        if declared is None:
            if reply.status in FRONT:
                self._problem(reply, no, method)
                return
            no("this status is not declared; declared are " +
               " ".join(operation["responses"]))
        declared = self._resolve(declared)
        self._headers(declared, reply, no)
        if reply.status >= 400:
            symbol = self._problem(reply, no, method)
            if symbol is not None:
                self._count(self.symbols, (method, path, symbol))
        if method != "HEAD" and reply.status != 304:
            self._body(path, operation, declared, reply, no)
        method = "GET" if method == "HEAD" else method
        self._count(self.met, (method, path, reply.status))

    @staticmethod
    def _count(book, key):
        book[key] = book.get(key, 0) + 1

    def _resolve(self, node):
        while "$ref" in node:
            ref = node["$ref"]
            node = self.document
            for part in ref[2:].split("/"):
                node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def _headers(self, declared, reply, no):
        for name, spec in declared.get("headers", {}).items():
            spec = self._resolve(spec)
            value = reply.header(name)
            if value is None:
                if spec.get("required"):
                    no(f"header {name} is missing")
                continue
            kind = self._resolve(spec.get("schema", {})).get("type")
            if kind == "integer":
                if not re.fullmatch(r"-?\d+", value):
                    no(f"header {name} is no integer: {value}")
                value = int(value)
            self._valid(spec.get("schema", {}), value, no, f"header {name}")

    def _body(self, path, operation, declared, reply, no):
        content = declared.get("content")
        if not content:
            if reply.body:
                no("a body where none is declared")
            return
        kind = (reply.header("Content-Type") or "").partition(";")[0]
        if kind not in content:
            no(f"media type {kind!r}; declared are {list(content)}")
        if kind.endswith("json"):
            try:
                value = json.loads(reply.body)
            except ValueError as e:
                no(f"not JSON: {e}")
            self._valid(content[kind].get("schema", {}), value, no, "body")

    def _valid(self, schema, value, no, what):
        key = id(schema)
        validator = self.validators.get(key)
        if validator is None:
            whole = dict(schema)
            whole["components"] = self.document.get("components", {})
            validator = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True)
            # The schema is kept with it, so that its id stays its own.
            self.validators[key] = validator
            validator_of = self.__dict__.setdefault("kept", [])
            validator_of.append(schema)
        error = next(iter(validator.iter_errors(value)), None)
        if error is not None:
            no(f"{what} does not fit its schema at "
               f"/{'/'.join(map(str, error.instance_path))}: "
               f"{error.message[:500]}")

    @staticmethod
    def _problem(reply, no, method="GET"):
        """A whole problem+json; returns its symbol."""
        kind = (reply.header("Content-Type") or "").partition(";")[0]
        if kind != "application/problem+json":
            no(f"an error of media type {kind!r}")
        if method == "HEAD":
            return None
        try:
            problem = json.loads(reply.body)
        except ValueError as e:
            no(f"not JSON: {e}")
        for name in ("type", "title", "status", "detail", "request_id"):
            if name not in problem:
                no(f"a problem without {name}")
        if problem["status"] != reply.status:
            no(f"a problem of status {problem['status']}")
        if not problem["type"].startswith("/problems/"):
            no(f"a problem of type {problem['type']}")
        rid = reply.header("X-Request-Id")
        if rid is not None and rid != problem["request_id"]:
            no(f"request_id is not the header's {rid}")
        symbol = problem["type"][len("/problems/"):]
        if symbol == "invalid" and not problem.get("errors"):
            no("422 that names no fault")
        return symbol

    def _problems(self, response):
        """The symbols that a declared error can be."""
        schema = self._resolve(response).get("content", {}).get(
            "application/problem+json", {}).get("schema", {})
        return [t.rsplit("/", 1)[1] for part in schema.get("allOf", [])
                for t in part.get("properties", {}).get("type", {}).get(
                    "enum", [])]

    def missed(self):
        """Lines that name what the document declares and no reply was."""
        out = []
        for (method, path), operation in sorted(self.operations.items(),
                                                key=lambda o: o[0][::-1]):
            for status, response in operation["responses"].items():
                if int(status) in NEVER:
                    continue
                if (method, path, int(status)) not in self.met:
                    out.append(f"{method} {path} never answered {status}")
                    continue
                out += [f"{method} {path} never answered {status} {symbol}"
                        for symbol in self._problems(response)
                        if (method, path, symbol) not in self.symbols]
        return out
