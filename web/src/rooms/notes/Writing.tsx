/* A note as it is written: its name, where it belongs, and the editor. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useId, useState } from "react";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { lengthOf, NAME_MAX, nameFrom, TEXT_MAX } from "./model/note";
import type { Saver } from "./model/saver";
import css from "./NotePage.module.css";
import { padsQuery } from "./queries";
import { preloadReading } from "./Reading";
import { TagsField } from "./TagsField";
import { useNotesText } from "./useNotesText";
import { useSaverState } from "./useSaver";

const Editor = lazy(() => import("./Editor"));
const loadDispute = () => import("./DisputeDialog");
const DisputeDialog = lazy(loadDispute);

function Trouble({ saver }: { saver: Saver }) {
  const t = useNotesText();
  const { phase, theirs } = useSaverState(saver);
  const [looking, setLooking] = useState(false);
  if (phase === "gone")
    return (
      <div role="alert" className={css.trouble}>
        <p>{t("gone.text")}</p>
        <Button onClick={() => saver.startAnew()}>{t("gone.anew")}</Button>
      </div>
    );
  if (phase !== "dispute" || !theirs) return null;
  return (
    <div role="alert" className={css.trouble}>
      <p>{t("dispute.told")}</p>
      <Button kind="primary" onClick={() => setLooking(true)}>
        {t("dispute.look")}
      </Button>
      {looking && (
        <Suspense>
          <DisputeDialog saver={saver} theirs={theirs} onClose={() => setLooking(false)} />
        </Suspense>
      )}
    </div>
  );
}

/** Told only when the end is near. */
function Room({ text }: { text: string }) {
  const t = useNotesText();
  const left = text.length < TEXT_MAX * 0.9 ? null : TEXT_MAX - lengthOf(text);
  if (left === null || left > TEXT_MAX * 0.1) return null;
  return (
    <p className={left < 0 ? css.over : css.room} role={left < 0 ? "alert" : undefined}>
      {left < 0 ? t("text.over", { count: -left }) : t("text.left", { count: left })}
    </p>
  );
}

export function Writing({ saver, isNew }: { saver: Saver; isNew: boolean }) {
  const t = useNotesText();
  const id = useId();
  const { round } = useSaverState(saver);
  const { data: pads = [] } = useQuery(padsQuery);
  const [, again] = useState(0);
  useEffect(() => {
    // What writing leads to; it must be there when the connection is not.
    preloadReading();
    loadDispute().catch(() => undefined);
  }, []);
  const { name, text, pad_id, tags } = saver.mine;
  const over = Array.from(name.trim()).length > NAME_MAX;
  const edit = (change: Parameters<Saver["edit"]>[0]) => {
    saver.edit(change);
    again((n) => n + 1);
  };
  return (
    <div className={css.writing}>
      <Trouble saver={saver} />
      <input
        type="text"
        className={css.name}
        aria-label={t("name")}
        aria-invalid={over || undefined}
        aria-describedby={over ? `${id}-over` : undefined}
        placeholder={nameFrom(text) || t("name")}
        value={name}
        autoComplete="off"
        onChange={(event) => edit({ name: event.target.value })}
      />
      {over && (
        <p id={`${id}-over`} className={css.over}>
          {t("name.over", { max: NAME_MAX })}
        </p>
      )}
      <div className={css.fields}>
        <div className={css.field}>
          <label htmlFor={`${id}-pad`}>{t("pad")}</label>
          <select
            id={`${id}-pad`}
            value={pad_id ?? ""}
            onChange={(event) => edit({ pad_id: event.target.value === "" ? null : Number(event.target.value) })}
          >
            <option value="">{t("pad.none")}</option>
            {pads.map((pad) => (
              <option key={pad.id} value={pad.id}>
                {pad.name}
              </option>
            ))}
          </select>
        </div>
        <TagsField tags={tags} onChange={(next) => edit({ tags: next })} />
      </div>
      <Suspense fallback={<Skeleton count={6} />}>
        <Editor saver={saver} round={round} autoFocus={isNew} />
      </Suspense>
      <Room text={text} />
    </div>
  );
}
