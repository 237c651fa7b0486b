/*
 * Where the focus shall go, said by one part of the page and done by another
 * as soon as it can: the card may be in a column that has yet to scroll there.
 */
import { createContext, use, useEffect, useState } from "react";
import type { Status } from "./model/task";

export type Wish = { card: string } | { add: Status } | { search: true };

/** What cannot be granted soon would only surprise; in milliseconds. */
const PATIENCE = 1500;
/** No frame counts for more: while the page itself was busy, nothing was tried. */
const FRAME = 50;

export class Focus {
  private wish: Wish | null = null;
  private left = 0;
  private at = 0;
  private grants = new Set<(wish: Wish) => boolean>();

  request(wish: Wish): void {
    this.wish = wish;
    this.left = PATIENCE;
    this.at = performance.now();
    // After what was just done is on the screen: the card may be elsewhere then.
    queueMicrotask(this.attempt);
  }

  /** `grant' is called with each wish until it says that it has granted it. */
  listen(grant: (wish: Wish) => boolean): () => void {
    this.grants.add(grant);
    return () => this.grants.delete(grant);
  }

  private attempt = (): void => {
    const { wish } = this;
    if (!wish) return;
    const now = performance.now();
    this.left -= Math.min(FRAME, now - this.at);
    this.at = now;
    if (this.left < 0 || [...this.grants].some((grant) => grant(wish))) this.wish = null;
    else requestAnimationFrame(this.attempt);
  };
}

export const FocusContext = createContext<Focus | null>(null);

export function useFocus(): Focus {
  const focus = use(FocusContext);
  if (!focus) throw new Error("no focus above");
  return focus;
}

export const useNewFocus = () => useState(() => new Focus())[0];

/** Grants wishes while the caller is on the screen; see Focus.listen. */
export function useWishes(grant: (wish: Wish) => boolean) {
  const focus = useFocus();
  useEffect(() => focus.listen(grant));
}
