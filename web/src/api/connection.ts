/*
 * Whether the server can be reached.  The browser knows of its own network
 * only, so a request that got no answer counts too; from then on the server
 * is asked, ever more slowly, until it answers.
 */
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

export type Connection = "online" | "offline" | "unreachable";

const listeners = new Set<() => void>();
let state: Connection = navigator.onLine ? "online" : "offline";
let timer: ReturnType<typeof setTimeout> | undefined;

function become(next: Connection) {
  if (next === state) return;
  state = next;
  // Queries pause while this is false and run when it is true again.
  onlineManager.setOnline(next === "online");
  for (const listener of listeners) listener();
}

/** An answer came, whatever it said. */
export function reached() {
  clearTimeout(timer);
  timer = undefined;
  become("online");
}

/** A request got no answer. */
export function unreachable() {
  if (!navigator.onLine) return become("offline");
  become("unreachable");
  if (timer === undefined) ask(1000);
}

function ask(wait: number) {
  timer = setTimeout(() => {
    fetch(new URL("api/health/live", document.baseURI), {
      cache: "no-store",
      signal: AbortSignal.timeout(5000),
    }).then(reached, () => ask(Math.min(wait * 2, 15_000)));
  }, wait);
}

/** Asks at once: somebody pressed "Try again". */
export function askNow() {
  clearTimeout(timer);
  ask(0);
}

window.addEventListener("offline", () => {
  clearTimeout(timer);
  timer = undefined;
  become("offline");
});
window.addEventListener("online", askNow);

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
