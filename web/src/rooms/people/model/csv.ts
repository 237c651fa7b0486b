/*
 * Tables as text (RFC 4180): quoted fields, commas, semicolons or tabs.  The
 * first line names the columns.
 */

export interface Table {
  /** Names of the columns in small letters, words joined by "_". */
  columns: string[];
  rows: { line: number; cells: string[] }[];
}

/** What stands most often in the first line, outside of quotes. */
function separatorOf(text: string): string {
  const first = (/^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const count = (mark: string) => first.split(mark).length;
  return [";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ",");
}

export function parseCsv(given: string): Table {
  const text = given.replace(/^\uFEFF/, "");
  const separator = separatorOf(text);
  const rows: Table["rows"] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
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
    } else if (mark === separator) endCell();
    else if (mark === "\n") {
      endRow();
      began = line;
    } else if (mark !== "\r") cell += mark;
  }
  endRow();
  const columns = (rows.shift()?.cells ?? []).map((name) => name.toLowerCase().replace(/[\s.-]+/g, "_"));
  return { columns, rows };
}

/** Finds the column that bears one of the names: its place, or -1. */
export const columnOf = ({ columns }: Table, ...names: string[]) =>
  columns.findIndex((column) => names.includes(column));
