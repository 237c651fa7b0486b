/*
 * Keys.  Single letters work only where nothing is being typed, and not at
 * all for those who switched them off (people who speak to their computer
 * press letters without meaning to).
 */
import { useEffect, useSyncExternalStore } from "react";
import { offeredCommands } from "./commands";

const STORE = "foyer.keys";
const PAUSE = 1200;

const listeners = new Set<() => void>();
let on = stored();

function stored(): boolean {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

export function setKeys(next: boolean) {
  on = next;
  try {
    localStorage.setItem(STORE, next ? "on" : "off");
  } catch {
    // Then it lasts until the page is loaded anew.
  }
  for (const listener of listeners) listener();
}

export function useKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => on,
  );
}

/** Whether a key pressed here is meant for what has the focus. */
function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=listbox], dialog") !== null)
  );
}

/** Runs the command whose keys are pressed. Mounted once, by the shell. */
export function useCommandKeys() {
  useEffect(() => {
    let before = "";
    let at = 0;
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || event.isComposing || event.repeat) return;
      const mod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (mod && event.key.toLowerCase() === "k") {
        const palette = offeredCommands().find(({ id }) => id === "palette");
        if (palette) event.preventDefault();
        palette?.run();
        return;
      }
      if (!on || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : "";
      if (!key.trim()) return;
      const sequence = before && Date.now() - at < PAUSE ? `${before} ${key}` : key;
      const commands = offeredCommands().filter(({ keys }) => keys !== undefined);
      const hit = commands.findLast(({ keys }) => keys === sequence) ?? commands.findLast(({ keys }) => keys === key);
      before = hit ? "" : key;
      at = Date.now();
      if (!hit) return;
      event.preventDefault();
      hit.run();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
