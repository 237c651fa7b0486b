/* Buttons for what one does not want to remember, or cannot type on a phone. */
import type { EditorView } from "@codemirror/view";
import { Bold, Code, Heading, Italic, Link2, List, ListChecks, Quote, Redo2, Undo2, type LucideIcon } from "lucide-react";
import type { RefObject } from "react";
import { IconButton } from "@/ui/Button";
import css from "./Editor.module.css";
import { around, begin, type Edit, link } from "./model/format";
import { useNotesText } from "./useNotesText";

type Act = (doc: string, from: number, to: number) => Edit;

const marking = (mark: string): Act => (doc, from, to) => around(doc, from, to, mark);
const beginning = (mark: string): Act => (doc, from, to) => begin(doc, from, to, mark);

const acts = [
  { key: "format.bold", icon: Bold, act: marking("**") },
  { key: "format.italic", icon: Italic, act: marking("*") },
  { key: "format.heading", icon: Heading, act: beginning("## ") },
  { key: "format.list", icon: List, act: beginning("- ") },
  { key: "format.check", icon: ListChecks, act: beginning("- [ ] ") },
  { key: "format.quote", icon: Quote, act: beginning("> ") },
  { key: "format.code", icon: Code, act: marking("`") },
  { key: "format.link", icon: Link2, act: link },
] as const satisfies { key: string; icon: LucideIcon; act: Act }[];

interface Props {
  view: RefObject<EditorView | null>;
  undo: (view: EditorView) => boolean;
  redo: (view: EditorView) => boolean;
}

export function Toolbar({ view, undo, redo }: Props) {
  const t = useNotesText();
  const run = (act: Act) => {
    const editor = view.current;
    if (!editor) return;
    const { from, to } = editor.state.selection.main;
    const { anchor, head, ...changes } = act(editor.state.doc.toString(), from, to);
    editor.dispatch({ changes, selection: { anchor, head }, scrollIntoView: true, userEvent: "input.format" });
    editor.focus();
  };
  const step = (act: (view: EditorView) => boolean) => {
    if (!view.current) return;
    act(view.current);
    view.current.focus();
  };
  // The selection, and on a phone the keyboard, stay where they are.
  const stay = (event: { preventDefault: () => void }) => event.preventDefault();
  return (
    <div role="group" aria-label={t("format")} className={css.toolbar} onMouseDown={stay}>
      {acts.map(({ key, icon, act }) => (
        <IconButton key={key} icon={icon} size={18} label={t(key)} onClick={() => run(act)} />
      ))}
      <IconButton icon={Undo2} size={18} label={t("format.undo")} onClick={() => step(undo)} />
      <IconButton icon={Redo2} size={18} label={t("format.redo")} onClick={() => step(redo)} />
    </div>
  );
}
