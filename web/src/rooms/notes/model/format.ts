/*
 * What the buttons above the editor do, on plain text and a selection, so
 * that it can be told without an editor.
 */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  /** What is selected afterwards. */
  anchor: number;
  head: number;
}

/** Puts marks around what is selected, or takes them away. */
export function around(doc: string, from: number, to: number, mark: string): Edit {
  const size = mark.length;
  const inside = doc.slice(from, to);
  if (doc.slice(from - size, from) === mark && doc.slice(to, to + size) === mark && from >= size)
    return { from: from - size, to: to + size, insert: inside, anchor: from - size, head: to - size };
  return { from, to, insert: mark + inside + mark, anchor: from + size, head: to + size };
}

/** Begins each line of the selection with a mark, or takes it away. */
export function begin(doc: string, from: number, to: number, mark: string): Edit {
  const start = doc.lastIndexOf("\n", from - 1) + 1;
  const next = doc.indexOf("\n", to);
  const end = next < 0 ? doc.length : next;
  const lines = doc.slice(start, end).split("\n");
  const all = lines.every((line) => line.startsWith(mark));
  const changed = lines.map((line) => (all ? line.slice(mark.length) : line.startsWith(mark) ? line : mark + line));
  const insert = changed.join("\n");
  if (lines.length > 1) return { from: start, to: end, insert, anchor: start, head: start + insert.length };
  const by = insert.length - (end - start);
  return { from: start, to: end, insert, anchor: Math.max(start, from + by), head: Math.max(start, to + by) };
}

/** Makes a link of what is selected; its address is what is typed next. */
export function link(doc: string, from: number, to: number): Edit {
  const text = doc.slice(from, to);
  const address = "https://";
  const isAddress = /^https?:\/\/\S+$/.test(text);
  const insert = isAddress ? `[](${text})` : `[${text}](${address})`;
  const at = isAddress || text === "" ? from + 1 : from + text.length + 3;
  return { from, to, insert, anchor: at, head: isAddress || text === "" ? at : at + address.length };
}
