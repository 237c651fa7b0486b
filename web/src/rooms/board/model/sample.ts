/* Tasks for tests: what a test does not name is as plain as can be. */
import type { Task } from "./task";

let last = 0;

export function task(given: Partial<Task> = {}): Task {
  const id = given.id ?? ++last;
  return {
    id,
    name: `task ${id}`,
    status: "To Do",
    position: String(id),
    assignee: null,
    due_on: null,
    created_by: "ada",
    created_at: "2026-11-21T09:00:00.000000Z",
    updated_at: at(1),
    ...given,
  };
}

/** A time; later with a larger number. */
export function at(n: number): string {
  return `2026-11-21T10:00:00.${String(n).padStart(6, "0")}Z`;
}
