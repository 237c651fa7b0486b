/* Whom somebody met, said in words. */
import { useCallback } from "react";
import { Link } from "wouter";
import type { Encounter } from "@/api/types";
import { useDates, useNumber } from "@/text/text";
import css from "./Connections.module.css";
import { nameOf } from "./queries";
import { usePeopleText } from "./usePeopleText";

/** On the map and in the list it goes by its key. */
export type Meeting = Encounter & { key: string; kind: "meeting" };

export const meetingOf = (encounter: Encounter): Meeting => ({
  ...encounter,
  kind: "meeting",
  key: `${encounter.person.id} ${encounter.first}`,
});

/** "52.51630, 13.37770": a metre is as fine as it gets. */
export const degrees = ({ latitude, longitude }: { latitude: number; longitude: number }) =>
  `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

export function useMeetingText() {
  const t = usePeopleText();
  const { date, clock } = useDates();
  return useCallback(
    (meeting: Meeting) => {
      const day = date(meeting.first);
      const from = clock(meeting.first);
      const sameDay = date(meeting.last) === day;
      const to = sameDay ? clock(meeting.last) : `${date(meeting.last)}, ${clock(meeting.last)}`;
      return t(from === to ? "met" : "met.long", { place: degrees(meeting), date: day, from, to });
    },
    [t, date, clock],
  );
}

interface Props {
  meetings: Meeting[];
  selected: ReadonlySet<string>;
  onSelect: (keys: string[]) => void;
}

export function MeetingList({ meetings, selected, onSelect }: Props) {
  const t = usePeopleText();
  const textOf = useMeetingText();
  const number = useNumber();
  return (
    <ol className={css.list} aria-label={t("meetings")}>
      {meetings.map((meeting) => {
        const { key, person, count, nearest_m } = meeting;
        const chosen = selected.has(key);
        return (
          <li key={key} className={css.item} data-chosen={chosen || undefined}>
            <button type="button" className={css.choose} aria-pressed={chosen} onClick={() => onSelect(chosen ? [] : [key])}>
              <strong>{nameOf(person)}</strong>
              {person.company_name && <span className={css.soft}>{person.company_name}</span>}
              <span>{textOf(meeting)}</span>
              <span className={css.soft}>
                {t("met.near", { metres: number(Math.round(nearest_m * 10) / 10), count })}
              </span>
            </button>
            <Link to={`/people/${person.id}`} className={css.to} aria-label={t("to", { name: nameOf(person) })}>
              {t("to.short")}
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
