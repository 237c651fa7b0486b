import { strToU8, zipSync } from "fflate";
import { expect, it } from "vitest";
import { placeOf, plan, textOf, withoutCommonFolder, type Source } from "./files";

const source = (path: string, content: Uint8Array): Source => ({
  path,
  size: content.length,
  read: () => Promise.resolve(content),
});

it("finds name and pad in the path", () => {
  expect(placeOf("next.md")).toEqual({ name: "next", pad: null });
  expect(placeOf("work/next.v2.md")).toEqual({ name: "next.v2", pad: "work" });
  expect(placeOf("work/plans/next.md")).toEqual({ name: "next", pad: "work / plans" });
  expect(placeOf("../../etc/next.md")).toEqual({ name: "next", pad: "etc" });
  expect(placeOf("a/.md").name).not.toBe("");
  expect(Array.from(placeOf(`${"😀".repeat(200)}.md`).name)).toHaveLength(100);
});

it("leaves out the folder that all were chosen in", () => {
  expect(withoutCommonFolder(["notes/a.md", "notes/work/b.md"])).toEqual(["a.md", "work/b.md"]);
  expect(withoutCommonFolder(["a.md", "notes/b.md"])).toEqual(["a.md", "notes/b.md"]);
  expect(withoutCommonFolder([])).toEqual([]);
});

it("reads text in UTF-8 and nothing else", () => {
  expect(textOf(strToU8("\ufeffgrün\r\nblau"))).toEqual({ text: "grün\nblau" });
  expect(textOf(new Uint8Array([0xff, 0xfe, 0x41, 0]))).toEqual({ reason: "encoding" });
  expect(textOf(strToU8("a\0b"))).toEqual({ reason: "nul" });
  expect(textOf(strToU8("x".repeat(100_001)))).toEqual({ reason: "large" });
  expect(textOf(strToU8("😀".repeat(100_000)))).toEqual({ text: "😀".repeat(100_000) });
});

it("takes notes out of a zip, and says what it leaves and why", async () => {
  const zip = zipSync({
    "a.md": strToU8("A"),
    "work/b.md": strToU8("B"),
    "work/": new Uint8Array(),
    "__MACOSX/._a.md": strToU8("x"),
    ".DS_Store": strToU8("x"),
    "photo.jpg": strToU8("x"),
    "huge.md": strToU8("x".repeat(500_000)),
    "odd.md": new Uint8Array([0xc3, 0x28]),
  });
  const { plans, skipped } = await plan([source("all.zip", zip), source("broken.zip", strToU8("no zip")), source("c.md", strToU8("C"))]);
  expect(plans).toEqual([
    { path: "a.md", name: "a", pad: null, text: "A" },
    { path: "work/b.md", name: "b", pad: "work", text: "B" },
    { path: "c.md", name: "c", pad: null, text: "C" },
  ]);
  expect(skipped.sort((a, b) => a.path.localeCompare(b.path))).toEqual([
    { path: "broken.zip", reason: "zip" },
    { path: "huge.md", reason: "large" },
    { path: "odd.md", reason: "encoding" },
    { path: "photo.jpg", reason: "kind" },
  ]);
});
