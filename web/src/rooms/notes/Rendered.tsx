/* A note as it is read. Loaded beside the page: the renderer has its weight. */
import { useDeferredValue, useEffect, useRef } from "react";
import { render, type Words } from "./model/render";
import css from "./Rendered.module.css";

export default function Rendered({ text, words }: { text: string; words: Words }) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useDeferredValue(text);
  useEffect(() => {
    box.current?.replaceChildren(render(shown, words));
  }, [shown, words]);
  return <div ref={box} className={css.text} />;
}
