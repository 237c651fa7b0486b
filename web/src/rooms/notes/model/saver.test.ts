import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { Drafts } from "./drafts";
import { EMPTY, type Fields, type Note } from "./note";
import { newDraftKey, Saver, type Server } from "./saver";

class Memory {
  readonly map = new Map<string, string>();
  full = false;
  get length() {
    return this.map.size;
  }
  key = (i: number) => [...this.map.keys()][i] ?? null;
  getItem = (name: string) => this.map.get(name) ?? null;
  removeItem = (name: string) => void this.map.delete(name);
  setItem = (name: string, value: string) => {
    if (this.full) throw new Error("quota");
    this.map.set(name, value);
  };
}

const unreachable = () => new Problem("unreachable", 0, "No answer came");
const changed = () => new Problem("changed", 412, "Changed");

/** A server of notes with If-Match and Idempotency-Key, which can fail. */
class Fake implements Server {
  notes = new Map<number, Note>();
  keys = new Map<string, { body: string; note: Note }>();
  calls: string[] = [];
  /** What becomes of the next requests: done and answered unless told. */
  fates: ("lost" | "unheard" | Problem)[] = [];
  writers = true;
  private clock = 0;

  isWriters = () => this.writers;

  private async meet<T>(what: string, act: () => T): Promise<T> {
    this.calls.push(what);
    await Promise.resolve();
    const fate = this.fates.shift();
    if (fate === "unheard") throw unreachable();
    if (fate instanceof Problem) throw fate;
    const done = act();
    if (fate === "lost") throw unreachable();
    return done;
  }

  put(id: number, fields: Partial<Fields>): Note {
    const at = `2026-11-21T10:00:${String(++this.clock).padStart(2, "0")}Z`;
    const note = { ...EMPTY, created_at: at, ...this.notes.get(id), ...fields, id, updated_at: at };
    this.notes.set(id, note);
    return note;
  }

  get = (id: number) =>
    this.meet("get", () => {
      const note = this.notes.get(id);
      if (!note) throw new Problem("not_found", 404, "Not found");
      return note;
    });

  create = (body: Fields, key: string) =>
    this.meet("create", () => {
      const before = this.keys.get(key);
      if (before && before.body !== JSON.stringify(body)) throw new Problem("key_reused", 422, "Key reused");
      const note = before?.note ?? this.put(this.notes.size + 1, body);
      this.keys.set(key, { body: JSON.stringify(body), note });
      return note;
    });

  change = (id: number, body: Partial<Fields>, base: Note) =>
    this.meet(`change ${Object.keys(body).join()}`, () => {
      const note = this.notes.get(id);
      if (!note) throw new Problem("not_found", 404, "Not found");
      if (note.updated_at !== base.updated_at) throw changed();
      return this.put(id, body);
    });
}

let memory: Memory;
let drafts: Drafts;
let server: Fake;

beforeEach(() => {
  vi.useFakeTimers();
  memory = new Memory();
  drafts = new Drafts("ada", memory);
  server = new Fake();
});

afterEach(() => vi.useRealTimers());

const fresh = () => new Saver({ key: newDraftKey(), note: null, draft: null }, server, drafts, () => "Untitled");
const open = (note: Note) => new Saver({ key: String(note.id), note, draft: null }, server, drafts, () => "Untitled");
const later = (ms = 10_000) => vi.advanceTimersByTimeAsync(ms);

describe("a new note", () => {
  it("is made a moment after the last key, named by its first line", async () => {
    const saver = fresh();
    saver.edit({ text: "# Water" });
    await later(500);
    saver.edit({ text: "# Water the plants\n\nAll of them" });
    await later(500);
    expect(server.calls).toEqual([]);
    await later(500);
    expect(server.calls).toEqual(["create"]);
    expect(server.notes.get(1)).toMatchObject({ name: "Water the plants" });
    expect(saver.snapshot()).toMatchObject({ phase: "saved", id: 1 });
    expect(memory.length).toBe(0);
  });

  it("is not made of nothing", async () => {
    const saver = fresh();
    saver.edit({ text: "a" });
    saver.edit({ text: "" });
    await later();
    expect(server.calls).toEqual([]);
    expect(memory.length).toBe(0);
  });

  it("is made once though the answer is lost and more is written", async () => {
    const saver = fresh();
    server.fates = ["lost", "unheard"];
    saver.edit({ text: "one" });
    await later(1000);
    expect(saver.snapshot().phase).toBe("waiting");
    saver.edit({ text: "one two" });
    await later(60_000);
    expect(saver.snapshot().phase).toBe("saved");
    expect([...server.notes.values()].map(({ text }) => text)).toEqual(["one two"]);
  });

  it("outlives its window", async () => {
    server.fates = Array.from({ length: 9 }, () => "unheard" as const);
    const saver = fresh();
    saver.edit({ text: "in a tunnel" });
    await later(1000);
    saver.edit({ text: "in a long tunnel" });
    saver.end();
    server.fates = [];
    const [draft] = drafts.all();
    if (!draft) throw new Error("no draft");
    const again = new Saver({ key: draft.key, note: null, draft }, server, drafts, () => "Untitled");
    expect(again.mine.text).toBe("in a long tunnel");
    await later();
    expect(again.snapshot().phase).toBe("saved");
    expect([...server.notes.values()].map(({ text }) => text)).toEqual(["in a long tunnel"]);
    expect(drafts.all()).toEqual([]);
  });

  it("leaves a pad that is gone", async () => {
    const saver = fresh();
    const faults = [{ pointer: "/pad_id", code: "unknown", detail: "" }];
    server.fates = [new Problem("invalid", 422, "Invalid", { faults })];
    saver.edit({ text: "text", pad_id: 7 });
    await later();
    expect(server.notes.get(1)).toMatchObject({ text: "text", pad_id: null });
  });
});

