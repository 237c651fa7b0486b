/*
 * Taking places back: they are gone from the server with the press, and from
 * the page at once; who did not mean it gets them back as they were, as long
 * as their days are kept.
 */
import { useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { call } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Location } from "@/api/types";
import { useDates } from "@/text/text";
import { useProblemToast } from "@/ui/problems";
import { toast } from "@/ui/toast";
import { Failure, sendAll } from "./model/sending";
import { PEOPLE } from "./queries";
import { usePeopleText } from "./usePeopleText";

type Places = InfiniteData<{ items: Location[]; next: string | undefined }>;

async function remove({ id }: Location): Promise<void> {
  try {
    await call("DELETE /locations/{id}", { params: { id } });
  } catch (error) {
    // Removed elsewhere, or its day is over: it is gone, as was wanted.
    if (!(error instanceof Problem) || error.status !== 404) throw error;
  }
}

/** `onBack` is told what is on its way back. */
export function useRemoval(onBack: (places: Location[]) => void) {
  const t = usePeopleText();
  const { dateTime } = useDates();
  const client = useQueryClient();
  const failed = useProblemToast();
  const stale = () => client.invalidateQueries({ queryKey: PEOPLE });

  const putBack = useMutation({
    mutationFn: (places: Location[]) =>
      sendAll(
        places.toSorted((a, b) => Date.parse(b.creation_time) - Date.parse(a.creation_time)),
        async (batch) => {
          await call("POST /locations", {
            body: batch.map(({ latitude, longitude, accuracy, creation_time }) => ({
              person_id: places[0]?.person_id,
              latitude,
              longitude,
              accuracy,
              creation_time,
            })),
          });
          return { count: batch.length, known: 0 };
        },
        () => undefined,
        new AbortController().signal,
      ),
    onMutate: onBack,
    onSuccess: ({ tooOld }) => tooOld > 0 && toast(t("places.over", { count: tooOld }), { kind: "failed" }),
    onError: (error) => failed(error instanceof Failure ? error.why : error),
    onSettled: stale,
  });

  return useMutation({
    mutationFn: async (places: Location[]) => {
      const gone: Location[] = [];
      try {
        for (const place of places) {
          await remove(place);
          gone.push(place);
        }
        return { gone };
      } catch (error) {
        return { gone, error };
      }
    },
    onSuccess: ({ gone, error }) => {
      const ids = new Set(gone.map(({ id }) => id));
      client.setQueriesData<Places>({ queryKey: [...PEOPLE, "places"] }, (had) =>
        had && {
          ...had,
          pages: had.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !ids.has(id)) })),
        },
      );
      const [one] = gone;
      if (one)
        toast(gone.length > 1 ? t("places.removed", { count: gone.length }) : t("place.removed", { when: dateTime(one.creation_time) }), {
          action: { label: t("undo"), run: () => putBack.mutate(gone) },
        });
      if (error !== undefined) failed(error);
    },
    // Not waited for: until it is over the next one cannot be removed.
    onSettled: () => void stale(),
  });
}
