/*
 * Keeps the board live: asks the server again and again what has changed.
 * Often while somebody looks, seldom while nobody does, less and less often
 * while it fails, and at once when the window comes back or the network does.
 */
import { Problem } from "@/api/problem";
import type { Row } from "./store";

export interface Changes {
  rows: Row[];
  cursor: string;
}

export type Liveness = "live" | "failing" | "offline";

export interface FeedOptions {
  ask: (since: string | undefined, signal: AbortSignal) => Promise<Changes>;
  accept: (rows: Row[]) => void;
  /** The server no longer knows the cursor: everything must be read anew. */
  lost: () => void;
  liveness: (state: Liveness) => void;
}

/** A change is on the screen within a second, network included. */
export const EVERY = 700;
const HIDDEN = 30_000;
const SLOWEST = 30_000;
const TIMEOUT = 10_000;

export class Feed {
  private since: string | undefined;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private flight: AbortController | null = null;
  private running = false;

  constructor(private options: FeedOptions) {}

  /** Asks on from the cursor, which stays when the feed is stopped. */
  start(since?: string): void {
    if (since !== undefined) this.since = since;
    if (this.running) return;
    this.running = true;
    document.addEventListener("visibilitychange", this.look);
    window.addEventListener("focus", this.nudge);
    window.addEventListener("online", this.nudge);
    window.addEventListener("offline", this.leave);
    this.nudge();
  }

  /** Where to ask on from when it is started. */
  resumeFrom(cursor: string): void {
    this.since = cursor;
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    this.flight?.abort();
    this.flight = null;
    document.removeEventListener("visibilitychange", this.look);
    window.removeEventListener("focus", this.nudge);
    window.removeEventListener("online", this.nudge);
    window.removeEventListener("offline", this.leave);
  }

  private look = (): void => {
    if (document.visibilityState === "visible") this.nudge();
  };

  private leave = (): void => this.options.liveness("offline");

  /** Asks now. */
  nudge = (): void => {
    if (!this.running || this.flight) return;
    clearTimeout(this.timer);
    void this.turn();
  };

  private async turn(): Promise<void> {
    const flight = new AbortController();
    const limit = setTimeout(() => flight.abort(), TIMEOUT);
    this.flight = flight;
    let wait: number;
    try {
      wait = await this.once(flight.signal);
    } catch (error) {
      if (this.flight !== flight) return;
      wait = this.failed(error);
    } finally {
      clearTimeout(limit);
    }
    if (this.flight !== flight) return;
    this.flight = null;
    if (this.running) this.timer = setTimeout(this.nudge, wait);
  }

  /** One question; what comes back is how long to wait for the next. */
  private async once(signal: AbortSignal): Promise<number> {
    const { rows, cursor } = await this.options.ask(this.since, signal);
    signal.throwIfAborted();
    this.since = cursor;
    this.failures = 0;
    this.options.liveness("live");
    if (rows.length) this.options.accept(rows);
    return document.visibilityState === "visible" ? EVERY : HIDDEN;
  }

  private failed(error: unknown): number {
    const status = error instanceof Problem ? error.status : 0;
    if (status === 400 || status === 410 || status === 422) {
      this.since = undefined;
      this.options.lost();
    }
    this.failures++;
    const offline = !navigator.onLine;
    this.options.liveness(offline ? "offline" : "failing");
    const wanted = error instanceof Problem ? (error.retryAfter ?? 0) : 0;
    const grown = Math.min(SLOWEST, EVERY * 2 ** Math.min(this.failures, 10));
    return Math.max(wanted, grown * (0.75 + Math.random() / 2));
  }
}
