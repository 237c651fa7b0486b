import { expect, it } from "vitest";
import { compare, type Line } from "./compare";

const text = (parts: { text: string }[] | null) => parts?.map((part) => part.text).join("") ?? null;
const side = (lines: Line[], which: "left" | "right") =>
  lines.flatMap((line) => (line.kind === "skipped" ? ["…"] : line.kind === "same" ? [line.text] : (text(line[which]) ?? [])));

it("has nothing to say of the same", () => expect(compare("a\nb", "a\nb")).toEqual([]));

it("pairs the lines that were changed, and marks the words", () => {
  const lines = compare("one\ntwo three\nfour\n", "one\ntwo five\nfour\n");
  expect(lines).toEqual([
    { kind: "same", text: "one" },
    {
      kind: "changed",
      left: [{ text: "two ", changed: false }, { text: "three", changed: true }],
      right: [{ text: "two ", changed: false }, { text: "five", changed: true }],
    },
    { kind: "same", text: "four" },
  ]);
});

it("shows what is on one side only", () => {
  const lines = compare("a\nb\nc\n", "a\nc\nd\n");
  expect(side(lines, "left")).toEqual(["a", "b", "c"]);
  expect(side(lines, "right")).toEqual(["a", "c", "d"]);
});

it("leaves out what is far from any change", () => {
  const many = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  const other = many.map((line) => (line === "line 50" ? "changed" : line));
  const lines = compare(many.join("\n"), other.join("\n"));
  expect(lines.filter(({ kind }) => kind === "skipped")).toEqual([
    { kind: "skipped", count: 47 },
    { kind: "skipped", count: 46 },
  ]);
  expect(lines).toHaveLength(2 + 6 + 1);
});

it("compares nothing with something", () => {
  expect(side(compare("", "a\nb"), "right")).toEqual(["a", "b"]);
  expect(side(compare("a\nb", ""), "left")).toEqual(["a", "b"]);
});

it("does not lose itself in long texts that have nothing in common", () => {
  const words = (seed: number) => Array.from({ length: 20_000 }, (_, i) => String((i * seed) % 99_991)).join("\n");
  const start = performance.now();
  compare(words(7), words(31));
  expect(performance.now() - start).toBeLessThan(10_000);
});
