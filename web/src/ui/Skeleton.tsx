import css from "./Skeleton.module.css";

interface Props {
  /** How many lines, cards or rows are about to come. */
  count?: number;
  shape?: "line" | "card" | "row";
}

/** Where something is about to stand. */
export function Skeleton({ count = 1, shape = "line" }: Props) {
  return (
    <span className={css.group} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <span key={i} className={css.bone} data-shape={shape} />
      ))}
    </span>
  );
}
