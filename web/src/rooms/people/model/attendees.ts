/* Attendees out of a table: who is to be entered, and which lines cannot be. */
import { columnOf, parseCsv } from "./csv";
import { Unreadable } from "./unreadable";

export interface Attendee {
  line: number;
  first_name: string;
  last_name: string;
  company_name: string;
}

export interface Attendees {
  good: Attendee[];
  /** Lines without a name, with one that is too long, or with more than the columns. */
  faulty: number[];
}

/** "Ada King Lovelace" is Ada, King Lovelace; "Lovelace, Ada" the other way round. */
function split(name: string): [string, string] {
  const [last, first] = name.split(",", 2).map((part) => part.trim());
  if (first !== undefined) return [first, last ?? ""];
  const [one = "", ...rest] = name.split(/\s+/);
  return [one, rest.join(" ")];
}

const lengthOf = (text: string) => Array.from(text).length;

export function attendeesOf(text: string): Attendees {
  const table = parseCsv(text);
  const first = columnOf(table, "first_name", "firstname", "given_name", "vorname");
  const last = columnOf(table, "last_name", "lastname", "family_name", "surname", "nachname", "name");
  const company = columnOf(table, "company_name", "company", "organisation", "organization", "firma");
  const name = first < 0 ? columnOf(table, "name", "full_name", "display_name") : -1;
  if (first < 0 && name < 0) throw new Unreadable("no column first_name or name");
  const all: Attendees = { good: [], faulty: [...table.odd] };
  for (const { line, cells } of table.rows) {
    const [first_name, last_name] = name < 0 ? [cells[first] ?? "", cells[last] ?? ""] : split(cells[name] ?? "");
    const company_name = cells[company] ?? "";
    const fits = lengthOf(first_name) <= 100 && lengthOf(last_name) <= 100 && lengthOf(company_name) <= 255;
    if (first_name === "" || !fits) all.faulty.push(line);
    else all.good.push({ line, first_name, last_name, company_name });
  }
  all.faulty.sort((a, b) => a - b);
  return all;
}

/** What makes two entries the same person, as far as a table can say. */
export const sameKey = (one: Pick<Attendee, "first_name" | "last_name" | "company_name">) =>
  [one.first_name, one.last_name, one.company_name].map((part) => part.trim().toLowerCase()).join("\n");
