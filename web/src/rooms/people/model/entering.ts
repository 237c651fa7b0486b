/*
 * Attendees on their way to the server, in batches that are entered whole or
 * not at all.  Who is here already under the same names stays as they are.
 */
import { Problem, type Fault } from "@/api/problem";
import { sameKey, type Attendee } from "./attendees";

export const BATCH = 2000;

export interface Entered {
  entered: number;
  /** Were here already. */
  here: number;
  /** Were not sent, or not taken. */
  left: number;
  /** What is wrong with which line. */
  faults: { line: number; fault: Fault }[];
  /** What failed, where it was nothing of a line. */
  why?: unknown;
}

export type Named = Omit<Attendee, "line">;

/** The batch's faults by the lines of the file: "/17/first_name" is of its row 17. */
export function byLine(faults: readonly Fault[], batch: readonly Attendee[]): Entered["faults"] {
  return faults.flatMap((fault) => {
    const [, row = "", field = ""] = /^\/(\d+)\/(\w+)$/.exec(fault.pointer) ?? [];
    const line = batch[row === "" ? -1 : Number(row)]?.line;
    return line === undefined ? [] : [{ line, fault: { ...fault, pointer: `/${field}` } }];
  });
}

export async function enterAll(
  attendees: readonly Attendee[],
  here: readonly Named[],
  send: (batch: Named[]) => Promise<unknown>,
  tell: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Entered> {
  const known = new Set(here.map(sameKey));
  const fresh = attendees.filter((one) => {
    const key = sameKey(one);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  const report: Entered = { entered: 0, here: attendees.length - fresh.length, left: fresh.length, faults: [] };
  while (report.left > 0 && !signal.aborted) {
    tell(report.entered, fresh.length);
    const batch = fresh.slice(report.entered, report.entered + BATCH);
    try {
      await send(batch.map(({ first_name, last_name, company_name }) => ({ first_name, last_name, company_name })));
    } catch (why) {
      report.faults = why instanceof Problem ? byLine(why.faults, batch) : [];
      return report.faults.length > 0 ? report : { ...report, why };
    }
    report.entered += batch.length;
    report.left -= batch.length;
  }
  return report;
}
