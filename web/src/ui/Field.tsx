/*
 * Fields of a form, each with its label above and its faults below.
 */
import { Eye, EyeOff } from "lucide-react";
import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from "react";
import type { FailureType, Fault } from "@/api/problem";
import { useText } from "@/text/text";
import { Button, IconButton } from "./Button";
import css from "./Field.module.css";
import type { Form as FormState } from "./form";
import { Notice } from "./Notice";
import { useFaultText, useProblemText } from "./problems";

/** How anything looks that one types into. */
export const controlLook = css.control;
/** A form whose parts stand below each other, and its buttons beside each other. */
export const formLook = css.form;
export const actionsLook = css.actions;

interface FrameProps {
  id: string;
  label: string;
  hint?: ReactNode;
  faults: Fault[];
  optional?: boolean;
  children: ReactNode;
}

/** Label, hint and faults around anything that one can fill in. */
export function FieldFrame({ id, label, hint, faults, optional, children }: FrameProps) {
  const t = useText();
  const faultText = useFaultText();
  return (
    <div className={css.field}>
      <label htmlFor={id} className={css.label}>
        {label}
        {optional && <span className={css.optional}> {t("field.optional")}</span>}
      </label>
      {children}
      {hint && (
        <div id={`${id}-hint`} className={css.hint}>
          {hint}
        </div>
      )}
      {faults.length > 0 && (
        <ul id={`${id}-faults`} className={css.faults}>
          {faults.map((fault) => (
            <li key={fault.code}>{faultText(fault)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const describedBy = (id: string, hint: unknown, faults: Fault[]) =>
  [hint ? `${id}-hint` : "", faults.length > 0 ? `${id}-faults` : ""].filter(Boolean).join(" ") || undefined;

type Names<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;

interface Bound<V> {
  form: FormState<V>;
  name: Names<V>;
  label: string;
  hint?: ReactNode;
  optional?: boolean;
}

function bind<V>({ form, name, hint, optional }: Omit<Bound<V>, "label">) {
  const id = `${form.id}-${name}`;
  const faults = form.faultsOf(name);
  return {
    id,
    faults,
    control: {
      id,
      name,
      value: form.values[name] as string,
      required: !optional,
      "aria-invalid": faults.length > 0 || undefined,
      "aria-describedby": describedBy(id, hint, faults),
      onChange: (event: { target: { value: string } }) => form.set(name, event.target.value as V[typeof name]),
    },
  };
}

type Own = "form" | "name" | "value" | "onChange" | "id" | "required" | "children";

export function TextField<V>({
  form,
  name,
  label,
  hint,
  optional,
  ...rest
}: Bound<V> & Omit<ComponentProps<"input">, Own>) {
  const { id, faults, control } = bind({ form, name, hint, optional });
  return (
    <FieldFrame {...{ id, label, hint, faults, optional }}>
      <input type="text" {...rest} {...control} className={css.control} />
    </FieldFrame>
  );
}

export function TextArea<V>({
  form,
  name,
  label,
  hint,
  optional,
  ...rest
}: Bound<V> & Omit<ComponentProps<"textarea">, Own>) {
  const { id, faults, control } = bind({ form, name, hint, optional });
  return (
    <FieldFrame {...{ id, label, hint, faults, optional }}>
      <textarea rows={4} {...rest} {...control} className={css.control} />
    </FieldFrame>
  );
}

export function SelectField<V>({
  form,
  name,
  label,
  hint,
  optional,
  children,
  ...rest
}: Bound<V> & { children: ReactNode } & Omit<ComponentProps<"select">, Own>) {
  const { id, faults, control } = bind({ form, name, hint, optional });
  return (
    <FieldFrame {...{ id, label, hint, faults, optional }}>
      <select {...rest} {...control} className={css.control}>
        {children}
      </select>
    </FieldFrame>
  );
}

export const PASSWORD_MIN = 10;

/** How a password of this length will be taken: too short, fair, good. */
function Strength({ length }: { length: number }) {
  const t = useText();
  const level = length < PASSWORD_MIN ? "short" : length < 14 ? "fair" : "good";
  return (
    <div className={css.strength} data-level={level}>
      <span className={css.track} aria-hidden="true">
        <span className={css.fill} style={{ inlineSize: `${Math.min(100, (length / 18) * 100)}%` }} />
      </span>
      <span aria-live="polite">
        {length === 0
          ? t("password.rule", { min: PASSWORD_MIN })
          : level === "short"
            ? t("password.short", { count: PASSWORD_MIN - length })
            : t(`password.${level}`)}
      </span>
    </div>
  );
}

export function PasswordField<V>({
  form,
  name,
  label,
  hint: given,
  optional,
  strength,
  ...rest
}: Bound<V> & { strength?: boolean } & Omit<ComponentProps<"input">, Own>) {
  const t = useText();
  const [shown, setShown] = useState(false);
  const hint = strength ? <Strength length={Array.from(form.values[name] as string).length} /> : given;
  const { id, faults, control } = bind({ form, name, hint, optional });
  return (
    <FieldFrame {...{ id, label, hint, faults, optional }}>
      <div className={css.password}>
        <input
          {...rest}
          {...control}
          type={shown ? "text" : "password"}
          autoCapitalize="none"
          spellCheck={false}
          className={css.control}
        />
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={t(shown ? "password.hide" : "password.show")}
          aria-controls={id}
          onClick={() => setShown(!shown)}
        />
      </div>
    </FieldFrame>
  );
}

/** What to say of a failure here, where that is more than in general. */
type Told = Partial<Record<FailureType, string>>;

/** Says what failed as a whole: what no field shows. */
export function FormProblem<V extends object>({ form, told }: { form: FormState<V>; told?: Told }) {
  const problemText = useProblemText();
  const faultText = useFaultText();
  const { problem } = form;
  if (!problem) return null;
  const fields = Object.keys(form.values);
  const others = problem.faults.filter((fault) => !fields.includes(fault.pointer.slice(1)));
  if (problem.type === "invalid" && others.length === 0 && problem.faults.length > 0) return null;
  return (
    <Notice tone="bad" alert>
      {problem.type === "invalid" && others.length > 0 ? (
        others.map((fault) => <p key={fault.pointer + fault.code}>{faultText(fault)}</p>)
      ) : (
        <p>{told?.[problem.type] ?? problemText(problem)}</p>
      )}
    </Notice>
  );
}

/** The form itself: fields, what failed, and the button that sends it. */
export function Form<V extends object>({
  form,
  submit,
  children,
  beside,
  told,
  danger,
}: {
  form: FormState<V>;
  told?: Told;
  /** What the button says. */
  submit: string;
  children: ReactNode;
  /** More buttons. */
  beside?: ReactNode;
  /** What it does cannot be undone. */
  danger?: boolean;
}) {
  const element = useRef<HTMLFormElement>(null);
  const { problem } = form;
  // The first field with a fault is where one wants to go on typing.
  useEffect(() => {
    if (problem) element.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [problem]);
  return (
    <form
      ref={element}
      noValidate
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void form.submit();
      }}
    >
      {children}
      <FormProblem form={form} told={told} />
      <div className={css.actions}>
        <Button type="submit" kind={danger ? "danger" : "primary"} working={form.sending}>
          {submit}
        </Button>
        {beside}
      </div>
    </form>
  );
}
