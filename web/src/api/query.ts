/*
 * The data layer: one QueryClient, and the queries that more than one page
 * asks for.  A page's own queries stand in the page.
 */
import { QueryClient, queryOptions, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { call } from "./client";
import { Problem } from "./problem";
import type { Me } from "./types";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // The client asks again by itself where that is of use.
      retry: false,
    },
    // A form must hear at once that nothing was sent.
    mutations: { retry: false, networkMode: "always" },
  },
});

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: ({ signal }) => call("GET /config", { signal }),
  staleTime: Infinity,
});

/** Who is signed in; null for nobody. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: async ({ signal, client }): Promise<Me | null> => {
    try {
      return await call("GET /auth/me", { signal });
    } catch (error) {
      // A session that ends under an open page is asked for again on top of
      // it (shell/SessionEnded); the page, and what was typed there, stays.
      if (error instanceof Problem && error.status === 401) return client.getQueryData<Me>(["me"]) ?? null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const useConfig = () => useSuspenseQuery(configQuery).data;
export const useMe = () => useSuspenseQuery(meQuery).data;

/** The member who is signed in; only below a route for members. */
export function useMember(): Me {
  const me = useMe();
  if (!me) throw new Error("nobody is signed in");
  return me;
}

// Other tabs of the same browser share the session.
const tabs = new BroadcastChannel("foyer.session");
tabs.onmessage = () => {
  void queryClient.resetQueries();
};

/** Sets who is signed in now, and forgets what the one before could see. */
export function useSetMe() {
  const client = useQueryClient();
  return (me: Me | null) => {
    const before = client.getQueryData(meQuery.queryKey);
    if (before?.uuid !== me?.uuid) {
      client.removeQueries({ predicate: ({ queryKey: [name] }) => name !== "me" && name !== "config" });
      tabs.postMessage(null);
    }
    client.setQueryData(meQuery.queryKey, me);
  };
}
