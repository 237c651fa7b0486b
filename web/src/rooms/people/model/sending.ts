/*
 * Sightings on their way to the server, in batches that are stored whole or not
 * at all.  The newest go first: when one is too old to be kept, so are all that
 * come after it; when one is in the future, so are all before it.  Neither holds
 * up the rest, and the report says how many.
 */
import { Problem, type Fault } from "@/api/problem";
import type { Sighting } from "./sightings";

export const BATCH = 2000;

/** What became of a batch that was taken. */
export interface Taken {
  count: number;
  /** Stored before, or twice in the batch. */
  known: number;
}

export interface Report {
  stored: number;
  /** Stored before, so not stored again. */
  known: number;
  /** Of a day that is not kept any more. */
  tooOld: number;
  /** By the server's clock. */
  future: number;
  /** Not sent, because one was refused for another reason or it was stopped. */
  left: number;
}

type Send<S> = (batch: S[]) => Promise<Taken>;

function note(report: Report, { count, known }: Taken) {
  report.stored += count;
  report.known += known;
  report.left -= count + known;
}

/** The row of a batch whose time was refused, if that is why. */
function outOfTime(error: unknown): { row: number; code: "too_small" | "too_large" } | undefined {
  if (!(error instanceof Problem) || error.status !== 422) return undefined;
  for (const { pointer, code } of error.faults) {
    const row = /^\/(\d+)\/creation_time$/.exec(pointer)?.[1];
    if (row !== undefined && (code === "too_small" || code === "too_large")) return { row: Number(row), code };
  }
  return undefined;
}

/**
 * Takes those away that are in the future, of which the server names but the
 * first: the last of them is searched for, halving what is left.  Whichever is
 * tried and taken is stored.
 */
async function dropFuture<S>(rest: S[], known: number, send: Send<S>, report: Report) {
  let low = known;
  let high = rest.length;
  const stored = new Set<number>();
  while (low < high) {
    const at = (low + high) >> 1;
    try {
      note(report, await send(rest.slice(at, at + 1)));
      stored.add(at);
      high = at;
    } catch (error) {
      const why = outOfTime(error);
      if (!why) throw error;
      if (why.code === "too_large") low = at + 1;
      else high = at;
    }
  }
  report.future += low;
  report.left -= low;
  return rest.filter((_, n) => n >= low && !stored.has(n));
}

export async function sendAll<S extends Pick<Sighting, "creation_time">>(
  sightings: readonly S[],
  send: Send<S>,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<Report> {
  const report: Report = { stored: 0, known: 0, tooOld: 0, future: 0, left: sightings.length };
  let rest = [...sightings];
  while (rest.length > 0 && !signal.aborted) {
    const batch = rest.slice(0, BATCH);
    try {
      note(report, await send(batch));
      rest = rest.slice(batch.length);
    } catch (error) {
      const why = outOfTime(error);
      if (why?.code === "too_small") {
        report.tooOld += rest.length - why.row;
        report.left -= rest.length - why.row;
        rest = rest.slice(0, why.row);
      } else if (why) {
        try {
          rest = await dropFuture(rest, why.row + 1, send, report);
        } catch (again) {
          throw new Failure(report, again);
        }
      } else throw new Failure(report, error, faultsOf(error, batch));
    }
    tell(sightings.length - report.left);
  }
  return report;
}

/** What is wrong with which sighting: "/17/latitude" is of row 17 of the batch. */
function faultsOf<S>(error: unknown, batch: readonly S[]): { of: S; fault: Fault }[] {
  if (!(error instanceof Problem)) return [];
  return error.faults.flatMap((fault) => {
    const [, row = "", field = ""] = /^\/(\d+)\/(\w+)$/.exec(fault.pointer) ?? [];
    const of = batch[row === "" ? -1 : Number(row)];
    return of === undefined ? [] : [{ of, fault: { ...fault, pointer: `/${field}` } }];
  });
}

/** It broke off: what was stored until then is stored. */
export class Failure extends Error {
  readonly report: Report;
  readonly why: unknown;
  readonly faults: { of: Pick<Sighting, "creation_time" | "line">; fault: Fault }[];

  constructor(report: Report, why: unknown, faults: Failure["faults"] = []) {
    super("the import broke off");
    this.report = report;
    this.why = why;
    this.faults = faults;
  }
}
