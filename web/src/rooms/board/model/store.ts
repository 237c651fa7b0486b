/*
 * The tasks as the server last told them, and over them what this member has
 * just done and the server has not answered yet.  What is shown is always
 * computed from the two, so taking back a change that failed is nothing more
 * than forgetting it.  Sending is left to queue.ts, asking to feed.ts and
 * load.ts.
 *
 * A row is believed when it is newer than what is known.  Of a task that has
 * gone its last time is kept: an answer that was on its way meanwhile cannot
 * bring it back, only a restore can, which is newer.
 */
import type { Place } from "./place";
import { comparePositions } from "./position";
import { compareTasks, compareTimes, type Fields, type Status, STATUSES, type Task } from "./task";

/** A task on the screen.  `saving': the server has yet to agree. */
export interface Card {
  key: string;
  task: Task;
  saving: boolean;
}

export interface Row extends Task {
  deleted?: boolean;
}

export type Change =
  | { kind: "create"; key: string; task: Task }
  | { kind: "edit"; key: string; fields: Partial<Fields>; place?: Place }
  | { kind: "remove"; key: string }
  | { kind: "restore"; key: string; task: Task };

export type Columns = Readonly<Record<Status, readonly Card[]>>;

/** Above so many changed cards, sorting anew beats inserting one by one. */
const REBUILD = 40;

export class Store {
  private truth = new Map<number, Task>();
  private gone = new Map<number, string>();
  private pending: Change[] = [];
  private cards = new Map<string, Card>();
  private columns: Columns = { "To Do": [], "In Progress": [], Done: [] };
  private ids = new Map<string, number>();
  private keys = new Map<number, string>();
  private listeners = new Set<() => void>();
  private touched: Set<number> | null = null;
  private arrived: ((keys: string[]) => void) | null = null;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The same object until something changes. */
  snapshot = (): Columns => this.columns;

  /** Is told which cards changed by the server's word, not by this member's. */
  onArrival(listener: ((keys: string[]) => void) | null): void {
    this.arrived = listener;
  }

  card(key: string): Card | undefined {
    return this.cards.get(key);
  }

  /** The task as the server last told it. */
  task(id: number): Task | undefined {
    return this.truth.get(id);
  }

  keyOf(id: number): string {
    return this.keys.get(id) ?? String(id);
  }

  /** Undefined for a card whose id is not known yet. */
  idOf(key: string): number | undefined {
    return this.ids.get(key) ?? (/^\d+$/.test(key) ? Number(key) : undefined);
  }

  /**
   * Takes in rows.  The answer to a write of this member's is believed as it
   * stands; a list or the feed may have been overtaken, and the times decide.
   */
  accept(rows: readonly Row[], from: "list" | "feed" | "answer"): void {
    const changed = rows.filter((row) => this.acceptRow(row, from === "answer"));
    if (!changed.length) return;
    const keys = changed.map((row) => this.keyOf(row.id));
    this.show(keys);
    if (from === "feed") this.arrived?.(keys);
  }

  private acceptRow(row: Row, sure: boolean): boolean {
    const known = this.truth.get(row.id);
    const left = this.gone.get(row.id);
    this.touched?.add(row.id);
    if (!sure && !known && left === undefined) this.adopt(row);
    if (!sure) {
      if (left !== undefined && compareTimes(row.updated_at, left) <= 0) return false;
      if (known) {
        const age = compareTimes(row.updated_at, known.updated_at);
        if (age < 0 || (age === 0 && !row.deleted)) return false;
      }
    }
    if (row.deleted) {
      this.truth.delete(row.id);
      this.gone.set(row.id, row.updated_at);
    } else {
      const task: Row = { ...row };
      delete task.deleted;
      this.truth.set(row.id, task);
      this.gone.delete(row.id);
    }
    return true;
  }

  /**
   * The feed may be quicker than the answer to the very request that made the
   * task.  Its card is on the screen already and must not stand there twice.
   */
  private adopt(row: Row): void {
    const made = this.pending.find(
      (change) =>
        change.kind === "create" &&
        !this.ids.has(change.key) &&
        change.task.name === row.name &&
        change.task.created_by === row.created_by,
    );
    if (made) this.bind(made.key, row.id);
  }

