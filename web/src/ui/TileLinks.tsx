/* What a room shows of itself in the lobby, as short lines that lead there. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import css from "./TileLinks.module.css";

export function TileLinks({ children }: { children: ReactNode }) {
  return <ul className={css.list}>{children}</ul>;
}

interface Props {
  to: string;
  /** Before the name. */
  icon?: ReactNode;
  children: ReactNode;
  /** After it, in small. */
  aside?: ReactNode;
}

export function TileLink({ to, icon, children, aside }: Props) {
  return (
    <li>
      <Link to={to} className={css.link}>
        {icon}
        <span className={css.name}>{children}</span>
        {aside}
      </Link>
    </li>
  );
}

/** The last of them: to more, or to something new. */
export function TileMore({ to, icon, children }: Omit<Props, "aside">) {
  return (
    <li>
      <Link to={to} className={`${css.link} ${css.more}`}>
        {icon}
        {children}
      </Link>
    </li>
  );
}
