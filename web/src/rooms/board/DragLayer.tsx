/*
 * The hand: takes a card by mouse (once it has moved a little) or by finger
 * (once it has rested a little; until then it scrolls), carries it over the
 * columns, which scroll at their edges, and lets it go.
 */
import {
  type Announcements,
  type CollisionDetection,
  DndContext,
  DragOverlay,
  type DropAnimationFunction,
  getClientRect,
  MeasuringStrategy,
  MouseSensor,
  TouchSensor,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useActions } from "./actions";
import { CardFace } from "./CardFace";
import css from "./DragLayer.module.css";
import { type Drag, type Dragging, nearest, useDragging } from "./dragging";
import { Hand, NO_GRIP, swallowClick, usePageTurn } from "./Hand";
import type { Card } from "./model/store";
import type { Status } from "./model/task";
import { useBoard } from "./useBoard";
import { useBoardText, useStatusText } from "./useBoardText";
import { useFilter } from "./useFilter";
import { GAP } from "./useRows";

/** For dnd-kit, which scrolls the column that the card is over. */
const nearestColumn: CollisionDetection = ({ collisionRect, droppableContainers, droppableRects }) => {
  const columns = droppableContainers.flatMap(({ id }) => {
    const rect = droppableRects.get(id);
    return rect ? [{ id: id as Status, rect }] : [];
  });
  const id = nearest(columns, collisionRect.left + collisionRect.width / 2);
  return id === undefined ? [] : [{ id }];
};

/** Columns scroll at their upper and lower edge; the strip turns its pages. */
const edges = { threshold: { x: 0, y: 0.14 }, acceleration: 14 };
const measuring = {
  // Where the card is seen; without the transform that puts it there, dnd-kit
  // would draw it at the top of its column.
  draggable: { measure: getClientRect },
  droppable: { strategy: MeasuringStrategy.Always },
};

/** The <li> of a card. */
const rowOf = (key: string) => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`);

/** Carries the card from where it was let go to where it now stands. */
const glideHome =
  (dragging: Dragging): DropAnimationFunction =>
  async ({ dragOverlay: { node, rect } }) => {
    const home = rowOf(dragging.dropped() ?? "");
    if (!home || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const to = home.getBoundingClientRect();
    const by = `translate3d(${to.left - rect.left}px, ${to.top - rect.top}px, 0)`;
    const { transform } = getComputedStyle(node);
    home.style.opacity = "0";
    const flight = node.animate([{ transform }, { transform: `${by} ${transform}` }], {
      duration: 160,
      easing: "cubic-bezier(0.2, 0.7, 0.3, 1)",
      fill: "forwards",
    });
    try {
      await flight.finished;
    } finally {
      home.style.removeProperty("opacity");
    }
  };

/** What a screen reader says while a card is dragged. */
function useAnnouncements(): Announcements {
  const t = useBoardText();
  const statusText = useStatusText();
  const board = useBoard();
  const dragging = useDragging();
  return useMemo(() => {
    const nameOf = (drag: Drag | null) => (drag && board.card(drag.key)?.task.name) ?? "";
    const place = (text: "drag.over" | "drag.end", drag: Drag | null) => {
      if (!drag?.target) return undefined;
      const { status, index, count } = drag.target;
      return t(text, { name: nameOf(drag), status: statusText(status), place: index + 1, count });
    };
    return {
      onDragStart: () => t("drag.start", { name: nameOf(dragging.snapshot()) }),
      onDragOver: () => undefined,
      // The place in a column changes without another column being entered.
      onDragMove: () => place("drag.over", dragging.snapshot()),
      onDragEnd: () => place("drag.end", dragging.before()),
      onDragCancel: () => t("drag.cancel", { name: nameOf(dragging.before()) }),
    };
  }, [t, statusText, board, dragging]);
}

/** A column that can be dropped into. */
function Shelf({ status }: { status: Status }) {
  const dragging = useDragging();
  const { setNodeRef } = useDroppable({ id: status });
  useLayoutEffect(() => setNodeRef(dragging.shelves.get(status)?.list ?? null));
  return null;
}

interface Props {
  strip: RefObject<HTMLElement | null>;
  statuses: readonly Status[];
}

export default function DragLayer({ strip, statuses }: Props) {
  const t = useBoardText();
  const board = useBoard();
  const actions = useActions();
  const dragging = useDragging();
  const { today } = useFilter();
  const grip = useRef(NO_GRIP);
  const turnPage = usePageTurn(strip);
  const [held, setHeld] = useState<Card | null>(null);
  const announcements = useAnnouncements();
  const dropAnimation = useMemo(() => glideHome(dragging), [dragging]);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );

  // By the pointer itself: what dnd-kit tells is as old as the last picture,
  // and one may be quicker.
  const aim = () => {
    const { x, y, dx, dy, width } = grip.current;
    const columns = [...dragging.shelves].map(([id, { element }]) => ({
      id,
      rect: element.getBoundingClientRect(),
    }));
    const status = nearest(columns, x - dx + width / 2);
    return status === undefined ? null : dragging.aim(status, y - dy);
  };
  const start = () => {
    const card = board.card(grip.current.key);
    if (!card) return;
    setHeld(card);
    dragging.take(card.key, (rowOf(card.key)?.offsetHeight ?? 0) + GAP);
    // Until it is moved it makes way for itself.
    aim();
  };
  const letGo = () => {
    setHeld(null);
    turnPage(null);
    dragging.letGo();
  };
  const end = () => {
    const target = aim();
    if (target) actions.move(grip.current.key, target.status, target.anchor);
    letGo();
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={nearestColumn}
      measuring={measuring}
      autoScroll={edges}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("hint") } }}
      onDragStart={start}
      onDragMove={() => {
        aim();
        turnPage(grip.current.x);
      }}
      onDragEnd={end}
      onDragCancel={() => {
        letGo();
        swallowClick();
      }}
    >
      <Hand strip={strip} grip={grip} />
      {statuses.map((status) => (
        <Shelf key={status} status={status} />
      ))}
      <DragOverlay dropAnimation={dropAnimation} className={css.hand}>
        {held && <CardFace card={held} today={today} lifted />}
      </DragOverlay>
    </DndContext>
  );
}
