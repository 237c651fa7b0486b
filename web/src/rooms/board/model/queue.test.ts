import { beforeEach, describe, expect, it } from "vitest";
import { Problem } from "@/api/problem";
import { placeAt } from "./place";
import { type Outcome, Queue, type Writer } from "./queue";
import { at, task } from "./sample";
import { type Change, Store } from "./store";
import type { Status, Task } from "./task";

/**
 * The rules of the server that matter here: versions, idempotency keys, new
 * tasks at the top, `after'.  Each request waits until `open' says so.
 */
class Server implements Writer {
  tasks = new Map<number, Task>();
  log: string[] = [];
  waiting: { what: string; go: () => void }[] = [];
  hold = false;
  /** What goes wrong with the next requests: before they are done, or after. */
  trouble: ({ before: Problem } | { after: Problem } | null)[] = [];
  private made = new Map<string, Task>();
  private clock = 100;
  private last = 100;

  put(...tasks: Task[]) {
    for (const one of tasks) this.tasks.set(one.id, one);
  }

  others(id: number, fields: Partial<Task>) {
    this.tasks.set(id, { ...this.find(id), ...fields, updated_at: at(++this.clock) });
  }

  open() {
    this.hold = false;
    for (const { go } of this.waiting.splice(0)) go();
  }

  column(status: Status) {
    return [...this.tasks.values()]
      .filter((one) => one.status === status)
      .sort((a, b) => Number(a.position) - Number(b.position))
      .map((one) => one.name);
  }

  private find(id: number) {
    const found = this.tasks.get(id);
    if (!found) throw new Problem("not_found", 404, "There is no such thing");
    return found;
  }

  private async serve<T>(what: string, work: () => T): Promise<T> {
    this.log.push(what);
    const trouble = this.trouble.shift();
    if (trouble && "before" in trouble) throw trouble.before;
    if (this.hold) await new Promise<void>((go) => this.waiting.push({ what, go }));
    else await Promise.resolve();
    const result = work();
    if (trouble) throw trouble.after;
    return result;
  }

  private check(id: number, version: string) {
    const found = this.find(id);
    if (found.updated_at !== version) throw new Problem("changed", 412, "Somebody else changed it first");
    return found;
  }

  private position(status: Status, after: number | null, moving: number) {
    const others = [...this.tasks.values()]
      .filter((one) => one.status === status && one.id !== moving)
      .map((one) => Number(one.position))
      .sort((a, b) => a - b);
    if (after === null) return String((others[0] ?? 0) - 1);
    const before = this.tasks.get(after);
    if (before?.status !== status)
      throw new Problem("invalid", 422, "Some fields are not acceptable", {
        faults: [{ pointer: "/after", code: "unknown", detail: "" }],
      });
    const low = Number(before.position);
    const high = others.find((position) => position > low) ?? low + 2;
    return String((low + high) / 2);
  }

  create(body: { name: string; status?: Status }, key: string) {
    return this.serve(`create ${body.name}`, () => {
      const before = this.made.get(key);
      if (before) return before;
      const status = body.status ?? "To Do";
      const id = ++this.last;
      const made = task({ id, name: body.name, status, position: this.position(status, null, 0) });
      this.made.set(key, made);
      this.tasks.set(id, made);
      return made;
    });
  }

  edit(id: number, { after, ...fields }: { after?: number | null; status?: Status }, version: string) {
    return this.serve(`edit ${id}`, () => {
      const found = this.check(id, version);
      const status = fields.status ?? found.status;
      const position = after === undefined ? found.position : this.position(status, after, id);
      const made = { ...found, ...fields, position, updated_at: at(++this.clock) };
      this.tasks.set(id, made);
      return made;
    });
  }

  remove(id: number, version: string) {
    return this.serve(`remove ${id}`, () => {
      this.check(id, version);
      this.tasks.delete(id);
    });
  }

  restore(id: number) {
    return this.serve(`restore ${id}`, () => {
      const back = task({ id, updated_at: at(++this.clock) });
      this.tasks.set(id, back);
      return back;
    });
  }

  get(id: number) {
    return this.serve(`get ${id}`, () => this.find(id));
  }
}

const silence = () => new Problem("unreachable", 0, "No answer came");

let server: Server;
let store: Store;
let queue: Queue;

beforeEach(() => {
  server = new Server();
  store = new Store();
  queue = new Queue(store, server, () => Promise.resolve());
});

function known(...tasks: Task[]) {
  server.put(...tasks);
  store.accept(tasks, "list");
}

/** The task as the server last told it. */
function told(id: number): Task {
  const found = store.task(id);
  if (!found) throw new Error(`no task ${id}`);
  return found;
}

