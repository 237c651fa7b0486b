import { describe, expect, it } from "vitest";
import { dropIndex, shiftOf } from "./drop";
import type { Slot } from "./rows";

const GAP = 8;

function slots(...sizes: number[]): Slot[] {
  let start = 0;
  return sizes.map((size) => {
    const slot = { start, size };
    start += size + GAP;
    return slot;
  });
}

describe("the place under a dragged card", () => {
  it("is the nearest gap", () => {
    const three = slots(40, 100, 40);
    expect(dropIndex(three, -1, -50, GAP)).toBe(0);
    expect(dropIndex(three, -1, 19, GAP)).toBe(0);
    expect(dropIndex(three, -1, 21, GAP)).toBe(1);
    expect(dropIndex(three, -1, 97, GAP)).toBe(1);
    expect(dropIndex(three, -1, 99, GAP)).toBe(2);
    expect(dropIndex(three, -1, 500, GAP)).toBe(3);
  });

  it("is its own place while it is not moved, wherever that is", () => {
    const all = slots(40, 100, 40, 60);
    all.forEach((slot, index) => expect(dropIndex(all, index, slot.start, GAP)).toBe(index));
  });

  it("does not depend on how many others are on the screen", () => {
    const many = slots(...Array.from({ length: 5000 }, (_, i) => 40 + (i % 7)));
    const start = many[3210]?.start ?? 0;
    expect(dropIndex(many, -1, start, GAP)).toBe(3210);
    expect(dropIndex(many, 10, start - 50 - GAP, GAP)).toBe(3209);
  });

  it("is the first one of an empty column", () => expect(dropIndex([], -1, 300, GAP)).toBe(0));
});

describe("the others", () => {
  it("make way in the column where it goes", () => {
    expect([0, 1, 2].map((index) => shiftOf(index, -1, 1, 50))).toEqual([0, 50, 50]);
  });

  it("close up in the column that it leaves", () => {
    expect([0, 1, 2].map((index) => shiftOf(index, 0, -1, 50))).toEqual([0, -50, -50]);
  });

  it("stand still while it stays where it was", () => {
    expect([0, 1, 2].map((index) => shiftOf(index, 1, 1, 50))).toEqual([0, 0, 0]);
  });

  it("go past it either way", () => {
    expect([0, 1, 2, 3].map((index) => shiftOf(index, 0, 2, 50))).toEqual([0, -50, -50, 0]);
    expect([0, 1, 2, 3].map((index) => shiftOf(index, 3, 1, 50))).toEqual([0, 50, 50, 0]);
  });
});
