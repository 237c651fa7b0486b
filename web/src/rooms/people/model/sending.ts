/*
 * Sightings on their way to the server, in batches that are stored whole or not
 * at all.  The newest go first: when one is too old to be kept, so are all that
 * come after it, and the report says how many.
 */
import { Problem } from "@/api/problem";
import type { Sighting } from "./sightings";

export const BATCH = 2000;

export interface Report {
  stored: number;
  /** Of a day that is not kept any more. */
  tooOld: number;
  /** Not sent, because one was refused for another reason or it was stopped. */
  left: number;
}

type Send = (batch: Sighting[]) => Promise<unknown>;

/** The row of a batch that is too old, if that is why it was refused. */
function firstTooOld(error: unknown): number | undefined {
  if (!(error instanceof Problem) || error.status !== 422) return undefined;
  for (const { pointer, code } of error.faults) {
    const row = /^\/(\d+)\/creation_time$/.exec(pointer)?.[1];
    if (row !== undefined && code === "too_small") return Number(row);
  }
  return undefined;
}

export async function sendAll(
  sightings: readonly Sighting[],
  send: Send,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<Report> {
  const report: Report = { stored: 0, tooOld: 0, left: sightings.length };
  while (report.left > 0 && !signal.aborted) {
    let batch = sightings.slice(report.stored, report.stored + BATCH);
    let last = false;
    try {
      await send(batch);
    } catch (error) {
      const row = firstTooOld(error);
      if (row === undefined) throw new Failure(report, error);
      batch = batch.slice(0, row);
      last = true;
      try {
        if (batch.length > 0) await send(batch);
      } catch (again) {
        throw new Failure(report, again);
      }
    }
    report.stored += batch.length;
    report.left -= batch.length;
    if (last) {
      report.tooOld = report.left;
      report.left = 0;
    }
    tell(report.stored + report.tooOld);
  }
  return report;
}

/** It broke off: what was stored until then is stored. */
export class Failure extends Error {
  readonly report: Report;
  readonly why: unknown;

  constructor(report: Report, why: unknown) {
    super("the import broke off");
    this.report = report;
    this.why = why;
  }
}
