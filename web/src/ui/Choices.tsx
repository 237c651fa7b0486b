import { useId, type ReactNode } from "react";
import css from "./Choices.module.css";

interface Props<T extends string> {
  legend: ReactNode;
  /** What each is called; in the order in which they stand. */
  choices: readonly (readonly [T, ReactNode])[];
  value: T;
  onChoose: (value: T) => void;
  /** Short ones stand beside each other. */
  across?: boolean;
}

/** One of a few, all of which are to be seen. */
export function Choices<T extends string>({ legend, choices, value, onChoose, across }: Props<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend className={css.legend}>{legend}</legend>
      <div className={across ? css.across : css.choices}>
        {choices.map(([one, label]) => (
          <label key={one} className={css.choice}>
            <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChoose(one)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