  /** The server has removed it, and said nothing more. */
  acceptRemoval(id: number): void {
    const known = this.truth.get(id);
    if (known) this.gone.set(id, known.updated_at);
    this.truth.delete(id);
    this.touched?.add(id);
    this.show([this.keyOf(id)]);
  }

  /**
   * Between the two calls every list is read anew; what neither a list nor
   * the feed has named is no longer there.
   */
  beginSweep(): void {
    this.touched = new Set();
  }

  endSweep(): void {
    const touched = this.touched;
    this.touched = null;
    if (!touched) return;
    const lost = [...this.truth.keys()].filter((id) => !touched.has(id));
    for (const id of lost) this.truth.delete(id);
    this.show(lost.map((id) => this.keyOf(id)));
  }

  /** The id of the last card of the column that the server puts before it. */
  above(status: Status, position: string, except: string): number | null {
    let found: Task | null = null;
    for (const card of this.columns[status]) {
      const id = this.idOf(card.key);
      const task = id === undefined ? undefined : this.truth.get(id);
      if (!task || card.key === except || task.status !== status) continue;
      if (comparePositions(task.position, position) >= 0) continue;
      if (!found || compareTasks(found, task) < 0) found = task;
    }
    return found && found.id;
  }

  /** Shows a change before the server has agreed. */
  begin(change: Change): void {
    this.pending = [...this.pending, change];
    this.show([change.key]);
  }

  /** Forgets it: the server has agreed (its row was accepted), or refused. */
  end(change: Change): void {
    this.pending = this.pending.filter((other) => other !== change);
    this.show([change.key]);
  }

  /** From now on the card of this key is the task of this id. */
  bind(key: string, id: number): void {
    const before = this.ids.get(key);
    const other = this.keys.get(id);
    if (before === id) return;
    this.ids.set(key, id);
    this.keys.set(id, key);
    if (other && other !== key) this.ids.delete(other);
    if (before !== undefined) {
      this.keys.delete(before);
      if (other && other !== key) {
        this.ids.set(other, before);
        this.keys.set(before, other);
      }
    }
    const stale = [key, String(id), other, before === undefined ? undefined : this.keyOf(before)];
    this.show(stale.filter((k) => k !== undefined));
  }

  private view(key: string): Card | undefined {
    const id = this.ids.get(key) ?? (this.keys.has(Number(key)) ? undefined : this.idOf(key));
    let task = id === undefined ? undefined : this.truth.get(id);
    let saving = false;
    for (const change of this.pending) {
      if (change.key !== key) continue;
      saving = true;
      if (change.kind === "remove") task = undefined;
      else if (change.kind === "edit") task = task && edited(task, change);
      else task ??= change.task;
    }
    return task && { key, task, saving };
  }

  private show(keys: string[]): void {
    const stale = new Set(keys);
    if (!stale.size) return;
    const columns: Record<Status, readonly Card[]> = { ...this.columns };
    const taken: Card[] = [];
    const added: Card[] = [];
    for (const key of stale) {
      const old = this.cards.get(key);
      const card = this.view(key);
      if (old) taken.push(old);
      if (card) added.push(card);
      if (card) this.cards.set(key, card);
      else this.cards.delete(key);
    }
    if (!taken.length && !added.length) return;
    for (const status of STATUSES) {
      const out = taken.filter((card) => card.task.status === status);
      const into = added.filter((card) => card.task.status === status);
      if (out.length || into.length) columns[status] = exchange(columns[status], out, into);
    }
    this.columns = columns;
    for (const listener of [...this.listeners]) listener();
  }
}

function edited(task: Task, change: { fields: Partial<Fields>; place?: Place }): Task {
  const place = change.place && { status: change.place.status, position: change.place.position };
  return { ...task, ...change.fields, ...place };
}

const compareCards = (a: Card, b: Card): number => compareTasks(a.task, b.task);

/** A sorted column without some cards and with others. */
function exchange(column: readonly Card[], out: Card[], into: Card[]): readonly Card[] {
  const left = new Set(out);
  const kept = column.filter((card) => !left.has(card));
  if (into.length > REBUILD) return kept.concat(into).sort(compareCards);
  for (const card of into) kept.splice(rank(kept, card), 0, card);
  return kept;
}

/** Where in the sorted column the card belongs. */
function rank(column: readonly Card[], card: Card): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = column[middle];
    if (other && compareCards(other, card) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
