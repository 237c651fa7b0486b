/*
 * What was written and is not known to be saved, kept in the browser: one
 * draft a note and a member.  It outlives a lost connection, a closed window
 * and a battery.
 */
import type { Fields, Marks, Note } from "./note";

export interface Draft {
  /** The note's number, or a name of its own while it has none. */
  key: string;
  /** The note as it was when the writing began; null for one that is new. */
  base: Note | null;
  mine: Fields;
  /** What is to be made a note, once it was sent: the same until the answer. */
  making: Fields | null;
  /** What was sent since `base' without an answer: each may have been done. */
  sent: Marks[];
  /** When it was written, in milliseconds. */
  at: number;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Drafts {
  private readonly prefix: string;

  constructor(
    member: string,
    private readonly store: Store,
  ) {
    this.prefix = `foyer.note.${member}.`;
  }

  get(key: string): Draft | null {
    try {
      const text = this.store.getItem(this.prefix + key);
      return text === null ? null : (JSON.parse(text) as Draft);
    } catch {
      return null;
    }
  }

  /** Whether it could be kept: storage may be full or forbidden. */
  put(draft: Draft): boolean {
    try {
      this.store.setItem(this.prefix + draft.key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  remove(key: string): void {
    try {
      this.store.removeItem(this.prefix + key);
    } catch {
      // Nothing was kept then.
    }
  }

  /** All that wait, the newest first. */
  all(): Draft[] {
    const found: Draft[] = [];
    try {
      for (let i = 0; i < this.store.length; i++) {
        const name = this.store.key(i);
        if (!name?.startsWith(this.prefix)) continue;
        const draft = this.get(name.slice(this.prefix.length));
        if (draft) found.push(draft);
      }
    } catch {
      return [];
    }
    return found.sort((a, b) => b.at - a.at);
  }
}
