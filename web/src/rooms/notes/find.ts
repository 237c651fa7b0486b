/* Notes in the command palette. */
import { list } from "@/api/client";
import type { Found } from "@/rooms";
import { pieces } from "./model/marked";

export async function find(q: string, signal: AbortSignal): Promise<Found[]> {
  const { items } = await list("GET /notes", { query: { q, limit: 8 }, signal });
  return items.map(({ id, name, highlight, excerpt }) => ({
    id: String(id),
    title: name,
    hint: pieces(highlight ?? excerpt).map(({ text }) => text).join("").slice(0, 60),
    to: `/${id}`,
  }));
}
