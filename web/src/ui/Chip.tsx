import type { ReactNode } from "react";
import css from "./Chip.module.css";

/** A word beside a name that says what state it is in. */
export function Chip({ tone, children }: { tone?: "good" | "lamp" | "bad"; children: ReactNode }) {
  return (
    <span className={css.chip} data-tone={tone}>
      {children}
    </span>
  );
}
