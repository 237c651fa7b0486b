/*
 * What the server says when it refuses: application/problem+json (RFC 9457),
 * as an Error.  Failures before any answer have a type of their own.
 */
import type { ProblemType } from "./types";

export interface Fault {
  /** A JSON pointer into the body ("/name"), or "?name" for the query. */
  pointer: string;
  code: string;
  detail: string;
}

/** "unreachable": no answer came; "unknown": an answer nobody foresaw. */
export type FailureType = ProblemType | "unreachable" | "unknown";

interface ProblemBody {
  type?: unknown;
  title?: unknown;
  detail?: unknown;
  request_id?: unknown;
  errors?: unknown;
}

export class Problem extends Error {
  readonly type: FailureType;
  /** The HTTP status, 0 when no answer came. */
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly faults: Fault[];
  /** Milliseconds to wait before asking again, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(
    type: FailureType,
    status: number,
    title: string,
    rest: { detail?: string; requestId?: string; faults?: Fault[]; retryAfter?: number } = {},
  ) {
    super(title);
    this.name = "Problem";
    this.type = type;
    this.status = status;
    this.detail = rest.detail ?? "";
    this.requestId = rest.requestId;
    this.faults = rest.faults ?? [];
    this.retryAfter = rest.retryAfter;
  }

  /** The faults of one member of the body, or of the address. */
  at(name: string): Fault[] {
    return this.faults.filter((fault) => fault.pointer === `/${name}` || fault.pointer === `?${name}`);
  }
}

function isFault(value: unknown): value is Fault {
  const fault = value as Partial<Fault> | null;
  return typeof fault?.pointer === "string" && typeof fault.code === "string" && typeof fault.detail === "string";
}

const string = (value: unknown) => (typeof value === "string" ? value : undefined);

/** Retry-After is seconds or a date; undefined where it is neither. */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const value = headers.get("Retry-After");
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Reads a refusal.  Whatever the body is, this yields a Problem. */
export async function problemOf(response: Response): Promise<Problem> {
  const kind = response.headers.get("Content-Type") ?? "";
  let body: ProblemBody = {};
  if (/^application\/(problem\+)?json\b/.test(kind)) {
    const parsed: unknown = await response.json().catch(() => null);
    if (typeof parsed === "object" && parsed !== null) body = parsed;
  }
  const symbol = string(body.type)?.split("/").pop();
  return new Problem(
    (symbol as ProblemType | undefined) ?? (response.status === 503 ? "unavailable" : "unknown"),
    response.status,
    string(body.title) ?? `HTTP ${response.status}`,
    {
      detail: string(body.detail),
      requestId: string(body.request_id) ?? response.headers.get("X-Request-Id") ?? undefined,
      faults: Array.isArray(body.errors) ? body.errors.filter(isFault) : [],
      retryAfter: retryAfterOf(response.headers),
    },
  );
}
