/*
 * The one way to the server: call("PATCH /tasks/{id}", { params, body }).
 * Paths, parameters, bodies and replies are those of types.ts, which the
 * server's own tables make.
 *
 * A failure is always a Problem.  What may be sent again without harm is sent
 * again when the server is busy or silent; a POST carries an Idempotency-Key
 * so that it may.
 */
import { reached, unreachable } from "./connection";
import { Problem, problemOf } from "./problem";
import type { Api } from "./types";

export type Route = keyof Api;
export type Reply<R extends Route> = Api[R]["reply"];
export type Body<R extends Route> = Api[R] extends { body: infer B } ? B : never;
export type Query<R extends Route> = Api[R] extends { query: infer Q } ? Q : never;

interface Common {
  signal?: AbortSignal;
  /** The object as it was read: refused with "changed" if it is newer now. */
  ifMatch?: { updated_at: string };
  /** Of a POST; give the same for the same intent, or leave it out. */
  idempotencyKey?: string;
  /** How often at most to ask again by itself; 3 unless told. */
  retries?: number;
}

export type Options<R extends Route> = Common &
  (Api[R] extends { params: infer P } ? { params: P } : object) &
  (Api[R] extends { query: infer Q } ? { query?: Q } : object) &
  (Api[R] extends { body: infer B } ? { body: B } : object);

type Rest<R extends Route> = Common extends Options<R> ? [options?: Options<R>] : [options: Options<R>];

export interface Answer<R extends Route> {
  data: Reply<R>;
  headers: Headers;
  status: number;
}

const TIMEOUT = 20_000;
const LONGEST_WAIT = 10_000;

const signedOutListeners = new Set<() => void>();

/** Tells when the server no longer knows the session. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const newKey = () => crypto.randomUUID();

function urlOf(path: string, params: object, query: object): URL {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  );
  const url = new URL(`api${filled}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value));
  }
  return url;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Milliseconds until the next attempt, or undefined to give up. */
function waitAfter(problem: Problem, method: string, attempt: number): number | undefined {
  const refused = problem.status === 429 || problem.status === 503;
  // Busy with the same request: its answer will be kept for us.
  const running = problem.type === "in_progress";
  // Without an answer nobody knows whether it was done; reading again, or
  // writing again under the same key, does no harm.
  const silent = problem.status === 0 || problem.status === 502 || problem.status === 504;
  if (!refused && !running && !(silent && (method === "GET" || method === "POST"))) return undefined;
  const wait = problem.retryAfter ?? 300 * 2 ** attempt * (0.75 + Math.random() / 2);
  return wait <= LONGEST_WAIT ? wait : undefined;
}

async function send(url: URL, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, {
      ...init,
      credentials: "same-origin",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    reached();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    unreachable();
    throw new Problem("unreachable", 0, "No answer came");
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const kind = response.headers.get("Content-Type") ?? "";
  try {
    return kind.startsWith("application/json") ? await response.json() : await response.text();
  } catch {
    unreachable();
    throw new Problem("unreachable", 0, "The answer broke off");
  }
}

/** Like call(), with the answer's headers and status beside its body. */
export async function ask<R extends Route>(route: R, ...[options]: Rest<R>): Promise<Answer<R>> {
  const given = (options ?? {}) as Common & { params?: object; query?: object; body?: unknown };
  const [method = "GET", path = "/"] = route.split(" ", 2);
  const url = urlOf(path, given.params ?? {}, given.query ?? {});
  const headers: Record<string, string> = { Accept: "application/json" };
  // A text is sent as it is: its route takes text/plain.
  const text = typeof given.body === "string";
  if (given.body !== undefined) headers["Content-Type"] = text ? "text/plain;charset=UTF-8" : "application/json";
  if (given.ifMatch) headers["If-Match"] = `"${given.ifMatch.updated_at}"`;
  if (method === "POST") headers["Idempotency-Key"] = given.idempotencyKey ?? newKey();
  const init: RequestInit = { method, headers };
  if (given.body !== undefined) init.body = text ? (given.body as string) : JSON.stringify(given.body);

  for (let attempt = 0; ; attempt++) {
    try {
      const response = await send(url, init, given.signal);
      if (!response.ok) throw await problemOf(response);
      return { data: (await read(response)) as Reply<R>, headers: response.headers, status: response.status };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const wait = attempt < (given.retries ?? 3) ? waitAfter(error, method, attempt) : undefined;
      if (wait === undefined) {
        if (error.type === "unauthorized") for (const listener of signedOutListeners) listener();
        throw error;
      }
      await pause(wait, given.signal);
    }
  }
}

/** Sends one request; yields the reply's body (null where there is none). */
export async function call<R extends Route>(route: R, ...rest: Rest<R>): Promise<Reply<R>> {
  return (await ask(route, ...rest)).data;
}

export interface Page<T> {
  items: T[];
  /** What to ask with for the next page; undefined on the last one. */
  next: string | undefined;
}

type Item<R extends Route> = Reply<R> extends (infer T)[] ? T : never;

/** One page of a list. */
export async function list<R extends Route>(route: R, ...rest: Rest<R>): Promise<Page<Item<R>>> {
  const { data, headers } = await ask(route, ...rest);
  return { items: data as Item<R>[], next: nextCursor(headers.get("Link")) };
}

/** The cursor in `Link: </api/…?cursor=…>; rel="next"`. */
export function nextCursor(link: string | null): string | undefined {
  const target = link && /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link)?.[1];
  if (!target) return undefined;
  return new URL(target, document.baseURI).searchParams.get("cursor") ?? undefined;
}
