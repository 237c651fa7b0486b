import { expect, it } from "vitest";
import { nextOf, signInPath } from "./signin";

it.each([
  ["?next=%2Fboard%3Fa%3D1%23x", "/board?a=1#x"],
  ["", "/"],
  ["?next=https%3A%2F%2Fevil.example%2F", "/"],
  ["?next=%2F%2Fevil.example", "/"],
  ["?next=%2F%5Cevil.example", "/"],
  ["?next=%09%2F%2Fevil.example", "/"],
  ["?next=javascript%3Aalert(1)", "/"],
])("after signing in with %s one is at %s", (search, next) => {
  expect(nextOf(search)).toBe(next);
});

it("the way to sign in remembers where one was", () => {
  expect(signInPath("/")).toBe("/signin");
  expect(nextOf(signInPath("/board?q=a&b").slice("/signin".length))).toBe("/board?q=a&b");
});
