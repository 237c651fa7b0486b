/*
 * "Move to…": every place on the board by keyboard alone.  A column, and in it
 * the top, the bottom, or beside a task that is found by typing.
 */
import { type SubmitEvent, useState } from "react";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { useActions } from "../actions";
import { StatusIcon } from "../CardFace";
import css from "./MoveDialog.module.css";
import { matcher, NO_FILTER } from "../model/filter";
import type { Anchor } from "../model/place";
import { type Status, STATUSES, type Task } from "../model/task";
import { Picker } from "./Picker";
import { Radios } from "./Radios";
import { useBoard, useColumns } from "../useBoard";
import { useBoardText, useStatusText } from "../useBoardText";
import { useFilter } from "../useFilter";

const SPOTS = ["top", "bottom", "before", "after"] as const;
type Spot = (typeof SPOTS)[number];

/** More than so many are narrowed down by typing. */
const SHOWN = 50;

interface Props {
  cardKey: string;
  onClose: () => void;
}

export default function MoveDialog({ cardKey, onClose }: Props) {
  const task = useBoard().card(cardKey)?.task;
  return task ? <Move {...{ task, cardKey, onClose }} /> : null;
}

function Move({ task, cardKey, onClose }: Props & { task: Task }) {
  const t = useBoardText();
  const statusText = useStatusText();
  const columns = useColumns();
  const actions = useActions();
  const { today } = useFilter();
  const [status, setStatus] = useState<Status>(task.status);
  const [spot, setSpot] = useState<Spot>("top");
  const [anchor, setAnchor] = useState<string>();
  const [text, setText] = useState("");

  const others = columns[status].filter((card) => card.key !== cardKey);
  const matches = matcher({ ...NO_FILTER, q: text }, today);
  const options = others.filter((card) => matches(card.task)).slice(0, SHOWN);
  const beside = spot === "before" || spot === "after";
  const chosen = others.some((card) => card.key === anchor) ? anchor : undefined;
  const ready = !beside || chosen !== undefined;

  const move = (key: string | undefined) => {
    const place: Anchor | undefined =
      spot === "top" || spot === "bottom"
        ? spot
        : key === undefined
          ? undefined
          : spot === "before"
            ? { before: key }
            : { after: key };
    if (place === undefined) return;
    actions.move(cardKey, status, place);
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    move(chosen);
  };

  return (
    <Dialog title={t("move.title", { name: task.name })} onClose={onClose}>
      <form className={css.form} onSubmit={submit}>
        <Radios
          legend={t("move.column")}
          values={STATUSES}
          value={status}
          onChange={setStatus}
          autoFocus
          label={(one) => (
            <>
              <StatusIcon status={one} size={16} /> {statusText(one)}
            </>
          )}
        />
        <Radios
          legend={t("move.place")}
          values={SPOTS}
          value={spot}
          onChange={setSpot}
          label={(one) => t(`move.${one}`)}
        />
        {beside && (
          <Picker
            label={t("move.search")}
            options={options.map(({ key, task: { name } }) => ({ id: key, label: name }))}
            chosen={chosen}
            onChoose={(key) => (key === chosen ? move(key) : setAnchor(key))}
            text={text}
            onText={setText}
            empty={t(others.length ? "move.none" : "move.empty")}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>{t("task.cancel")}</Button>
          <Button type="submit" kind="primary" disabled={!ready}>
            {t("move.submit")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
