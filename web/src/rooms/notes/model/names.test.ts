import { expect, it } from "vitest";
import { fileNames, partOf } from "./names";

it.each([
  ["a/b\\c:d", "a-b-c-d"],
  ["../../etc/passwd", "-..-etc-passwd"],
  [".hidden", "hidden"],
  ["CON", "CON-"],
  ["trailing. ", "trailing"],
  ["...", "-"],
  ["a\nb", "a-b"],
])("of %j makes %j", (name, part) => expect(partOf(name)).toBe(part));

it("is at most 255 bytes with its ending", () => {
  expect(new TextEncoder().encode(partOf("😀".repeat(100)))).toHaveLength(200);
});

it("gives no two notes one path", () => {
  const nameOf = fileNames(new Map([[1, "Work"], [2, "work"]]));
  expect(nameOf({ name: "x", pad_id: 1 })).toBe("Work/x.md");
  expect(nameOf({ name: "X", pad_id: 1 })).toBe("Work/X (2).md");
  expect(nameOf({ name: "x", pad_id: 2 })).toBe("work (2)/x.md");
  expect(nameOf({ name: "x", pad_id: null })).toBe("x.md");
  expect(nameOf({ name: "x", pad_id: 9 })).toBe("x (2).md");
});
