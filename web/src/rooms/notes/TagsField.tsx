import { useId, useState } from "react";
import { tagsFrom } from "./model/note";
import css from "./NotePage.module.css";
import { useNotesText } from "./useNotesText";

interface Props {
  tags: string[];
  onChange: (tags: string[]) => void;
}

/** Tags as words with commas between; taken when the field is left. */
export function TagsField({ tags, onChange }: Props) {
  const t = useNotesText();
  const id = useId();
  const joined = tags.join(", ");
  const [text, setText] = useState(joined);
  const [known, setKnown] = useState(joined);
  if (known !== joined) {
    setKnown(joined);
    setText(joined);
  }
  const take = () => {
    const next = tagsFrom(text);
    setText(next.join(", "));
    if (next.join() !== tags.join()) onChange(next);
  };
  return (
    <div className={css.field}>
      <label htmlFor={id}>{t("tags")}</label>
      <input
        id={id}
        type="text"
        value={text}
        placeholder={t("tags.hint")}
        autoComplete="off"
        autoCapitalize="none"
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === "Enter") take();
        }}
      />
    </div>
  );
}
