/*
 * The keys of a card that has the focus.  Arrows go from card to card, with
 * Shift (or Alt) they take the card along.
 */
import type { KeyboardEvent } from "react";
import { useKeys } from "@/shell/keys";
import { useActions } from "./actions";
import { useFocus, type Wish } from "./focus";
import type { Card } from "./model/store";
import type { Status } from "./model/task";
import { useOpenTask, useOver } from "./over";

/** How many cards Page Up and Page Down pass over. */
const PAGE = 8;

type Shown = Record<Status, readonly Card[]>;

const STEPS: Record<string, number> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/** The nearest column on that side, and with `full' only one with cards. */
function besides(statuses: readonly Status[], from: Status, side: number, full?: Shown): Status | undefined {
  const there =
    side < 0
      ? statuses.slice(0, statuses.indexOf(from)).reverse()
      : statuses.slice(statuses.indexOf(from) + 1);
  return there.find((status) => !full || full[status].length > 0);
}

export function useCardKeys(statuses: readonly Status[], shown: Shown) {
  const actions = useActions();
  const letters = useKeys();
  const focus = useFocus();
  const { show } = useOver();
  const { open } = useOpenTask();

  const goTo = (card: Card | undefined) => card && focus.request({ card: card.key });

  function walk(key: string, status: Status, index: number) {
    const column = shown[status];
    const step = STEPS[key];
    if (step !== undefined) {
      goTo(column[Math.min(column.length - 1, Math.max(0, index + step))]);
      return;
    }
    const side = key === "ArrowLeft" ? -1 : 1;
    const there = besides(statuses, status, side, shown);
    if (there) goTo(shown[there][Math.min(index, shown[there].length - 1)]);
  }

  function carry(key: string, status: Status, index: number) {
    const column = shown[status];
    const card = column[index];
    if (!card) return;
    const above = column[index - 1];
    const below = column[index + 1];
    if (key === "ArrowUp" && above) actions.move(card.key, status, { before: above.key });
    if (key === "ArrowDown" && below) actions.move(card.key, status, { after: below.key });
    if (key === "Home") actions.move(card.key, status, "top");
    if (key === "End") actions.move(card.key, status, "bottom");
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const there = besides(statuses, status, key === "ArrowLeft" ? -1 : 1);
      if (there) actions.move(card.key, there, "top");
    }
    focus.request({ card: card.key });
  }

  /** Where one is when the card is gone: beside it, else on any other. */
  function after(status: Status, index: number): Wish {
    const others = statuses.filter((one) => one !== status).map((one) => shown[one][0]);
    const near = [shown[status][index + 1], shown[status][index - 1], ...others].find(
      (card) => card !== undefined,
    );
    return near ? { card: near.key } : { add: status };
  }

  /** Whether the key was one of ours. */
  function command(event: KeyboardEvent, key: string): boolean {
    switch (event.key) {
      case "Enter":
        open(key);
        return true;
      case " ":
        actions.advance(key);
        return true;
      case "Delete":
      case "Backspace":
        actions.remove(key);
        return true;
    }
    if (!letters) return false;
    switch (event.key.toLowerCase()) {
      case "e":
        open(key);
        return true;
      case "m":
        show({ kind: "move", key });
        return true;
      case "a":
        show({ kind: "assign", key });
        return true;
      case "d":
        open(key, "due_on");
        return true;
    }
    return false;
  }

  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    const element = event.target instanceof HTMLElement ? event.target : null;
    const key = element?.dataset.card;
    if (key === undefined) return;
    const status = statuses.find((one) => shown[one].some((card) => card.key === key));
    if (!status) return;
    const index = shown[status].findIndex((card) => card.key === key);
    const arrow = event.key in STEPS || event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (arrow) {
      if (event.shiftKey || event.altKey) carry(event.key, status, index);
      else walk(event.key, status, index);
    } else if (event.altKey || event.shiftKey || event.repeat) return;
    else {
      if (!command(event, key)) return;
      const gone =
        event.key === "Delete" || event.key === "Backspace" || (event.key === " " && status === "Done");
      if (gone) focus.request(after(status, index));
      else if (event.key === " ") focus.request({ card: key });
    }
    event.preventDefault();
  };
}
