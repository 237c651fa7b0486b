import { describe, expect, it } from "vitest";
import { isSamePlace, placeAt } from "./place";
import { comparePositions } from "./position";

const column = ["a", "b", "c"].map((key, index) => ({ key, task: { position: String(index) } }));

describe("a place", () => {
  it("at the top follows nothing", () => {
    const place = placeAt(column, "Done", "x", "top");
    expect(place).toMatchObject({ status: "Done", after: null });
    expect(comparePositions(place.position, "0")).toBeLessThan(0);
  });

  it("at the bottom follows the last, which is not the card itself", () => {
    expect(placeAt(column, "Done", "x", "bottom").after).toBe("c");
    expect(placeAt(column, "Done", "c", "bottom").after).toBe("b");
    expect(placeAt([], "Done", "c", "bottom").after).toBeNull();
  });

  it("lies between its neighbours, the card itself left out", () => {
    const place = placeAt(column, "Done", "b", { after: "a" });
    expect(place.after).toBe("a");
    expect(comparePositions(place.position, "0")).toBeGreaterThan(0);
    expect(comparePositions(place.position, "2")).toBeLessThan(0);
    expect(placeAt(column, "Done", "x", { before: "b" }).after).toBe("a");
    expect(placeAt(column, "Done", "a", { before: "b" }).after).toBeNull();
  });

  it("beside a card that has left is the top", () => {
    expect(placeAt(column, "Done", "x", { after: "gone" }).after).toBeNull();
    expect(placeAt(column, "Done", "x", { before: "gone" }).after).toBeNull();
  });

  it("is known to be the one where the card stands", () => {
    expect(isSamePlace(column, "b", placeAt(column, "Done", "b", { after: "a" }))).toBe(true);
    expect(isSamePlace(column, "b", placeAt(column, "Done", "b", { before: "c" }))).toBe(true);
    expect(isSamePlace(column, "b", placeAt(column, "Done", "b", "top"))).toBe(false);
    expect(isSamePlace(column, "x", placeAt(column, "Done", "x", "top"))).toBe(false);
  });
});
