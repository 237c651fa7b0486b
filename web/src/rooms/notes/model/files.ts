/*
 * Files that are to become notes: what each is called, which pad it goes
 * into, and why some are not taken.  A folder is a pad; what lies deeper goes
 * into the pad of its path.
 */
import { unzipSync } from "fflate";
import { lengthOf, NAME_MAX, TEXT_MAX } from "./note";

export interface Source {
  /** With slashes, without a first one. */
  path: string;
  size: number;
  read: () => Promise<Uint8Array>;
}

/** Why a file became no note. */
export type Reason = "kind" | "large" | "encoding" | "zip" | "nul" | "refused";

export interface Skipped {
  path: string;
  reason: Reason;
  /** What the server said, where it did. */
  detail?: string;
}

export interface Plan {
  path: string;
  name: string;
  /** The name of the pad; null for none. */
  pad: string | null;
  text: string;
}

/** No text of the longest note is longer in UTF-8. */
const BYTES_MAX = 4 * TEXT_MAX + 3;

const isMarkdown = (path: string) => /\.(md|markdown|mdown)$/i.test(path);
const isZip = (path: string) => /\.zip$/i.test(path);

/** What systems leave in folders and archives without anybody's wish. */
const isLitter = (path: string) => /(^|\/)(__MACOSX\/|\.[^/]*($|\/)|Thumbs\.db$|desktop\.ini$)/i.test(path);

const clip = (text: string) => Array.from(text).slice(0, NAME_MAX).join("").trim();
const tidy = (text: string) => clip(text.normalize("NFC").replace(/[\p{Cc}\p{Cf}]+/gu, " ").replace(/\s+/g, " ").trim());

/** Of "work/plans/next.md": the note `next' in the pad `work / plans'. */
export function placeOf(path: string): { name: string; pad: string | null } {
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  const file = parts.pop() ?? "";
  const pad = tidy(parts.join(" / "));
  return { name: tidy(file.replace(/\.[^.]*$/, "")) || tidy(file), pad: pad || null };
}

/**
 * Files that were chosen as one folder share its name, which is no pad then:
 * an export that was unpacked comes back as it was.
 */
export function withoutCommonFolder(paths: string[]): string[] {
  const first = paths[0]?.split("/")[0] ?? "";
  const shared = first !== "" && paths.every((path) => path.startsWith(`${first}/`));
  return shared ? paths.map((path) => path.slice(first.length + 1)) : paths;
}

function unpack(path: string, bytes: Uint8Array, skipped: Skipped[]): Source[] {
  const tooLarge = new Set<string>();
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (name.endsWith("/") || isLitter(name)) return false;
        if (!isMarkdown(name)) skipped.push({ path: name, reason: "kind" });
        else if (originalSize > BYTES_MAX) tooLarge.add(name);
        else return true;
        return false;
      },
    });
    for (const name of tooLarge) skipped.push({ path: name, reason: "large" });
    return Object.entries(files).map(([name, content]) => ({
      path: name,
      size: content.length,
      read: () => Promise.resolve(content),
    }));
  } catch {
    skipped.push({ path, reason: "zip" });
    return [];
  }
}

/** The text, or why there is none. */
export function textOf(bytes: Uint8Array): { text: string } | { reason: Reason } {
  if (bytes.length > BYTES_MAX) return { reason: "large" };
  let text: string;
  try {
    // A mark of the byte order is no part of the text; the decoder drops it.
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/\r\n?/g, "\n");
  } catch {
    return { reason: "encoding" };
  }
  if (text.includes("\0")) return { reason: "nul" };
  return lengthOf(text) > TEXT_MAX ? { reason: "large" } : { text };
}

/** What the files will become; reads all of them. */
export async function plan(sources: Source[]): Promise<{ plans: Plan[]; skipped: Skipped[] }> {
  const skipped: Skipped[] = [];
  const files: Source[] = [];
  for (const source of sources) {
    if (isZip(source.path)) files.push(...unpack(source.path, await source.read(), skipped));
    else if (isLitter(source.path)) continue;
    else if (!isMarkdown(source.path)) skipped.push({ path: source.path, reason: "kind" });
    else if (source.size > BYTES_MAX) skipped.push({ path: source.path, reason: "large" });
    else files.push(source);
  }
  const plans: Plan[] = [];
  for (const { path, read } of files) {
    const found = textOf(await read());
    if ("reason" in found) skipped.push({ path, reason: found.reason });
    else plans.push({ path, ...placeOf(path), text: found.text });
  }
  return { plans, skipped };
}
