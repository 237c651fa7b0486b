/*
 * "Hello World!" on the front page and on the room's own.  An organiser
 * changes the word where it stands.  The word is text, whatever is in it.
 */
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useMe } from "@/api/query";
import { useText } from "@/text/text";
import { Button, IconButton } from "@/ui/Button";
import { controlLook } from "@/ui/Field";
import { useForm } from "@/ui/form";
import { useFaultText, useProblemText } from "@/ui/problems";
import { toast } from "@/ui/toast";
import type messages from "./en.json";
import { greetingQuery, setWord } from "./queries";
import css from "./Sign.module.css";

function Edit({ word, onClose }: { word: string; onClose: () => void }) {
  const t = useText<typeof messages>("greeting");
  const shell = useText();
  const client = useQueryClient();
  const problemText = useProblemText();
  const faultText = useFaultText();
  const form = useForm({ word }, async (values, { idempotencyKey }) => {
    await setWord(values.word, idempotencyKey);
    await client.invalidateQueries({ queryKey: ["greeting"] });
    toast(t("changed"));
    onClose();
  });
  const { problem } = form;
  // The body is the word itself, so whatever is wrong is wrong with it.
  const told = problem && (problem.faults.length > 0 ? problem.faults.map(faultText) : [problemText(problem)]);
  const [before = "", after = ""] = t("hello", { word: "\n" }).split("\n");
  return (
    <form
      noValidate
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void form.submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className={css.line}>
        <span aria-hidden="true">{before}</span>
        <input
          type="text"
          className={controlLook}
          aria-label={t("word")}
          aria-invalid={told !== null || undefined}
          aria-describedby={told ? `${form.id}-told` : undefined}
          value={form.values.word}
          onChange={(event) => form.set("word", event.target.value)}
          onFocus={(event) => event.target.select()}
          autoComplete="off"
          autoFocus
        />
        <span aria-hidden="true">{after}</span>
      </div>
      {told && (
        <ul id={`${form.id}-told`} role="alert" className={css.told}>
          {told.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <div className={css.actions}>
        <Button type="submit" kind="primary" small working={form.sending}>
          {t("save")}
        </Button>
        <Button small onClick={onClose}>
          {shell("dialog.cancel")}
        </Button>
      </div>
    </form>
  );
}

export default function Sign() {
  const t = useText<typeof messages>("greeting");
  const me = useMe();
  const {
    data: { word },
  } = useSuspenseQuery(greetingQuery);
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);
  useEffect(() => {
    // Back to where one came from, once it is there again.
    if (edited.current && !editing) pencil.current?.focus();
    edited.current = editing;
  }, [editing]);
  if (editing)
    return (
      <div className={css.sign}>
        <Edit word={word} onClose={() => setEditing(false)} />
      </div>
    );
  return (
    <div className={css.sign}>
      <p className={css.hello} aria-live="polite">
        {t("hello", { word })}
      </p>
      {me?.role === "organiser" && (
        <IconButton ref={pencil} icon={Pencil} label={t("edit")} className={css.edit} onClick={() => setEditing(true)} />
      )}
    </div>
  );
}
