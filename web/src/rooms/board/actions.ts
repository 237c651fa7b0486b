/*
 * What one can do with a card, whatever one does it with (a click, a key, the
 * menu, a finger), and what the screen says of it: what can be undone, what
 * failed, who was quicker.
 */
import { createContext, use, useMemo } from "react";
import type { Problem } from "@/api/problem";
import { toast } from "@/ui/toast";
import { useProblemText } from "@/ui/problems";
import type { Board } from "./model/board";
import type { Conflict } from "./model/merge";
import type { Anchor } from "./model/place";
import type { Outcome } from "./model/queue";
import { type Fields, nextStatus, type Status } from "./model/task";
import { type Key, useBoardText, useStatusText } from "./useBoardText";

/** Two versions of a task, between which the member shall choose. */
export interface Dispute {
  key: string;
  conflict: Conflict;
  /** Mine was to remove it. */
  removal: boolean;
}

export interface Actions {
  /** On to the next column; from the last one off the board. */
  advance: (key: string) => void;
  move: (key: string, status: Status, anchor: Anchor) => void;
  /** Changes fields at once, from a menu or by a key. */
  set: (key: string, fields: Partial<Fields>) => void;
  remove: (key: string) => void;
  /** Takes back the last thing that can be taken back; false: there is none. */
  undo: () => boolean;
}

interface Undo {
  run: () => Promise<Outcome> | undefined;
  name: string;
  dismiss: () => void;
}

/** So many steps back. */
const UNDOS = 50;

/** A name as it fits into a message. */
export const short = (name: string) => (name.length > 60 ? `${name.slice(0, 59).trimEnd()}…` : name);

export const ActionsContext = createContext<Actions | null>(null);

export function useActions(): Actions {
  const actions = use(ActionsContext);
  if (!actions) throw new Error("no actions above");
  return actions;
}

interface Texts {
  t: (key: Key, values?: Record<string, string | number>) => string;
  statusText: (status: Status) => string;
  problemText: (problem: Problem) => string;
}

class BoardActions implements Actions {
  private undos: Undo[] = [];

  constructor(
    private board: Board,
    private texts: Texts,
    private dispute: (dispute: Dispute) => void,
  ) {}

  advance = (key: string): void => {
    const card = this.board.card(key);
    if (!card) return;
    const next = nextStatus(card.task.status);
    if (next) this.move(key, next, "top");
    else this.remove(key);
  };

  move = (key: string, status: Status, anchor: Anchor): void => {
    const card = this.board.card(key);
    if (!card) return;
    const before = { status: card.task.status, anchor: this.board.anchorOf(key) };
    const outcome = this.board.move(key, status, anchor);
    if (!outcome) return;
    const name = short(card.task.name);
    const { t, statusText } = this.texts;
    const text =
      before.status === status
        ? t("done.ordered", { name })
        : t("done.moved", { name, status: statusText(status) });
    const undo = this.offerUndo(text, name, () => this.board.move(key, before.status, before.anchor));
    void this.follow(outcome, { key, name, undo, again: () => this.move(key, status, anchor) });
  };

  set = (key: string, fields: Partial<Fields>): void => {
    const card = this.board.card(key);
    if (!card) return;
    const name = short(card.task.name);
    const before = Object.fromEntries(
      Object.keys(fields).map((field) => [field, card.task[field as keyof Fields]]),
    ) as Partial<Fields>;
    const outcome = this.board.edit(key, fields);
    const undo = this.offerUndo(this.texts.t("done.changed", { name }), name, () =>
      this.board.edit(key, before),
    );
    void this.follow(outcome, { key, name, undo, again: () => this.set(key, fields) });
  };

  remove = (key: string): void => {
    const card = this.board.card(key);
    if (!card) return;
    const name = short(card.task.name);
    const outcome = this.board.remove(key);
    const undo = this.offerUndo(this.texts.t("done.removed", { name }), name, () =>
      this.board.restore(key, card.task),
    );
    void this.follow(outcome, { key, name, undo, again: () => this.remove(key), removal: true });
  };

  undo = (): boolean => {
    const last = this.undos.at(-1);
    if (last) this.takeBack(last);
    return last !== undefined;
  };

  private offerUndo(text: string, name: string, run: Undo["run"]): Undo {
    this.undos.at(-1)?.dismiss();
    const undo: Undo = { run, name, dismiss: () => undefined };
    this.undos = [...this.undos, undo].slice(-UNDOS);
    undo.dismiss = toast(text, { action: { label: this.texts.t("undo"), run: () => this.takeBack(undo) } });
    return undo;
  }

  private takeBack(undo: Undo): void {
    this.forget(undo);
    const outcome = undo.run();
    if (outcome) void this.follow(outcome, { key: "", name: undo.name });
  }

  private forget(undo: Undo): void {
    this.undos = this.undos.filter((other) => other !== undo);
    undo.dismiss();
  }

  /** Says what went wrong.  The board itself shows already how it is. */
  private async follow(
    outcome: Promise<Outcome>,
    done: { key: string; name: string; undo?: Undo; again?: () => void; removal?: boolean },
  ): Promise<void> {
    const { t, problemText } = this.texts;
    const result = await outcome;
    if (result.ok) return;
    if (done.undo) this.forget(done.undo);
    const { name } = done;
    switch (result.reason) {
      case "dropped":
        return;
      case "gone":
        toast(t("failed.gone", { name }), { kind: "failed" });
        return;
      case "conflict": {
        const { conflict } = result;
        const dispute: Dispute = {
          key: this.board.store.keyOf(conflict.theirs.id),
          conflict,
          removal: done.removal === true,
        };
        toast(t("failed.conflict", { name }), {
          kind: "failed",
          action: { label: t("compare"), run: () => this.dispute(dispute) },
        });
        return;
      }
      case "failed":
        toast(t("failed.change", { name, why: problemText(result.error) }), {
          kind: "failed",
          action: done.again && { label: t("again"), run: done.again },
        });
    }
  }
}

export function useNewActions(board: Board, dispute: (dispute: Dispute) => void): Actions {
  const t = useBoardText();
  const statusText = useStatusText();
  const problemText = useProblemText();
  return useMemo(
    () => new BoardActions(board, { t, statusText, problemText }, dispute),
    [board, t, statusText, problemText, dispute],
  );
}
