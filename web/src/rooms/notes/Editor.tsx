/*
 * The editor: CodeMirror for Markdown.  It stands in a shadow root, where its
 * styles are adopted sheets: in the document itself they would be <style>
 * elements, which the content security policy forbids.
 */
import { defaultKeymap, history, historyKeymap, redo, undo } from "@codemirror/commands";
import { markdown, markdownKeymap, markdownLanguage } from "@codemirror/lang-markdown";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Transaction } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import css from "./Editor.module.css";
import type { Saver } from "./model/saver";
import { Toolbar } from "./Toolbar";
import { useNotesText } from "./useNotesText";

const looks = EditorView.theme({
  "&": { color: "var(--ink)", fontSize: "1.0625rem", minHeight: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--text)", lineHeight: "1.6", overflow: "visible" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--ink)", minHeight: "18rem" },
  ".cm-line": { padding: "0 1rem" },
  ".cm-placeholder": { color: "var(--ink-soft)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--velvet-soft)",
  },
});

const heading = { fontFamily: "var(--display)", fontWeight: "700" };

const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading1, ...heading, fontSize: "1.35em" },
    { tag: tags.heading2, ...heading, fontSize: "1.2em" },
    { tag: tags.heading, ...heading },
    { tag: tags.strong, fontWeight: "700" },
    { tag: tags.emphasis, fontStyle: "italic" },
    { tag: tags.strikethrough, textDecoration: "line-through" },
    { tag: tags.monospace, fontFamily: "var(--mono)", fontSize: "0.92em" },
    { tag: [tags.link, tags.url], color: "var(--velvet-ink)" },
    { tag: tags.quote, color: "var(--ink-soft)" },
    { tag: [tags.processingInstruction, tags.meta, tags.contentSeparator], color: "var(--ink-soft)" },
  ]),
);

interface Props {
  saver: Saver;
  round: number;
  autoFocus: boolean;
}

export default function Editor({ saver, round, autoFocus }: Props) {
  const t = useNotesText();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const label = t("text");
  const hint = t("text.hint");

  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: saver.mine.text,
        extensions: [
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          EditorState.allowMultipleSelections.of(false),
          markdown({ base: markdownLanguage, addKeymap: false, pasteURLAsLink: true }),
          keymap.of([...markdownKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({
            "aria-label": label,
            spellcheck: "true",
            autocorrect: "on",
            autocapitalize: "sentences",
          }),
          placeholder(hint),
          looks,
          colours,
          EditorView.updateListener.of(({ docChanged, transactions, state }) => {
            if (docChanged && !transactions.some((one) => one.annotation(Transaction.remote)))
              saver.edit({ text: state.doc.toString() });
          }),
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [saver, label, hint]);

  useEffect(() => {
    if (autoFocus) view.current?.focus();
  }, [autoFocus]);

  // Somebody else's version, or the other side of a dispute, takes its place.
  useEffect(() => {
    const { current } = view;
    const text = saver.mine.text;
    if (!current || current.state.doc.toString() === text) return;
    current.dispatch({
      changes: { from: 0, to: current.state.doc.length, insert: text },
      annotations: Transaction.remote.of(true),
    });
  }, [saver, round]);

  useEffect(() => {
    const element = host.current;
    // The shell's keys look at what was typed in; from outside the shadow it
    // is this element, which nobody takes for a field.
    const keep = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    };
    element?.addEventListener("keydown", keep);
    return () => element?.removeEventListener("keydown", keep);
  }, []);

  return (
    <div className={css.editor}>
      <Toolbar view={view} undo={undo} redo={redo} />
      <div ref={host} className={css.host} onClick={() => view.current?.focus()} />
    </div>
  );
}
