/*
 * What a task is, and the small facts about one that every part of the board
 * shares: its order, what comes after its column, whether it is late.
 */
import { comparePositions } from "./position";

export const STATUSES = ["To Do", "In Progress", "Done"] as const;
export type Status = (typeof STATUSES)[number];

export interface Task {
  id: number;
  name: string;
  status: Status;
  position: string;
  assignee: string | null;
  due_on: string | null;
  created_by: string | null;
  created_at: string;
  updated_at: string;
}

export const NAME_MAX = 255;

/** What a member may set on a task; the place in a column is told apart. */
export interface Fields {
  name: string;
  status: Status;
  assignee: string | null;
  due_on: string | null;
}

export const FIELD_NAMES = ["name", "status", "assignee", "due_on"] as const;

/** The order of a column: by position, the id breaking ties. */
export function compareTasks(a: Task, b: Task): number {
  return comparePositions(a.position, b.position) || a.id - b.id;
}

/** The column that a click moves a task on to; null: it leaves the board. */
export function nextStatus(status: Status): Status | null {
  return STATUSES[STATUSES.indexOf(status) + 1] ?? null;
}

/**
 * Orders two times as the server writes them (RFC 3339, UTC, `Z').  The
 * fraction may be of any length, so the text is not compared as it stands:
 * `.5Z' is later than `.49Z'.
 */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.replace(/Z$/, "");
  const right = b.replace(/Z$/, "");
  const width = Math.max(left.length, right.length);
  const pad = (time: string) => (time.includes(".") ? time : time + ".").padEnd(width + 1, "0");
  const x = pad(left);
  const y = pad(right);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The day it is where the reader sits, as the server writes days. */
export function dayOf(time: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** Days from `today' to `day'; negative when it is past. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
}

/** What is done is never late. */
export function isOverdue(task: Pick<Task, "status" | "due_on">, today: string): boolean {
  return task.due_on !== null && task.status !== "Done" && task.due_on < today;
}

/** A name as the server will keep it; empty when there is nothing to add. */
export function cleanName(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The server counts characters, not UTF-16 units. */
export function countCharacters(text: string): number {
  return Array.from(text).length;
}
