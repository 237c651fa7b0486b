import { expect, it } from "vitest";
import { pieces } from "./marked";

it("cuts a text at its marks", () => {
  expect(pieces("the \ue000water\ue001 is <b>\ue000wet\ue001")).toEqual([
    { text: "the ", found: false },
    { text: "water", found: true },
    { text: " is <b>", found: false },
    { text: "wet", found: true },
  ]);
  expect(pieces("nothing")).toEqual([{ text: "nothing", found: false }]);
  expect(pieces("")).toEqual([]);
  expect(pieces("\ue000open")).toEqual([{ text: "open", found: true }]);
  expect(pieces("\ue001stray")).toEqual([{ text: "stray", found: false }]);
});
