import { expect, it } from "vitest";
import { isBackwards, searchOf, USUAL, viewOf } from "./view";

it("is all in the address, and what is usual is not", () => {
  const view = { from: "2026-11-01", to: "2026-11-30", distance: 50, within: "", list: "places" } as const;
  expect(viewOf(searchOf(view))).toEqual(view);
  expect(searchOf(USUAL)).toBe("");
  expect(viewOf("")).toEqual(USUAL);
});

it.each(["from=2026-02-30", "from=2026-13-01", "from=21.11.2026", "to=x", "distance=1001", "distance=-1", "within=9m", "list=x"])(
  "passes over %s",
  (search) => {
    expect(viewOf(search)).toEqual(USUAL);
  },
);

it("knows when the days are the wrong way round", () => {
  expect(isBackwards({ from: "2026-11-02", to: "2026-11-01" })).toBe(true);
  expect(isBackwards({ from: "2026-11-01", to: "2026-11-01" })).toBe(false);
  expect(isBackwards({ from: "2026-11-01", to: "" })).toBe(false);
});
