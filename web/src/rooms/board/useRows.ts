/*
 * Shows a column of any length through model/rows.ts: watches the scrolling
 * and the heights, and keeps what one reads where it is when something above
 * it comes, goes or turns out to be of another height than was guessed.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Card } from "./model/store";
import { layOut, type Rows, rowAt, rowsBetween, scrollFor } from "./model/rows";

export const GAP = 8;
/** Room above the first card and below the last. */
const EDGE = 4;
/** So far beyond the screen there are cards already, in pixels. */
const BEYOND = 400;
/** Letters in a line of a card, more or less. */
const LINE = 34;

/** A guess, until the card is there to be measured. */
function guessHeight({ task }: Card): number {
  const lines = Math.ceil(task.name.length / LINE);
  return 24 + 21 * lines + (task.due_on !== null || task.assignee !== null ? 32 : 0);
}

const NOTHING_MEASURED: Heights = new Map();

export interface ShownRows {
  rows: Rows;
  /** The indexes of the cards that are to be there, rising. */
  indexes: number[];
  /** For the <li> of each card, which names it in data-row. */
  measure: (element: HTMLLIElement | null) => (() => void) | undefined;
  scrollTo: (index: number) => void;
}

/** `kept' are indexes that are there wherever the column is scrolled to. */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  cards: readonly Card[],
  kept: number[],
): ShownRows {
  const [measured, setMeasured] = useState(NOTHING_MEASURED);
  const [view, setView] = useState({ top: 0, height: 0 });
  const rows = useMemo(() => {
    const sizeOf = (index: number) => {
      const card = cards[index];
      return card ? (measured.get(card.key) ?? guessHeight(card)) : 0;
    };
    return layOut(cards.length, sizeOf, GAP, EDGE);
  }, [cards, measured]);

  useView(scroller, setView);
  useReadingPlace(scroller, cards, rows);

  const measure = useMeasure(setMeasured);
  const [first, last] = rowsBetween(rows.slots, view.top - BEYOND, view.top + view.height + BEYOND);
  const indexes = new Set(kept.filter((index) => index >= 0 && index < cards.length));
  for (let index = first; index < last; index++) indexes.add(index);

  const scrollTo = (index: number) => {
    const element = scroller.current;
    const slot = rows.slots[index];
    if (!element || !slot) return;
    element.scrollTo({ top: scrollFor(slot, element.scrollTop, element.clientHeight, GAP + EDGE) });
  };
  return { rows, indexes: [...indexes].sort((a, b) => a - b), measure, scrollTo };
}

interface View {
  top: number;
  height: number;
}

/** Half of what is kept beyond the screen may be scrolled without rendering. */
const STEP = BEYOND / 2;

/** Which part of the list is on the screen, in steps. */
function useView(scroller: RefObject<HTMLElement | null>, setView: (change: (before: View) => View) => void) {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const top = Math.floor(element.scrollTop / STEP) * STEP;
      const height = element.clientHeight + STEP;
      setView((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      watch.disconnect();
    };
  }, [scroller, setView]);
}

type Heights = ReadonlyMap<string, number>;

function learn(before: Heights, entries: readonly ResizeObserverEntry[]): Heights {
  let after: Map<string, number> | undefined;
  for (const { target, borderBoxSize } of entries) {
    const key = (target as HTMLElement).dataset.row;
    const height = borderBoxSize[0]?.blockSize ?? 0;
    if (key === undefined || height === 0 || before.get(key) === height) continue;
    after ??= new Map(before);
    after.set(key, height);
  }
  return after ?? before;
}

/**
 * Learns the height of each card that is there, and whenever it changes; at
 * once, so that no card is ever seen where it does not belong.
 */
function useMeasure(setMeasured: (change: (before: Heights) => Heights) => void) {
  const [watch] = useState(
    () => new ResizeObserver((entries) => flushSync(() => setMeasured((before) => learn(before, entries)))),
  );
  return useCallback(
    (element: HTMLLIElement | null) => {
      if (!element) return undefined;
      watch.observe(element);
      return () => watch.unobserve(element);
    },
    [watch],
  );
}

/** Scrolls along when what is above the first card in view changes. */
function useReadingPlace(scroller: RefObject<HTMLElement | null>, cards: readonly Card[], rows: Rows) {
  const before = useRef({ cards, rows });
  useLayoutEffect(() => {
    const element = scroller.current;
    const was = before.current;
    before.current = { cards, rows };
    // At the top one wants to see what is new there.
    if (!element || was.rows === rows || element.scrollTop <= EDGE) return;
    let index = rowAt(was.rows.slots, element.scrollTop);
    // The card one reads may itself be what has gone: then the next one.
    for (; index < was.cards.length; index++) {
      const key = was.cards[index]?.key;
      const there = cards[index]?.key === key ? index : cards.findIndex((card) => card.key === key);
      const from = was.rows.slots[index];
      const to = rows.slots[there];
      if (!from || !to) continue;
      if (from.start !== to.start) element.scrollTop += to.start - from.start;
      return;
    }
  }, [scroller, cards, rows]);
}

/** For who wants the height of a list to glide; see Column.module.css. */
export function useGliding(cards: readonly Card[], whole: boolean, duration: number): boolean {
  const [settled, setSettled] = useState(cards);
  useEffect(() => {
    if (settled === cards) return;
    const timer = setTimeout(() => setSettled(cards), duration);
    return () => clearTimeout(timer);
  }, [cards, settled, duration]);
  return settled !== cards && whole;
}
