const SHOWN = 20;

/** "2, 5, 9", and "…" where there are more. */
export const firstOf = (lines: readonly number[]) => lines.slice(0, SHOWN).join(", ") + (lines.length > SHOWN ? " …" : "");
