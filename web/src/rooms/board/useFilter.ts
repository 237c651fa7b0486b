/*
 * The filter of the page.  It stands in the address, so that it can be kept
 * and shared; what is typed works at once, and reaches the address a moment
 * later.  The server is asked for the same words, for what is not here yet.
 */
import { createContext, use, useCallback, useEffect, useMemo, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { Board } from "./model/board";
import { type Filter, matcher, readFilter, writeFilter } from "./model/filter";
import type { Card } from "./model/store";
import { useToday } from "./useBoard";

export interface Filtering {
  filter: Filter;
  setFilter: (filter: Filter) => void;
  shows: (card: Card) => boolean;
  /** Shows a card whatever the filter says, until that is changed. */
  keep: (key: string) => void;
  today: string;
}

export const FilterContext = createContext<Filtering | null>(null);

export function useFilter(): Filtering {
  const filtering = use(FilterContext);
  if (!filtering) throw new Error("no filter above");
  return filtering;
}

/** After so long without a key, what was typed is worth a request. */
const PAUSE = 200;

const NOTHING_FOUND: ReadonlyMap<number, string> = new Map();
const NOTHING_KEPT: ReadonlySet<string> = new Set();

/** The tasks that the server finds for the words. */
function useFound(board: Board, q: string): ReadonlyMap<number, string> {
  const [answer, setAnswer] = useState({ q: "", found: NOTHING_FOUND });
  useEffect(() => {
    if (!q) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      board.search(q, stop.signal).then(
        (found) => setAnswer({ q, found }),
        // What is here is searched all the same.
        () => undefined,
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [board, q]);
  return answer.q === q ? answer.found : NOTHING_FOUND;
}

export function useNewFilter(board: Board): Filtering {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const [filter, setFilter] = useState(() => readFilter(search));
  const [kept, setKept] = useState(NOTHING_KEPT);
  const [seen, setSeen] = useState(search);
  const today = useToday();
  const found = useFound(board, filter.q.trim());

  // Somebody went back, or followed a link to the board.
  if (seen !== search) {
    setSeen(search);
    if (writeFilter(filter, search) !== writeFilter(readFilter(search), search))
      setFilter(readFilter(search));
  }

  const wanted = writeFilter(filter, search);
  useEffect(() => {
    if (wanted === writeFilter(readFilter(search), search)) return;
    const timer = setTimeout(() => {
      setSeen(wanted);
      navigate(wanted ? `${path}?${wanted}` : path, { replace: true });
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [wanted, search, path, navigate]);

  const change = useCallback((next: Filter) => {
    setFilter(next);
    setKept(NOTHING_KEPT);
  }, []);
  const keep = useCallback((key: string) => setKept((before) => new Set(before).add(key)), []);
  return useMemo(() => {
    const matches = matcher(filter, today, found);
    const shows = (card: Card) => kept.has(card.key) || matches(card.task);
    return { filter, setFilter: change, shows, keep, today };
  }, [filter, today, found, kept, change, keep]);
}
