/* What a note is called as a file: a name that every system can unpack. */
import { NAME_MAX } from "./note";

// eslint-disable-next-line no-control-regex -- they are what is to be taken out
const FORBIDDEN = /[/\\:*?"<>|\u0000-\u001f\u007f]+/g;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const BYTES = 200;

/** A part of a path: neither empty, nor hidden, nor reserved, nor too long. */
export function partOf(name: string): string {
  let part = name.normalize("NFC").replace(FORBIDDEN, "-").replace(/^\.+/, "").replace(/[. ]+$/, "").trim();
  if (RESERVED.test(part)) part += "-";
  // A file's name has 255 bytes at most, its ending among them.
  let chars = Array.from(part).slice(0, NAME_MAX);
  while (new TextEncoder().encode(chars.join("")).length > BYTES) chars = chars.slice(0, -1);
  return chars.join("").trim() || "-";
}

interface Named {
  name: string;
  pad_id: number | null;
}

/** The path of each note, none twice, also where case does not count. */
export function fileNames(pads: ReadonlyMap<number, string>): (note: Named) => string {
  const taken = new Set<string>();
  const free = (path: (suffix: string) => string): string => {
    for (let n = 1; ; n++) {
      const found = path(n === 1 ? "" : ` (${n})`);
      if (taken.has(found.toLowerCase())) continue;
      taken.add(found.toLowerCase());
      return found;
    }
  };
  const folders = new Map([...pads].map(([id, name]) => [id, free((suffix) => partOf(name) + suffix)]));
  return ({ name, pad_id }) => {
    const folder = pad_id === null ? undefined : folders.get(pad_id);
    return free((suffix) => `${folder === undefined ? "" : `${folder}/`}${partOf(name)}${suffix}.md`);
  };
}
