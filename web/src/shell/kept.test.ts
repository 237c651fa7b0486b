import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { drop, keep, kept } from "./kept";

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.useFakeTimers();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => stored.set(name, value),
    removeItem: (name: string) => stored.delete(name),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("keeps for an hour", () => {
  keep("a", "b");
  vi.advanceTimersByTime(3_599_000);
  expect(kept("a")).toBe("b");
  vi.advanceTimersByTime(1000);
  expect(kept("a")).toBe("");
});

it("keeps until it is dropped", () => {
  keep("a", "b");
  drop("a");
  expect(kept("a")).toBe("");
  expect(stored.size).toBe(0);
});

it.each(["", "null", "7", "{", '{"value":"b"}', '{"until":9e99}', '{"value":7,"until":9e99}'])(
  "finds nothing in what others left: %s",
  (left) => {
    stored.set("a", left);
    expect(kept("a")).toBe("");
  },
);

it("does without a storage", () => {
  vi.stubGlobal("localStorage", undefined);
  keep("a", "b");
  drop("a");
  expect(kept("a")).toBe("");
});
