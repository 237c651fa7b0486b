/*
 * A column: its name and count, the field to add to it, and its cards, of
 * which only those near the screen exist.
 */
import { Plus } from "lucide-react";
import {
  type FocusEvent,
  type RefObject,
  useCallback,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useNumber } from "@/text/text";
import { IconButton } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { AddTask } from "./AddTask";
import { BoardCard } from "./BoardCard";
import { StatusIcon } from "./CardFace";
import css from "./Column.module.css";
import { useColumnDrag, useDragging } from "./dragging";
import { useFocus, useWishes } from "./focus";
import { dropIndex, shiftOf } from "./model/drop";
import type { Progress } from "./model/load";
import type { Anchor } from "./model/place";
import type { Rows } from "./model/rows";
import type { Card } from "./model/store";
import type { Status } from "./model/task";
import { type Key, useBoardText, useStatusText } from "./useBoardText";
import { useFilter } from "./useFilter";
import { GAP, useGliding, useRows } from "./useRows";
import { useIsPhone } from "./useIsPhone";

/** How long cards glide to a new place, in milliseconds; see the CSS. */
const GLIDE = 220;

interface Props {
  status: Status;
  /** Those that the filter shows. */
  cards: readonly Card[];
  /** All that are here. */
  count: number;
  progress: Progress;
}

/** Makes the column able to tell where in it a dragged card would go. */
function useShelf(
  status: Status,
  cards: readonly Card[],
  { slots }: Rows,
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
) {
  const dragging = useDragging();
  useLayoutEffect(() => {
    const element = scroller.current;
    const inner = list.current;
    if (!element || !inner) return;
    dragging.shelves.set(status, {
      element,
      list: inner,
      aim: (key, top) => {
        const taken = cards.findIndex((card) => card.key === key);
        const others = cards.filter((card) => card.key !== key);
        const from = top - element.getBoundingClientRect().top + element.scrollTop;
        const index = dropIndex(slots, taken, from, GAP);
        const above = others[index - 1];
        const below = others[index];
        const anchor: Anchor = above ? { after: above.key } : below ? { before: below.key } : "top";
        return { status, index, count: others.length + 1, anchor };
      },
    });
    return () => {
      dragging.shelves.delete(status);
    };
  });
}

/** What is in the column when no card is. */
function Nothing({ status, filtered }: { status: Status; filtered: boolean }) {
  const t = useBoardText();
  const name = { "To Do": "todo", "In Progress": "progress", Done: "done" }[status];
  return (
    <div className={css.nothing}>
      {filtered ? (
        <p className={css.title}>{t("empty.filter")}</p>
      ) : (
        <>
          <p className={css.title}>{t(`empty.${name}` as Key)}</p>
          <p>{t(`empty.${name}.text` as Key)}</p>
        </>
      )}
    </div>
  );
}

function Count({ cards, count, progress }: Pick<Props, "cards" | "count" | "progress">) {
  const t = useBoardText();
  const number = useNumber();
  const shown = number(cards.length);
  const text = cards.length === count ? shown : t("column.some", { shown, count: number(count) });
  return (
    <span className={css.count}>
      <span aria-hidden="true">
        {text}
        {progress === "some" && "…"}
      </span>
      <span className="visually-hidden">
        {t(progress === "all" ? "column.count" : "column.counting", { count: cards.length })}
      </span>
    </span>
  );
}

export function Column({ status, cards, count, progress }: Props) {
  const t = useBoardText();
  const statusText = useStatusText();
  const { today } = useFilter();
  const focus = useFocus();
  const dragging = useDragging();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [adding, setAdding] = useState(false);
  const phone = useIsPhone();
  const [active, setActive] = useState<string>();

  const positions = useMemo(() => new Map(cards.map((card, index) => [card.key, index])), [cards]);
  const holds = useCallback((key: string) => positions.has(key), [positions]);
  const drag = useColumnDrag(status, holds);
  const dropped = useSyncExternalStore(dragging.subscribe, dragging.dropped);
  const taken = drag ? (positions.get(drag.key) ?? -1) : -1;
  const activeIndex = (active !== undefined && positions.get(active)) || 0;
  // The card that has the focus or is in the hand stays, however far the
  // column scrolls: a finger holds on to the very element.
  const { rows, indexes, measure, scrollTo } = useRows(scroller, cards, [activeIndex, taken]);
  const gliding = useGliding(cards, progress === "all", GLIDE);
  useShelf(status, cards, rows, scroller, list);

  useWishes((wish) => {
    if (!("card" in wish)) return false;
    const index = positions.get(wish.card);
    if (index === undefined) return false;
    scrollTo(index);
    const button = scroller.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(wish.card)}"]`);
    button?.focus();
    // Behind a dialog that is about to close it cannot have it yet.
    return button !== null && button === document.activeElement;
  });

  const remember = ({ target }: FocusEvent<HTMLElement>) => setActive(target.closest("li")?.dataset.row);
  const first = status === "To Do";
  return (
    <section className={css.column} aria-labelledby={id} data-over={(drag && drag.index >= 0) || undefined}>
      <header className={css.header}>
        <StatusIcon status={status} />
        <h2 id={id}>{statusText(status)}</h2>
        <Count cards={cards} count={count} progress={progress} />
        {!first && (
          <IconButton
            icon={Plus}
            size={18}
            className={css.plus}
            label={t("add.open", { status: statusText(status) })}
            onClick={() => focus.request({ add: status })}
          />
        )}
      </header>
      <AddTask
        status={status}
        hidden={!first && !adding && !phone}
        onShow={setAdding}
        onAdded={() => scroller.current?.scrollTo({ top: 0 })}
      />
      <div ref={scroller} className={css.scroller}>
        {cards.length === 0 && progress === "none" && (
          <div className={css.loading}>
            <p className="visually-hidden">{t("column.loading")}</p>
            <Skeleton shape="card" count={4} />
          </div>
        )}
        {cards.length === 0 && progress === "all" && !drag && (
          <Nothing status={status} filtered={count > 0} />
        )}
        <ul
          ref={list}
          className={css.list}
          data-gliding={gliding || undefined}
          data-dragging={drag !== null || undefined}
          aria-label={statusText(status)}
          aria-describedby="board-hint"
          style={{ height: rows.total + (drag && drag.index >= 0 && taken < 0 ? drag.room : 0) }}
          onFocus={remember}
        >
          {indexes.map((index) => {
            const card = cards[index];
            if (!card) return null;
            const start = rows.slots[index]?.start ?? 0;
            const shift = drag ? shiftOf(index, taken, drag.index, drag.room) : 0;
            return (
              <li
                key={card.key}
                ref={measure}
                data-row={card.key}
                data-taken={index === taken || undefined}
                data-dropped={card.key === dropped || undefined}
                aria-setsize={cards.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start + shift}px)` }}
              >
                <BoardCard
                  card={card}
                  today={today}
                  reachable={index === activeIndex}
                  above={cards[index - 1]?.key}
                  below={cards[index + 1]?.key}
                />
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
