/*
 * A task opened: all that can be set on it.  Nothing is sent before "Save".
 * What others change meanwhile appears in the fields that one has not touched;
 * where one has, both versions are shown and one chooses.
 */
import { Trash2 } from "lucide-react";
import { type KeyboardEvent, type SubmitEvent, useEffect, useId, useRef, useState } from "react";
import { Problem } from "@/api/problem";
import { useDates } from "@/text/text";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { actionsLook, controlLook, FieldFrame, formLook } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useProblemText } from "@/ui/problems";
import { Skeleton } from "@/ui/Skeleton";
import { Empty, Failed } from "@/ui/States";
import { useActions } from "../actions";
import { StatusIcon } from "../CardFace";
import { clashes, type Conflict, remaining } from "../model/merge";
import { cleanName, countCharacters, dayOf, type Fields, NAME_MAX, STATUSES, type Task } from "../model/task";
import { useNames } from "../people";
import { PersonPicker } from "./PersonPicker";
import { useOpenTask, useOver } from "../over";
import { Radios } from "./Radios";
import css from "./TaskDialog.module.css";
import { useBoard, useColumns } from "../useBoard";
import { useBoardText, useDueText, useStatusText } from "../useBoardText";
import { useFilter } from "../useFilter";
import { useIsPhone } from "../useIsPhone";
import { autofocus, autofocusAtEnd } from "./autofocus";
import { LABELS, Versions } from "./Versions";

/** The task of the address: it may not be here yet, or not any more. */
export default function TaskDialog({ id }: { id: number }) {
  const t = useBoardText();
  const board = useBoard();
  const { close } = useOpenTask();
  // Told of every change of the board.
  useColumns();
  const task = board.store.task(id);
  const [last, setLast] = useState(task);
  const [failure, setFailure] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);
  if (task && task !== last) setLast(task);

  useEffect(() => {
    let left = false;
    board.fetch(id).catch((error: unknown) => {
      if (!left) setFailure(error instanceof Problem ? error : new Problem("unknown", 0, String(error)));
    });
    return () => {
      left = true;
    };
  }, [board, id, attempt]);

  if (task) return <TaskForm key={id} task={task} />;
  return (
    <Dialog title={last?.name ?? t("task.title")} onClose={close}>
      {last || failure?.status === 404 ? (
        <Empty
          icon={Trash2}
          title={t("task.gone")}
          action={
            last && (
              <Button onClick={() => void board.restore(board.store.keyOf(id), last)}>
                {t("task.restore")}
              </Button>
            )
          }
        >
          {t("task.gone.text")}
        </Empty>
      ) : failure ? (
        <Failed
          error={failure}
          retry={() => {
            setFailure(null);
            setAttempt(attempt + 1);
          }}
        />
      ) : (
        <Skeleton count={3} shape="row" />
      )}
    </Dialog>
  );
}

/**
 * What was changed here, over a task that others may change meanwhile.  For
 * each changed field `base' keeps what stood there when it was first touched.
 */
function useEdits(theirs: Task) {
  const [base, setBase] = useState(theirs);
  const [mine, setMine] = useState<Partial<Fields>>({});
  const set = <K extends keyof Fields>(field: K, value: Fields[K]) => {
    const pristine = Object.keys(mine).length === 0;
    if (mine[field] === undefined) setBase(pristine ? theirs : { ...base, [field]: theirs[field] });
    // What stands there anyway is no change.
    setMine(remaining({ ...mine, [field]: value }, theirs));
  };
  return { base, setBase, mine, setMine, set, clash: clashes(base, mine, theirs) };
}

