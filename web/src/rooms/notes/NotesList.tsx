/* The list, to be sorted by either column and back. */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { NoteSummary, Pad } from "@/api/types";
import css from "./NotesList.module.css";
import { NoteRow } from "./NoteRow";
import { useNotesText } from "./useNotesText";
import { turned, type Order } from "./view";

interface ColumnProps {
  column: "name" | "updated_at";
  order: Order;
  onOrder: (order: Order) => void;
}

function Column({ column, order, onOrder }: ColumnProps) {
  const t = useNotesText();
  const here = order.replace("-", "") === column;
  const down = order.startsWith("-");
  const Arrow = down ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={here ? (down ? "descending" : "ascending") : undefined}>
      <button type="button" className={css.sort} onClick={() => onOrder(turned(order, column))}>
        {t(`column.${column}`)}
        {here && <Arrow size={16} aria-hidden="true" />}
      </button>
    </th>
  );
}

interface Props {
  label: string;
  notes: readonly NoteSummary[];
  pads: readonly Pad[];
  showPad: boolean;
  order: Order;
  onOrder: (order: Order) => void;
  /** Rows are being replaced by others. */
  stale: boolean;
}

export function NotesList({ label, notes, pads, showPad, order, onOrder, stale }: Props) {
  const t = useNotesText();
  return (
    <table className={css.list} aria-label={label} aria-busy={stale}>
      <thead>
        <tr>
          <Column column="name" order={order} onOrder={onOrder} />
          <Column column="updated_at" order={order} onOrder={onOrder} />
          <th scope="col">
            <span className="visually-hidden">{t("column.more")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {notes.map((note) => (
          <NoteRow key={note.id} note={note} pads={pads} showPad={showPad} />
        ))}
      </tbody>
    </table>
  );
}
