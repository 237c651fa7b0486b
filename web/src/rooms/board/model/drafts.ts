/*
 * What was typed to become a task and is none yet.  It is kept while the
 * board is left and when a request fails: nothing that was typed is lost.
 */
import type { Problem } from "@/api/problem";
import { type Status, STATUSES } from "./task";

/** A task that could not be made; the same token makes it once at most. */
export interface Failed {
  name: string;
  token: string;
  why: Problem;
}

export interface Draft {
  /** What stands in the field. */
  text: string;
  /** Why it stands there again. */
  failed: Failed | null;
  /** Others, which failed while something else was in the field. */
  others: readonly Failed[];
}

const EMPTY: Draft = { text: "", failed: null, others: [] };

export class Drafts {
  private drafts = new Map<Status, Draft>(STATUSES.map((status) => [status, EMPTY]));
  private listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  get(status: Status): Draft {
    return this.drafts.get(status) ?? EMPTY;
  }

  type(status: Status, text: string): void {
    this.become(status, { text });
  }

  /** What stands in the field is being sent: it is empty for the next. */
  sent(status: Status): void {
    this.become(status, { text: "", failed: null });
  }

  /** Puts it back into the field, or beside it where that is in use again. */
  failed(status: Status, lost: Failed): void {
    const draft = this.get(status);
    if (draft.text === "" && !draft.failed) this.become(status, { text: lost.name, failed: lost });
    else this.become(status, { others: [...draft.others, lost] });
  }

  forget(status: Status, lost: Failed): void {
    this.become(status, { others: this.get(status).others.filter((other) => other !== lost) });
  }

  private become(status: Status, next: Partial<Draft>): void {
    this.drafts.set(status, { ...this.get(status), ...next });
    for (const listener of [...this.listeners]) listener();
  }
}
