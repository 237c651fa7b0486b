import type { ReactNode } from "react";
import css from "./Notice.module.css";

interface Props {
  /** What went wrong, what has to be known or decided, or what is merely said. */
  tone: "bad" | "lamp" | "plain";
  /** It is read out as soon as it is there. */
  alert?: boolean;
  /** Buttons behind it. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Stands out of the page or form that it is in. */
export function Notice({ tone, alert, actions, children }: Props) {
  return (
    <div role={alert ? "alert" : undefined} className={css.notice} data-tone={tone}>
      <div className={css.text}>{children}</div>
      {actions}
    </div>
  );
}
