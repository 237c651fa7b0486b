import { expect, it } from "vitest";
import { clashes, differences, remaining } from "./merge";
import { task } from "./sample";

const base = task({ name: "a", assignee: null, due_on: null });

it("changes to different fields do not clash", () => {
  expect(clashes(base, { name: "b" }, { ...base, assignee: "bob" })).toEqual([]);
});

it("different changes to one field do", () => {
  expect(clashes(base, { name: "b", due_on: "2026-12-01" }, { ...base, name: "c" })).toEqual(["name"]);
});

it("the same change to one field does not", () => {
  expect(clashes(base, { name: "b" }, { ...base, name: "b" })).toEqual([]);
});

it("emptying a field is a change like any other", () => {
  const set = task({ assignee: "bob" });
  expect(clashes(set, { assignee: null }, { ...set, assignee: "cy" })).toEqual(["assignee"]);
});

it("what is left to do is what their version does not say yet", () => {
  expect(remaining({ name: "b", assignee: null }, { ...base, name: "b" })).toEqual({});
  expect(remaining({ name: "b", assignee: "bob" }, { ...base, name: "b" })).toEqual({ assignee: "bob" });
});

it("two versions differ in their fields, not in their place", () => {
  expect(differences(base, task({ ...base, position: "99" }))).toEqual([]);
  expect(differences(base, { ...base, status: "Done", name: "z" })).toEqual(["name", "status"]);
});
