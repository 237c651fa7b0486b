import { expect, it } from "vitest";
import { columnOf, parseCsv } from "./csv";

it("reads quotes, doubled quotes, and lines within them", () => {
  const { columns, rows } = parseCsv('Name,"Company Name"\r\n"Love, ""Ada""","Line 1\nLine 2"\nBob,\n');
  expect(columns).toEqual(["name", "company_name"]);
  expect(rows).toEqual([
    { line: 2, cells: ['Love, "Ada"', "Line 1\nLine 2"] },
    { line: 4, cells: ["Bob", ""] },
  ]);
});

it.each([",", ";", "\t"])("finds out that %j separates", (mark) => {
  expect(parseCsv(`a${mark}b\n1${mark}2`).rows[0]?.cells).toEqual(["1", "2"]);
});

it("is not misled by a mark of order, empty lines or a missing last end of line", () => {
  const table = parseCsv("\uFEFFa,b\n\n \n1,2");
  expect(table.columns).toEqual(["a", "b"]);
  expect(table.rows).toEqual([{ line: 4, cells: ["1", "2"] }]);
  expect(columnOf(table, "x", "b")).toBe(1);
  expect(columnOf(table, "x")).toBe(-1);
});

it("has no columns where there is no text", () => {
  expect(parseCsv("")).toEqual({ columns: [], rows: [], odd: [] });
});

it("takes columns by what is preferred, not by where they stand", () => {
  expect(columnOf(parseCsv("name,surname\n"), "surname", "name")).toBe(1);
});

it("says where a quote begins that has no end, and reads nothing", () => {
  expect(() => parseCsv('a,b\n1,"2\n3,4\n')).toThrow(expect.objectContaining({ line: 2 }));
});

it("names lines that say more than there are columns, and leaves them out", () => {
  const { rows, odd } = parseCsv("a,b\n1,2,\n1,2,3\n4\n");
  expect(rows.map(({ cells }) => cells)).toEqual([["1", "2", ""], ["4"]]);
  expect(odd).toEqual([3]);
});
