// @vitest-environment jsdom
/* The client against a server that answers what each test says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, call, list, nextCursor, onSignedOut } from "./client";
import { Problem, retryAfterOf } from "./problem";

type Seen = Pick<IncomingMessage, "method" | "url" | "headers"> & { body: string };
type Reply = (response: ServerResponse, seen: Seen) => void;

let server: Server;
let seen: Seen[] = [];
let replies: Reply[] = [];

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) => {
    const kind = status < 400 ? "application/json" : "application/problem+json";
    response.writeHead(status, { "Content-Type": kind, ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  };

const refusal = (status: number, symbol: string, more: object = {}, headers: Record<string, string> = {}) =>
  json(status, { type: `/problems/${symbol}`, title: "No", status, detail: "Why", request_id: "r1", ...more }, headers);

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const one: Seen = { method: request.method, url: request.url, headers: request.headers, body };
      seen.push(one);
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      if (reply) reply(response, one);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = document.createElement("base");
  base.href = `http://127.0.0.1:${(server.address() as AddressInfo).port}/below/`;
  document.head.append(base);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  seen = [];
  replies = [];
});

/** The Problem that a call fails with. */
async function problemOfCall(promise: Promise<unknown>): Promise<Problem> {
  const error: unknown = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

describe("call", () => {
  it("asks below the base, with parameters in their places", async () => {
    replies = [json(200, { handle: "a" })];
    await call("GET /users/@{handle}", { params: { handle: "ä/b" } });
    expect(seen[0]?.url).toBe("/below/api/users/@%C3%A4%2Fb");
    await call("GET /users", { query: { q: "a b&c", limit: 5, cursor: undefined } });
    expect(seen[1]?.url).toBe("/below/api/users?q=a+b%26c&limit=5");
    expect(seen[1]?.headers["idempotency-key"]).toBeUndefined();
  });

  it("sends JSON, what was read, and a key", async () => {
    replies = [json(200, {})];
    const ifMatch = { updated_at: "2026-11-21T09:35:00.123456Z" };
    await call("PATCH /tasks/{id}", { params: { id: 7 }, body: { name: "x" }, ifMatch });
    expect(seen[0]).toMatchObject({ method: "PATCH", url: "/below/api/tasks/7", body: '{"name":"x"}' });
    expect(seen[0]?.headers["if-match"]).toBe('"2026-11-21T09:35:00.123456Z"');
    expect(seen[0]?.headers["content-type"]).toBe("application/json");
    await call("POST /tasks", { body: { name: "x" } });
    expect(seen[1]?.headers["idempotency-key"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("yields null for an answer without a body", async () => {
    replies = [(response) => response.writeHead(204).end()];
    expect(await call("DELETE /tasks/{id}", { params: { id: 7 } })).toBeNull();
  });

  it("tells all faults, by field", async () => {
    const errors = [
      { pointer: "/name", code: "required", detail: "Needed." },
      { pointer: "/due_on", code: "format", detail: "Not a day." },
      "no fault at all",
    ];
    replies = [refusal(422, "invalid", { errors })];
    const problem = await problemOfCall(call("POST /tasks", { body: { name: "" } }));
    expect(problem).toMatchObject({ type: "invalid", status: 422, requestId: "r1", detail: "Why" });
    expect(problem.at("name")).toEqual([errors[0]]);
    expect(problem.faults).toHaveLength(2);
  });

  it("makes a problem of whatever else comes", async () => {
    replies = [
      (response) => response.writeHead(418, { "Content-Type": "text/html", "X-Request-Id": "r2" }).end("<h1>Tea</h1>"),
    ];
    expect(await problemOfCall(call("GET /config"))).toMatchObject({ type: "unknown", status: 418, requestId: "r2" });
    replies = [(response) => response.writeHead(500, { "Content-Type": "application/problem+json" }).end("{")];
    expect(await problemOfCall(call("GET /config"))).toMatchObject({ type: "unknown", status: 500 });
  });
});

describe("asking again", () => {
  it("keeps the key of a POST when no answer comes", async () => {
    replies = [(response) => response.destroy(), refusal(502, "unavailable"), json(201, { id: 1 })];
    await call("POST /tasks", { body: { name: "x" } });
    const keys = seen.map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it("waits as long as it is told", async () => {
    replies = [refusal(503, "unavailable", {}, { "Retry-After": "1" }), json(200, {})];
    const from = performance.now();
    await call("PATCH /profile", { body: { bio: "" } });
    expect(performance.now() - from).toBeGreaterThanOrEqual(990);
    expect(seen).toHaveLength(2);
  });

  it("gives up when told to wait for long, or when asked to", async () => {
    replies = [refusal(429, "too_many", {}, { "Retry-After": "60" })];
    expect(await problemOfCall(call("GET /config"))).toMatchObject({ type: "too_many", retryAfter: 60_000 });
    expect(seen).toHaveLength(1);
    replies = [refusal(503, "unavailable")];
    await problemOfCall(call("GET /config", { retries: 0 }));
    expect(seen).toHaveLength(2);
  });

  it("does not repeat a change that may have been made", async () => {
    replies = [(response) => response.destroy()];
    expect(await problemOfCall(call("PATCH /profile", { body: { bio: "" } }))).toMatchObject({ type: "unreachable" });
    expect(seen).toHaveLength(1);
  });

  it("does not repeat what was refused for good", async () => {
    replies = [refusal(409, "conflict")];
    await problemOfCall(call("POST /tasks", { body: { name: "x" } }));
    expect(seen).toHaveLength(1);
  });

  it("stops when nobody wants the answer any more", async () => {
    replies = [refusal(503, "unavailable", {}, { "Retry-After": "5" })];
    const stop = new AbortController();
    const asked = call("GET /config", { signal: stop.signal });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toHaveLength(1);
  });
});

describe("a session that ended", () => {
  it("is told, a wrong password is not", async () => {
    const told = vi.fn();
    const off = onSignedOut(told);
    replies = [refusal(401, "wrong_password")];
    await problemOfCall(call("POST /auth/signin", { body: { login: "a", password: "b" } }));
    expect(told).not.toHaveBeenCalled();
    replies = [refusal(401, "unauthorized")];
    await problemOfCall(call("GET /auth/sessions"));
    expect(told).toHaveBeenCalledOnce();
    off();
    await problemOfCall(call("GET /auth/sessions"));
    expect(told).toHaveBeenCalledOnce();
  });
});

describe("lists", () => {
  it("yield their items and the next cursor", async () => {
    replies = [json(200, [{ handle: "a" }], { Link: '</api/users?q=x&cursor=YWJj%3D>; rel="next"' })];
    expect(await list("GET /users", { query: { q: "x" } })).toEqual({ items: [{ handle: "a" }], next: "YWJj=" });
    replies = [json(200, [])];
    expect(await list("GET /users")).toEqual({ items: [], next: undefined });
  });

  it("yield headers to those who ask", async () => {
    replies = [json(200, [], { "X-Changes-Cursor": "42" })];
    const { headers, status } = await ask("GET /tasks/changes");
    expect([headers.get("X-Changes-Cursor"), status]).toEqual(["42", 200]);
  });

  it.each([
    [null, undefined],
    ['</api/users?cursor=1>; rel="prev"', undefined],
    ['</api/users?cursor=1>; rel="prev", </api/users?cursor=2>; rel="next"', "2"],
    ["</api/users?cursor=3>; rel=next", "3"],
    ['</api/users>; rel="next"', undefined],
  ])("read the Link header %s", (header, cursor) => {
    expect(nextCursor(header)).toBe(cursor);
  });
});

describe("Retry-After", () => {
  it.each([
    ["3", 3000],
    ["Sat, 21 Nov 2026 10:00:05 GMT", 5000],
    ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
    ["soon", undefined],
  ])("%s", (value, wait) => {
    const now = Date.parse("2026-11-21T10:00:00Z");
    expect(retryAfterOf(new Headers({ "Retry-After": value }), now)).toBe(wait);
  });
});
