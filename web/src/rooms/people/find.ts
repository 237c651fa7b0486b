import { call } from "@/api/client";
import type { Found } from "@/rooms";
import { nameOf } from "./queries";

/** People for the command palette. */
export async function find(q: string, signal: AbortSignal): Promise<Found[]> {
  const found = await call("GET /persons", { query: { q, limit: 5 }, signal });
  return found.map((person) => ({
    id: String(person.id),
    title: nameOf(person),
    hint: person.company_name,
    to: `/${person.id}`,
  }));
}
