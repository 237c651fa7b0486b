/*
 * The hand: takes a card by mouse (once it has moved a little) or by finger
 * (once it has rested a little; until then it scrolls), carries it over the
 * columns, which scroll at their edges, and lets it go.
 *
 * There is one draggable thing for dnd-kit, which is whatever card was pressed
 * last: thousands of cards cost nothing, and the library can come late.
 */
import {
  type Announcements,
  type CollisionDetection,
  DndContext,
  type DragMoveEvent,
  DragOverlay,
  type DropAnimationFunction,
  MeasuringStrategy,
  MouseSensor,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import {
  type RefObject,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useActions } from "./actions";
import { CardFace } from "./CardFace";
import css from "./DragLayer.module.css";
import { type Drag, type Dragging, useDragging } from "./dragging";
import type { Card } from "./model/store";
import type { Status } from "./model/task";
import { useBoard } from "./useBoard";
import { useBoardText, useStatusText } from "./useBoardText";
import { useFilter } from "./useFilter";
import { GAP } from "./useRows";

const HAND = "hand";

/** The column under the middle of the card, else the nearest one. */
const nearestColumn: CollisionDetection = ({ collisionRect, droppableContainers, droppableRects }) => {
  const middle = collisionRect.left + collisionRect.width / 2;
  const distance = (id: Status) => {
    const rect = droppableRects.get(id);
    return rect ? Math.max(rect.left - middle, middle - rect.right, 0) : Infinity;
  };
  const columns = droppableContainers.map(({ id }) => id as Status);
  const [nearest] = columns.sort((a, b) => distance(a) - distance(b));
  return nearest ? [{ id: nearest }] : [];
};

const edges = { threshold: { x: 0.12, y: 0.14 }, acceleration: 14 };
const measuring = { droppable: { strategy: MeasuringStrategy.Always } };

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
      onDragOver: () => place("drag.over", dragging.snapshot()),
      onDragEnd: () => place("drag.end", dragging.before()),
      onDragCancel: () => t("drag.cancel", { name: nameOf(dragging.before()) }),
    };
  }, [t, statusText, board, dragging]);
}

/** A column that can be dropped into. */
function Shelf({ status }: { status: Status }) {
  const dragging = useDragging();
  const { setNodeRef } = useDroppable({ id: status });
  useLayoutEffect(() => setNodeRef(dragging.shelves.get(status)?.element ?? null));
  return null;
}

interface Props {
  strip: RefObject<HTMLElement | null>;
  statuses: readonly Status[];
}

/** Hands every press on a card to dnd-kit, as if that card were draggable. */
function Hand({ strip, pressed }: { strip: Props["strip"]; pressed: RefObject<string> }) {
  const { setNodeRef, listeners } = useDraggable({ id: HAND });
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const press = (event: MouseEvent | TouchEvent) => {
      if ("touches" in event ? event.touches.length > 1 : event.button !== 0) return;
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest<HTMLElement>("[data-row]");
      if (!row || target?.closest("[data-still]")) return;
      pressed.current = row.dataset.row ?? "";
      setNodeRef(row);
      const handler = listeners?.["touches" in event ? "onTouchStart" : "onMouseDown"] as
        ((event: Pick<SyntheticEvent, "nativeEvent">) => void) | undefined;
      handler?.({ nativeEvent: event });
    };
    element.addEventListener("mousedown", press);
    element.addEventListener("touchstart", press, { passive: true });
    return () => {
      element.removeEventListener("mousedown", press);
      element.removeEventListener("touchstart", press);
    };
  }, [strip, pressed, listeners, setNodeRef]);
  return null;
}

export default function DragLayer({ strip, statuses }: Props) {
  const t = useBoardText();
  const board = useBoard();
  const actions = useActions();
  const dragging = useDragging();
  const { today } = useFilter();
  const pressed = useRef("");
  const [held, setHeld] = useState<Card | null>(null);
  const announcements = useAnnouncements();
  const dropAnimation = useMemo(() => glideHome(dragging), [dragging]);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );

  const start = () => {
    const card = board.card(pressed.current);
    if (!card) return;
    setHeld(card);
    dragging.take(card.key, (rowOf(card.key)?.offsetHeight ?? 0) + GAP);
  };
  const aim = ({ active, over }: DragMoveEvent) => {
    const rect = active.rect.current.translated;
    return over && rect ? dragging.aim(over.id as Status, rect.top) : null;
  };
  const letGo = () => {
    setHeld(null);
    dragging.letGo();
  };
  const end = (event: DragMoveEvent) => {
    const target = aim(event);
    if (target) actions.move(pressed.current, target.status, target.anchor);
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
      onDragMove={aim}
      onDragEnd={end}
      onDragCancel={letGo}
    >
      <Hand strip={strip} pressed={pressed} />
      {statuses.map((status) => (
        <Shelf key={status} status={status} />
      ))}
      <DragOverlay dropAnimation={dropAnimation} className={css.hand}>
        {held && <CardFace card={held} today={today} lifted />}
      </DragOverlay>
    </DndContext>
  );
}
