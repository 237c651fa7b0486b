import { call } from "@/api/client";
import type { Found } from "@/rooms";

/** Members for the command palette. */
export async function find(text: string, signal: AbortSignal): Promise<Found[]> {
  const found = await call("GET /users", { query: { q: text.replace(/^@/, ""), limit: 5 }, signal });
  return found.map(({ handle, display_name }) => ({
    id: handle,
    title: display_name,
    hint: `@${handle}`,
    to: `/@${handle}`,
  }));
}
