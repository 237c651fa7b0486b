/* Two versions of one task side by side, and the choice between them. */
import { Button } from "@/ui/Button";
import { DialogActions } from "@/ui/Dialog";
import { StatusIcon } from "../CardFace";
import { type Conflict, differences, type FieldName } from "../model/merge";
import { type Fields, FIELD_NAMES } from "../model/task";
import { useNames } from "../people";
import { type Key, useBoardText, useStatusText } from "../useBoardText";
import { useDates } from "@/text/text";
import css from "./Versions.module.css";

export const LABELS: Record<FieldName, Key> = {
  name: "task.name",
  status: "task.status",
  assignee: "task.assignee",
  due_on: "task.due",
};

interface Props {
  conflict: Conflict;
  removal?: boolean;
  working?: boolean;
  onKeep: () => void;
  onTake: () => void;
  onEdit?: () => void;
}

function Value({ of, field }: { of: Fields; field: FieldName }) {
  const t = useBoardText();
  const names = useNames();
  const statusText = useStatusText();
  const { day } = useDates();
  switch (field) {
    case "name":
      return of.name;
    case "status":
      return (
        <span className={css.status}>
          <StatusIcon status={of.status} size={16} /> {statusText(of.status)}
        </span>
      );
    case "assignee":
      return of.assignee === null ? t("versions.nobody") : (names.get(of.assignee) ?? of.assignee);
    case "due_on":
      return of.due_on === null ? t("versions.none") : day(of.due_on);
  }
}

export function Versions({ conflict, removal = false, working, onKeep, onTake, onEdit }: Props) {
  const t = useBoardText();
  const { base, theirs } = conflict;
  const mine: Fields = { ...base, ...conflict.mine };
  const differing = differences(mine, theirs);
  return (
    <div className={css.versions}>
      <p>{t(removal ? "versions.text.removal" : "versions.text")}</p>
      <table className={css.table}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t("versions.mine")}</th>
            <th scope="col">{t("versions.theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {FIELD_NAMES.map((field, index) => (
            <tr
              key={field}
              data-differs={
                (!removal && differing.includes(field)) || conflict.fields.includes(field) || undefined
              }
            >
              <th scope="row">{t(LABELS[field])}</th>
              {!removal && (
                <td>
                  <Value of={mine} field={field} />
                </td>
              )}
              {removal && index === 0 && (
                <td rowSpan={FIELD_NAMES.length} className={css.removed}>
                  {t("versions.removed")}
                </td>
              )}
              <td>
                <Value of={theirs} field={field} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <DialogActions>
        {onEdit && (
          <Button kind="quiet" onClick={onEdit}>
            {t("versions.edit")}
          </Button>
        )}
        <Button onClick={onTake}>{t("versions.take")}</Button>
        <Button kind={removal ? "danger" : "primary"} working={working} onClick={onKeep}>
          {t(removal ? "versions.keep.removal" : "versions.keep")}
        </Button>
      </DialogActions>
    </div>
  );
}