const names = (status: Status = "To Do") => store.snapshot()[status].map((card) => card.task.name);
const edit = (key: string, fields: Partial<Task>): Change => ({ kind: "edit", key, fields });
const create = (name: string): Change => ({
  kind: "create",
  key: `new-${name}`,
  task: task({ id: -1, name, position: placeAt(store.snapshot()["To Do"], "To Do", null, "top").position }),
});
function move(key: string, status: Status, anchor: Parameters<typeof placeAt>[3]): Change {
  return { kind: "edit", key, fields: {}, place: placeAt(store.snapshot()[status], status, key, anchor) };
}
/** What is shown is what the server has, and nothing is under way. */
function agree() {
  expect(queue.size).toBe(0);
  for (const status of ["To Do", "In Progress", "Done"] as const) {
    expect(names(status)).toEqual(server.column(status));
    expect(store.snapshot()[status].every((card) => !card.saving)).toBe(true);
  }
}

describe("what goes well", () => {
  it("shows at once and then as the server has it", async () => {
    known(task({ id: 1, position: "1" }));
    server.hold = true;
    const outcome = queue.push(create("milk"));
    expect(names()).toEqual(["milk", "task 1"]);
    server.open();
    expect(await outcome).toMatchObject({ ok: true, task: { id: 101 } });
    agree();
  });

  it("arrives in the order in which it was done", async () => {
    server.hold = true;
    const all = ["a", "b", "c"].map((name) => queue.push(create(name)));
    expect(server.log).toEqual(["create a"]);
    server.open();
    await Promise.all(all);
    expect(server.column("To Do")).toEqual(["c", "b", "a"]);
    agree();
  });

  it("uses the version that one's own last change made", async () => {
    known(task({ id: 1 }));
    const first = queue.push(move("1", "In Progress", "top"));
    const second = queue.push(move("1", "Done", "top"));
    const third = queue.push(edit("1", { name: "x" }));
    expect(names("Done")).toEqual(["x"]);
    expect([await first, await second, await third].every((outcome) => outcome.ok)).toBe(true);
    expect(server.log).toEqual(["edit 1", "edit 1", "edit 1"]);
    agree();
  });

  it("does not make what is unrelated wait", () => {
    known(task({ id: 1 }), task({ id: 2, status: "Done" }));
    server.hold = true;
    void queue.push(edit("1", { name: "x" }));
    void queue.push(edit("2", { name: "y" }));
    void queue.push(create("z"));
    expect(server.log).toEqual(["edit 1", "edit 2", "create z"]);
  });

  it("can change and follow a task that has no id yet", async () => {
    known(task({ id: 1, status: "Done" }));
    const made = queue.push(create("milk"));
    const renamed = queue.push(edit("new-milk", { name: "oat milk" }));
    const moved = queue.push(move("1", "To Do", { after: "new-milk" }));
    await Promise.all([made, renamed, moved]);
    expect(server.column("To Do")).toEqual(["oat milk", "task 1"]);
    agree();
  });

  it("removes and brings back", async () => {
    known(task({ id: 1 }));
    const was = told(1);
    const removed = queue.push({ kind: "remove", key: "1" });
    const restored = queue.push({ kind: "restore", key: "1", task: was });
    expect(names()).toEqual(["task 1"]);
    expect([(await removed).ok, (await restored).ok]).toEqual([true, true]);
    expect(server.log).toEqual(["remove 1", "restore 1"]);
    agree();
  });
});

describe("a request without an answer", () => {
  it("is sent again", async () => {
    known(task({ id: 1 }));
    server.trouble = [{ before: silence() }];
    expect((await queue.push(edit("1", { name: "x" }))).ok).toBe(true);
    agree();
  });

  it("is not done twice when only the answer was lost", async () => {
    known(task({ id: 1, position: "5" }), task({ id: 2, position: "6" }));
    server.trouble = [{ after: silence() }];
    expect((await queue.push(edit("1", { name: "x" }))).ok).toBe(true);
    expect(server.log).toEqual(["edit 1", "edit 1", "get 1"]);
    server.trouble = [{ after: silence() }];
    expect((await queue.push(move("1", "To Do", { after: "2" }))).ok).toBe(true);
    server.trouble = [{ after: silence() }];
    expect((await queue.push({ kind: "remove", key: "1" })).ok).toBe(true);
    agree();
  });

  it("is given up in the end, and the screen says so", async () => {
    known(task({ id: 1, name: "a" }));
    server.trouble = [{ before: silence() }, { before: silence() }, { before: silence() }];
    const outcome = queue.push(edit("1", { name: "x" }));
    expect(names()).toEqual(["x"]);
    expect(await outcome).toMatchObject({ ok: false, reason: "failed", error: { status: 0 } });
    agree();
  });
});

