/*
 * Which tasks are shown: what the address says (so that it can be kept and
 * shared), read and written here, and asked of each task at every key press.
 */
import { daysUntil, isOverdue, type Status, STATUSES, type Task } from "./task";

export const DUES = ["overdue", "today", "week", "none"] as const;
export type Due = (typeof DUES)[number];

/** Instead of a handle: nobody.  (A handle has at least three letters.) */
export const NOBODY = "-";

export interface Filter {
  q: string;
  assignee: string | null;
  due: Due | null;
  /** Empty: every column. */
  statuses: readonly Status[];
}

export const NO_FILTER: Filter = { q: "", assignee: null, due: null, statuses: [] };

const slug = (status: Status) => status.toLowerCase().replace(" ", "-");

/** Whatever stands in the address, this yields a filter. */
export function readFilter(search: string): Filter {
  const params = new URLSearchParams(search);
  const due = params.get("due");
  const named = (params.get("status") ?? "").split(",");
  return {
    q: params.get("q") ?? "",
    assignee: params.get("assignee") || null,
    due: DUES.find((one) => one === due) ?? null,
    statuses: STATUSES.filter((status) => named.includes(slug(status))),
  };
}

/** The address of a filter; what else stands in it stays. */
export function writeFilter(filter: Filter, search: string): string {
  const params = new URLSearchParams(search);
  const set = (name: string, value: string | null) => {
    if (value) params.set(name, value);
    else params.delete(name);
  };
  set("q", filter.q);
  set("assignee", filter.assignee);
  set("due", filter.due);
  set("status", filter.statuses.map(slug).join(","));
  return params.toString().replace(/%2C/g, ",");
}

/** How many things are asked besides the words. */
export function countFilters(filter: Filter): number {
  return Number(filter.assignee !== null) + Number(filter.due !== null) + Number(filter.statuses.length > 0);
}

export function isFiltering(filter: Filter): boolean {
  return filter.q.trim() !== "" || filter.assignee !== null || filter.due !== null;
}

/** Without capitals and accents: who types "cafe" means "Café", too. */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
}

/**
 * Whether a task is shown.  `found' are the tasks that the server named for
 * the same words, with their time: it may know more ways in which a task
 * matches, until the task is changed.
 */
export function matcher(
  filter: Filter,
  today: string,
  found: ReadonlyMap<number, string> = new Map(),
): (task: Task) => boolean {
  const words = fold(filter.q).split(/\s+/).filter(Boolean);
  return (task) => {
    if (filter.assignee === NOBODY ? task.assignee : filter.assignee && task.assignee !== filter.assignee)
      return false;
    if (filter.due && !isDue(filter.due, task, today)) return false;
    if (!words.length || found.get(task.id) === task.updated_at) return true;
    const text = fold(task.name);
    return words.every((word) => text.includes(word));
  };
}

function isDue(due: Due, task: Task, today: string): boolean {
  if (task.due_on === null) return due === "none";
  switch (due) {
    case "overdue":
      return isOverdue(task, today);
    case "today":
      return task.due_on === today;
    case "week": {
      const days = daysUntil(task.due_on, today);
      return days >= 0 && days < 7;
    }
    case "none":
      return false;
  }
}
