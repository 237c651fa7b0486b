import { expect, it } from "vitest";
import { Problem } from "@/api/problem";
import type { Pad } from "@/api/types";
import { importAll, type Progress, type Target } from "./importer";

const plan = (path: string, pad: string | null = null) => ({ path, name: path, pad, text: path });
const busy = () => new Problem("too_many", 429, "Too many", { retryAfter: 5 });

function fake() {
  const pads: Pad[] = [{ id: 1, name: "Work", notes_count: 0, created_at: "", updated_at: "" }];
  const notes = new Map<string, { name: string; pad_id: number | null }>();
  const pauses: number[] = [];
  const fates: (Problem | undefined)[] = [];
  const target: Target = {
    pads: () => Promise.resolve([...pads]),
    makePad: (name) => {
      const pad = { id: pads.length + 1, name, notes_count: 0, created_at: "", updated_at: "" };
      pads.push(pad);
      return Promise.resolve(pad);
    },
    makeNote: async (note, key) => {
      await Promise.resolve();
      const fate = fates.shift();
      if (fate) throw fate;
      notes.set(key, note);
    },
    pause: (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
  return { target, pads, notes, pauses, fates };
}

const told: Progress[] = [];
const go = (plans: ReturnType<typeof plan>[], target: Target, signal = new AbortController().signal) =>
  importAll(plans, target, "run", (progress) => told.push({ ...progress }), signal);

it("makes pads that are not there, and every note once", async () => {
  const { target, pads, notes } = fake();
  const report = await go([plan("a"), plan("b", "work"), plan("c", "Home"), plan("d", "Home")], target);
  expect(report).toEqual({ made: 4, pads: 1, skipped: [] });
  expect(pads.map(({ name }) => name)).toEqual(["Work", "Home"]);
  expect([...notes.values()].map(({ pad_id }) => pad_id)).toEqual([null, 1, 2, 2]);
  expect(told.at(-1)).toMatchObject({ done: 4, total: 4 });
});

it("waits for a server that is busy, and goes on", async () => {
  const { target, notes, pauses, fates } = fake();
  fates.push(busy(), undefined, new Problem("unreachable", 0, "No answer"));
  expect((await go([plan("a"), plan("b"), plan("c")], target)).made).toBe(3);
  expect(pauses).toEqual([5, 2000]);
  expect(notes.size).toBe(3);
});

it("reports what is refused, and goes on", async () => {
  const { target, fates } = fake();
  const faults = [{ pointer: "/name", code: "too_short", detail: "Too short." }];
  fates.push(new Problem("invalid", 422, "Invalid", { faults }));
  const report = await go([plan("a"), plan("b")], target);
  expect(report).toMatchObject({ made: 1, skipped: [{ path: "a", reason: "refused", detail: "Too short." }] });
});

it("stops when told, and says what was made", async () => {
  const { target, fates } = fake();
  const stop = new AbortController();
  fates.push(undefined, undefined, undefined, busy());
  target.pause = () => {
    stop.abort();
    return Promise.resolve();
  };
  const report = await go([plan("a"), plan("b"), plan("c"), plan("d")], target, stop.signal);
  expect(report.made).toBeGreaterThanOrEqual(3);
});
