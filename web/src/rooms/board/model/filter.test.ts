import { describe, expect, it } from "vitest";
import {
  countFilters,
  type Filter,
  isFiltering,
  matcher,
  NO_FILTER,
  NOBODY,
  readFilter,
  writeFilter,
} from "./filter";
import { task } from "./sample";

const today = "2026-11-21";
const shows = (filter: Partial<Filter>, given: Parameters<typeof task>[0]) =>
  matcher({ ...NO_FILTER, ...filter }, today)(task(given));

describe("the address of a filter", () => {
  it("is read as it was written", () => {
    const filter: Filter = { q: "a&b c", assignee: "ada", due: "week", statuses: ["To Do", "Done"] };
    const search = writeFilter(filter, "");
    expect(search).toContain("status=to-do,done");
    expect(readFilter(search)).toEqual(filter);
    expect(readFilter("?" + search)).toEqual(filter);
  });

  it("is empty when nothing is asked, and leaves other things alone", () => {
    expect(writeFilter(NO_FILTER, "?q=x&task=7&due=week")).toBe("task=7");
  });

  it("may say nonsense", () => {
    expect(readFilter("?due=never&status=bin,done&assignee=")).toEqual({ ...NO_FILTER, statuses: ["Done"] });
  });
});

describe("a filter", () => {
  it("shows everything when nothing is asked", () => expect(shows({}, {})).toBe(true));

  it("finds every word, without capitals and accents", () => {
    expect(shows({ q: "cafe MILK" }, { name: "Milk for the Café" })).toBe(true);
    expect(shows({ q: "milk tea" }, { name: "Milk for the Café" })).toBe(false);
    expect(shows({ q: "  " }, {})).toBe(true);
  });

  it("knows who, and nobody", () => {
    expect(shows({ assignee: "ada" }, { assignee: "ada" })).toBe(true);
    expect(shows({ assignee: "ada" }, { assignee: null })).toBe(false);
    expect(shows({ assignee: NOBODY }, { assignee: null })).toBe(true);
    expect(shows({ assignee: NOBODY }, { assignee: "ada" })).toBe(false);
  });

  it("knows when", () => {
    const due = (due: Filter["due"]) =>
      [null, "2026-11-20", "2026-11-21", "2026-11-27", "2026-11-28"].map((due_on) =>
        shows({ due }, { due_on }),
      );
    expect(due("none")).toEqual([true, false, false, false, false]);
    expect(due("overdue")).toEqual([false, true, false, false, false]);
    expect(due("today")).toEqual([false, false, true, false, false]);
    expect(due("week")).toEqual([false, false, true, true, false]);
    expect(shows({ due: "overdue" }, { due_on: "2026-11-20", status: "Done" })).toBe(false);
  });

  it("believes the server's search until the task is changed", () => {
    const one = task({ id: 9, name: "running" });
    const match = matcher({ ...NO_FILTER, q: "ran" }, today, new Map([[9, one.updated_at]]));
    expect(match(one)).toBe(true);
    expect(match({ ...one, updated_at: "2027-01-01T00:00:00Z" })).toBe(false);
  });

  it("is counted", () => {
    expect(countFilters({ q: "x", assignee: "ada", due: null, statuses: ["Done"] })).toBe(2);
    expect(isFiltering({ ...NO_FILTER, statuses: ["Done"] })).toBe(false);
    expect(isFiltering({ ...NO_FILTER, due: "none" })).toBe(true);
  });
});
