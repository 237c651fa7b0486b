"""
Runs in a pod of the cluster and asks Foyer through its Service, by TLS, as
people do.

    client.py fetch '{"service": …, "host": …, "path": …, "ca": …}'
    client.py load  '{"service": …, "host": …, "rate": …, "token": …}'
    client.py reach HOST PORT

`fetch` prints one answer as JSON.  `load` sends `rate` requests a second by a
timetable, whether or not answers come (an open loop), until its standard
input ends; then it prints what became of them.  One of four adds a task, with
an Idempotency-Key of its own.  `reach` ends with 0 when the port takes a
connection, 1 when it refuses and 2 when nothing comes back.
"""

import asyncio
import itertools
import json
import socket
import ssl
import sys
import time

PATIENCE = 10           # seconds after which a person has left
REQUESTS_EACH = 50      # of a connection, so that new pods get their share
KINDS = ("page", "list", "word", "task")


class Stale(Exception):
    """A connection that had been used was closed before it answered; then
    every client asks again on another one (RFC 9112, 9.3.1), as do we."""


class Connection:
    def __init__(self, reader, writer):
        self.reader, self.writer, self.used = reader, writer, 0

    async def ask(self, request):
        """(status, headers, body)"""
        self.used += 1
        try:
            self.writer.write(request)
            await self.writer.drain()
            line = await self.reader.readline()
        except (ConnectionError, ssl.SSLError) as e:
            raise (Stale if self.used > 1 else ConnectionError)(e) from e
        if not line:
            raise (Stale if self.used > 1 else ConnectionError)("no answer")
        headers = {}
        while (field := (await self.reader.readline()).strip()):
            name, _, value = field.decode().partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while (size := int(await self.reader.readline(), 16)):
                body += await self.reader.readexactly(size)
                await self.reader.readline()
            await self.reader.readline()
        else:
            body = await self.reader.readexactly(
                int(headers.get("content-length", 0)))
        return int(line.split()[1]), headers, body

    def close(self):
        self.writer.close()


def context(ca=None):
    if ca:
        return ssl.create_default_context(cadata=ca)
    unchecked = ssl.create_default_context()
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    return unchecked


async def connect(service, host, tls):
    return Connection(*await asyncio.open_connection(
        service, 443, ssl=tls, server_hostname=host))


def request(host, path, method="GET", headers=None, body=b""):
    fields = {"Host": host, **(headers or {})}
    if body:
        fields["Content-Length"] = len(body)
    lines = [f"{method} {path} HTTP/1.1",
             *(f"{k}: {v}" for k, v in fields.items()), "", ""]
    return "\r\n".join(lines).encode() + body


class Load:
    def __init__(self, service, host, rate, token):
        self.service, self.host, self.rate = service, host, rate
        self.token, self.tls = token, context()
        self.idle, self.latencies, self.failures = [], [], []
        self.added = []         # names of tasks that were answered 201
        self.sent = self.stale = 0
        self.run = f"{time.time_ns():x}"
        self.began = time.monotonic()

    def request(self, n):
        kind = KINDS[n % len(KINDS)]
        authorized = {"Authorization": f"Bearer {self.token}"}
        if kind == "page":
            return 200, request(self.host, "/")
        if kind == "word":
            return 200, request(self.host, "/api/hello")
        if kind == "list":
            return 200, request(self.host, "/api/tasks?limit=10",
                                headers=authorized)
        name = f"{self.run}-{n}"
        return 201, request(
            self.host, "/api/tasks", "POST",
            {**authorized, "Content-Type": "application/json",
             "Idempotency-Key": name}, json.dumps({"name": name}).encode())

    async def answer(self, message):
        if self.idle:
            connection = self.idle.pop()
            try:
                return connection, await connection.ask(message)
            except Stale:
                self.stale += 1
                connection.close()
        connection = await connect(self.service, self.host, self.tls)
        return connection, await connection.ask(message)

    async def ask(self, n, due):
        wanted, message = self.request(n)
        self.sent += 1
        try:
            connection, (status, headers, body) = await asyncio.wait_for(
                self.answer(message), PATIENCE)
        except (OSError, EOFError, ssl.SSLError, asyncio.TimeoutError) as e:
            return self.fail(n, due, f"{type(e).__name__}: {e}")
        self.latencies.append(time.monotonic() - due)
        if connection.used < REQUESTS_EACH and \
                headers.get("connection") != "close":
            self.idle.append(connection)
        else:
            connection.close()
        if status != wanted:
            self.fail(n, due, f"{status} {body[:300].decode()}")
        elif status == 201:
            self.added.append(json.loads(body)["name"])

    def fail(self, n, due, why):
        self.failures.append({"at": round(due - self.began, 2),
                              "kind": KINDS[n % len(KINDS)], "why": why})

    async def until(self, over):
        asked = set()
        for n in itertools.count():
            due = self.began + n / self.rate
            await asyncio.sleep(max(0, due - time.monotonic()))
            if over.is_set():
                break
            task = asyncio.create_task(self.ask(n, due))
            asked.add(task)
            task.add_done_callback(asked.discard)
        while asked:
            await asyncio.wait(asked)

    def report(self):
        latencies = sorted(self.latencies) or [0]

        def percentile(p):
            return round(1000 * latencies[int((len(latencies) - 1) * p)], 1)
        return {"sent": self.sent, "failed": len(self.failures),
                "failures": self.failures[:20], "asked_again": self.stale,
                "seconds": round(time.monotonic() - self.began, 1),
                "p50_ms": percentile(.5), "p99_ms": percentile(.99),
                "added": self.added}


async def load(options):
    over = asyncio.Event()
    asyncio.get_running_loop().add_reader(
        0, lambda: sys.stdin.buffer.raw.read(64) or over.set())
    one = Load(**options)
    await one.until(over)
    print(json.dumps(one.report()))


async def fetch(options):
    connection = await connect(options["service"], options["host"],
                               context(options.get("ca")))
    status, headers, body = await asyncio.wait_for(connection.ask(request(
        options["host"], options["path"], options.get("method", "GET"),
        options.get("headers"), options.get("body", "").encode())), PATIENCE)
    print(json.dumps({"status": status, "headers": headers,
                      "text": body.decode(errors="replace")}))


def reach(host, port):
    try:
        socket.create_connection((host, int(port)), 3).close()
    except TimeoutError:
        return 2
    except OSError:
        return 1
    return 0


def main():
    what, *arguments = sys.argv[1:]
    if what == "reach":
        sys.exit(reach(*arguments))
    asyncio.run({"load": load, "fetch": fetch}[what](
        json.loads(arguments[0])))


main()
