/* The frame of the pages around signing in: a door, and a form beside it. */
import type { ReactNode } from "react";
import { Page } from "@/ui/Page";
import { Doorway } from "./Doorway";
import css from "./Guest.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** Below the form: other ways. */
  after?: ReactNode;
}

export function Guest({ title, lead, children, after }: Props) {
  return (
    <div className={css.guest}>
      <div className={css.picture}>
        <Doorway />
      </div>
      <div className={css.card}>
        <Page title={title}>
          {lead && <p className={css.lead}>{lead}</p>}
          {children}
          {after && <div className={css.after}>{after}</div>}
        </Page>
      </div>
    </div>
  );
}
