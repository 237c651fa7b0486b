/*
 * The names of the columns above them on a phone, where one column is on the
 * screen at a time: which one it is, how much is in the others, and a way
 * there besides swiping.
 */
import { type RefObject, useEffect, useState } from "react";
import { useNumber } from "@/text/text";
import segments from "@/ui/Segments.module.css";
import type { Card } from "./model/store";
import type { Status } from "./model/task";
import css from "./Tabs.module.css";
import { useBoardText, useStatusText } from "./useBoardText";

interface Props {
  strip: RefObject<HTMLDivElement | null>;
  statuses: readonly Status[];
  shown: Record<Status, readonly Card[]>;
}

/** Which column fills most of the strip. */
function useCurrent(strip: Props["strip"], count: number): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const look = () => {
      const step = element.scrollWidth / count;
      setCurrent(Math.round(element.scrollLeft / step));
    };
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, [strip, count]);
  return Math.min(current, count - 1);
}

export function Tabs({ strip, statuses, shown }: Props) {
  const t = useBoardText();
  const statusText = useStatusText();
  const number = useNumber();
  const current = useCurrent(strip, statuses.length);
  return (
    <nav aria-label={t("columns")} className={css.tabs}>
      <div className={segments.segments}>
        {statuses.map((status, index) => (
          <button
            key={status}
            type="button"
            aria-current={index === current || undefined}
            onClick={() =>
              strip.current?.children[index]?.scrollIntoView({ inline: "center", block: "nearest" })
            }
          >
            {statusText(status)} <span>{number(shown[status].length)}</span>
          </button>
        ))}
      </div>
    </nav>
  );
}
