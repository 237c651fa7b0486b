/*
 * A card on the board.  A click on it moves the task on, which is what one
 * does most; what else can be done stands in its menu, and behind keys.
 */
import {
  ArrowDown,
  ArrowDownToLine,
  ArrowUp,
  ArrowUpToLine,
  CalendarDays,
  Ellipsis,
  Move,
  PanelRightOpen,
  Trash2,
  UserRound,
  UserRoundCheck,
} from "lucide-react";
import { memo, type MouseEvent, useSyncExternalStore } from "react";
import { Menu, type MenuGroup } from "@/ui/Menu";
import { IconButton } from "@/ui/Button";
import { useActions } from "./actions";
import { useArrivals } from "./arrivals";
import css from "./Card.module.css";
import { CardText, STATUS_ICONS, StatusIcon } from "./CardFace";
import { useFocus } from "./focus";
import type { Card } from "./model/store";
import { nextStatus, STATUSES } from "./model/task";
import { useOpenTask, useOver } from "./over";
import { useBoard } from "./useBoard";
import { useBoardText, useStatusText } from "./useBoardText";

interface Neighbours {
  above: string | undefined;
  below: string | undefined;
}

interface Props extends Neighbours {
  card: Card;
  today: string;
  /** The one of its column that the Tab key reaches. */
  reachable: boolean;
}

const ADVANCE = {
  "To Do": "card.advance.progress",
  "In Progress": "card.advance.done",
  Done: "card.advance.away",
} as const;

/** Keys are of use only to who has some. */
const hasKeys = matchMedia("(hover: hover)").matches;
const hintOf = (key: string) => (hasKeys ? key : undefined);

/** The menu of a card: all that can be done with it, by keyboard too. */
function useCardMenu({ key, task }: Card, { above, below }: Neighbours): MenuGroup[] {
  const t = useBoardText();
  const statusText = useStatusText();
  const actions = useActions();
  const { me } = useBoard();
  const { show } = useOver();
  const { open } = useOpenTask();
  return [
    {
      id: "task",
      items: [
        { id: "open", icon: PanelRightOpen, label: t("menu.open"), hint: hintOf("↵"), run: () => open(key) },
        {
          id: "assign",
          icon: UserRound,
          label: t("menu.assign"),
          hint: hintOf("A"),
          run: () => show({ kind: "assign", key }),
        },
        {
          id: "me",
          icon: UserRoundCheck,
          label: t("menu.assign.me"),
          disabled: task.assignee === me,
          run: () => actions.set(key, { assignee: me }),
        },
        {
          id: "due",
          icon: CalendarDays,
          label: t("menu.due"),
          hint: hintOf("D"),
          run: () => open(key, "due_on"),
        },
      ],
    },
    {
      id: "column",
      label: t("menu.column"),
      items: [
        ...STATUSES.filter((status) => status !== task.status).map((status) => ({
          id: status,
          icon: STATUS_ICONS[status],
          label: statusText(status),
          run: () => actions.move(key, status, "top"),
        })),
        {
          id: "move",
          icon: Move,
          label: t("menu.move"),
          hint: hintOf("M"),
          run: () => show({ kind: "move", key }),
        },
      ],
    },
    {
      id: "place",
      label: t("menu.place"),
      items: [
        {
          id: "top",
          icon: ArrowUpToLine,
          label: t("menu.top"),
          disabled: !above,
          run: () => actions.move(key, task.status, "top"),
        },
        {
          id: "up",
          icon: ArrowUp,
          label: t("menu.up"),
          disabled: !above,
          run: () => above && actions.move(key, task.status, { before: above }),
        },
        {
          id: "down",
          icon: ArrowDown,
          label: t("menu.down"),
          disabled: !below,
          run: () => below && actions.move(key, task.status, { after: below }),
        },
        {
          id: "bottom",
          icon: ArrowDownToLine,
          label: t("menu.bottom"),
          disabled: !below,
          run: () => actions.move(key, task.status, "bottom"),
        },
      ],
    },
    {
      id: "remove",
      items: [
        {
          id: "remove",
          icon: Trash2,
          label: t("menu.remove"),
          hint: hintOf("⌫"),
          danger: true,
          run: () => actions.remove(key),
        },
      ],
    },
  ];
}

export const BoardCard = memo(function BoardCard({ card, today, reachable, above, below }: Props) {
  const t = useBoardText();
  const actions = useActions();
  const focus = useFocus();
  const { open } = useOpenTask();
  const arrivals = useArrivals();
  const fresh = useSyncExternalStore(arrivals.subscribe, () => arrivals.has(card.key));
  const menu = useCardMenu(card, { above, below });
  const { name, status } = card.task;

  const advance = (event: MouseEvent) => {
    actions.advance(card.key);
    // Pressed by what reads the screen aloud: one stays with the card.
    if (event.detail === 0 && nextStatus(status)) focus.request({ card: card.key });
  };

  return (
    <article
      className={css.card}
      data-status={status}
      data-saving={card.saving || undefined}
      data-fresh={fresh || undefined}
    >
      <button
        type="button"
        className={css.body}
        data-card={card.key}
        tabIndex={reachable ? 0 : -1}
        title={t(ADVANCE[status])}
        onClick={advance}
      >
        <StatusIcon status={status} />
        <span className={css.text}>
          <CardText card={card} today={today} />
        </span>
      </button>
      <div className={css.tools} data-still>
        <IconButton
          icon={PanelRightOpen}
          size={16}
          className={css.tool}
          label={`${t("card.open")}: ${name}`}
          tabIndex={reachable ? 0 : -1}
          onClick={() => open(card.key)}
        />
        <Menu
          label={t("card.menu", { name })}
          groups={menu}
          className={css.tool}
          tabIndex={reachable ? 0 : -1}
        >
          <Ellipsis size={16} aria-hidden="true" />
        </Menu>
      </div>
    </article>
  );
});
