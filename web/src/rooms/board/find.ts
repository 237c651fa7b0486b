/* Tasks in the command palette. */
import { list } from "@/api/client";
import type { Found } from "@/rooms";

export async function find(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await list("GET /tasks", { query: { q, limit: 8 }, signal });
  return items.map(({ id, name, status }) => ({
    id: String(id),
    title: name,
    hint: status,
    to: `/?task=${id}`,
  }));
}
