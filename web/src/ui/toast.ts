/*
 * Short messages at the edge of the screen: toast("Removed", { undo }).
 * shell/Toasts.tsx shows them.
 */
import { useSyncExternalStore } from "react";

export interface Toast {
  id: number;
  text: string;
  kind: "done" | "failed";
  action?: { label: string; run: () => void };
}

const SHOWN_AT_ONCE = 3;

const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let last = 0;

function become(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message; yields what takes it away again. */
export function toast(text: string, rest: Partial<Omit<Toast, "id" | "text">> = {}): () => void {
  const id = ++last;
  become([...toasts, { kind: "done" as const, ...rest, id, text }].slice(-SHOWN_AT_ONCE));
  return () => dismiss(id);
}

export function dismiss(id: number) {
  become(toasts.filter((one) => one.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