describe("what the server refuses", () => {
  const refusal = () => new Problem("internal", 500, "Something broke here");

  it("is rolled back, and what was built upon it too", async () => {
    known(task({ id: 1 }));
    server.trouble = [{ before: refusal() }];
    const first = queue.push(move("1", "In Progress", "top"));
    const second = queue.push(move("1", "Done", "top"));
    expect(await first).toMatchObject({ ok: false, reason: "failed", error: { status: 500 } });
    expect(await second).toEqual({ ok: false, reason: "dropped" });
    expect(server.log).toEqual(["edit 1"]);
    agree();
  });

  it("leaves what others wait for free to go", async () => {
    server.trouble = [{ before: refusal() }];
    const lost = queue.push(create("a"));
    const kept = queue.push(create("b"));
    expect((await lost).ok).toBe(false);
    expect((await kept).ok).toBe(true);
    agree();
  });

  it("cannot be placed after a task that was never made, but near there", async () => {
    known(task({ id: 1, status: "Done" }), task({ id: 2, position: "2" }));
    server.trouble = [{ before: refusal() }];
    void queue.push(create("milk"));
    expect((await queue.push(move("1", "To Do", { after: "new-milk" }))).ok).toBe(true);
    expect(server.column("To Do")).toEqual(["task 1", "task 2"]);
    agree();
  });

  it("is made good where the task to follow has left", async () => {
    known(task({ id: 1, position: "1" }), task({ id: 2, position: "2" }), task({ id: 3, position: "3" }));
    const change = move("3", "To Do", { after: "1" });
    server.others(1, { status: "Done" });
    expect((await queue.push(change)).ok).toBe(true);
    store.accept([...server.tasks.values()], "feed");
    agree();
  });
});

describe("somebody else was quicker", () => {
  it("and both changes can stand: they do", async () => {
    known(task({ id: 1 }));
    server.others(1, { assignee: "bob" });
    expect(await queue.push(edit("1", { name: "x" }))).toMatchObject({
      ok: true,
      task: { name: "x", assignee: "bob" },
    });
    agree();
  });

  it("and both cannot: nothing is overwritten, and both are told", async () => {
    known(task({ id: 1, name: "base" }));
    server.others(1, { name: "theirs" });
    const outcome = await queue.push(edit("1", { name: "mine" }));
    expect(outcome).toMatchObject({
      ok: false,
      reason: "conflict",
      conflict: {
        base: { name: "base" },
        mine: { name: "mine" },
        theirs: { name: "theirs" },
        fields: ["name"],
      },
    } satisfies DeepPartial<Outcome>);
    expect(names()).toEqual(["theirs"]);
    agree();
  });

  it("is seen against the version that was looked at, not the newest that is known", async () => {
    known(task({ id: 1, name: "base" }));
    const base = told(1);
    server.others(1, { name: "theirs" });
    store.accept([...server.tasks.values()], "feed");
    const outcome = await queue.push(edit("1", { name: "mine" }), base);
    expect(outcome).toMatchObject({ ok: false, reason: "conflict" });
    const theirs = told(1);
    expect((await queue.push(edit("1", { name: "mine" }), theirs)).ok).toBe(true);
    agree();
  });

  it("and moved it elsewhere", async () => {
    known(task({ id: 1 }));
    server.others(1, { status: "Done" });
    expect(await queue.push(move("1", "In Progress", "top"))).toMatchObject({
      reason: "conflict",
      conflict: { fields: ["status"], mine: { status: "In Progress" }, theirs: { status: "Done" } },
    });
    agree();
  });

  it("and moved it to the same column: it goes where it was put last", async () => {
    known(task({ id: 1 }), task({ id: 2, status: "Done" }));
    server.others(1, { status: "Done", position: "50" });
    expect((await queue.push(move("1", "Done", "top"))).ok).toBe(true);
    expect(server.column("Done")).toEqual(["task 1", "task 2"]);
    agree();
  });

  it("and removed it", async () => {
    known(task({ id: 1 }));
    server.tasks.delete(1);
    expect(await queue.push(edit("1", { name: "x" }))).toEqual({ ok: false, reason: "gone" });
    agree();
  });

  it("to remove it: that is what was wanted", async () => {
    known(task({ id: 1 }));
    server.tasks.delete(1);
    expect((await queue.push({ kind: "remove", key: "1" })).ok).toBe(true);
    agree();
  });

  it("before it is removed: it stays, and both are told", async () => {
    known(task({ id: 1 }));
    server.others(1, { name: "theirs" });
    expect(await queue.push({ kind: "remove", key: "1" })).toMatchObject({
      reason: "conflict",
      conflict: { fields: ["name"], theirs: { name: "theirs" } },
    });
    agree();
  });

  it("before it is removed, but only put it elsewhere in its column: it goes", async () => {
    known(task({ id: 1 }));
    server.others(1, { position: "77" });
    expect((await queue.push({ kind: "remove", key: "1" })).ok).toBe(true);
    agree();
  });
});

it("tells when everything is settled", async () => {
  await queue.settled();
  server.hold = true;
  void queue.push(create("a"));
  let done = false;
  const settled = queue.settled().then(() => {
    done = true;
  });
  await Promise.resolve();
  expect(done).toBe(false);
  server.open();
  await settled;
  agree();
});

type DeepPartial<T> = T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