function TaskForm({ task }: { task: Task }) {
  const t = useBoardText();
  const phone = useIsPhone();
  const board = useBoard();
  const actions = useActions();
  const problemText = useProblemText();
  const { close } = useOpenTask();
  const { base, setBase, mine, setMine, set, clash } = useEdits(task);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [checked, setChecked] = useState(false);
  const key = board.store.keyOf(task.id);
  const values: Fields = { ...task, ...mine };
  const dirty = Object.keys(mine).length > 0;
  const excess = countCharacters(cleanName(values.name)) - NAME_MAX;
  const faulty = cleanName(values.name) === "" || excess > 0;

  const leave = () => {
    if (dirty && !leaving) setLeaving(true);
    else close();
  };

  const save = async (changes: Partial<Fields>, seen: Task) => {
    setChecked(true);
    if (faulty) return;
    if (!Object.keys(changes).length) {
      close();
      return;
    }
    setSaving(true);
    setProblem(null);
    const result = await board.edit(key, changes, seen);
    setSaving(false);
    if (result.ok) close();
    else if (result.reason === "conflict") setConflict(result.conflict);
    else if (result.reason === "failed") setProblem(result.error);
    else setConflict(null);
  };
  const cleaned = () => (mine.name === undefined ? mine : { ...mine, name: cleanName(mine.name) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void save(cleaned(), base);
  };

  const take = (theirs: Task) => {
    const rest = Object.fromEntries(
      Object.entries(mine).filter(([field]) => !conflict?.fields.some((one) => one === field)),
    ) as Partial<Fields>;
    setMine(rest);
    setBase(theirs);
    setConflict(null);
    if (!Object.keys(rest).length) close();
  };

  if (conflict)
    return (
      <Dialog key="versions" title={t("versions.title")} onClose={() => setConflict(null)} wide>
        <Versions
          conflict={conflict}
          working={saving}
          onKeep={() => void save(conflict.mine, conflict.theirs)}
          onTake={() => take(conflict.theirs)}
          onEdit={() => {
            setBase(conflict.theirs);
            setConflict(null);
          }}
        />
      </Dialog>
    );
  return (
    // On a phone the keyboard would cover the rest.
    <Dialog key="form" title={t("task.title")} onClose={leave} wide still={phone}>
      <form className={formLook} onSubmit={submit}>
        {clash.length > 0 && (
          <Notice
            tone="lamp"
            alert
            actions={
              <Button small onClick={() => setConflict({ base, mine: cleaned(), theirs: task, fields: clash })}>
                {t("compare")}
              </Button>
            }
          >
            {t("task.newer", { fields: clash.map((field) => t(LABELS[field])).join(", ") })}
          </Notice>
        )}
        <NameField
          value={values.name}
          problem={problem}
          fault={
            !checked
              ? undefined
              : excess > 0
                ? t("add.long", { count: excess })
                : faulty
                  ? t("task.name.required")
                  : undefined
          }
          onChange={(name) => set("name", name)}
          onEnter={() => void save(cleaned(), base)}
        />
        <StatusField value={values.status} onChange={(status) => set("status", status)} />
        <div className={css.pair}>
          <AssigneeField value={values.assignee} onChange={(assignee) => set("assignee", assignee)} />
          <DueField value={values.due_on} onChange={(due_on) => set("due_on", due_on)} />
        </div>
        <Made task={task} />
        {problem && (
          <Notice tone="bad" alert>
            {t("task.failed", { why: problemText(problem) })}
          </Notice>
        )}
        {leaving ? (
          <Notice
            tone="lamp"
            alert
            actions={
              <>
                <Button onClick={() => setLeaving(false)}>{t("task.leave.stay")}</Button>
                <Button kind="danger" onClick={close}>
                  {t("task.leave.discard")}
                </Button>
              </>
            }
          >
            {t("task.leave")}
          </Notice>
        ) : (
          <div className={actionsLook}>
            <Button
              kind="danger"
              icon={Trash2}
              onClick={() => {
                actions.remove(key);
                close();
              }}
            >
              {t("task.remove")}
            </Button>
            <span className={css.space} />
            <Button onClick={leave}>{t("task.cancel")}</Button>
            <Button type="submit" kind="primary" working={saving}>
              {t("task.save")}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}

interface FieldProps<T> {
  value: T;
  onChange: (value: T) => void;
}

function NameField({
  value,
  onChange,
  onEnter,
  problem,
  fault,
}: FieldProps<string> & { onEnter: () => void; problem: Problem | null; fault: string | undefined }) {
  const t = useBoardText();
  const id = useId();
  const { field } = useOver();
  const phone = useIsPhone();
  const faults =
    fault === undefined ? (problem?.at("name") ?? []) : [{ pointer: "/name", code: "board", detail: fault }];
  return (
    <FieldFrame id={id} label={t("task.name")} faults={faults}>
      <textarea
        // On a phone the keyboard would cover the rest.
        ref={field === "name" && !phone ? autofocusAtEnd : undefined}
        id={id}
        rows={2}
        className={`${controlLook} ${css.name}`}
        value={value}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={faults.length > 0 ? `${id}-faults` : undefined}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event: KeyboardEvent) => {
          // A name has no lines: Enter saves, as it does in a field of one line.
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onEnter();
        }}
      />
    </FieldFrame>
  );
}

function StatusField({ value, onChange }: FieldProps<Fields["status"]>) {
  const t = useBoardText();
  const statusText = useStatusText();
  return (
    <Radios
      legend={t("task.status")}
      values={STATUSES}
      value={value}
      onChange={onChange}
      label={(status) => (
        <>
          <StatusIcon status={status} size={16} /> {statusText(status)}
        </>
      )}
    />
  );
}

/** The member, and behind a press the list to choose another from. */
function AssigneeField({ value, onChange }: FieldProps<string | null>) {
  const t = useBoardText();
  const names = useNames();
  const id = useId();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const name = value === null ? t("person.nobody") : (names.get(value) ?? value);
  return (
    <FieldFrame id={id} label={t("task.assignee")} faults={[]}>
      <button
        ref={button}
        id={id}
        type="button"
        aria-label={`${t("task.assignee")}: ${name}`}
        className={`${controlLook} ${css.person}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {value !== null && <Avatar handle={value} name={name} size="s" />}
        <span>{name}</span>
      </button>
      {open && (
        <PersonPicker
          autoFocus
          chosen={value}
          onChoose={(handle) => {
            onChange(handle);
            setOpen(false);
            button.current?.focus();
          }}
        />
      )}
    </FieldFrame>
  );
}

/** The day so many days from one. */
function dayAfter(today: string, days: number): string {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  return dayOf(new Date(year, month - 1, day + days));
}

function DueField({ value, onChange }: FieldProps<string | null>) {
  const t = useBoardText();
  const dueText = useDueText();
  const { today } = useFilter();
  const { field } = useOver();
  const id = useId();
  const quick = [
    { label: t("task.due.today"), day: today },
    { label: t("task.due.tomorrow"), day: dayAfter(today, 1) },
    { label: t("task.due.week"), day: dayAfter(today, 7) },
    { label: t("task.due.clear"), day: null },
  ];
  const hint = value === null || quick.some(({ day }) => day === value) ? undefined : dueText(value, today);
  return (
    <FieldFrame id={id} label={t("task.due")} hint={hint} faults={[]}>
      <input
        ref={field === "due_on" ? autofocus : undefined}
        id={id}
        type="date"
        className={controlLook}
        value={value ?? ""}
        aria-describedby={hint && `${id}-hint`}
        onChange={(event) => onChange(event.target.value || null)}
      />
      <div className={css.quick}>
        {quick.map(({ label, day }) => (
          <button
            key={label}
            type="button"
            className={css.chip}
            aria-pressed={value === day}
            onClick={() => onChange(day)}
          >
            {label}
          </button>
        ))}
      </div>
    </FieldFrame>
  );
}

function Made({ task }: { task: Task }) {
  const t = useBoardText();
  const names = useNames();
  const { relative, dateTime } = useDates();
  const { created_by, created_at, updated_at } = task;
  const when = relative(created_at);
  return (
    <p className={css.made}>
      <span title={dateTime(created_at)}>
        {created_by === null
          ? t("task.made.nobody", { when })
          : t("task.made", { when, name: names.get(created_by) ?? created_by })}
      </span>
      {updated_at !== created_at && (
        <span title={dateTime(updated_at)}>, {t("task.changed", { when: relative(updated_at) })}</span>
      )}
    </p>
  );
}
