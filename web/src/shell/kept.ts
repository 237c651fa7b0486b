/*
 * What somebody needs again who has to look into the mail first, whose link
 * opens another tab: kept on this device, for an hour and no longer, for others
 * may use it, too.
 */
const MOST_MS = 3_600_000;

/** Where to go on who has confirmed the address of a new account. */
export const NEXT = "foyer.next";

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, JSON.stringify({ value, until: Date.now() + MOST_MS }));
  } catch {
    // Storage may be forbidden or full: then the mail leads to the entrance.
  }
}

/** What is kept by that name; "" when it is nothing, or too old. */
export function kept(name: string): string {
  try {
    const { value, until } = JSON.parse(localStorage.getItem(name) ?? "{}") as Record<string, unknown>;
    return typeof value === "string" && typeof until === "number" && Date.now() < until ? value : "";
  } catch {
    return "";
  }
}

export function drop(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Then nothing was kept.
  }
}
