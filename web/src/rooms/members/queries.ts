import { infiniteQueryOptions } from "@tanstack/react-query";
import { list } from "@/api/client";

const PAGE = 50;

/** Members whose handle or name contains the text; all when it is empty. */
export const membersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ["members", q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      list("GET /users", { query: { q: q || undefined, limit: PAGE, cursor }, signal }),
    getNextPageParam: ({ next }) => next,
  });

export const invitationsQuery = infiniteQueryOptions({
  queryKey: ["invitations"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam: cursor, signal }) => list("GET /invitations", { query: { limit: PAGE, cursor }, signal }),
  getNextPageParam: ({ next }) => next,
});
