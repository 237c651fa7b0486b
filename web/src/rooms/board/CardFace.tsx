/* What a card shows, on the board and in the hand. */
import { CalendarDays, CircleCheck, CircleDashed, CircleDot } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "@/ui/Avatar";
import css from "./Card.module.css";
import type { Card } from "./model/store";
import { isOverdue, type Status } from "./model/task";
import { useNames } from "./people";
import { useBoardText, useDueText } from "./useBoardText";

export const STATUS_ICONS = { "To Do": CircleDashed, "In Progress": CircleDot, Done: CircleCheck };

/** How far a task is, as a sign. */
export function StatusIcon({ status, size = 18 }: { status: Status; size?: number }) {
  const Icon = STATUS_ICONS[status];
  return <Icon size={size} aria-hidden="true" className={css.status} data-status={status} />;
}

function Due({ card: { task }, today }: { card: Card; today: string }) {
  const t = useBoardText();
  const dueText = useDueText();
  if (!task.due_on) return null;
  const late = isOverdue(task, today);
  const due = dueText(task.due_on, today);
  return (
    <span className={css.due} data-late={late || undefined} data-today={task.due_on === today || undefined}>
      <CalendarDays size={14} aria-hidden="true" />
      <span aria-hidden="true">{due}</span>
      <span className="visually-hidden">, {t(late ? "card.overdue" : "card.due", { due })}</span>
    </span>
  );
}

/** The text of a card; for a screen reader one sentence. */
export function CardText({ card, today }: { card: Card; today: string }) {
  const t = useBoardText();
  const names = useNames();
  const { name, assignee, due_on } = card.task;
  return (
    <>
      <span className={css.name}>{name}</span>
      {card.saving && <span className="visually-hidden">, {t("card.saving")}</span>}
      {(assignee ?? due_on) && (
        <span className={css.facts}>
          <Due card={card} today={today} />
          {assignee && (
            <span className={css.person}>
              <span className="visually-hidden">
                , {t("card.assigned", { name: names.get(assignee) ?? assignee })}
              </span>
              <span title={names.get(assignee) ?? assignee}>
                <Avatar handle={assignee} name={names.get(assignee)} size="s" />
              </span>
            </span>
          )}
        </span>
      )}
    </>
  );
}

interface Props {
  card: Card;
  today: string;
  /** In the hand. */
  lifted?: boolean;
  children?: ReactNode;
}

/** The card without anything to press. */
export function CardFace({ card, today, lifted, children }: Props) {
  return (
    <div className={css.card} data-status={card.task.status} data-lifted={lifted || undefined}>
      <div className={css.body}>
        <StatusIcon status={card.task.status} />
        <span className={css.text}>
          <CardText card={card} today={today} />
        </span>
      </div>
      {children}
    </div>
  );
}
