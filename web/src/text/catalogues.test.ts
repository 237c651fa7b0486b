/* The catalogues of the shell and of every room, each beside its twin. */
import { describe, expect, it } from "vitest";

type Catalogue = Record<string, string>;

const files = import.meta.glob<Catalogue>(["./**/*.json", "../rooms/**/*.json"], { eager: true, import: "default" });
const english = Object.keys(files).filter((path) => path.endsWith("/en.json"));

/** The names of the values that a message asks for. */
const values = (message: string) => [...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => name).sort();

describe.each(english)("%s", (path) => {
  const en = files[path] ?? {};
  const de = files[path.replace("/en.json", "/de.json")] ?? {};

  it("has every text in German, and no other", () => {
    expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort());
  });

  it.each(Object.keys(en))("%s asks for the same values in both", (key) => {
    expect([...new Set(values(de[key] ?? ""))]).toEqual([...new Set(values(en[key] ?? ""))]);
    expect(en[key]?.trim()).not.toBe("");
    expect(de[key]?.trim()).not.toBe("");
  });

  it("uses no format that format.ts does not know", () => {
    for (const message of [...Object.values(en), ...Object.values(de)])
      expect(message).not.toMatch(/\{\s*\w+\s*,(?!\s*plural\b)/);
  });
});
