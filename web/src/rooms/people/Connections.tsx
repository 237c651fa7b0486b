/*
 * Where somebody was and whom they met: what is asked, the map, and a list of
 * either.  What is chosen on the map is chosen in its list, and the other way
 * round.
 */
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { MapPinOff, MapPinPlus, Trash2 } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useConfig } from "@/api/query";
import { useDates, useNumber, useText } from "@/text/text";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import segments from "@/ui/Segments.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import css from "./Connections.module.css";
import { Controls } from "./Controls";
import { MeetingList, meetingOf, useMeetingText, type Meeting } from "./MeetingList";
import { PlaceList, spotOf, type Spot } from "./PlaceList";
import { meetingsQuery, nameOf, placesQuery } from "./queries";
import { usePeopleText } from "./usePeopleText";
import { useRemoval } from "./useRemoval";
import { isBackwards, lists, useView } from "./view";

const PlacesMap = lazy(() => import("./map/PlacesMap"));

/** How many people, whatever the number of meetings. */
const peopleIn = (meetings: readonly Meeting[]) => new Set(meetings.map(({ person }) => person.id)).size;

const itemsOf = <T,>(data: InfiniteData<{ items: T[] }> | undefined) => data?.pages.flatMap(({ items }) => items);

/** What a mark says when the pointer rests on it. */
function useMarkText(things: readonly (Meeting | Spot)[]) {
  const t = usePeopleText();
  const textOf = useMeetingText();
  const { dateTime } = useDates();
  return useCallback(
    (keys: string[]) => {
      const one = things.find(({ key }) => key === keys[0]);
      if (one?.kind === "place")
        return keys.length > 1 ? t("map.places", { count: keys.length }) : t("map.place", { when: dateTime(one.creation_time) });
      return keys.length > 1 || !one ? t("map.some", { count: keys.length }) : `${nameOf(one.person)}: ${textOf(one)}`;
    },
    [t, textOf, dateTime, things],
  );
}

interface PartProps {
  asked: UseInfiniteQueryResult;
  /** How many there are so far; undefined until it is known. */
  count: number | undefined;
  empty: ReactNode;
  children: ReactNode;
}

