// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { type Changes, EVERY, Feed, type Liveness } from "./feed";
import { task } from "./sample";
import type { Row } from "./store";

let asked: (string | undefined)[];
let answers: (Partial<Changes> | Error)[];
let accepted: Row[];
let states: Liveness[];
let lost: number;
let feed: Feed;
let visible: boolean;
let online: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  accepted = [];
  states = [];
  lost = 0;
  visible = online = true;
  vi.spyOn(document, "visibilityState", "get").mockImplementation(() => (visible ? "visible" : "hidden"));
  vi.spyOn(navigator, "onLine", "get").mockImplementation(() => online);
  feed = new Feed({
    ask: async (since) => {
      asked.push(since);
      const answer = answers.shift() ?? {};
      if (answer instanceof Error) throw answer;
      return Promise.resolve({ rows: [], cursor: `c${asked.length}`, ...answer });
    },
    accept: (rows) => accepted.push(...rows),
    lost: () => lost++,
    liveness: (state) => states.push(state),
  });
});

afterEach(() => {
  feed.stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe("while somebody looks", () => {
  it("asks on from where the last answer ended", async () => {
    feed.start("c0");
    await pass(0);
    await pass(EVERY);
    await pass(EVERY);
    expect(asked).toEqual(["c0", "c1", "c2"]);
    expect(states.at(-1)).toBe("live");
  });

  it("hands on what has changed", async () => {
    answers = [{ rows: [task({ id: 1 })] }, { rows: [task({ id: 2 })] }];
    feed.start("c0");
    await pass(0);
    await pass(EVERY);
    expect(accepted.map((row) => row.id)).toEqual([1, 2]);
    expect(asked).toEqual(["c0", "c1"]);
  });

  it("asks one question at a time", async () => {
    feed.start("c0");
    feed.nudge();
    feed.nudge();
    await pass(0);
    expect(asked).toHaveLength(1);
  });
});

describe("while nobody looks", () => {
  it("asks seldom, and at once when somebody comes back", async () => {
    visible = false;
    feed.start("c0");
    await pass(0);
    await pass(10_000);
    expect(asked).toHaveLength(1);
    visible = true;
    document.dispatchEvent(new Event("visibilitychange"));
    await pass(0);
    expect(asked).toHaveLength(2);
    window.dispatchEvent(new Event("focus"));
    await pass(0);
    expect(asked).toHaveLength(3);
  });
});

describe("while it fails", () => {
  it("asks less and less often, and says so", async () => {
    answers = Array.from({ length: 50 }, () => new Problem("unavailable", 503, ""));
    feed.start("c0");
    await pass(60_000);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(12);
    expect(asked.every((since) => since === "c0")).toBe(true);
    expect(states.at(-1)).toBe("failing");
  });

  it("waits as long as the server asks it to", async () => {
    answers = [new Problem("too_many", 429, "", { retryAfter: 20_000 })];
    feed.start("c0");
    await pass(19_000);
    expect(asked).toHaveLength(1);
    await pass(1_100);
    expect(asked).toHaveLength(2);
    expect(states.at(-1)).toBe("live");
  });

  it("says when there is no network, and asks at once when there is again", async () => {
    feed.start("c0");
    await pass(0);
    online = false;
    window.dispatchEvent(new Event("offline"));
    expect(states.at(-1)).toBe("offline");
    answers = [new Problem("unreachable", 0, "")];
    await pass(EVERY);
    expect(states.at(-1)).toBe("offline");
    online = true;
    window.dispatchEvent(new Event("online"));
    await pass(0);
    expect(states.at(-1)).toBe("live");
  });

  it("begins anew where the server has forgotten the cursor", async () => {
    answers = [new Problem("gone", 410, "")];
    feed.start("c0");
    await pass(0);
    expect(lost).toBe(1);
    await pass(10_000);
    expect(asked[1]).toBeUndefined();
  });
});

it("is silent after it was stopped, and goes on where it was when started again", async () => {
  feed.start("c0");
  await pass(0);
  feed.stop();
  await pass(60_000);
  expect(asked).toHaveLength(1);
  feed.start();
  await pass(0);
  expect(asked).toEqual(["c0", "c1"]);
});

it("drops an answer that comes after it was stopped", async () => {
  answers = [{ rows: [task({ id: 1 })] }];
  feed.start("c0");
  feed.stop();
  await pass(0);
  expect(accepted).toEqual([]);
});
