import { expect, it } from "vitest";
import { unrolled } from "./rings";

it("leaves a ring alone that stays on one side", () => {
  const ring = [[0, 0], [10, 0], [10, 10], [0, 0]];
  expect(unrolled(ring)).toEqual(ring);
});

it("goes on beyond the antimeridian", () => {
  expect(unrolled([[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]])).toEqual([
    [170, 60], [190, 60], [190, 70], [170, 70], [170, 60],
  ]);
});

it("takes in the pole that it goes round", () => {
  expect(unrolled([[-180, -70], [0, -75], [120, -70], [-180, -70]])).toEqual([
    [-180, -70], [0, -75], [120, -70], [180, -70], [180, -90], [-180, -90], [-180, -70],
  ]);
});
