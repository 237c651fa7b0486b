/*
 * Saves one note while it is written: a moment after the last key, and at the
 * latest after some seconds.  What is not saved yet is a draft in the browser.
 * Without a connection it asks again until there is one.  What was changed
 * elsewhere meanwhile is merged where the two do not meet, else it is a
 * dispute, and somebody has to say which one stands.
 */
import { Problem } from "@/api/problem";
import type { Draft, Drafts } from "./drafts";
import { differing, EMPTY, fieldsOf, hasMarks, isLater, marksOf, merge, NAME_MAX, nameFrom, pick, same } from "./note";
import type { Fields, Marks, Note } from "./note";

export interface Server {
  get(id: number): Promise<Note>;
  create(body: Fields, idempotencyKey: string): Promise<Note>;
  change(id: number, body: Partial<Fields>, base: Note): Promise<Note>;
  /** Whether the writer is still the one who is signed in. */
  isWriters(): boolean;
}

/** "waiting": no answer; "failed": refused; "gone": removed elsewhere. */
export type Phase = "saved" | "unsaved" | "saving" | "waiting" | "failed" | "dispute" | "gone";

export interface State {
  phase: Phase;
  /** Why it failed or waits. */
  problem: Problem | null;
  /** The other version, when there is a dispute. */
  theirs: Note | null;
  /** Whether the browser keeps a draft of what is not saved. */
  kept: boolean;
  id: number | null;
  /** Goes up when something else than the writer changed what is written. */
  round: number;
}

const PAUSE = 800;
const LATEST = 5_000;
const KEEP = 200;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 30_000;
const SENT_MAX = 20;

/** Whether asking again later, with nothing changed, may help. */
const passes = ({ status, type }: Problem) =>
  status === 0 || status === 401 || status === 429 || status >= 500 || type === "in_progress";

export class Saver {
  key: string;
  mine: Fields;
  base: Note | null;
  private making: Fields | null;
  private sent: Marks[];
  private state: State;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private keeper: ReturnType<typeof setTimeout> | undefined;
  private unsavedSince = 0;
  private retry = FIRST_RETRY;
  private working: Promise<void> | null = null;
  private ended = false;

  constructor(
    start: { key: string; note: Note | null; draft: Draft | null; fields?: Partial<Fields> },
    private readonly server: Server,
    private readonly drafts: Drafts,
    private readonly untitled: () => string,
  ) {
    const { key, note, draft, fields } = start;
    this.key = key;
    this.base = draft ? draft.base : note;
    this.mine = draft ? { ...draft.mine } : fieldsOf({ ...EMPTY, ...note, ...fields });
    this.making = draft?.making ?? null;
    this.sent = draft?.sent ?? [];
    this.state = { phase: "saved", problem: null, theirs: null, kept: true, id: this.base?.id ?? null, round: 0 };
    if (draft && this.isDirty()) {
      this.become({ phase: "unsaved" });
      this.schedule(0);
    } else if (draft) drafts.remove(key);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): State => this.state;

  /** Whether something is written that the server is not known to have. */
  isDirty(): boolean {
    if (this.making !== null || this.sent.length > 0) return true;
    if (this.base) return differing(this.base, this.outgoing()).length > 0;
    return this.mine.text.trim() !== "" || this.mine.name.trim() !== "";
  }

  edit(change: Partial<Fields>): void {
    if (this.ended) return;
    this.mine = { ...this.mine, ...change };
    if (!this.isDirty()) {
      this.settle();
      return;
    }
    this.keepSoon();
    const now = Date.now();
    if (this.unsavedSince === 0) this.unsavedSince = now;
    const { phase } = this.state;
    if (phase === "dispute" || phase === "gone" || phase === "saving") return;
    if (phase !== "waiting") {
      this.become({ phase: "unsaved", problem: null });
      this.schedule(Math.max(0, Math.min(PAUSE, this.unsavedSince + LATEST - now)));
    }
  }

