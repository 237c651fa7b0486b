/*
 * Where a dragged card would come to stand in a column of cards of different
 * heights, most of which are not on the screen.
 */
import type { Slot } from "./rows";

/**
 * The index among the other cards at which a card is inserted whose upper
 * edge is at `top' (all in pixels from the start of the list).  `taken' is
 * the index of the dragged card itself, -1 if it comes from elsewhere; the
 * list is thought of as closed up behind it.  The nearest gap wins, and since
 * the gaps are those of the closed-up list, the cards that make way do not
 * change the answer: nothing flutters.
 */
export function dropIndex(slots: readonly Slot[], taken: number, top: number, gap: number): number {
  const left = slots[taken];
  const hole = left ? left.size + gap : 0;
  const count = left ? slots.length - 1 : slots.length;
  const middle = (index: number): number => {
    const behind = left !== undefined && index >= taken;
    const slot = slots[behind ? index + 1 : index];
    return slot ? slot.start - (behind ? hole : 0) + slot.size / 2 : Infinity;
  };
  let low = 0;
  let high = count;
  while (low < high) {
    const index = (low + high) >> 1;
    if (middle(index) < top) low = index + 1;
    else high = index;
  }
  return low;
}

/**
 * How far a card is shifted while another is dragged: the cards behind the
 * place it left close up, those behind the place where it would go make way.
 * `taken' and `target' are -1 where that is in another column.
 */
export function shiftOf(index: number, taken: number, target: number, room: number): number {
  if (index === taken) return 0;
  const among = taken >= 0 && index > taken ? index - 1 : index;
  const closed = taken >= 0 && index > taken ? -room : 0;
  return closed + (target >= 0 && among >= target ? room : 0);
}
