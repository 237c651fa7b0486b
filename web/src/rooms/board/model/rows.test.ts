import { describe, expect, it } from "vitest";
import { layOut, rowAt, rowsBetween, scrollFor } from "./rows";

const sizes = [40, 100, 40, 60];
const { slots, total } = layOut(sizes.length, (index) => sizes[index] ?? 0, 8, 4);

it("rows stand one below the other", () => {
  expect(slots.map(({ start }) => start)).toEqual([4, 52, 160, 208]);
  expect(total).toBe(4 + 40 + 8 + 100 + 8 + 40 + 8 + 60 + 4);
  expect(layOut(0, () => 1, 8, 4)).toEqual({ slots: [], total: 0 });
});

it("the row at an offset is the first that ends behind it", () => {
  expect([0, 43, 44, 51, 52, 151, 152, 267, 268].map((offset) => rowAt(slots, offset))).toEqual([
    0, 0, 1, 1, 1, 1, 2, 3, 4,
  ]);
});

describe("the rows between two offsets", () => {
  it("are those of which something is there", () => {
    expect(rowsBetween(slots, 0, 52)).toEqual([0, 1]);
    expect(rowsBetween(slots, 0, 53)).toEqual([0, 2]);
    expect(rowsBetween(slots, 100, 200)).toEqual([1, 3]);
    expect(rowsBetween(slots, 0, 9999)).toEqual([0, 4]);
    expect(rowsBetween(slots, 9999, 10_000)).toEqual([4, 4]);
    expect(rowsBetween([], 0, 100)).toEqual([0, 0]);
  });

  it("are found as quickly among many", () => {
    const many = layOut(100_000, () => 50, 8, 0);
    expect(rowsBetween(many.slots, 58 * 70_000, 58 * 70_000 + 1)).toEqual([70_000, 70_001]);
  });
});

describe("to bring a row into view", () => {
  const slot = { start: 500, size: 50 };
  it("nothing moves when it is there", () => expect(scrollFor(slot, 400, 300, 8)).toBe(400));
  it("one scrolls up to its start", () => expect(scrollFor(slot, 600, 300, 8)).toBe(492));
  it("one scrolls down to its end", () => expect(scrollFor(slot, 0, 300, 8)).toBe(258));
  it("the start goes before the end, and before the start is nothing", () => {
    expect(scrollFor({ start: 4, size: 50 }, 30, 20, 8)).toBe(0);
  });
});
