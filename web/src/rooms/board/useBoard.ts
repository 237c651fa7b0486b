/*
 * The board that the page shows.  It outlives the page, so that coming back
 * to the room shows at once what was there, and the feed fetches the rest.
 */
import { createContext, use, useEffect, useState, useSyncExternalStore } from "react";
import type { Me } from "@/api/types";
import { Board, type State } from "./model/board";
import type { Columns } from "./model/store";
import { dayOf } from "./model/task";
import { server } from "./server";

let last: { uuid: string; board: Board } | undefined;

export function boardOf(me: Me): Board {
  if (last?.uuid !== me.uuid) last = { uuid: me.uuid, board: new Board(server, me.handle) };
  return last.board;
}

export const BoardContext = createContext<Board | null>(null);

export function useBoard(): Board {
  const board = use(BoardContext);
  if (!board) throw new Error("no board above");
  return board;
}

export function useColumns(): Columns {
  const { store } = useBoard();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

export function useBoardState(): State {
  const board = useBoard();
  return useSyncExternalStore(board.subscribe, board.snapshot);
}

/** Keeps the board live while the caller is on the screen. */
export function useWatch(board: Board) {
  useEffect(() => board.watch(), [board]);
  useEffect(() => {
    // Leaving now would lose what the server has not been told yet.
    const stay = (event: BeforeUnloadEvent) => {
      if (board.queue.size > 0) event.preventDefault();
    };
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [board]);
}

/** The day it is, also past midnight. */
export function useToday(): string {
  const [today, setToday] = useState(() => dayOf(new Date()));
  useEffect(() => {
    const timer = setInterval(() => setToday(dayOf(new Date())), 30_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}
