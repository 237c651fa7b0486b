/* The room's texts, and the words that are made from what a task says. */
import { useCallback, useMemo } from "react";
import { localeOf, useLanguage, useText } from "@/text/text";
import type first from "./en.json";
import { daysUntil, type Status } from "./model/task";
import type later from "./page/en.json";

type Messages = typeof first & typeof later;
export type Key = keyof Messages;

export const useBoardText = () => useText<Messages>("board");

const KEYS = { "To Do": "status.todo", "In Progress": "status.progress", Done: "status.done" } as const;

/** The name of a column. */
export function useStatusText() {
  const t = useBoardText();
  return useCallback((status: Status) => t(KEYS[status]), [t]);
}

/** When something is due: "today", "in 3 days", "12 Nov". */
export function useDueText() {
  const { language } = useLanguage();
  return useMemo(() => {
    const locale = localeOf(language);
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
    const day = new Intl.DateTimeFormat(locale, options);
    const dayOfYear = new Intl.DateTimeFormat(locale, { ...options, year: "numeric" });
    return (due: string, today: string) => {
      const days = daysUntil(due, today);
      if (Math.abs(days) < 7) return relative.format(days, "day");
      return (due.slice(0, 4) === today.slice(0, 4) ? day : dayOfYear).format(new Date(due));
    };
  }, [language]);
}
