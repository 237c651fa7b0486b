import { describe, expect, it } from "vitest";
import { task } from "./sample";
import {
  cleanName,
  compareTasks,
  compareTimes,
  countCharacters,
  dayOf,
  daysUntil,
  isOverdue,
  nextStatus,
} from "./task";

describe("tasks", () => {
  it("stand by position, and by id where that is the same", () => {
    const sorted = [
      task({ id: 30, position: "2" }),
      task({ id: 10, position: "10" }),
      task({ id: 20, position: "2.0" }),
    ];
    expect(sorted.sort(compareTasks).map((t) => t.id)).toEqual([20, 30, 10]);
  });

  it("move on to the next column, and from the last one away", () => {
    expect(nextStatus("To Do")).toBe("In Progress");
    expect(nextStatus("In Progress")).toBe("Done");
    expect(nextStatus("Done")).toBeNull();
  });

  it("are late after the day they are due, unless done", () => {
    expect(isOverdue(task({ due_on: "2026-11-20" }), "2026-11-21")).toBe(true);
    expect(isOverdue(task({ due_on: "2026-11-21" }), "2026-11-21")).toBe(false);
    expect(isOverdue(task({ due_on: "2026-11-20", status: "Done" }), "2026-11-21")).toBe(false);
    expect(isOverdue(task(), "2026-11-21")).toBe(false);
  });
});

describe("times and days", () => {
  it("are compared by what they mean", () => {
    expect(compareTimes("2026-11-21T10:00:00.5Z", "2026-11-21T10:00:00.49Z")).toBeGreaterThan(0);
    expect(compareTimes("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000000Z")).toBe(0);
    expect(compareTimes("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000001Z")).toBeLessThan(0);
  });

  it("are counted in whole days, over a change of the clocks too", () => {
    expect(daysUntil("2026-03-30", "2026-03-28")).toBe(2);
    expect(daysUntil("2026-11-20", "2026-11-21")).toBe(-1);
    expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
  });
});

describe("names", () => {
  it("are trimmed and of one line", () => expect(cleanName("  a\n b\t ")).toBe("a b"));
  it("are counted in characters", () => expect(countCharacters("a😀")).toBe(2));
});
