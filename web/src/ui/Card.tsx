import type { ReactNode } from "react";
import css from "./Card.module.css";

interface Props {
  title?: string;
  /** In the line of the title, at its end. */
  actions?: ReactNode;
  hint?: ReactNode;
  children?: ReactNode;
}

/** A part of a page on a surface of its own. */
export function Card({ title, actions, hint, children }: Props) {
  return (
    <section className={css.card}>
      {(title ?? actions) && (
        <header className={css.header}>
          {title && <h2>{title}</h2>}
          {actions}
        </header>
      )}
      {hint && <p className={css.hint}>{hint}</p>}
      {children}
    </section>
  );
}
