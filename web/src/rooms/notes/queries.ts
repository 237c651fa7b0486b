/* What the room asks of the server, and what is asked again after a change. */
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { call, list, type Page } from "@/api/client";
import type { View } from "./view";

const PAGE = 50;
const MOST = 100;

/** All pages of a list that is short for anybody. */
async function every<T>(page: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    all.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return all;
}

export const allPads = (signal?: AbortSignal) =>
  every((cursor) => list("GET /pads", { query: { limit: MOST, cursor }, signal }));

export const padsQuery = queryOptions({
  queryKey: ["notes", "pads"],
  queryFn: ({ signal }) => allPads(signal),
});

export const tagsQuery = queryOptions({
  queryKey: ["notes", "tags"],
  queryFn: ({ signal }) => every((cursor) => list("GET /tags", { query: { limit: MOST, cursor }, signal })),
});

export const notesQuery = ({ pad, tag, order, q }: View) =>
  infiniteQueryOptions({
    queryKey: ["notes", "list", { pad, tag, order, q }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /notes", { query: { pad, tag, order, q: q || undefined, limit: PAGE, cursor }, signal }),
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    // What was written on another device shows up by itself.
    refetchInterval: 30_000,
    refetchOnMount: "always",
  });

export const noteQuery = (id: number) =>
  queryOptions({
    queryKey: ["notes", "one", id],
    queryFn: ({ signal }) => call("GET /notes/{id}", { params: { id }, signal }),
    refetchInterval: 15_000,
    refetchOnMount: "always",
  });

/** Lists, pads and tags are asked for again; what was read stays until then. */
export const changedLists = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: ["notes", "list"] }),
    client.invalidateQueries({ queryKey: ["notes", "pads"] }),
    client.invalidateQueries({ queryKey: ["notes", "tags"] }),
    client.invalidateQueries({ queryKey: ["notes", "tile"] }),
  ]);
