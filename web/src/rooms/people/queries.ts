import { hashKey, infiniteQueryOptions, queryOptions, type QueryKey } from "@tanstack/react-query";
import { call, list } from "@/api/client";
import type { Person } from "@/api/types";
import { untilAgain } from "./model/again";
import type { View } from "./view";

const PAGE = 50;
const MEETINGS = 100;
const PLACES = 200;

/** Everything that changes when people or what they share do. */
export const PEOPLE = ["people"] as const;

type Cursor = string | undefined;

/** Milliseconds that the last page of an answer took. */
const took = new Map<string, number>();

async function timed<T>(queryKey: QueryKey, answer: Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await answer;
  } finally {
    took.set(hashKey(queryKey), performance.now() - began);
  }
}

/**
 * Of others: whoever turns sharing off is gone from an open page within
 * seconds, and nothing that was seen before is shown again without asking.
 */
const ofOthers = {
  staleTime: 0,
  gcTime: 0,
  refetchInterval: ({ queryHash, state: { data } }: { queryHash: string; state: { data?: unknown } }) =>
    untilAgain((data as { pages?: unknown[] } | undefined)?.pages?.length ?? 1, took.get(queryHash) ?? 0),
};

/** People whose name or company contains the text; all when it is empty. */
export const peopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE, "list", q],
    ...ofOthers,
    initialPageParam: undefined as Cursor,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /persons", { query: { q: q || undefined, limit: PAGE, cursor }, signal }),
    getNextPageParam: ({ next }) => next,
  });

export const personQuery = (id: number) =>
  queryOptions({
    queryKey: [...PEOPLE, "one", id],
    ...ofOthers,
    queryFn: ({ signal }) => call("GET /persons/{id}", { params: { id }, signal }),
  });

/** The own entry. */
export const ownQuery = queryOptions({
  queryKey: [...PEOPLE, "own"],
  staleTime: 0,
  queryFn: ({ signal }) => call("GET /people/me", { signal }),
});

export const consentsQuery = infiniteQueryOptions({
  queryKey: [...PEOPLE, "consents"],
  initialPageParam: undefined as Cursor,
  queryFn: ({ pageParam: cursor, signal }) =>
    list("GET /people/me/consents", { query: { limit: PAGE, cursor }, signal }),
  getNextPageParam: ({ next }) => next,
});

/** Whom somebody met, the last first. */
export const meetingsQuery = (id: number, { from, to, distance, within }: View) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE, "meetings", id, from, to, distance, within],
    ...ofOthers,
    initialPageParam: undefined as Cursor,
    queryFn: ({ pageParam: cursor, signal, queryKey }) =>
      timed(
        queryKey,
        list("GET /persons/{id}/encounters", {
          params: { id },
          query: {
            start_date: from || undefined,
            end_date: to || undefined,
            distance,
            within: within || "any", // without it, 15 minutes
            limit: MEETINGS,
            cursor,
          },
          signal,
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });

/** Where somebody was, the last place first. */
export const placesQuery = (id: number, { from, to }: Pick<View, "from" | "to">) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE, "places", id, from, to],
    ...ofOthers,
    initialPageParam: undefined as Cursor,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /locations", {
        query: { person_id: id, start_date: from || undefined, end_date: to || undefined, limit: PLACES, cursor },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
  });

export const devicesQuery = queryOptions({
  queryKey: [...PEOPLE, "devices"],
  queryFn: ({ signal }) => call("GET /people/me/devices", { signal }),
});

/** All entries that one may see, page by page. */
export async function allPeople(signal?: AbortSignal): Promise<Person[]> {
  const all: Person[] = [];
  for (let cursor: Cursor, first = true; first || cursor; first = false) {
    const page = await list("GET /persons", { query: { limit: 100, cursor }, signal });
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}

type Named = Pick<Person, "first_name" | "last_name">;

export const nameOf = ({ first_name, last_name }: Named) => `${first_name} ${last_name}`.trim();
