/* One note in the list. */
import { Ellipsis, Folder, Pin, PinOff, Trash2 } from "lucide-react";
import { memo } from "react";
import { Link } from "wouter";
import type { NoteSummary, Pad } from "@/api/types";
import { useDates } from "@/text/text";
import { Chip } from "@/ui/Chip";
import { Menu } from "@/ui/Menu";
import { useNoteActions } from "./actions";
import css from "./NotesList.module.css";
import { pieces } from "./model/marked";
import { useNotesText } from "./useNotesText";

function Excerpt({ note }: { note: NoteSummary }) {
  if (note.highlight)
    return (
      <span className={css.excerpt}>
        {pieces(note.highlight).map(({ text, found }, at) => (found ? <mark key={at}>{text}</mark> : text))}
      </span>
    );
  return note.excerpt ? <span className={css.excerpt}>{note.excerpt}</span> : null;
}

interface Props {
  note: NoteSummary;
  pads: readonly Pad[];
  /** Where the list is of one pad, its name is not told again. */
  showPad: boolean;
}

export const NoteRow = memo(function NoteRow({ note, pads, showPad }: Props) {
  const t = useNotesText();
  const { relative, dateTime } = useDates();
  const { change, remove } = useNoteActions();
  const { id, name, pinned, tags, pad_id, updated_at } = note;
  const pad = showPad ? pads.find((one) => one.id === pad_id) : undefined;
  const moves = [
    { id: "pad.none", label: t("pad.none"), checked: pad_id === null, run: () => void change(note, { pad_id: null }) },
    ...pads.map((one) => ({
      id: `pad.${one.id}`,
      label: one.name,
      checked: one.id === pad_id,
      run: () => void change(note, { pad_id: one.id }),
    })),
  ];
  return (
    <tr className={css.row} data-note={id}>
      <td className={css.what}>
        <Link to={`/notes/${id}`} className={css.link}>
          {pinned && <Pin size={15} aria-label={t("pinned")} />}
          <span>{name}</span>
        </Link>
        <Excerpt note={note} />
        {(pad ?? tags.length > 0) && (
          <span className={css.marks}>
            {pad && (
              <span className={css.pad}>
                <Folder size={14} aria-hidden="true" />
                {pad.name}
              </span>
            )}
            {tags.map((tag) => (
              <Chip key={tag}>#{tag}</Chip>
            ))}
          </span>
        )}
      </td>
      <td className={css.when}>
        <time dateTime={updated_at} title={dateTime(updated_at)}>
          {relative(updated_at)}
        </time>
      </td>
      <td className={css.more}>
        <Menu
          label={t("more.of", { name })}
          groups={[
            {
              id: "do",
              items: [
                pinned
                  ? { id: "pin", label: t("unpin"), icon: PinOff, run: () => void change(note, { pinned: false }) }
                  : { id: "pin", label: t("pin"), icon: Pin, run: () => void change(note, { pinned: true }) },
                { id: "remove", label: t("remove"), icon: Trash2, danger: true, run: () => void remove(note) },
              ],
            },
            ...(pads.length > 0 ? [{ id: "move", label: t("move"), items: moves }] : []),
          ]}
        >
          <Ellipsis size={20} aria-hidden="true" />
        </Menu>
      </td>
    </tr>
  );
});
