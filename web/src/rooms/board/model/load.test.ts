import { expect, it } from "vitest";
import { loadAll, type Progress } from "./load";
import { task } from "./sample";
import type { Status } from "./task";

const pages: Record<Status, number> = { "To Do": 3, "In Progress": 1, Done: 2 };

function options(failing?: string) {
  const accepted: string[] = [];
  const progress: Partial<Record<Status, Progress[]>> = {};
  return {
    accepted,
    progress,
    given: {
      page: async (status: Status, cursor: string | null) => {
        const number = Number(cursor ?? 1);
        if (failing === `${status} ${number}`) throw new Error(failing);
        await Promise.resolve();
        const next = number < pages[status] ? String(number + 1) : null;
        return { rows: [task({ name: `${status} ${number}`, status })], next };
      },
      accept: (rows: { name: string }[]) => accepted.push(...rows.map((row) => row.name)),
      progress: (status: Status, now: Progress) => (progress[status] ??= []).push(now),
    },
  };
}

it("reads every page of every column, the first ones first", async () => {
  const { given, accepted, progress } = options();
  await loadAll(given, new AbortController().signal);
  expect(accepted.slice(0, 3).sort()).toEqual(["Done 1", "In Progress 1", "To Do 1"]);
  expect(accepted).toHaveLength(6);
  expect(progress).toEqual({
    "To Do": ["some", "some", "all"],
    "In Progress": ["all"],
    Done: ["some", "all"],
  });
});

it("says what went wrong, and keeps what it has", async () => {
  const { given, accepted } = options("Done 2");
  await expect(loadAll(given, new AbortController().signal)).rejects.toThrow("Done 2");
  expect(accepted).toContain("Done 1");
});

it("stops when it is told to", async () => {
  const { given, accepted } = options();
  const stop = new AbortController();
  const loading = loadAll(given, stop.signal);
  stop.abort();
  await expect(loading).rejects.toThrow();
  expect(accepted).toEqual([]);
});
