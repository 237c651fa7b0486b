/*
 * Makes notes of files, some at a time.  A server that is busy or away is
 * waited for; a file that is refused is reported, and the others go on.
 */
import { Problem } from "@/api/problem";
import type { Pad } from "@/api/types";
import type { Plan, Skipped } from "./files";

export interface Target {
  pads: () => Promise<Pad[]>;
  makePad: (name: string, key: string) => Promise<Pad>;
  makeNote: (note: { name: string; pad_id: number | null; text: string }, key: string) => Promise<unknown>;
  pause: (ms: number) => Promise<void>;
}

export interface Progress {
  done: number;
  total: number;
  /** Whether the server is being waited for. */
  waiting: boolean;
}

export interface Report {
  made: number;
  pads: number;
  skipped: Skipped[];
}

const AT_ONCE = 3;
const WAIT = 2_000;

const passes = ({ status, type }: Problem) => status === 0 || status === 401 || status === 429 || status >= 500 || type === "in_progress";

const fold = (name: string) => name.toLocaleLowerCase();

/**
 * `run' names this import: its requests can be sent again without harm.
 * Stops when the signal says so; what was made until then stays.
 */
export async function importAll(
  plans: Plan[],
  target: Target,
  run: string,
  tell: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Report> {
  const report: Report = { made: 0, pads: 0, skipped: [] };
  const progress: Progress = { done: 0, total: plans.length, waiting: false };
  const say = (change: Partial<Progress>) => tell(Object.assign(progress, change));

  /** Asks until there is an answer. */
  async function insist<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      signal.throwIfAborted();
      try {
        const done = await act();
        if (progress.waiting) say({ waiting: false });
        return done;
      } catch (error) {
        if (!(error instanceof Problem) || !passes(error)) throw error;
        say({ waiting: true });
        await target.pause(error.retryAfter ?? WAIT);
      }
    }
  }

  const pads = new Map((await insist(target.pads)).map((pad) => [fold(pad.name), pad.id]));
  const names = [...new Set(plans.flatMap(({ pad }) => (pad === null ? [] : [pad])))];
  for (const [at, name] of names.entries()) {
    if (pads.has(fold(name))) continue;
    pads.set(fold(name), (await insist(() => target.makePad(name, `${run}-pad-${at}`))).id);
    report.pads++;
  }

  async function make(plan: Plan, at: number) {
    const { name, pad, text, path } = plan;
    const pad_id = pad === null ? null : (pads.get(fold(pad)) ?? null);
    try {
      await insist(() => target.makeNote({ name, pad_id, text }, `${run}-${at}`));
      report.made++;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const detail = error.faults.map((fault) => fault.detail).join(" ") || error.detail || error.message;
      report.skipped.push({ path, reason: "refused", detail });
    }
    say({ done: progress.done + 1 });
  }

  const rest = plans.entries();
  const worker = async () => {
    for (const [at, plan] of rest) await make(plan, at);
  };
  say({});
  await Promise.all(Array.from({ length: AT_ONCE }, worker)).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return report;
}
