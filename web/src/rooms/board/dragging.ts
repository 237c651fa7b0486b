/*
 * A card in the hand: who it is, and where it would go if it were let go now.
 * Told to the columns by a store of its own, so that a move of the pointer
 * renders nothing but the column that makes way.  The hand itself is in
 * DragLayer.tsx, which is fetched when the board is there already.
 */
import { createContext, use, useState, useSyncExternalStore } from "react";
import type { Anchor } from "./model/place";
import type { Status } from "./model/task";

export interface Target {
  status: Status;
  /** Among the cards that are shown there, the dragged one left out. */
  index: number;
  count: number;
  anchor: Anchor;
}

export interface Drag {
  key: string;
  /** Height of the card, with the gap below it. */
  room: number;
  target: Target | null;
}

/** What a column does for the hand. */
export interface Shelf {
  /** What scrolls. */
  element: HTMLElement;
  /** What is dropped into: dnd-kit scrolls only what is around that. */
  list: HTMLElement;
  /** Where in it a card would come to stand whose upper edge is at `top'. */
  aim: (key: string, top: number) => Target;
}

export class Dragging {
  readonly shelves = new Map<Status, Shelf>();
  private drag: Drag | null = null;
  private last: Drag | null = null;
  private listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): Drag | null => this.drag;

  isOn = (): boolean => this.drag !== null;

  /** The card that was let go of last: it has been seen going to its place. */
  dropped = (): string | null => this.last && this.last.key;

  /** The last one that is over. */
  before = (): Drag | null => this.last;

  take(key: string, room: number): void {
    this.become({ key, room, target: null });
  }

  letGo(): void {
    this.last = this.drag;
    this.become(null);
  }

  /** Aims anew; the upper edge of the card is at `top' in the window. */
  aim(status: Status, top: number): Target | null {
    const { drag } = this;
    const target = drag && (this.shelves.get(status)?.aim(drag.key, top) ?? null);
    const before = drag?.target;
    if (drag && (before?.status !== target?.status || before?.index !== target?.index))
      this.become({ ...drag, target });
    return target;
  }

  private become(drag: Drag | null): void {
    this.drag = drag;
    for (const listener of [...this.listeners]) listener();
  }
}

/** How far a column is from the middle of the card; 0 when it is under it. */
const distance = ({ left, right }: { left: number; right: number }, middle: number) =>
  Math.max(left - middle, middle - right, 0);

/** The column under the middle of the card, else the nearest one. */
export function nearest(columns: { id: Status; rect: { left: number; right: number } }[], middle: number) {
  return columns.sort((a, b) => distance(a.rect, middle) - distance(b.rect, middle))[0]?.id;
}

export const DraggingContext = createContext<Dragging | null>(null);

export const useNewDragging = () => useState(() => new Dragging())[0];

export function useDragging(): Dragging {
  const dragging = use(DraggingContext);
  if (!dragging) throw new Error("nothing to drag in");
  return dragging;
}

export interface ColumnDrag {
  key: string;
  room: number;
  /** Where it would go in this column; -1: not here. */
  index: number;
}

/** The drag as far as it matters to one column. */
export function useColumnDrag(status: Status, holds: (key: string) => boolean): ColumnDrag | null {
  const dragging = useDragging();
  // As text, which is the same for as long as nothing changes for the column.
  const text = useSyncExternalStore(dragging.subscribe, () => {
    const drag = dragging.snapshot();
    if (!drag) return "";
    const index = drag.target?.status === status ? drag.target.index : -1;
    return index >= 0 || holds(drag.key) ? JSON.stringify([drag.key, drag.room, index]) : "";
  });
  if (!text) return null;
  const [key, room, index] = JSON.parse(text) as [string, number, number];
  return { key, room, index };
}
