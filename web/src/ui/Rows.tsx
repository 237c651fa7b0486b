/* A list of things, each with what can be done to it at the end of its line. */
import type { ReactNode } from "react";
import css from "./Rows.module.css";

export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className={css.rows}>
      {children}
    </ul>
  );
}

export function Row({ title, text, children }: { title: ReactNode; text: ReactNode; children?: ReactNode }) {
  return (
    <li className={css.row}>
      <div className={css.what}>
        <strong>{title}</strong>
        <span>{text}</span>
      </div>
      {children}
    </li>
  );
}
