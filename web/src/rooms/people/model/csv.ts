/*
 * Tables as text (RFC 4180): quoted fields, commas, semicolons or tabs.  The
 * first line names the columns.
 */
import { Unreadable } from "./unreadable";

export interface Table {
  /** Names of the columns in small letters, words joined by "_". */
  columns: string[];
  rows: { line: number; cells: string[] }[];
  /** Lines that say more than there are columns: who knows what belongs where. */
  odd: number[];
}

/** What stands most often in the first line, outside of quotes. */
function separatorOf(text: string): string {
  const first = (/^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (mark: string) => first.split(mark).length;
  return [";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ",");
}

/** Throws Unreadable where a quote has no end: all behind it may belong elsewhere. */
export function parseCsv(given: string): Table {
  const text = given.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const rows: Table["rows"] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  let opened = 0;
  let line = 1;
  let began = 1;
  const endCell = () => {
    cells.push(cell.trim());
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (cells.some((one) => one !== "")) rows.push({ line: began, cells });
    cells = [];
  };
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at);
    if (mark === "\n") line++;
    if (quoted) {
      if (mark !== '"') cell += mark;
      else if (text[at + 1] === '"') cell += text.charAt(++at);
      else quoted = false;
    } else if (mark === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
      opened = line;
    } else if (mark === separator) endCell();
    else if (mark === "\n") {
      endRow();
      began = line;
    } else if (mark !== "\r") cell += mark;
  }
  if (quoted) throw new Unreadable("a quote has no end", opened);
  endRow();
  const columns = (rows.shift()?.cells ?? []).map((name) => name.toLowerCase().replace(/[\s.-]+/g, "_"));
  const fits = ({ cells: of }: Table["rows"][number]) => of.slice(columns.length).every((one) => one === "");
  return { columns, rows: rows.filter(fits), odd: rows.filter((row) => !fits(row)).map((row) => row.line) };
}

/** Finds the column that bears the first of the names that there is: its place, or -1. */
export function columnOf({ columns }: Table, ...names: string[]) {
  const name = names.find((one) => columns.includes(one));
  return name === undefined ? -1 : columns.indexOf(name);
}
