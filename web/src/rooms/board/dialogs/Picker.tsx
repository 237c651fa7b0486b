/*
 * A list to choose from, narrowed down by typing: a combobox whose list is
 * always open, as the WAI-ARIA authors describe it.  The focus stays in the
 * field; arrows go through the list.
 */
import { Check, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { autofocus } from "./autofocus";
import css from "./Picker.module.css";

export interface Option {
  id: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
}

interface Props {
  label: string;
  options: Option[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  text: string;
  onText: (text: string) => void;
  /** What stands there when nothing matches. */
  empty: string;
  autoFocus?: boolean;
}

export function Picker({ label, options, chosen, onChoose, text, onText, empty, autoFocus }: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const current = Math.min(at, options.length - 1);
  const idOf = (index: number) => `${id}-${index}`;

  // It may open with its dialog, or in one that is open.
  const attach = useCallback(
    (element: HTMLInputElement | null) => {
      if (!autoFocus) return;
      autofocus(element);
      element?.focus();
    },
    [autoFocus],
  );
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const press = (event: KeyboardEvent) => {
    const last = options.length - 1;
    if (event.key === "ArrowDown") setAt(current >= last ? 0 : current + 1);
    else if (event.key === "ArrowUp") setAt(current <= 0 ? last : current - 1);
    else if (event.key === "Enter") {
      const option = options[current];
      if (option) onChoose(option.id);
    } else return;
    event.preventDefault();
  };

  return (
    <div className={css.picker}>
      <div className={css.search}>
        <Search size={16} aria-hidden="true" />
        <input
          ref={attach}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={options.length ? idOf(current) : undefined}
          autoComplete="off"
          placeholder={label}
          value={text}
          onChange={(event) => {
            onText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </div>
      <ul ref={list} id={id} role="listbox" aria-label={label} className={css.list}>
        {options.map((option, index) => (
          <li
            key={option.id}
            id={idOf(index)}
            role="option"
            aria-selected={option.id === chosen}
            className={css.option}
            data-current={index === current || undefined}
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(option.id)}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
          >
            {option.icon}
            <span className={css.label}>{option.label}</span>
            {option.hint && <span className={css.hint}>{option.hint}</span>}
            {option.id === chosen && <Check size={16} aria-hidden="true" />}
          </li>
        ))}
      </ul>
      <p role="status" className={options.length ? "visually-hidden" : css.empty}>
        {options.length ? "" : empty}
      </p>
    </div>
  );
}
