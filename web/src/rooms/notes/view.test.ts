import { expect, it } from "vitest";
import { ALL, pathOf, turned, viewOf } from "./view";

it("is told in the address, and read from it", () => {
  const view = { pad: "7", tag: "a b", order: "name", q: "x & y" } as const;
  expect(viewOf(pathOf(view).replace("/notes?", ""))).toEqual(view);
  expect(pathOf(ALL)).toBe("/notes");
  expect(viewOf("")).toEqual(ALL);
  expect(viewOf("pad=0&order=size")).toEqual(ALL);
  expect(viewOf("pad=none").pad).toBe("none");
});

it("turns a column's order round and back", () => {
  expect(turned("-updated_at", "name")).toBe("name");
  expect(turned("name", "name")).toBe("-name");
  expect(turned("-name", "name")).toBe("name");
  expect(turned("-name", "updated_at")).toBe("-updated_at");
  expect(turned("-updated_at", "updated_at")).toBe("updated_at");
});
