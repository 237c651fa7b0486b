/*
 * The board of one member for as long as the page is open: what is known
 * (store.ts), what is being sent (queue.ts), and how it is kept up to date
 * (load.ts, feed.ts).  It knows nothing of the screen; what a failure looks
 * like, and what can be undone, is said in actions.ts.
 */
import { Problem } from "@/api/problem";
import { Drafts } from "./drafts";
import { type Changes, Feed, type Liveness } from "./feed";
import { loadAll, type Page, type Progress } from "./load";
import { type Anchor, isSamePlace, placeAt } from "./place";
import { type Outcome, Queue, type Writer } from "./queue";
import { type Card, Store } from "./store";
import { type Fields, type Status, STATUSES, type Task } from "./task";

export interface Server extends Writer {
  page(status: Status, cursor: string | null, signal: AbortSignal): Promise<Page>;
  changes(since: string | undefined, signal: AbortSignal): Promise<Changes>;
  search(q: string, signal: AbortSignal): Promise<Task[]>;
}

/** How far the board is, besides the tasks. */
export interface State {
  progress: Readonly<Record<Status, Progress>>;
  /** Why the board could not be read whole. */
  failure: Problem | null;
  liveness: Liveness;
}

const NOTHING_YET: State = {
  progress: { "To Do": "none", "In Progress": "none", Done: "none" },
  failure: null,
  liveness: "live",
};

export class Board {
  readonly store = new Store();
  readonly drafts = new Drafts();
  readonly queue: Queue;
  private feed: Feed;
  private state = NOTHING_YET;
  private listeners = new Set<() => void>();
  private loading: AbortController | null = null;
  private open = 0;
  private made = 0;

  constructor(
    private server: Server,
    /** The handle of the member. */
    readonly me: string,
  ) {
    this.queue = new Queue(this.store, server);
    this.feed = new Feed({
      ask: (since, signal) => server.changes(since, signal),
      accept: (rows) => this.store.accept(rows, "feed"),
      lost: () => void this.load(),
      liveness: (liveness) => {
        if (liveness !== this.state.liveness) this.become({ liveness });
      },
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): State => this.state;

  /** Somebody looks at the board, until what comes back is called. */
  watch = (): (() => void) => {
    if (this.open++ === 0) {
      if (this.complete()) this.feed.start();
      else void this.load();
    }
    return () => {
      if (--this.open === 0) this.feed.stop();
    };
  };

  retry = (): void => void this.load();

  /**
   * Reads everything.  The cursor of the feed is fetched before the first
   * page, so that what changes between two pages is told by the feed.
   */
  private async load(): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.become({ failure: null });
    this.store.beginSweep();
    try {
      const { cursor } = await this.server.changes(undefined, loading.signal);
      loading.signal.throwIfAborted();
      this.feed.stop();
      if (this.open) this.feed.start(cursor);
      else this.feed.resumeFrom(cursor);
      await loadAll(
        {
          page: (status, next, signal) => this.server.page(status, next, signal),
          accept: (rows) => this.store.accept(rows, "list"),
          progress: (status, progress) =>
            this.become({ progress: { ...this.state.progress, [status]: progress } }),
        },
        loading.signal,
      );
      this.store.endSweep();
    } catch (error) {
      if (this.loading !== loading) return;
      loading.abort();
      const failure = error instanceof Problem ? error : new Problem("unknown", 0, String(error));
      this.become({ failure });
    }
    if (this.loading === loading) this.loading = null;
  }

  private complete(): boolean {
    return this.loading !== null || STATUSES.every((status) => this.state.progress[status] === "all");
  }

  private become(next: Partial<State>): void {
    this.state = { ...this.state, ...next };
    for (const listener of [...this.listeners]) listener();
  }

  card(key: string): Card | undefined {
    return this.store.card(key);
  }

  column(status: Status): readonly Card[] {
    return this.store.snapshot()[status];
  }

  /** Asks the server itself for words; the tasks found, with their times. */
  async search(q: string, signal: AbortSignal): Promise<Map<number, string>> {
    const tasks = await this.server.search(q, signal);
    this.store.accept(tasks, "list");
    return new Map(tasks.map((task) => [task.id, task.updated_at]));
  }

  /** A task by its id: the one that is known, else the server is asked. */
  async fetch(id: number): Promise<Task> {
    const task = this.store.task(id) ?? (await this.server.get(id));
    this.store.accept([task], "list");
    return task;
  }

  /**
   * Puts a new task at the top of its column.  `token' is the same for the
   * same wish, so that asking twice makes one.
   */
  add(fields: Fields, token: string): { key: string; outcome: Promise<Outcome> } {
    const key = `new-${++this.made}`;
    const place = placeAt(this.column(fields.status), fields.status, null, "top");
    const now = new Date().toISOString();
    const task: Task = {
      ...fields,
      id: -this.made,
      position: place.position,
      created_by: this.me,
      created_at: now,
      updated_at: now,
    };
    return { key, outcome: this.queue.push({ kind: "create", key, task }, undefined, token) };
  }

  /** Undefined when the card stands there already, or is gone. */
  move(key: string, status: Status, anchor: Anchor): Promise<Outcome> | undefined {
    const card = this.card(key);
    if (!card) return undefined;
    const place = placeAt(this.column(status), status, key, anchor);
    if (card.task.status === status && isSamePlace(this.column(status), key, place)) return undefined;
    return this.queue.push({ kind: "edit", key, fields: {}, place });
  }

  /**
   * Changes fields of a task, seen in the version `base'.  Another status
   * means the top of that column.
   */
  edit(key: string, { status, ...fields }: Partial<Fields>, base?: Task): Promise<Outcome> {
    const place = status && placeAt(this.column(status), status, key, "top");
    return this.queue.push({ kind: "edit", key, fields, place }, base);
  }

  remove(key: string, base?: Task): Promise<Outcome> {
    return this.queue.push({ kind: "remove", key }, base);
  }

  /** Brings a removed task back, which is shown as it was until then. */
  restore(key: string, task: Task): Promise<Outcome> {
    return this.queue.push({ kind: "restore", key, task });
  }

  /** What stands above a card in its column: where undo puts it back. */
  anchorOf(key: string): Anchor {
    const card = this.card(key);
    const column = card ? this.column(card.task.status) : [];
    const above = column[column.findIndex((other) => other.key === key) - 1];
    return above ? { after: above.key } : "top";
  }
}
