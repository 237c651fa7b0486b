import { expect, it } from "vitest";
import { clustersOf, type Place } from "./clusters";

const at = (key: string, x: number, y: number): Place => ({ key, latitude: y, longitude: x });
const flat = ({ latitude, longitude }: Place) => ({ x: longitude, y: latitude });

it("keeps apart what is far enough apart", () => {
  expect(clustersOf([at("a", 0, 0), at("b", 10, 0)], flat, 10)).toHaveLength(2);
});

it("joins what would lie on top of each other, also across the edge of a square", () => {
  const [one, ...more] = clustersOf([at("a", 9, 9), at("b", 11, 11), at("c", 9, 9)], flat, 10);
  expect(one).toEqual({ keys: ["a", "b", "c"], latitude: 9, longitude: 9 });
  expect(more).toEqual([]);
});

it("loses none of ten thousand", () => {
  const places = Array.from({ length: 10_000 }, (_, n) => at(String(n), (n * 7919) % 997, (n * 104_729) % 991));
  const keys = clustersOf(places, flat, 30).flatMap((one) => one.keys);
  expect(new Set(keys).size).toBe(10_000);
});
