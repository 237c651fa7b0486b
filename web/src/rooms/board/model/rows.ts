/*
 * A long list of which only what is near the screen exists: how high each row
 * is (measured, or guessed until it is there), where it starts, and which
 * rows are to be there.  All in pixels from the start of the list.
 */

export interface Slot {
  start: number;
  size: number;
}

export interface Rows {
  slots: readonly Slot[];
  total: number;
}

/** The rows one below the other, with a gap between and an edge around. */
export function layOut(count: number, sizeOf: (index: number) => number, gap: number, edge: number): Rows {
  const slots: Slot[] = [];
  let start = edge;
  for (let index = 0; index < count; index++) {
    const size = sizeOf(index);
    slots.push({ start, size });
    start += size + gap;
  }
  return { slots, total: count ? start - gap + edge : 0 };
}

/** The first row that ends behind `offset'; the count of rows if none does. */
export function rowAt(slots: readonly Slot[], offset: number): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const index = (low + high) >> 1;
    const slot = slots[index];
    if (slot && slot.start + slot.size <= offset) low = index + 1;
    else high = index;
  }
  return low;
}

/** From which row to which (not included) something is between two offsets. */
export function rowsBetween(slots: readonly Slot[], from: number, to: number): [number, number] {
  const first = rowAt(slots, from);
  let last = first;
  for (let slot = slots[last]; slot && slot.start < to; slot = slots[last]) last++;
  return [first, last];
}

/** Where to scroll so that a row is wholly in view, with some room around. */
export function scrollFor(slot: Slot, top: number, height: number, room: number): number {
  if (slot.start - room < top) return Math.max(0, slot.start - room);
  const over = slot.start + slot.size + room - (top + height);
  return over > 0 ? top + over : top;
}