describe("a note that is there", () => {
  it("sends what was changed only, and at the latest after some seconds", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    for (let i = 0; i < 20; i++) {
      saver.edit({ text: `t${i}` });
      await later(300);
    }
    expect(server.calls).toEqual(["change text"]);
    await later();
    expect(server.notes.get(1)?.text).toBe("t19");
    expect(saver.snapshot().phase).toBe("saved");
  });

  it("waits without a connection, keeps a draft, and goes on when woken", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.fates = Array.from({ length: 5 }, () => "unheard" as const);
    saver.edit({ text: "more" });
    await later(20_000);
    expect(saver.snapshot()).toMatchObject({ phase: "waiting", kept: true });
    expect(drafts.get("1")?.mine.text).toBe("more");
    server.fates = [];
    saver.wake();
    await later(10);
    expect(saver.snapshot().phase).toBe("saved");
    expect(server.notes.get(1)?.text).toBe("more");
  });

  it("knows its own change again whose answer was lost, whatever was tried since", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.fates = ["lost", "unheard"];
    saver.edit({ text: "first" });
    await later(1000);
    saver.edit({ text: "first and second" });
    await later(30_000);
    expect(saver.snapshot().phase).toBe("saved");
    expect(server.notes.get(1)?.text).toBe("first and second");
  });

  it("takes back what may have been done", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.fates = ["lost"];
    saver.edit({ text: "slip" });
    await later(1000);
    saver.edit({ text: "t" });
    await later(30_000);
    expect(saver.snapshot().phase).toBe("saved");
    expect(server.notes.get(1)?.text).toBe("t");
  });

  it("merges what does not meet", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.put(1, { pinned: true, tags: ["x"] });
    saver.edit({ text: "mine" });
    await later();
    expect(server.notes.get(1)).toMatchObject({ text: "mine", pinned: true, tags: ["x"] });
    expect(saver.snapshot().phase).toBe("saved");
  });

  it("asks which of two texts stands, and takes the answer", async () => {
    for (const side of ["mine", "theirs"] as const) {
      const saver = open(server.put(1, { name: "n", text: "t" }));
      server.put(1, { text: "theirs" });
      saver.edit({ text: "mine" });
      await later();
      expect(saver.snapshot()).toMatchObject({ phase: "dispute", theirs: { text: "theirs" } });
      expect(server.notes.get(1)?.text).toBe("theirs");
      expect(drafts.get("1")?.mine.text).toBe("mine");
      saver.settleFor(side);
      await later();
      expect(server.notes.get(1)?.text).toBe(side);
      expect(saver.mine.text).toBe(side);
      expect(saver.snapshot().phase).toBe("saved");
      expect(drafts.all()).toEqual([]);
    }
  });

  it("takes a newer version while nothing is written here, and only then", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    saver.adopt(server.put(1, { text: "newer" }));
    expect(saver.mine.text).toBe("newer");
    saver.edit({ text: "mine" });
    saver.adopt(server.put(1, { text: "newest" }));
    expect(saver.mine.text).toBe("mine");
    await later();
    expect(saver.snapshot().phase).toBe("dispute");
  });

  it("says when it was removed, and can start anew", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.notes.clear();
    saver.edit({ text: "mine" });
    await later();
    expect(saver.snapshot().phase).toBe("gone");
    server.put(1, { name: "another" });
    saver.startAnew();
    await later();
    expect(server.notes.get(2)).toMatchObject({ name: "n", text: "mine" });
  });

  it("says what is refused, and tries again when it is edited", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.fates = [new Problem("invalid", 422, "Invalid")];
    saver.edit({ name: "x".repeat(101) });
    await later();
    expect(saver.snapshot()).toMatchObject({ phase: "failed", problem: { status: 422 } });
    saver.edit({ name: "x" });
    await later();
    expect(saver.snapshot().phase).toBe("saved");
    expect(server.notes.get(1)?.name).toBe("x");
  });

  it("sends nothing in another member's name", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    server.writers = false;
    saver.edit({ text: "private" });
    await later();
    expect(server.calls).toEqual([]);
    expect(drafts.get("1")?.mine.text).toBe("private");
  });

  it("says when the browser keeps no draft", async () => {
    const saver = open(server.put(1, { name: "n", text: "t" }));
    memory.full = true;
    saver.edit({ text: "much" });
    await later(300);
    expect(saver.snapshot().kept).toBe(false);
  });
});
