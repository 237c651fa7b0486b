import { beforeEach, describe, expect, it, vi } from "vitest";
import { placeAt } from "./place";
import { at, task } from "./sample";
import { type Change, Store } from "./store";
import { compareTasks, type Status, type Task } from "./task";

let store: Store;
beforeEach(() => {
  store = new Store();
});

/** The task that the server is known to have told. */
function known(id: number): Task {
  const found = store.task(id);
  if (!found) throw new Error(`no task ${id}`);
  return found;
}

const names = (status: Status = "To Do") => store.snapshot()[status].map((card) => card.task.name);
const keys = () => store.snapshot()["To Do"].map((card) => card.key);
const create = (name: string, key = "new"): Change => ({
  kind: "create",
  key,
  task: task({ id: -1, name, position: "-1" }),
});

describe("what the server says", () => {
  it("stands in its column, in order", () => {
    store.accept([task({ id: 3, position: "3" }), task({ id: 1, position: "1" })], "list");
    store.accept([task({ id: 2, position: "2", status: "Done" }), task({ id: 4, position: "0.5" })], "list");
    expect(names()).toEqual(["task 4", "task 1", "task 3"]);
    expect(names("Done")).toEqual(["task 2"]);
  });

  it("is believed when it is newer, in whatever order it arrives", () => {
    store.accept([task({ id: 1, name: "new", updated_at: at(2) })], "feed");
    store.accept([task({ id: 1, name: "old", updated_at: at(1) })], "list");
    expect(names()).toEqual(["new"]);
  });

  it("may be repeated without a new snapshot", () => {
    const row = task({ id: 1 });
    store.accept([row], "feed");
    const before = store.snapshot();
    store.accept([{ ...row, deleted: false }], "feed");
    expect(store.snapshot()).toBe(before);
  });

  it("leaves the columns alone that it does not touch", () => {
    store.accept([task({ id: 1 }), task({ id: 2, status: "Done" })], "list");
    const before = store.snapshot();
    store.accept([task({ id: 1, name: "x", updated_at: at(2) })], "feed");
    expect(store.snapshot().Done).toBe(before.Done);
    expect(store.snapshot()["To Do"]).not.toBe(before["To Do"]);
  });

  it("is told to who asked what arrived, but not what was answered to us", () => {
    const heard = vi.fn();
    store.onArrival(heard);
    store.accept([task({ id: 1 })], "answer");
    store.accept([task({ id: 2 })], "list");
    expect(heard).not.toHaveBeenCalled();
    store.accept([task({ id: 3 }), task({ id: 2 })], "feed");
    expect(heard).toHaveBeenCalledExactlyOnceWith(["3"]);
  });

  it("stands in order however many come at once", () => {
    const many = Array.from({ length: 500 }, (_, i) =>
      task({ id: i + 1, position: String((i * 7919) % 500) }),
    );
    for (let i = 0; i < 500; i += 100) store.accept(many.slice(i, i + 100), "list");
    store.accept(
      many.slice(0, 5).map((t) => ({ ...t, position: "250.5", updated_at: at(9) })),
      "feed",
    );
    const tasks = store.snapshot()["To Do"].map((card) => card.task);
    expect(tasks).toHaveLength(500);
    expect(tasks).toEqual([...tasks].sort(compareTasks));
  });
});

describe("a task that was removed", () => {
  beforeEach(() => store.accept([task({ id: 1, status: "Done", updated_at: at(5) })], "list"));

  it("does not come back by an answer that was under way", () => {
    const removal: Change = { kind: "remove", key: "1" };
    store.begin(removal);
    store.accept([task({ id: 1, status: "To Do", updated_at: at(4) })], "feed");
    expect(names("Done")).toEqual([]);
    store.acceptRemoval(1);
    store.end(removal);
    store.accept([task({ id: 1, status: "Done", updated_at: at(5) })], "feed");
    store.accept([task({ id: 1, status: "To Do", updated_at: at(4) })], "list");
    expect(names("To Do")).toEqual([]);
    expect(names("Done")).toEqual([]);
  });

  it("goes from every screen by the feed, even at the time of its last change", () => {
    store.accept([{ ...task({ id: 1, updated_at: at(5) }), deleted: true }], "feed");
    expect(names("Done")).toEqual([]);
  });

  it("comes back when it is restored", () => {
    store.accept([{ ...task({ id: 1, updated_at: at(6) }), deleted: true }], "feed");
    store.accept([task({ id: 1, status: "Done", updated_at: at(7) })], "feed");
    expect(names("Done")).toEqual(["task 1"]);
  });

  it("is shown again while its restore is under way", () => {
    const was = known(1);
    store.acceptRemoval(1);
    store.begin({ kind: "restore", key: "1", task: was });
    expect(store.snapshot().Done[0]).toMatchObject({ saving: true, task: { id: 1 } });
  });
});

