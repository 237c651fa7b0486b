/*
 * The three columns side by side, on a phone one at a time, to be swiped.
 */
import { lazy, Suspense, useMemo, useRef, useSyncExternalStore } from "react";
import { Failed } from "@/ui/States";
import { Column } from "./Column";
import css from "./Columns.module.css";
import { DraggingContext, useNewDragging } from "./dragging";
import type { Card } from "./model/store";
import { type Status, STATUSES } from "./model/task";
import { Tabs } from "./Tabs";
import { useBoard, useBoardState, useColumns } from "./useBoard";
import { useBoardText } from "./useBoardText";
import { useCardKeys } from "./useCardKeys";
import { useFilter } from "./useFilter";

const DragLayer = lazy(() => import("./DragLayer"));

export function Columns() {
  const t = useBoardText();
  const board = useBoard();
  const columns = useColumns();
  const { failure, progress } = useBoardState();
  const { filter, shows } = useFilter();
  const dragging = useNewDragging();
  const held = useSyncExternalStore(dragging.subscribe, dragging.isOn);
  const strip = useRef<HTMLDivElement>(null);

  const statuses = filter.statuses.length ? filter.statuses : STATUSES;
  const shown = useMemo(
    () =>
      Object.fromEntries(STATUSES.map((status) => [status, columns[status].filter(shows)])) as Record<
        Status,
        Card[]
      >,
    [columns, shows],
  );

  const press = useCardKeys(statuses, shown);

  if (failure && STATUSES.every((status) => progress[status] === "none"))
    return <Failed error={failure} retry={board.retry} />;
  return (
    <DraggingContext value={dragging}>
      {failure && <Failed error={failure} retry={board.retry} />}
      <Tabs strip={strip} statuses={statuses} shown={shown} />
      <div
        ref={strip}
        className={css.strip}
        data-dragging={held || undefined}
        data-count={statuses.length}
        onKeyDown={press}
      >
        {statuses.map((status) => (
          <Column
            key={status}
            status={status}
            cards={shown[status]}
            count={columns[status].length}
            progress={progress[status]}
          />
        ))}
      </div>
      <Suspense>
        <DragLayer strip={strip} statuses={statuses} />
      </Suspense>
      <p id="board-hint" hidden>
        {t("hint")}
      </p>
    </DraggingContext>
  );
}
