import { describe, expect, it } from "vitest";
import { between, comparePositions } from "./position";

describe("the order of positions", () => {
  const rising = [
    "-10.5",
    "-10",
    "-2",
    "-0.5",
    "-0.25",
    "0",
    "0.0001",
    "0.1",
    "0.11",
    "2",
    "10",
    "10.01",
    "123456789012345678901",
  ];

  it("is that of the numbers, not of the texts", () => {
    rising.forEach((low, i) =>
      rising.forEach((high, j) => expect(Math.sign(comparePositions(low, high))).toBe(Math.sign(i - j))),
    );
  });

  it("tells apart what a double would merge", () => {
    expect(comparePositions("1.00000000000000000001", "1.00000000000000000002")).toBeLessThan(0);
    expect(comparePositions("9007199254740993", "9007199254740992")).toBeGreaterThan(0);
  });

  it("does not mind how a number is written", () => {
    expect(comparePositions("1.50", "1.5")).toBe(0);
    expect(comparePositions("01", "1")).toBe(0);
    expect(comparePositions("-0", "0")).toBe(0);
    expect(comparePositions("1.", "1")).toBe(0);
  });
});

describe("a position between two others", () => {
  const cases: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    [undefined, "0"],
    [undefined, "-3.25"],
    ["7.5", undefined],
    ["-1", "1"],
    ["1", "2"],
    ["1.5", "1.50001"],
    ["-0.2", "-0.1"],
    ["0", "0.00000000000000000001"],
  ];

  it.each(cases)("lies between %s and %s", (low, high) => {
    const middle = between(low, high);
    if (low !== undefined) expect(comparePositions(low, middle)).toBeLessThan(0);
    if (high !== undefined) expect(comparePositions(middle, high)).toBeLessThan(0);
  });

  it("can be found for ever", () => {
    let high = "1";
    for (let i = 0; i < 300; i++) {
      const middle = between("0", high);
      expect(comparePositions("0", middle)).toBeLessThan(0);
      expect(comparePositions(middle, high)).toBeLessThan(0);
      high = middle;
    }
  });

  it("is their own where both are the same", () => {
    expect(comparePositions(between("2.5", "2.5"), "2.5")).toBe(0);
  });
});
