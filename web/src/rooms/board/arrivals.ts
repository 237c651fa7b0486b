/*
 * Which cards have just changed by somebody else's hand: they light up for a
 * moment, so that what moves by itself is seen.
 */
import { useEffect } from "react";
import type { Store } from "./model/store";
import { useBoard } from "./useBoard";

/** How long, in milliseconds; the animation of Card.module.css is as long. */
const MOMENT = 2000;
/** When so many change at once, nothing lights up. */
const CROWD = 12;

class Arrivals {
  private fresh = new Map<string, number>();
  private listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  has = (key: string): boolean => this.fresh.has(key);

  listenTo(store: Store): () => void {
    store.onArrival((keys) => {
      if (keys.length > CROWD) return;
      for (const key of keys) this.light(key);
    });
    return () => store.onArrival(null);
  }

  private light(key: string): void {
    const turn = (this.fresh.get(key) ?? 0) + 1;
    this.fresh.set(key, turn);
    this.tell();
    setTimeout(() => {
      if (this.fresh.get(key) !== turn) return;
      this.fresh.delete(key);
      this.tell();
    }, MOMENT);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

const arrivals = new Arrivals();

export const useArrivals = () => arrivals;

/** Watches the board of the page; mounted once. */
export function useWatchArrivals() {
  const { store } = useBoard();
  useEffect(() => arrivals.listenTo(store), [store]);
}
