import { expect, it } from "vitest";
import { attendeesOf, sameKey } from "./attendees";

it("reads first and last names", () => {
  expect(attendeesOf("first_name;last_name;company\nAda;Lovelace;Engines\n").good).toEqual([
    { line: 2, first_name: "Ada", last_name: "Lovelace", company_name: "Engines" },
  ]);
});

it("splits one name in two", () => {
  const { good } = attendeesOf("Name\nAda King Lovelace\n\"Hopper, Grace\"\nPlato\n");
  expect(good.map(({ first_name, last_name }) => [first_name, last_name])).toEqual([
    ["Ada", "King Lovelace"],
    ["Grace", "Hopper"],
    ["Plato", ""],
  ]);
});

it("tells the lines that name nobody or too much", () => {
  expect(attendeesOf(`Vorname,Nachname\n,Lovelace\nAda,${"x".repeat(101)}\nAda,L\nAda,L,x`).faulty).toEqual([2, 3, 5]);
});

it("refuses a table without names", () => {
  expect(() => attendeesOf("latitude,longitude\n1,2")).toThrow();
});

it("knows people again whatever the capitals", () => {
  const one = { first_name: "Ada ", last_name: "LOVELACE", company_name: "" };
  expect(sameKey(one)).toBe(sameKey({ first_name: "ada", last_name: "Lovelace", company_name: "" }));
});
