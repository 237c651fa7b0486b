import { describe, expect, it } from "vitest";
import { untilAgain } from "./again";

describe("untilAgain", () => {
  it.each([
    { pages: 1, took: 0, seconds: 10 },
    { pages: 5, took: 100, seconds: 10 },
    { pages: 10, took: 20, seconds: 20 },
    { pages: 1, took: 2800, seconds: 56 },
    { pages: 3, took: 1000, seconds: 60 },
  ])("is $seconds s for $pages pages of $took ms", ({ pages, took, seconds }) => {
    expect(untilAgain(pages, took)).toBe(seconds * 1000);
  });
});
