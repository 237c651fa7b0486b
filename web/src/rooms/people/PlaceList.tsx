/* Where somebody was, day by day; and what of it may be removed can be. */
import { Trash2 } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Location } from "@/api/types";
import { useDates, useNumber } from "@/text/text";
import { IconButton } from "@/ui/Button";
import css from "./Connections.module.css";
import { degrees } from "./MeetingList";
import { usePeopleText } from "./usePeopleText";

export type Spot = Location & { key: string; kind: "place" };

export const spotOf = (location: Location): Spot => ({ ...location, kind: "place", key: `place ${location.id}` });

interface Props {
  spots: Spot[];
  selected: ReadonlySet<string>;
  onSelect: (keys: string[]) => void;
  /** Only where one may. */
  onRemove?: (spot: Spot) => void;
}

export function PlaceList({ spots, selected, onSelect, onRemove }: Props) {
  const t = usePeopleText();
  const { date, clock, dateTime } = useDates();
  const number = useNumber();
  const list = useRef<HTMLDivElement>(null);
  // Who removes one by one from the keyboard goes on with the next.
  const next = useRef<number>(null);
  useEffect(() => {
    if (next.current === null) return;
    const buttons = list.current?.querySelectorAll<HTMLElement>("[data-remove]") ?? [];
    buttons[Math.min(next.current, buttons.length - 1)]?.focus();
    next.current = null;
  }, [spots]);
  const days = new Map<string, Spot[]>();
  for (const spot of spots) {
    const day = date(spot.creation_time);
    const of = days.get(day);
    if (of) of.push(spot);
    else days.set(day, [spot]);
  }
  let at = -1;
  return (
    <div ref={list}>
      {[...days].map(([day, of]) => (
        <section key={day} className={css.day}>
          <h3>{day}</h3>
          <ol className={css.list} aria-label={t("places.of", { date: day })}>
            {of.map((spot) => {
              const { key, accuracy, creation_time } = spot;
              const chosen = selected.has(key);
              const index = ++at;
              return (
                <li key={key} className={css.item} data-at={creation_time} data-chosen={chosen || undefined}>
                  <button type="button" className={css.choose} aria-pressed={chosen} onClick={() => onSelect(chosen ? [] : [key])}>
                    <strong>{clock(creation_time)}</strong>
                    <span>
                      {degrees(spot)}
                      {accuracy !== null && (
                        <span className={css.soft}> {t("place.accuracy", { metres: number(Math.ceil(accuracy)) })}</span>
                      )}
                    </span>
                  </button>
                  {onRemove && (
                    <IconButton
                      icon={Trash2}
                      size={18}
                      data-remove
                      label={t("place.remove", { when: dateTime(creation_time) })}
                      onClick={() => {
                        next.current = index;
                        onRemove(spot);
                      }}
                    />
                  )}
                </li>
              );
            })}
          </ol>
        </section>
      ))}
    </div>
  );
}
