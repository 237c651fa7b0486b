/*
 * Reads the whole board, column by column side by side, each page by the
 * cursor that the one before gave.  The first page of every column is there
 * after one round trip; the rest follows while one looks at it.
 */
import type { Row } from "./store";
import { type Status, STATUSES } from "./task";

export interface Page {
  rows: Row[];
  next: string | null;
}

export type Progress = "none" | "some" | "all";

export interface LoadOptions {
  page: (status: Status, cursor: string | null, signal: AbortSignal) => Promise<Page>;
  accept: (rows: Row[]) => void;
  progress: (status: Status, progress: Progress) => void;
}

/** Rejects with what went wrong first; what was read until then stays. */
export async function loadAll(options: LoadOptions, signal: AbortSignal): Promise<void> {
  await Promise.all(STATUSES.map((status) => loadColumn(status, options, signal)));
}

async function loadColumn(
  status: Status,
  { page, accept, progress }: LoadOptions,
  signal: AbortSignal,
): Promise<void> {
  let cursor: string | null = null;
  do {
    const answer: Page = await page(status, cursor, signal);
    signal.throwIfAborted();
    accept(answer.rows);
    cursor = answer.next;
    progress(status, cursor === null ? "all" : "some");
  } while (cursor !== null);
}
