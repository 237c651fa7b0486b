/*
 * The field at the top of a column.  Enter adds and leaves the cursor where
 * it is; what could not be added comes back into the field.
 */
import { Plus } from "lucide-react";
import { type SubmitEvent, type KeyboardEvent, useId, useRef, useSyncExternalStore } from "react";
import { newKey } from "@/api/client";
import { Problem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { useProblemText } from "@/ui/problems";
import { toast } from "@/ui/toast";
import css from "./AddTask.module.css";
import { useWishes } from "./focus";
import type { Draft, Failed } from "./model/drafts";
import { NOBODY } from "./model/filter";
import { cleanName, countCharacters, NAME_MAX, type Status } from "./model/task";
import { useBoard } from "./useBoard";
import { useBoardText, useStatusText } from "./useBoardText";
import { useFilter } from "./useFilter";

/** An answer that the server keeps under the token would only come back. */
const tokenAfter = ({ token, why }: Failed) => (why.status >= 400 && why.status < 500 ? newKey() : token);

function useAdd(status: Status, onAdded: () => void) {
  const t = useBoardText();
  const board = useBoard();
  const { filter, shows, keep } = useFilter();
  return async (name: string, token: string) => {
    const assignee = filter.assignee === NOBODY ? null : filter.assignee;
    const { key, outcome } = board.add({ name, status, assignee, due_on: null }, token);
    const card = board.card(key);
    if (card && !shows(card)) {
      keep(key);
      toast(t("add.hidden"));
    }
    onAdded();
    const result = await outcome;
    if (result.ok) return;
    const why = result.reason === "failed" ? result.error : new Problem("unknown", 0, result.reason);
    const lost: Failed = { name, token, why };
    board.drafts.failed(status, { ...lost, token: tokenAfter(lost) });
  };
}

interface Props {
  status: Status;
  /** Not there until somebody asks for it. */
  hidden: boolean;
  onShow: (shown: boolean) => void;
  onAdded: () => void;
}

export function AddTask({ status, hidden, onShow, onAdded }: Props) {
  const t = useBoardText();
  const statusText = useStatusText();
  const problemText = useProblemText();
  const { drafts } = useBoard();
  const draft: Draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(status));
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const add = useAdd(status, onAdded);
  const tooLong = countCharacters(cleanName(draft.text)) - NAME_MAX;

  useWishes((wish) => {
    if (!("add" in wish) || wish.add !== status) return false;
    if (hidden) onShow(true);
    field.current?.focus();
    return field.current !== null && field.current === document.activeElement;
  });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const name = cleanName(draft.text);
    if (!name || tooLong > 0) return;
    const token = draft.failed?.name === name ? draft.failed.token : newKey();
    drafts.sent(status);
    void add(name, token);
  };
  const again = (lost: Failed) => {
    drafts.forget(status, lost);
    void add(lost.name, lost.token);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || draft.text !== "") return;
    event.stopPropagation();
    onShow(false);
  };

  const failure =
    tooLong > 0
      ? t("add.long", { count: tooLong })
      : draft.failed &&
        draft.failed.name === cleanName(draft.text) &&
        t("add.failed", { why: problemText(draft.failed.why) });
  if (hidden && draft.text === "" && draft.others.length === 0) return null;
  return (
    <div className={css.add}>
      <form className={css.form} onSubmit={submit}>
        <Plus size={18} aria-hidden="true" className={css.plus} />
        <input
          ref={field}
          className={css.field}
          aria-label={t("add.label", { status: statusText(status) })}
          aria-invalid={Boolean(failure) || undefined}
          aria-describedby={failure ? id : undefined}
          placeholder={t("add.placeholder")}
          autoComplete="off"
          enterKeyHint="done"
          value={draft.text}
          onChange={(event) => drafts.type(status, event.target.value)}
          onKeyDown={press}
          onBlur={() => draft.text === "" && onShow(false)}
        />
        {draft.text.trim() !== "" && (
          // The cursor stays in the field, as it does with Enter.
          <Button type="submit" kind="primary" small onMouseDown={(event) => event.preventDefault()}>
            {draft.failed ? t("add.again") : t("add.button")}
          </Button>
        )}
      </form>
      <p id={id} role="alert" className={css.failure} hidden={!failure}>
        {failure}
      </p>
      {draft.others.map((lost) => (
        <div key={lost.token} role="alert" className={css.lost}>
          <p>{t("add.failed.one", { name: lost.name, why: problemText(lost.why) })}</p>
          <Button small kind="quiet" onClick={() => again(lost)}>
            {t("add.again")}
          </Button>
          <Button small kind="quiet" onClick={() => drafts.forget(status, lost)}>
            {t("add.discard")}
          </Button>
        </div>
      ))}
    </div>
  );
}
