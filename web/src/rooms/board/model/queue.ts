/*
 * Sends to the server what the member does, in an order that cannot turn it
 * around: of one task one change at a time, and of one column one placing at
 * a time (two cards put at the top must arrive in the order in which they
 * were put there).  All else goes at once.
 *
 * Each change names the version that the member saw.  When somebody else was
 * quicker, the change is laid over theirs if both can stand, else it is given
 * back as a conflict.  A request that got no answer is asked again; what makes
 * that safe is the version (edit, remove) or the idempotency key (the rest).
 */
import { Problem } from "@/api/problem";
import { clashes, type Conflict, differences, remaining } from "./merge";
import type { Place } from "./place";
import type { Change, Store } from "./store";
import type { Fields, Status, Task } from "./task";

export interface Body extends Partial<Fields> {
  after?: number | null;
}

export interface Writer {
  create(body: Body & { name: string }, idempotencyKey: string): Promise<Task>;
  edit(id: number, body: Body, version: string): Promise<Task>;
  remove(id: number, version: string): Promise<void>;
  restore(id: number, idempotencyKey: string): Promise<Task>;
  get(id: number): Promise<Task>;
}

export type Outcome =
  | { ok: true; task: Task | null }
  | { ok: false; reason: "conflict"; conflict: Conflict }
  /** Somebody else has removed the task. */
  | { ok: false; reason: "gone" }
  /** An earlier change of the task failed, and took this one with it. */
  | { ok: false; reason: "dropped" }
  | { ok: false; reason: "failed"; error: Problem };

interface Entry {
  change: Change;
  base: Task | null;
  token: string;
  running: boolean;
  settle: (outcome: Outcome) => void;
}

/** Pauses before the second and the third attempt, in milliseconds. */
const PAUSES = [300, 900];
/** So often somebody else may come first before it is called a failure. */
const ROUNDS = 5;

export class Queue {
  private entries: Entry[] = [];
  private idle: (() => void)[] = [];

  constructor(
    private store: Store,
    private writer: Writer,
    private pause: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
    private random: () => string = () => crypto.randomUUID(),
  ) {}

  /** How many changes the server has not agreed to yet. */
  get size(): number {
    return this.entries.length;
  }

  /** Fulfilled when nothing is under way. */
  settled(): Promise<void> {
    return this.entries.length ? new Promise((done) => this.idle.push(done)) : Promise.resolve();
  }

  /**
   * Shows the change at once and sends it when its turn comes.  `base' is the
   * version that the member saw; without it, the one that stands there now.
   * `token' is the idempotency key, for one who tries again by hand.  Never
   * rejects.
   */
  push(change: Change, base?: Task, token = this.random()): Promise<Outcome> {
    const id = this.store.idOf(change.key);
    const seen = base ?? (id === undefined ? undefined : this.store.task(id)) ?? null;
    return new Promise((settle) => {
      this.entries.push({ change, base: seen, token, running: false, settle });
      this.store.begin(change);
      this.pump();
    });
  }

  private pump(): void {
    this.entries.forEach((entry, index) => {
      if (entry.running) return;
      if (this.entries.slice(0, index).some((earlier) => mustWait(entry.change, earlier.change))) {
        return;
      }
      entry.running = true;
      void this.run(entry);
    });
    if (!this.entries.length) for (const done of this.idle.splice(0)) done();
  }