describe("a change of one's own", () => {
  it("is shown at once, and forgotten when it fails", () => {
    store.accept([task({ id: 1, name: "a" })], "list");
    const change: Change = { kind: "edit", key: "1", fields: { name: "b" } };
    store.begin(change);
    expect(names()).toEqual(["b"]);
    expect(store.card("1")?.saving).toBe(true);
    store.end(change);
    expect(names()).toEqual(["a"]);
    expect(store.card("1")?.saving).toBe(false);
  });

  it("lies over what others change meanwhile", () => {
    store.accept([task({ id: 1, name: "a" })], "list");
    const change: Change = { kind: "edit", key: "1", fields: { assignee: "bob" } };
    store.begin(change);
    store.accept([task({ id: 1, name: "theirs", updated_at: at(2) })], "feed");
    expect(store.card("1")?.task).toMatchObject({ name: "theirs", assignee: "bob" });
    store.end(change);
    expect(store.card("1")?.task).toMatchObject({ name: "theirs", assignee: null });
  });

  it("moves the card between columns and back when refused", () => {
    store.accept([task({ id: 1 }), task({ id: 2, status: "Done", position: "0" })], "list");
    const place = placeAt(store.snapshot().Done, "Done", "1", { after: "2" });
    const change: Change = { kind: "edit", key: "1", fields: {}, place };
    store.begin(change);
    expect(names()).toEqual([]);
    expect(names("Done")).toEqual(["task 2", "task 1"]);
    store.end(change);
    expect(names()).toEqual(["task 1"]);
    expect(names("Done")).toEqual(["task 2"]);
  });

  it("stacks upon another", () => {
    store.accept([task({ id: 1, name: "a" })], "list");
    const first: Change = { kind: "edit", key: "1", fields: { name: "b" } };
    const second: Change = { kind: "edit", key: "1", fields: { due_on: "2026-12-24" } };
    store.begin(first);
    store.begin(second);
    store.end(first);
    expect(store.card("1")?.task).toMatchObject({ name: "a", due_on: "2026-12-24" });
    expect(store.card("1")?.saving).toBe(true);
  });
});

describe("a new task", () => {
  it("shows at once and keeps its card when the answer comes", () => {
    const change = create("milk");
    store.begin(change);
    expect(names()).toEqual(["milk"]);
    store.bind("new", 7);
    store.accept([task({ id: 7, name: "milk" })], "answer");
    store.end(change);
    expect(store.snapshot()["To Do"]).toMatchObject([{ key: "new", saving: false, task: { id: 7 } }]);
    expect(store.keyOf(7)).toBe("new");
  });

  it("is not shown twice when the feed is quicker than the answer", () => {
    const change = create("milk");
    store.begin(change);
    store.accept([task({ id: 7, name: "milk" })], "feed");
    expect(names()).toEqual(["milk"]);
    store.bind("new", 7);
    store.accept([task({ id: 7, name: "milk" })], "answer");
    store.end(change);
    expect(names()).toEqual(["milk"]);
    expect(store.keyOf(7)).toBe("new");
  });

  it("is told from another of the same name by its id in the end", () => {
    const one = create("milk", "one");
    const two = create("milk", "two");
    store.begin(one);
    store.begin(two);
    store.accept([task({ id: 8, name: "milk" })], "feed");
    store.bind("two", 8);
    store.accept([task({ id: 8, name: "milk" })], "answer");
    store.end(two);
    store.bind("one", 7);
    store.accept([task({ id: 7, name: "milk" })], "answer");
    store.end(one);
    expect(store.keyOf(7)).toBe("one");
    expect(store.keyOf(8)).toBe("two");
    expect(keys().sort()).toEqual(["one", "two"]);
  });

  it("of somebody else with the same name is another card", () => {
    store.begin(create("milk"));
    store.accept([task({ id: 7, name: "milk", created_by: "bob" })], "feed");
    expect(names()).toEqual(["milk", "milk"]);
  });

  it("vanishes when it is refused", () => {
    const change = create("milk");
    store.begin(change);
    store.end(change);
    expect(names()).toEqual([]);
  });
});

describe("reading everything anew", () => {
  it("drops what is no longer there, and keeps what arrived meanwhile", () => {
    store.accept([task({ id: 1 }), task({ id: 2 }), task({ id: 3 })], "list");
    store.beginSweep();
    store.accept([task({ id: 1 })], "list");
    store.accept([task({ id: 4 })], "feed");
    store.accept([task({ id: 3 })], "list");
    store.endSweep();
    expect(names()).toEqual(["task 1", "task 3", "task 4"]);
  });
});

it("the card after which a position lies is found in the server's order", () => {
  store.accept(
    [task({ id: 1, position: "1" }), task({ id: 2, position: "2" }), task({ id: 3, position: "3" })],
    "list",
  );
  expect(store.above("To Do", "2.5", "x")).toBe(2);
  expect(store.above("To Do", "2.5", "2")).toBe(1);
  expect(store.above("To Do", "0.5", "x")).toBeNull();
});

it("who listens hears of a change, and no more after leaving", () => {
  const heard = vi.fn();
  const leave = store.subscribe(heard);
  store.accept([task({ id: 1 })], "list");
  expect(heard).toHaveBeenCalledTimes(1);
  leave();
  store.accept([task({ id: 2 })], "list");
  expect(heard).toHaveBeenCalledTimes(1);
});
