/* The members: who can be given a task, and what they are called. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import { list } from "@/api/client";
import type { UserListed } from "@/api/types";

/** More than so many members are looked up by what is typed only. */
const PAGES = 5;

const directoryQuery = queryOptions({
  queryKey: ["board", "people"],
  queryFn: async ({ signal }) => {
    const people: UserListed[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      const { items, next } = await list("GET /users", { query: { limit: 100, cursor }, signal });
      people.push(...items);
      cursor = next;
      if (cursor === undefined) break;
    }
    return { people, names: new Map(people.map((one) => [one.handle, one.display_name])) };
  },
  staleTime: 60_000,
});

const NOBODY_YET: ReadonlyMap<string, string> = new Map();

export const NamesContext = createContext(NOBODY_YET);

export function useNewNames(): ReadonlyMap<string, string> {
  return useQuery(directoryQuery).data?.names ?? NOBODY_YET;
}

/** Names by handle; whoever is missing is called by the handle. */
export const useNames = () => use(NamesContext);

/** The members whose name or handle matches what was typed. */
export function usePeople(q: string) {
  const directory = useQuery({ ...directoryQuery, enabled: q === "" });
  const found = useQuery({
    queryKey: ["board", "people", q],
    queryFn: async ({ signal }): Promise<UserListed[]> =>
      (await list("GET /users", { query: { q, limit: 50 }, signal })).items,
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const { isError, refetch } = q === "" ? directory : found;
  return {
    people: q === "" ? directory.data?.people : (found.data ?? directory.data?.people),
    isError,
    refetch,
  };
}
