/*
 * A message and its values become a text.  Of ICU's message format this knows
 * {name} and {count, plural, =0 {…} one {…} other {… # …}}, which is all that
 * the catalogues use; the test of the catalogues refuses anything else.
 */
export type Values = Record<string, string | number>;

/** The index of the brace that closes the one at `open`; -1 if none does. */
function closing(message: string, open: number): number {
  let depth = 0;
  for (let i = open; i < message.length; i++) {
    if (message[i] === "{") depth++;
    else if (message[i] === "}" && --depth === 0) return i;
  }
  return -1;
}

/** "one {# task} other {# tasks}" as a map. */
function branches(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  for (;;) {
    const open = text.indexOf("{", at);
    if (open < 0) return found;
    const close = closing(text, open);
    if (close < 0) throw new Error(`unclosed brace in "${text}"`);
    found.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

function plural(rest: string, value: number, values: Values, language: string): string {
  const found = branches(rest);
  const branch =
    found.get(`=${value}`) ?? found.get(new Intl.PluralRules(language).select(value)) ?? found.get("other");
  if (branch === undefined) throw new Error(`no branch "other" in "${rest}"`);
  const number = new Intl.NumberFormat(language).format(value);
  return format(branch.replaceAll("#", number), values, language);
}

export function format(message: string, values: Values, language: string): string {
  let text = "";
  let at = 0;
  for (;;) {
    const open = message.indexOf("{", at);
    if (open < 0) return text + message.slice(at);
    const close = closing(message, open);
    if (close < 0) throw new Error(`unclosed brace in "${message}"`);
    const [name = "", kind, ...rest] = message.slice(open + 1, close).split(",");
    const value = values[name.trim()];
    if (value === undefined) throw new Error(`no value for {${name}} in "${message}"`);
    text += message.slice(at, open);
    text += kind?.trim() === "plural" ? plural(rest.join(","), Number(value), values, language) : String(value);
    at = close + 1;
  }
}
