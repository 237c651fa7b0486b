import { type ReactNode, useId } from "react";
import { autofocus } from "./autofocus";
import css from "./Radios.module.css";

interface Props<T extends string> {
  legend: string;
  values: readonly T[];
  value: T;
  onChange: (value: T) => void;
  label: (value: T) => ReactNode;
  autoFocus?: boolean;
}

/** A row of choices, one of which is taken. */
export function Radios<T extends string>({ legend, values, value, onChange, label, autoFocus }: Props<T>) {
  const name = useId();
  return (
    <fieldset className={css.radios}>
      <legend>{legend}</legend>
      <div className={css.row} data-count={values.length}>
        {values.map((one) => (
          <label key={one} className={css.radio}>
            <input
              type="radio"
              name={name}
              value={one}
              checked={one === value}
              onChange={() => onChange(one)}
              ref={autoFocus && one === value ? autofocus : undefined}
            />
            <span>{label(one)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
