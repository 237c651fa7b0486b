/* What the board asks of the server, in the words of its API. */
import { ask, call, list } from "@/api/client";
import type { Server } from "./model/board";

/** As many as the server gives at once. */
const LIMIT = 100;

export const server: Server = {
  async page(status, cursor, signal) {
    const query = { status, limit: LIMIT, cursor: cursor ?? undefined };
    const { items, next } = await list("GET /tasks", { query, signal });
    return { rows: items, next: next ?? null };
  },

  async changes(since, signal) {
    const query = { since: since === undefined ? undefined : Number(since) };
    // The feed asks again by itself, and knows how long to wait; who only
    // wants to know where to begin does not.
    const again = since === undefined ? {} : { retries: 0 };
    const { data, headers } = await ask("GET /tasks/changes", { query, signal, ...again });
    return { rows: data, cursor: headers.get("X-Changes-Cursor") ?? since ?? "" };
  },

  async search(q, signal) {
    return (await list("GET /tasks", { query: { q, limit: LIMIT }, signal })).items;
  },

  get: (id) => call("GET /tasks/{id}", { params: { id } }),

  create: (body, idempotencyKey) => call("POST /tasks", { body, idempotencyKey, retries: 2 }),

  edit: (id, body, updated_at) =>
    call("PATCH /tasks/{id}", { params: { id }, body, ifMatch: { updated_at } }),

  async remove(id, updated_at) {
    await call("DELETE /tasks/{id}", { params: { id }, ifMatch: { updated_at } });
  },

  restore: (id, idempotencyKey) => call("POST /tasks/{id}/restore", { params: { id }, idempotencyKey }),
};
