/*
 * Where a card shall go, told by its neighbours: what the drop, the menu and
 * the keys all say, and what the server understands (`after').
 */
import { between } from "./position";
import type { Status } from "./task";

/** One card as the board shows it; `key' outlives the wait for its id. */
export interface Placed {
  key: string;
  task: { position: string };
}

export type Anchor = "top" | "bottom" | { before: string } | { after: string };

export interface Place {
  status: Status;
  after: string | null;
  position: string;
}

/**
 * The place in a column (all of it, not only what a filter shows) that the
 * anchor names, for the card `moving', which may stand there already.  An
 * anchor that has left the column meanwhile means the top.
 */
export function placeAt(
  column: readonly Placed[],
  status: Status,
  moving: string | null,
  anchor: Anchor,
): Place {
  const others = column.filter((card) => card.key !== moving);
  const index = indexOf(others, anchor);
  const above = others[index - 1];
  const below = others[index];
  return {
    status,
    after: above?.key ?? null,
    position: between(above?.task.position, below?.task.position),
  };
}

function indexOf(others: readonly Placed[], anchor: Anchor): number {
  if (anchor === "top") return 0;
  if (anchor === "bottom") return others.length;
  if ("before" in anchor) {
    return Math.max(
      0,
      others.findIndex((card) => card.key === anchor.before),
    );
  }
  return others.findIndex((card) => card.key === anchor.after) + 1;
}

/** Would the card stand where it stands already? */
export function isSamePlace(column: readonly Placed[], moving: string, place: Place): boolean {
  const index = column.findIndex((card) => card.key === moving);
  return index >= 0 && (column[index - 1]?.key ?? null) === place.after;
}
