/*
 * Commands: what the palette lists and what keys do.  A room's standing
 * commands are in its index.tsx; a page adds its own while it is open:
 *
 *   useCommands([{ id: "board.new", title: t("new"), keys: "c", run: open }]);
 */
import type { LucideIcon } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Command {
  id: string;
  title: string;
  icon?: LucideIcon;
  /** Keys pressed one after the other, e.g. "c" or "g b". */
  keys?: string;
  run: () => void;
}

const listeners = new Set<() => void>();
const lists = new Map<object, Command[]>();
let all: readonly Command[] = [];

function become() {
  all = [...lists.values()].flat();
  for (const listener of listeners) listener();
}

/** Offers commands for as long as the caller is on the screen. */
export function useCommands(commands: Command[]) {
  const latest = useRef(commands);
  const shape = commands.map(({ id, title, keys }) => `${id}\n${title}\n${keys ?? ""}`).join("\n\n");
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const owner = {};
    lists.set(
      owner,
      latest.current.map((command) => ({
        ...command,
        run: () => latest.current.find(({ id }) => id === command.id)?.run(),
      })),
    );
    become();
    return () => {
      lists.delete(owner);
      become();
    };
  }, [shape]);
}

/** Those offered now, the most recent first: a page goes before the shell. */
export function useOfferedCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}

export const offeredCommands = () => all;
