/*
 * Whom somebody met: what is asked, the map and the list.  What is chosen in
 * one is chosen in the other.
 */
import { useInfiniteQuery } from "@tanstack/react-query";
import { MapPinOff } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import type { Encounter } from "@/api/types";
import { useDates, useNumber, useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { controlLook } from "@/ui/Field";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import css from "./Connections.module.css";
import { meetingsQuery, nameOf } from "./queries";
import { usePeopleText } from "./usePeopleText";
import { distances, spans, useView, type Span } from "./view";

const PlacesMap = lazy(() => import("./map/PlacesMap"));

function Controls() {
  const t = usePeopleText();
  const { view, show } = useView();
  const metres = (distances as readonly number[]).includes(view.distance)
    ? distances
    : [...distances, view.distance].sort((a, b) => a - b);
  return (
    <div className={css.controls} role="group" aria-label={t("ask")}>
      <label>
        <span>{t("ask.from")}</span>
        <input
          type="date"
          className={controlLook}
          value={view.from}
          max={view.to || undefined}
          onChange={(event) => show({ from: event.target.value })}
        />
      </label>
      <label>
        <span>{t("ask.to")}</span>
        <input
          type="date"
          className={controlLook}
          value={view.to}
          min={view.from || undefined}
          onChange={(event) => show({ to: event.target.value })}
        />
      </label>
      <label>
        <span>{t("ask.distance")}</span>
        <select
          className={controlLook}
          value={view.distance}
          onChange={(event) => show({ distance: Number(event.target.value) })}
        >
          {metres.map((one) => (
            <option key={one} value={one}>
              {t("ask.metres", { count: one })}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{t("ask.within")}</span>
        <select
          className={controlLook}
          value={view.within}
          onChange={(event) => show({ within: event.target.value as Span })}
        >
          {spans.map((span) => (
            <option key={span} value={span}>
              {t(span === "" ? "within.any" : `within.${span}`)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** On the map and in the list it goes by its key. */
type Meeting = Encounter & { key: string };

const withKey = (encounter: Encounter): Meeting => ({
  ...encounter,
  key: `${encounter.person.id} ${encounter.first}`,
});

/** How many people, whatever the number of meetings. */
const peopleIn = (meetings: readonly Meeting[]) => new Set(meetings.map(({ person }) => person.id)).size;

/** "52.51630, 13.37770": a metre is as fine as it gets. */
const placeOf = ({ latitude, longitude }: Meeting) => `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;

function useMeetingText() {
  const t = usePeopleText();
  const { date, clock } = useDates();
  return useCallback(
    (meeting: Meeting) => {
      const day = date(meeting.first);
      const from = clock(meeting.first);
      const sameDay = date(meeting.last) === day;
      const to = sameDay ? clock(meeting.last) : `${date(meeting.last)}, ${clock(meeting.last)}`;
      return t(from === to ? "met" : "met.long", { place: placeOf(meeting), date: day, from, to });
    },
    [t, date, clock],
  );
}

interface ListProps {
  meetings: Meeting[];
  selected: ReadonlySet<string>;
  onSelect: (keys: string[]) => void;
}

function MeetingList({ meetings, selected, onSelect }: ListProps) {
  const t = usePeopleText();
  const textOf = useMeetingText();
  const number = useNumber();
  return (
    <ol className={css.list} aria-label={t("meetings")}>
      {meetings.map((meeting) => {
        const { key, person, count, nearest_m } = meeting;
        const chosen = selected.has(key);
        return (
          <li key={key} className={css.meeting} data-chosen={chosen || undefined} data-key={key}>
            <button type="button" className={css.choose} aria-pressed={chosen} onClick={() => onSelect(chosen ? [] : [key])}>
              <strong>{nameOf(person)}</strong>
              {person.company_name && <span className={css.company}>{person.company_name}</span>}
              <span>{textOf(meeting)}</span>
              <span className={css.company}>
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

export function Connections({ id }: { id: number }) {
  const t = usePeopleText();
  const shell = useText();
  const textOf = useMeetingText();
  const { view } = useView();
  const asked = useInfiniteQuery(meetingsQuery(id, view));
  const list = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLParagraphElement>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const meetings = useMemo(
    () => asked.data?.pages.flatMap(({ items }) => items.map(withKey)),
    [asked.data],
  );
  const select = useCallback((keys: string[]) => setSelected(new Set(keys)), []);
  // What was chosen on the map is to be seen in the list, without leaving the map.
  useEffect(() => {
    list.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const words = useMemo(
    () => ({
      label: t("map"),
      zoomIn: t("map.in"),
      zoomOut: t("map.out"),
      mark: (keys: string[]) => {
        const [one] = (meetings ?? []).filter(({ key }) => keys.includes(key));
        return keys.length > 1 || !one ? t("map.some", { count: keys.length }) : `${nameOf(one.person)}: ${textOf(one)}`;
      },
    }),
    [t, textOf, meetings],
  );
  return (
    <Card title={t("connections")} hint={t("connections.hint")}>
      <Controls />
      <p role="status" className={css.count}>
        {meetings &&
          meetings.length > 0 &&
          t(asked.hasNextPage ? "count.more" : "count", { count: meetings.length, people: peopleIn(meetings) })}
      </p>
      {asked.isError && !meetings ? (
        <Failed error={asked.error} retry={() => void asked.refetch()} />
      ) : !meetings ? (
        <Skeleton count={4} shape="row" />
      ) : meetings.length === 0 ? (
        <Empty icon={MapPinOff} title={t("connections.none")}>
          {t("connections.none.text")}
        </Empty>
      ) : (
        <div className={css.both}>
          <div className={css.map}>
            <button type="button" className={`visually-hidden ${css.skip}`} onClick={() => end.current?.focus()}>
              {t("map.skip")}
            </button>
            <Suspense fallback={<Skeleton count={1} />}>
              <PlacesMap places={meetings} selected={selected} onSelect={select} words={words} />
            </Suspense>
            <p ref={end} tabIndex={-1} className="visually-hidden">
              {t("map.end")}
            </p>
          </div>
          <div className={css.side} ref={list}>
            <MeetingList meetings={meetings} selected={selected} onSelect={select} />
            {asked.hasNextPage && (
              <Button working={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
                {shell("list.more")}
              </Button>
            )}
          </div>
        </div>
      )}
    </Card>
  );
}
