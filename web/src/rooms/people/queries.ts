import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, list } from "@/api/client";
import type { Person } from "@/api/types";
import type { View } from "./view";

const PAGE = 50;
const MEETINGS = 100;
/** As much as the server takes for "at any time"; without any it is 15 minutes. */
const LONGEST = "366d";

/** Everything that changes when people or what they share do. */
export const PEOPLE = ["people"] as const;

type Cursor = string | undefined;

/** People whose name or company contains the text; all when it is empty. */
export const peopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...PEOPLE, "list", q],
    initialPageParam: undefined as Cursor,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /persons", { query: { q: q || undefined, limit: PAGE, cursor }, signal }),
    getNextPageParam: ({ next }) => next,
  });

export const personQuery = (id: number) =>
  queryOptions({
    queryKey: [...PEOPLE, "one", id],
    queryFn: ({ signal }) => call("GET /persons/{id}", { params: { id }, signal }),
  });

/** The own entry. */
export const ownQuery = queryOptions({
  queryKey: [...PEOPLE, "own"],
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
    initialPageParam: undefined as Cursor,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /persons/{id}/encounters", {
        params: { id },
        query: {
          start_date: from || undefined,
          end_date: to || undefined,
          distance,
          within: within || LONGEST,
          limit: MEETINGS,
          cursor,
        },
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
