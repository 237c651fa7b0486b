import type { LucideIcon } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";
import css from "./Button.module.css";

type Kind = "primary" | "plain" | "quiet" | "danger";

interface Looks {
  kind?: Kind;
  small?: boolean;
  icon?: LucideIcon;
  children: ReactNode;
}

const classes = (kind: Kind, small: boolean | undefined, more?: string) =>
  [css.button, css[kind], small && css.small, more].filter(Boolean).join(" ");

/** Working says that it is at it, and swallows presses meanwhile. */
export function Button({
  kind = "plain",
  small,
  icon: Icon,
  working = false,
  children,
  className,
  onClick,
  ...rest
}: Looks & { working?: boolean } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      {...rest}
      data-danger={kind === "danger" || undefined}
      className={classes(kind, small, className)}
      aria-disabled={working || undefined}
      onClick={working ? (event) => event.preventDefault() : onClick}
    >
      {working ? <span className={css.spinner} aria-hidden="true" /> : Icon && <Icon size={18} aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ kind = "plain", small, icon: Icon, children, to }: Looks & { to: string }) {
  return (
    <Link to={to} className={classes(kind, small)}>
      {Icon && <Icon size={18} aria-hidden="true" />}
      {children}
    </Link>
  );
}

/** A button that shows an icon only; the label is its name. */
export function IconButton({
  icon: Icon,
  label,
  size = 20,
  className,
  ...rest
}: { icon: LucideIcon; label: string; size?: number } & Omit<ComponentProps<"button">, "children">) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={[css.icon, className].filter(Boolean).join(" ")}
    >
      <Icon size={size} aria-hidden="true" />
    </button>
  );
}
