/*
 * Refusals in the reader's language.  What the catalogue has no words for is
 * told in the server's own.
 */
import { useCallback } from "react";
import { Problem, type Fault } from "@/api/problem";
import { useText } from "@/text/text";
import type messages from "@/text/en.json";
import { toast } from "./toast";

type Key = keyof typeof messages;

/** What is wrong with a field. */
export function useFaultText() {
  const t = useText();
  return useCallback(
    (fault: Fault) => {
      // Some codes say more of one field than in general.
      const name = fault.pointer.replace(/^[/?]/, "");
      for (const key of [`fault.${name}.${fault.code}`, `fault.${fault.code}`]) {
        const text = t(key as Key);
        if (text !== key) return text;
      }
      return fault.detail;
    },
    [t],
  );
}

/** What failed. */
export function useProblemText() {
  const t = useText();
  return useCallback(
    (problem: Problem) => {
      const key = `problem.${problem.type}`;
      const text = t(key as Key);
      return text === key ? problem.detail || problem.message : text;
    },
    [t],
  );
}

/** Tells of a failure in passing; for the onError of a mutation. */
export function useProblemToast() {
  const t = useText();
  const problemText = useProblemText();
  return useCallback(
    (error: unknown) => void toast(error instanceof Problem ? problemText(error) : t("failed.title"), { kind: "failed" }),
    [t, problemText],
  );
}
