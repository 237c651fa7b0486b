import { describe, expect, it } from "vitest";
import { format } from "./format";

describe("format", () => {
  it("puts values where their names stand", () => {
    expect(format("{a} and {b}", { a: "tea", b: 2 }, "en")).toBe("tea and 2");
  });

  it("chooses the plural of the language", () => {
    const message = "{n, plural, =0 {none} one {# task of {who}} other {# tasks of {who}}}";
    expect(format(message, { n: 0, who: "Ada" }, "en")).toBe("none");
    expect(format(message, { n: 1, who: "Ada" }, "en")).toBe("1 task of Ada");
    expect(format(message, { n: 1200, who: "Ada" }, "de")).toBe("1.200 tasks of Ada");
  });

  it("does not read braces that came with a value", () => {
    expect(format("{name}", { name: "{evil}" }, "en")).toBe("{evil}");
  });

  it("refuses a missing value and an unclosed brace", () => {
    expect(() => format("{name}", {}, "en")).toThrow("no value");
    expect(() => format("{name", { name: "x" }, "en")).toThrow("unclosed");
  });
});
