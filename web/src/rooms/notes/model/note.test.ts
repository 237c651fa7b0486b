import { describe, expect, it } from "vitest";
import { EMPTY, isLater, lengthOf, markOf, merge, nameFrom, tagsFrom } from "./note";

describe("a name from the text", () => {
  it.each([
    ["# Water the *plants*\n\nx", "Water the plants"],
    ["\n\n- [ ] buy milk", "buy milk"],
    ["1. first\n2. second", "first"],
    ["> quoted", "quoted"],
    ["Größe & Maß", "Größe & Maß"],
    ["---\n\nafter a line", "after a line"],
    ["", ""],
    ["   \n ", ""],
  ])("of %j is %j", (text, name) => expect(nameFrom(text)).toBe(name));

  it("is at most 100 characters, none of them cut", () => {
    expect(Array.from(nameFrom("a" + "😀".repeat(200)))).toHaveLength(100);
  });

  it("takes no time for a long line", () => {
    const start = performance.now();
    nameFrom("-".repeat(100_000));
    nameFrom("# ".repeat(50_000));
    expect(performance.now() - start).toBeLessThan(500);
  });
});

it("counts characters as the server does", () => {
  expect(lengthOf("a😀é")).toBe(3);
  expect(lengthOf("")).toBe(0);
});

it("spells tags as the server keeps them", () => {
  expect(tagsFrom(" Work, #Home,work ,,\nx")).toEqual(["work", "home", "x"]);
  expect(tagsFrom(Array.from({ length: 30 }, (_, i) => `t${i}`).join())).toHaveLength(20);
});

it("merges fields, and disputes those changed on both sides", () => {
  const base = { ...EMPTY, name: "n", text: "t" };
  expect(merge(base, { ...base, text: "m" }, { ...base, name: "o" })).toEqual({
    merged: { ...base, name: "o", text: "m" },
    disputed: [],
  });
  expect(merge(base, { ...base, text: "m" }, { ...base, text: "o" }).disputed).toEqual(["text"]);
  expect(merge(base, { ...base, text: "m" }, { ...base, text: "m" }).disputed).toEqual([]);
});

it("knows which time is later", () => {
  expect(isLater("2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.123456Z")).toBe(true);
  expect(isLater("2026-11-21T10:00:00.123456Z", "2026-11-21T10:00:00.123457Z")).toBe(false);
});

it("marks values apart", () => {
  expect(markOf("a")).not.toBe(markOf("b"));
  expect(markOf(["a", "b"])).toBe(markOf(["b", "a"]));
  expect(markOf(null)).not.toBe(markOf("null"));
});