  private async run(entry: Entry): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = { ok: true, task: await this.send(entry) };
    } catch (error) {
      if (error instanceof Clash) {
        outcome = { ok: false, reason: "conflict", conflict: error.conflict };
      } else if (error instanceof Problem && error.status === 404) {
        outcome = { ok: false, reason: "gone" };
      } else {
        const problem = error instanceof Problem ? error : new Problem("unknown", 0, String(error));
        outcome = { ok: false, reason: "failed", error: problem };
      }
    }
    this.finish(entry, outcome);
  }

  private finish(entry: Entry, outcome: Outcome): void {
    const { key } = entry.change;
    const dropped: Entry[] = [];
    this.entries = this.entries.filter((other) => {
      if (other === entry) return false;
      if (other.change.key !== key) return true;
      if (outcome.ok) {
        other.base = outcome.task ?? other.base;
        return true;
      }
      dropped.push(other);
      return false;
    });
    this.store.end(entry.change);
    for (const other of dropped) this.store.end(other.change);
    entry.settle(outcome);
    for (const other of dropped) other.settle({ ok: false, reason: "dropped" });
    this.pump();
  }

  private async send(entry: Entry): Promise<Task | null> {
    const { change } = entry;
    switch (change.kind) {
      case "create": {
        const { name, status, assignee, due_on } = change.task;
        const task = await this.writer.create({ name, status, assignee, due_on }, entry.token);
        this.store.bind(change.key, task.id);
        this.store.accept([task], "answer");
        return task;
      }
      case "restore": {
        const task = await this.writer.restore(this.need(change.key), entry.token);
        this.store.accept([task], "answer");
        return task;
      }
      case "remove":
        return this.sendRemoval(this.need(change.key), entry);
      case "edit":
        return this.sendEdit(this.need(change.key), entry, change);
    }
  }

  private need(key: string): number {
    const id = this.store.idOf(key);
    if (id === undefined) throw new Problem("not_found", 404, "The task was never made");
    return id;
  }

  private async sendRemoval(id: number, entry: Entry): Promise<null> {
    for (let round = 0; ; round++) {
      const base = entry.base ?? (await this.fetch(id));
      try {
        await this.attempt(() => this.writer.remove(id, base.updated_at));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status === 412 && round < ROUNDS) {
          const theirs = await this.fetch(id).catch(absent);
          const fields = theirs ? differences(base, theirs) : [];
          if (theirs && fields.length) throw new Clash({ base, mine: {}, theirs, fields });
          if (theirs) {
            entry.base = theirs;
            continue;
          }
        } else if (error.status !== 404) {
          throw error;
        }
      }
      this.store.acceptRemoval(id);
      return null;
    }
  }

  private async sendEdit(
    id: number,
    entry: Entry,
    change: { key: string; fields: Partial<Fields>; place?: Place },
  ): Promise<Task> {
    const { key, fields, place } = change;
    const mine = place ? { ...fields, status: place.status } : fields;
    for (let round = 0; ; round++) {
      const base = entry.base ?? (await this.fetch(id));
      const body: Body = { ...mine };
      if (place) body.after = this.after(place, key);
      let tries = 0;
      try {
        const task = await this.attempt(() => {
          tries++;
          return this.writer.edit(id, body, base.updated_at);
        });
        this.store.accept([task], "answer");
        return task;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (body.after && error.at("after").length && round < ROUNDS) {
          await this.refresh(body.after);
          continue;
        }
        if (error.status === 404) this.store.acceptRemoval(id);
        if (error.status !== 412 || round >= ROUNDS) throw error;
        const theirs = await this.fetch(id);
        const clash = clashes(base, mine, theirs);
        if (clash.length) throw new Clash({ base, mine, theirs, fields: clash });
        // The answer to an earlier attempt was lost, not the change.
        const done = !Object.keys(remaining(mine, theirs)).length && (!place || tries > 1);
        if (done) return theirs;
        entry.base = theirs;
      }
    }
  }

  /**
   * The task to follow.  When it has no id or has left the column, the place
   * is told by what stands before it there now.
   */
  private after(place: Place, key: string): number | null {
    if (place.after === null) return null;
    const id = this.store.idOf(place.after);
    const task = id === undefined ? undefined : this.store.task(id);
    if (task?.status === place.status) return task.id;
    return this.store.above(place.status, place.position, key);
  }

  /** The server will not have it followed: it has left, and we do not know. */
  private async refresh(id: number): Promise<void> {
    const task = await this.fetch(id).catch(absent);
    if (!task) this.store.acceptRemoval(id);
  }

  private async fetch(id: number): Promise<Task> {
    const task = await this.writer.get(id);
    this.store.accept([task], "answer");
    return task;
  }

  /**
   * The client asks again by itself where that is always safe; here it is
   * safe for the rest, too.
   */
  private async attempt<T>(ask: () => Promise<T>): Promise<T> {
    for (let index = 0; ; index++) {
      try {
        return await ask();
      } catch (error) {
        const pause = PAUSES[index];
        const silent = error instanceof Problem && [0, 502, 504].includes(error.status);
        if (pause === undefined || !silent) throw error;
        await this.pause(pause);
      }
    }
  }
}

class Clash extends Error {
  constructor(readonly conflict: Conflict) {
    super("conflict");
  }
}

function absent(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}

/** The column into which a change puts its card. */
function puts(change: Change): Status | null {
  if (change.kind === "create") return change.task.status;
  return (change.kind === "edit" && change.place?.status) || null;
}

function mustWait(change: Change, earlier: Change): boolean {
  if (change.key === earlier.key) return true;
  if (change.kind === "edit" && change.place?.after === earlier.key) return true;
  const column = puts(change);
  return column !== null && column === puts(earlier);
}