/** One of the lists, or why it is not there. */
function Part({ asked, count, empty, children }: PartProps) {
  const shell = useText();
  if (asked.isError && count === undefined) return <Failed error={asked.error} retry={() => void asked.refetch()} />;
  if (count === undefined) return <Skeleton count={4} shape="row" />;
  return (
    <>
      {count === 0 && !asked.hasNextPage ? empty : children}
      {asked.hasNextPage && (
        <Button working={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          {shell("list.more")}
        </Button>
      )}
    </>
  );
}

function Legend({ theirs }: { theirs: string }) {
  const t = usePeopleText();
  return (
    <ul className={css.legend} aria-label={t("legend")}>
      <li>
        <i className={css.meetingMark} aria-hidden="true" />
        {t("list.meetings")}
      </li>
      <li>
        <i className={css.placeMark} aria-hidden="true" />
        {theirs}
      </li>
    </ul>
  );
}

interface Props {
  id: number;
  /** Whose places they are, in words: "Where I was". */
  theirs: string;
  /** Whether one may take them back. */
  removable: boolean;
}

export function Connections({ id, theirs, removable }: Props) {
  const t = usePeopleText();
  const number = useNumber();
  const { view, show } = useView();
  const backwards = isBackwards(view);
  const met = useInfiniteQuery({ ...meetingsQuery(id, view), enabled: !backwards });
  const been = useInfiniteQuery({ ...placesQuery(id, view), enabled: !backwards });
  // Who presses "Undo" is left without the button: what comes back takes the focus.
  const back = useRef<string>(null);
  const removal = useRemoval(([first]) => void (back.current = first?.creation_time ?? null));
  const { map_tiles: url, map_attribution: attribution } = useConfig();
  const tiles = url ? { url, attribution } : undefined;
  const side = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLParagraphElement>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const meetings = useMemo(() => itemsOf(met.data)?.map(meetingOf), [met.data]);
  const spots = useMemo(() => itemsOf(been.data)?.map(spotOf), [been.data]);
  const things = useMemo(() => [...(spots ?? []), ...(meetings ?? [])], [spots, meetings]);
  const listed = view.list === "places" ? spots : meetings;
  const markText = useMarkText(things);
  const select = useCallback((keys: string[]) => setSelected(new Set(keys)), []);
  const showNow = useRef(show);
  useEffect(() => void (showNow.current = show));
  // What is chosen on the map is to be found in the list that it stands in.
  const selectOnMap = useCallback((keys: string[]) => {
    setSelected(new Set(keys));
    showNow.current({ list: keys[0]?.startsWith("place ") ? "places" : "meetings" });
  }, []);
  useEffect(() => {
    side.current?.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }, [selected, view.list]);
  useEffect(() => {
    if (!spots?.some(({ creation_time }) => creation_time === back.current)) return;
    if (document.activeElement === document.body)
      side.current?.querySelector<HTMLElement>(`[data-at="${back.current}"] button`)?.focus();
    back.current = null;
  }, [spots]);
  const words = useMemo(
    () => ({ label: t("map"), zoomIn: t("map.in"), zoomOut: t("map.out"), mark: markText }),
    [t, markText],
  );
  const count = (of: readonly unknown[] | undefined, more: boolean) => of && number(of.length) + (more ? "+" : "");
  const chosen = (spots ?? []).filter(({ key }) => selected.has(key));
  const nothing = meetings?.length === 0 && spots?.length === 0;
  const counts = { meetings: count(meetings, met.hasNextPage), places: count(spots, been.hasNextPage) };
  if (backwards)
    return (
      <Card title={t("connections")} hint={t("connections.hint")}>
        <Controls />
        <Notice tone="bad" alert>
          {t("ask.backwards")}
        </Notice>
      </Card>
    );
  return (
    <Card title={t("connections")} hint={t("connections.hint")}>
      <Controls />
      <div className={css.both} data-bare={nothing || undefined}>
        {!nothing && (
          <div className={css.map}>
            <button type="button" className={`visually-hidden ${css.skip}`} onClick={() => end.current?.focus()}>
              {t("map.skip")}
            </button>
            <div className={css.canvas}>
              <Suspense fallback={<Skeleton count={1} />}>
                <PlacesMap
                  tiles={tiles}
                  places={things}
                  lookAt={listed?.length ? listed : things}
                  selected={selected}
                  onSelect={selectOnMap}
                  words={words}
                />
              </Suspense>
            </div>
            <p ref={end} tabIndex={-1} className="visually-hidden">
              {t("map.end")}
            </p>
            <Legend theirs={theirs} />
          </div>
        )}
        <div className={css.side}>
          <div className={segments.segments} role="group" aria-label={t("lists")}>
            {lists.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={view.list === one}
                onClick={() => show({ list: one })}
              >
                {one === "places" ? theirs : t("list.meetings")} {counts[one] !== undefined && <span>{counts[one]}</span>}
              </button>
            ))}
          </div>
          <p role="status" className={css.count}>
            {view.list === "meetings" &&
              meetings &&
              meetings.length > 0 &&
              t(met.hasNextPage ? "count.more" : "count", { count: meetings.length, people: peopleIn(meetings) })}
            {view.list === "places" &&
              spots &&
              spots.length > 0 &&
              t(been.hasNextPage ? "places.more" : "places.count", { count: spots.length })}
          </p>
          <div className={css.scroll} ref={side}>
            {view.list === "meetings" ? (
              <Part
                asked={met}
                count={meetings?.length}
                empty={
                  <Empty icon={MapPinOff} title={t("connections.none")}>
                    {t("connections.none.text")}
                  </Empty>
                }
              >
                <MeetingList meetings={meetings ?? []} selected={selected} onSelect={select} />
              </Part>
            ) : (
              <Part
                asked={been}
                count={spots?.length}
                empty={
                  <Empty icon={MapPinPlus} title={t(view.from || view.to ? "places.none.then" : "places.none")}>
                    {removable && t("places.none.text")}
                  </Empty>
                }
              >
                {removable && chosen.length > 1 && (
                  <Button small kind="danger" icon={Trash2} working={removal.isPending} onClick={() => removal.mutate(chosen)}>
                    {t("places.remove", { count: chosen.length })}
                  </Button>
                )}
                <PlaceList
                  spots={spots ?? []}
                  selected={selected}
                  onSelect={select}
                  onRemove={removable ? (spot) => !removal.isPending && removal.mutate([spot]) : undefined}
                />
              </Part>
            )}
          </div>
        </div>
      </div>
    </Card>
  );
}
