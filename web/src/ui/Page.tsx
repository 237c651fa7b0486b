/*
 * A page: its heading, its title in the window, and the focus on arrival, so
 * that a screen reader says where one is and the keyboard goes on from there.
 */
import { useEffect, useRef, type ReactNode } from "react";
import { useConfig } from "@/api/query";
import css from "./Page.module.css";

// The browser itself tells of the page that was loaded first.
let arrivals = 0;

interface Props {
  title: string;
  /** In the line of the heading, at its end. */
  actions?: ReactNode;
  children: ReactNode;
  /** As wide as the window; else as wide as one reads with ease. */
  wide?: boolean;
  /** The heading is for screen readers only. */
  bare?: boolean;
}

export function Page({ title, actions, children, wide, bare }: Props) {
  const { community } = useConfig();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === community ? title : `${title} · ${community}`;
  }, [title, community]);
  useEffect(() => {
    // A field that took the focus by itself is where one wants to be.
    const elsewhere = document.activeElement !== document.body && document.activeElement?.matches("main *");
    if (arrivals++ > 0 && !elsewhere) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={wide ? css.wide : css.page}>
      <header className={bare ? "visually-hidden" : css.header}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