  /** Puts something else into what is written, as if it had been typed. */
  put(fields: Partial<Fields>): void {
    this.edit(fields);
    this.become({ round: this.state.round + 1 });
  }

  /** The note as it was read again: taken when nothing is written here. */
  adopt(note: Note): void {
    if (this.ended || this.isDirty() || this.working || (this.base && !isLater(note.updated_at, this.base.updated_at))) return;
    const changed = !this.base || differing(this.base, note).length > 0;
    this.base = note;
    if (!changed) return;
    this.mine = fieldsOf(note);
    this.become({ phase: "saved", problem: null, theirs: null, id: note.id, round: this.state.round + 1 });
  }

  /** Sends now what is not saved; resolves when that has been tried. */
  async flush(): Promise<void> {
    this.keepNow();
    if (this.state.phase === "dispute" || this.state.phase === "gone") return;
    await (this.working ?? (this.isDirty() ? this.save() : undefined));
  }

  /** Tries again what waits: the connection is back, or somebody said so. */
  wake(): void {
    this.retry = FIRST_RETRY;
    if (this.state.phase === "waiting" || this.state.phase === "failed") this.schedule(0);
  }

  /** Ends a dispute. */
  settleFor(side: "mine" | "theirs"): void {
    const { theirs } = this.state;
    if (!theirs) return;
    this.base = theirs;
    this.sent = [];
    if (side === "theirs") this.mine = fieldsOf(theirs);
    this.become({ phase: "unsaved", theirs: null, problem: null, round: this.state.round + (side === "theirs" ? 1 : 0) });
    if (this.isDirty()) {
      this.keepNow();
      this.schedule(0);
    } else this.settle();
  }

  /** It was removed elsewhere: what is written here becomes a new note. */
  startAnew(): void {
    this.drafts.remove(this.key);
    this.key = newDraftKey();
    this.base = null;
    this.sent = [];
    this.become({ phase: "unsaved", id: null, problem: null, theirs: null });
    this.keepNow();
    this.schedule(0);
  }

  /** Forgets what is written: it was removed, or given up. */
  discard(): void {
    this.end();
    this.drafts.remove(this.key);
  }

  /** Stops; what is not saved stays a draft. */
  end(): void {
    this.keepNow();
    this.ended = true;
    clearTimeout(this.timer);
    clearTimeout(this.keeper);
  }

  /** Keeps what is written in the browser, this very moment. */
  keepNow(): void {
    clearTimeout(this.keeper);
    this.keeper = undefined;
    if (this.ended || !this.isDirty()) return;
    const { key, base, mine, making, sent } = this;
    const kept = this.drafts.put({ key, base, mine, making, sent, at: Date.now() });
    if (kept !== this.state.kept) this.become({ kept });
  }

  private keepSoon() {
    this.keeper ??= setTimeout(() => this.keepNow(), KEEP);
  }

  /** What is sent: a note without a name is called by its first line. */
  private outgoing(): Fields {
    const typed = this.mine.name.trim();
    const name = typed || nameFrom(this.mine.text) || this.base?.name || this.untitled().slice(0, NAME_MAX);
    return { ...this.mine, name };
  }

  private schedule(wait: number) {
    clearTimeout(this.timer);
    if (!this.ended) this.timer = setTimeout(() => void this.save(), wait);
  }

  private settle() {
    clearTimeout(this.timer);
    clearTimeout(this.keeper);
    this.keeper = undefined;
    this.unsavedSince = 0;
    this.retry = FIRST_RETRY;
    this.drafts.remove(this.key);
    this.become({ phase: "saved", problem: null, theirs: null, kept: true });
  }

