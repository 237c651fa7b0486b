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

/** How far a column is from the middle of the card; 0 when it is under it. */
const distance = ({ left, right }: { left: number; right: number }, middle: number) =>
  Math.max(left - middle, middle - right, 0);

function nearest(columns: { id: Status; rect: { left: number; right: number } }[], middle: number) {
  return columns.sort((a, b) => distance(a.rect, middle) - distance(b.rect, middle))[0]?.id;
}

/** For dnd-kit, which scrolls the column that the card is over. */
const nearestColumn: CollisionDetection = ({ collisionRect, droppableContainers, droppableRects }) => {
  const columns = droppableContainers.flatMap(({ id }) => {
    const rect = droppableRects.get(id);
    return rect ? [{ id: id as Status, rect }] : [];
  });
  const id = nearest(columns, collisionRect.left + collisionRect.width / 2);
  return id === undefined ? [] : [{ id }];
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

/** How a card was taken, and where the pointer is now, in the window. */
interface Grip {
  key: string;
  /** From the corner of the card to the pointer. */
  dx: number;
  dy: number;
  width: number;
  x: number;
  y: number;
}

const pointOf = (event: MouseEvent | TouchEvent) => ("touches" in event ? event.touches[0] : event);

/** Hands every press on a card to dnd-kit, as if that card were draggable. */
function Hand({ strip, grip }: { strip: Props["strip"]; grip: RefObject<Grip> }) {
  const dragging = useDragging();
  const { setNodeRef, listeners } = useDraggable({ id: HAND });
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const press = (event: MouseEvent | TouchEvent) => {
      if (dragging.isOn() || ("touches" in event ? event.touches.length > 1 : event.button !== 0)) return;
      const target = event.target instanceof Element ? event.target : null;
      const row = target?.closest<HTMLElement>("[data-row]");
      const point = pointOf(event);
      if (!row || !point || target?.closest("[data-still]")) return;
      const { left, top, width } = row.getBoundingClientRect();
      const { clientX: x, clientY: y } = point;
      grip.current = { key: row.dataset.row ?? "", dx: x - left, dy: y - top, width, x, y };
      setNodeRef(row);
      const handler = listeners?.["touches" in event ? "onTouchStart" : "onMouseDown"] as
        ((event: Pick<SyntheticEvent, "nativeEvent">) => void) | undefined;
      handler?.({ nativeEvent: event });
    };
    const follow = (event: MouseEvent | TouchEvent) => {
      const point = pointOf(event);
      if (point) grip.current = { ...grip.current, x: point.clientX, y: point.clientY };
    };
    element.addEventListener("mousedown", press);
    element.addEventListener("touchstart", press, { passive: true });
    window.addEventListener("mousemove", follow, { capture: true, passive: true });
    window.addEventListener("touchmove", follow, { capture: true, passive: true });
    return () => {
      element.removeEventListener("mousedown", press);
      element.removeEventListener("touchstart", press);
      window.removeEventListener("mousemove", follow, { capture: true });
      window.removeEventListener("touchmove", follow, { capture: true });
    };
  }, [strip, grip, dragging, listeners, setNodeRef]);
  return null;
}

const NO_GRIP: Grip = { key: "", dx: 0, dy: 0, width: 0, x: 0, y: 0 };

export default function DragLayer({ strip, statuses }: Props) {
  const t = useBoardText();
  const board = useBoard();
  const actions = useActions();
  const dragging = useDragging();
  const { today } = useFilter();
  const grip = useRef(NO_GRIP);
  const [held, setHeld] = useState<Card | null>(null);
  const announcements = useAnnouncements();
  const dropAnimation = useMemo(() => glideHome(dragging), [dragging]);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );

  const start = () => {
    const card = board.card(grip.current.key);
    if (!card) return;
    setHeld(card);
    dragging.take(card.key, (rowOf(card.key)?.offsetHeight ?? 0) + GAP);
  };
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
  const letGo = () => {
    setHeld(null);
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
      onDragMove={() => void aim()}
      onDragEnd={end}
      onDragCancel={letGo}
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
