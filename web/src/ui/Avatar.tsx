import css from "./Avatar.module.css";

const HUES = 8;

/** The same for the same handle, everywhere and always. */
function hueOf(handle: string): number {
  let sum = 0;
  for (const char of handle) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum % HUES;
}

const firstOf = (word: string) => String.fromCodePoint(word.codePointAt(0) ?? 0x20);

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word = "") => firstOf(word)).join("").toUpperCase();
}

interface Props {
  handle: string;
  name?: string;
  size?: "s" | "m" | "l";
}

/** A member as a coloured disc; the name stands beside it or in a label. */
export function Avatar({ handle, name = handle, size = "m" }: Props) {
  return (
    <span className={css.avatar} data-hue={hueOf(handle)} data-size={size} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
