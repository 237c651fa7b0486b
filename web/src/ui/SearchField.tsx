import { Search } from "lucide-react";
import type { Ref } from "react";
import css from "./SearchField.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** What is searched for in a list. When to ask for it is the page's to say. */
export function SearchField({ label, value, onChange, ref }: Props) {
  return (
    <div className={css.search}>
      <Search size={18} aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
    </div>
  );
}
