import { expect, it } from "vitest";
import { around, begin, link, type Edit } from "./format";

/** The text after an edit, its selection between brackets. */
function after(doc: string, { from, to, insert, anchor, head }: Edit): string {
  const text = doc.slice(0, from) + insert + doc.slice(to);
  return `${text.slice(0, anchor)}⟨${text.slice(anchor, head)}⟩${text.slice(head)}`;
}

it("makes bold, and plain again", () => {
  expect(after("a word b", around("a word b", 2, 6, "**"))).toBe("a **⟨word⟩** b");
  expect(after("a **word** b", around("a **word** b", 4, 8, "**"))).toBe("a ⟨word⟩ b");
  expect(after("", around("", 0, 0, "**"))).toBe("**⟨⟩**");
});

it("begins lines, and takes it back", () => {
  expect(after("one\ntwo", begin("one\ntwo", 1, 5, "- "))).toBe("⟨- one\n- two⟩");
  expect(after("- one\n- two", begin("- one\n- two", 0, 11, "- "))).toBe("⟨one\ntwo⟩");
  expect(after("one", begin("one", 2, 2, "> "))).toBe("> on⟨⟩e");
  expect(after("> one", begin("> one", 1, 1, "> "))).toBe("⟨⟩one");
});

it("makes a link", () => {
  expect(after("see here", link("see here", 4, 8))).toBe("see [here](⟨https://⟩)");
  expect(after("https://a.example", link("https://a.example", 0, 17))).toBe("[⟨⟩](https://a.example)");
  expect(after("", link("", 0, 0))).toBe("[⟨⟩](https://)");
});
