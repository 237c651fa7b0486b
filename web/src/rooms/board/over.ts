/* What lies over the board: one dialog at a time, about one card. */
import { createContext, use, useState } from "react";
import { useSearchParams } from "wouter";
import { useFocus } from "./focus";
import { useBoard } from "./useBoard";

export type Over = { kind: "move" | "assign"; key: string };

export interface OverState {
  over: Over | null;
  show: (over: Over | null) => void;
  /** The field of the task that has the focus when it is opened. */
  field: "name" | "due_on";
  setField: (field: "name" | "due_on") => void;
}

export const OverContext = createContext<OverState | null>(null);

export function useOver(): OverState {
  const state = use(OverContext);
  if (!state) throw new Error("nothing to lie over");
  return state;
}

export function useNewOver(): OverState {
  const [over, show] = useState<Over | null>(null);
  const [field, setField] = useState<OverState["field"]>("name");
  return { over, show, field, setField };
}

const OPENED_HERE = "task";

/** The task that is open stands in the address: it can be shared. */
export function useOpenTask() {
  const board = useBoard();
  const { setField } = useOver();
  const focus = useFocus();
  const [params, setParams] = useSearchParams();
  const id = Number(params.get("task")) || undefined;
  const open = (key: string, field: OverState["field"] = "name") => {
    const task = board.store.idOf(key);
    // One that is not made yet has no address; it will in a moment.
    if (task === undefined) return;
    setField(field);
    setParams(
      (before) => {
        before.set("task", String(task));
        return before;
      },
      { state: OPENED_HERE },
    );
  };
  const close = () => {
    if (id !== undefined) focus.request({ card: board.store.keyOf(id) });
    // So that going back afterwards does not open it once more.
    if (history.state === OPENED_HERE) history.back();
    else
      setParams(
        (before) => {
          before.delete("task");
          return before;
        },
        { replace: true },
      );
  };
  return { id, open, close };
}
