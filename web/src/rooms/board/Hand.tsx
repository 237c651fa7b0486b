/*
 * What takes a card into the hand, how it lies in it, and what happens when it
 * is held at the side of the strip.
 *
 * There is one draggable thing for dnd-kit, which is whatever card was pressed
 * last: thousands of cards cost nothing, and the library can come late.
 */
import { useDraggable } from "@dnd-kit/core";
import { type RefObject, type SyntheticEvent, useEffect, useRef } from "react";
import { useDragging } from "./dragging";

const HAND = "hand";

/** How a card was taken, and where the pointer is now, in the window. */
export interface Grip {
  key: string;
  /** From the corner of the card to the pointer. */
  dx: number;
  dy: number;
  width: number;
  x: number;
  y: number;
}

export const NO_GRIP: Grip = { key: "", dx: 0, dy: 0, width: 0, x: 0, y: 0 };

const pointOf = (event: MouseEvent | TouchEvent) => ("touches" in event ? event.touches[0] : event);

/** Hands every press on a card to dnd-kit, as if that card were draggable. */
export function Hand({ strip, grip }: { strip: RefObject<HTMLElement | null>; grip: RefObject<Grip> }) {
  const dragging = useDragging();
  const { setNodeRef, listeners } = useDraggable({ id: HAND });
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const press = (event: MouseEvent | TouchEvent) => {
      if (dragging.isOn() || ("touches" in event ? event.touches.length > 1 : event.button !== 0)) return;
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest<HTMLElement>("[data-row]");
      const point = pointOf(event);
      if (!row || !point || target?.closest("[data-still]")) return;
      const { left, top, width } = row.getBoundingClientRect();
      const { clientX: x, clientY: y } = point;
      grip.current = { key: row.dataset.row ?? "", dx: x - left, dy: y - top, width, x, y };
      setNodeRef(row);
      const handler = listeners?.["touches" in event ? "onTouchStart" : "onMouseDown"] as
        ((event: Pick<SyntheticEvent, "nativeEvent">) => void) | undefined;
      handler?.({ nativeEvent: event });
    };
    const follow = (event: MouseEvent | TouchEvent) => {
      const point = pointOf(event);
      if (point) grip.current = { ...grip.current, x: point.clientX, y: point.clientY };
    };
    element.addEventListener("mousedown", press);
    element.addEventListener("touchstart", press, { passive: true });
    window.addEventListener("mousemove", follow, { capture: true, passive: true });
    window.addEventListener("touchmove", follow, { capture: true, passive: true });
    return () => {
      element.removeEventListener("mousedown", press);
      element.removeEventListener("touchstart", press);
      window.removeEventListener("mousemove", follow, { capture: true });
      window.removeEventListener("touchmove", follow, { capture: true });
    };
  }, [strip, grip, dragging, listeners, setNodeRef]);
  return null;
}

/**
 * Escape let go of the card, but the mouse is pressed still.  It may be let go
 * of over the very card, which must not be a click on it.
 */
export function swallowClick() {
  const done = new AbortController();
  const options = { capture: true, signal: done.signal };
  const swallow = (event: MouseEvent) => {
    // Made by a key: that one is meant.
    if (event.detail === 0) return;
    event.stopPropagation();
    done.abort();
  };
  window.addEventListener("click", swallow, options);
  window.addEventListener("pointerdown", () => done.abort(), options);
}

/** So close to the side of the strip, for so long, brings the next column. */
const SIDE = 32;
const REST = 450;
/** And the one after that, for so long again. */
const AGAIN = 1100;

/**
 * Turns the strip to the next column while a card is held at its side, one at
 * a time: scrolling as fast as one can, it would be gone past.
 */
export function usePageTurn(strip: RefObject<HTMLElement | null>) {
  const turn = useRef({ side: 0, timer: 0 });
  // Leaving the board with a card in the hand.
  useEffect(() => () => clearTimeout(turn.current.timer), []);
  return (x: number | null) => {
    const element = strip.current;
    const { left = 0, right = 0 } = element?.getBoundingClientRect() ?? {};
    const side = x === null ? 0 : x < left + SIDE ? -1 : x > right - SIDE ? 1 : 0;
    if (!element || side === turn.current.side) return;
    clearTimeout(turn.current.timer);
    const step = () => {
      const width = element.firstElementChild?.clientWidth ?? 0;
      element.scrollBy({ left: side * width });
      turn.current.timer = window.setTimeout(step, AGAIN);
    };
    turn.current = { side, timer: side ? window.setTimeout(step, REST) : 0 };
  };
}