  private save(): Promise<void> {
    clearTimeout(this.timer);
    if (this.ended || this.working) return this.working ?? Promise.resolve();
    if (!this.server.isWriters()) {
      // Somebody else is signed in now; the draft is there for the writer.
      this.later(null);
      return Promise.resolve();
    }
    this.working = this.attempt().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  private async attempt() {
    this.become({ phase: "saving" });
    try {
      await (this.base ? this.change(this.base) : this.create());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.refused(error);
    }
  }

  private async create() {
    // An answer that was lost is asked for again under the same key, which
    // takes the same contents.
    this.making ??= this.outgoing();
    const body = this.making;
    this.keepNow();
    const note = await this.server.create(body, this.key);
    this.drafts.remove(this.key);
    this.key = String(note.id);
    this.saved(note, body);
  }

  private async change(base: Note) {
    const out = this.outgoing();
    const body = pick(out, differing(base, out));
    if (Object.keys(body).length === 0) {
      // All is as it was, unless something that was sent has been done.
      this.compare(base, await this.server.get(base.id));
      return;
    }
    const before = this.sent;
    const marks = marksOf(body);
    this.sent = [...before, marks].slice(-SENT_MAX);
    try {
      this.saved(await this.server.change(base.id, body, base), body);
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== "changed") throw error;
      this.sent = before;
      this.compare(base, await this.server.get(base.id));
    }
  }

  /** What is there now: sent from here, or by somebody else? */
  private compare(base: Note, theirs: Note) {
    if (this.sent.some((marks) => hasMarks(theirs, marks)) || theirs.updated_at === base.updated_at) this.base = theirs;
    else {
      const { merged, disputed } = merge(base, this.outgoing(), theirs);
      if (disputed.length > 0) {
        this.become({ phase: "dispute", theirs });
        this.keepNow();
        return;
      }
      this.base = theirs;
      const other = !same("text", merged, this.mine) || !same("name", merged, this.outgoing());
      this.mine = this.mine.name.trim() === "" && same("name", merged, this.outgoing()) ? { ...merged, name: "" } : merged;
      if (other) this.become({ round: this.state.round + 1 });
    }
    this.sent = [];
    if (this.isDirty()) {
      this.become({ phase: "unsaved" });
      this.keepNow();
      this.schedule(0);
    } else this.settle();
  }

  private saved(note: Note, body: Partial<Fields>) {
    this.making = null;
    this.sent = [];
    // The fields as they were sent: the server may spell them otherwise.
    this.base = { ...note, ...body };
    this.retry = FIRST_RETRY;
    this.unsavedSince = 0;
    if (this.isDirty()) {
      this.unsavedSince = Date.now();
      this.become({ phase: "unsaved", problem: null, id: note.id });
      this.keepNow();
      this.schedule(PAUSE);
    } else {
      this.become({ id: note.id });
      this.settle();
    }
  }

  private refused(problem: Problem) {
    if (passes(problem)) {
      this.later(problem);
      return;
    }
    // It was heard and refused: it was not done.
    this.making = null;
    if (problem.type === "key_reused") {
      // The key belongs to another note: this one gets its own.
      this.startAnew();
      return;
    }
    if (problem.at("pad_id").length > 0 && this.mine.pad_id !== null) {
      // The pad was removed meanwhile; the note need not suffer from that.
      this.mine = { ...this.mine, pad_id: null };
      this.become({ phase: "unsaved", round: this.state.round + 1 });
      this.keepNow();
      this.schedule(0);
      return;
    }
    this.sent = [];
    const gone = problem.status === 404 && this.base !== null;
    this.become({ phase: gone ? "gone" : "failed", problem });
    this.keepNow();
  }

  private later(problem: Problem | null) {
    this.become({ phase: "waiting", problem });
    this.keepNow();
    this.schedule(this.retry);
    this.retry = Math.min(2 * this.retry, LAST_RETRY);
  }

  private become(change: Partial<State>) {
    this.state = { ...this.state, ...change };
    for (const listener of [...this.listeners]) listener();
  }
}

/** A note without a number yet; also the key that makes it once at most. */
export const newDraftKey = () => `draft-${crypto.randomUUID()}`;

export const isDraftKey = (key: string) => key.startsWith("draft-");
