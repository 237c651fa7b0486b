import css from "./Logo.module.css";

/** The open door, with the lamp's light falling out of it. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect className={css.wall} width="32" height="32" rx="9" />
      <path className={css.light} d="M10 23V14a6 6 0 0 1 12 0v9l4 5H6z" />
      <path className={css.door} d="M10 23V14a6 6 0 0 1 6-6v12.6z" />
    </svg>
  );
}
