import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "@/api/client";

/** The word, and who set it when. Asked for often: a new one shows at once. */
export const greetingQuery = queryOptions({
  queryKey: ["greeting"],
  queryFn: ({ signal }) => call("GET /hello/now", { signal }),
  refetchInterval: 3_000,
});

export const historyQuery = (updatedAt: string | undefined) =>
  queryOptions({
    // A word that was set since is a history that is new.
    queryKey: ["greeting", "history", updatedAt],
    queryFn: ({ signal }) => call("GET /hello/history", { signal }),
    enabled: updatedAt !== undefined,
    placeholderData: (before) => before,
  });

/** Hangs up another word; `key' is of the intent, so that it is done once. */
export async function setWord(word: string, idempotencyKey?: string): Promise<string> {
  return call("POST /hello", { body: word, idempotencyKey });
}

export function useSetWord() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (word: string) => setWord(word),
    onSettled: () => client.invalidateQueries({ queryKey: ["greeting"] }),
  });
}
