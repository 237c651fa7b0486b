/* Two texts side by side, line by line, and within a changed line by words. */
import { diffLines, diffWordsWithSpace } from "diff";

export interface Part {
  text: string;
  /** Whether the other side does not have it. */
  changed: boolean;
}

export type Line =
  | { kind: "same"; text: string }
  /** So many lines that are the same, left out. */
  | { kind: "skipped"; count: number }
  /** A line that is on one side only has null on the other. */
  | { kind: "changed"; left: Part[] | null; right: Part[] | null };

const AROUND = 3;
const LONGEST_BY_WORDS = 2_000;
const PATIENCE = 1_000;

const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");

function pair(left: string | undefined, right: string | undefined): Line {
  if (left === undefined || right === undefined || left.length + right.length > LONGEST_BY_WORDS)
    return {
      kind: "changed",
      left: left === undefined ? null : [{ text: left, changed: true }],
      right: right === undefined ? null : [{ text: right, changed: true }],
    };
  const words = diffWordsWithSpace(left, right);
  return {
    kind: "changed",
    left: words.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    right: words.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
  };
}

function sameLines(lines: string[], first: boolean, last: boolean): Line[] {
  const before = first ? 0 : AROUND;
  const after = last ? 0 : AROUND;
  const shown = (from: number, to?: number): Line[] => lines.slice(from, to).map((text) => ({ kind: "same", text }));
  const count = lines.length - before - after;
  if (count <= 1) return shown(0);
  return [...shown(0, before), { kind: "skipped", count }, ...shown(lines.length - after)];
}

/** The lines of both, those that are far from any change left out. */
export function compare(left: string, right: string): Line[] {
  if (left === right) return [];
  // Without patience, one change from beginning to end.
  const changes = diffLines(left, right, { timeout: PATIENCE }) ?? [
    { value: left, removed: true, added: false },
    { value: right, removed: false, added: true },
  ];
  const lines: Line[] = [];
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at];
    if (!change) continue;
    if (!change.added && !change.removed) {
      lines.push(...sameLines(linesOf(change.value), at === 0, at === changes.length - 1));
      continue;
    }
    const next = changes[at + 1];
    const both = change.removed && next?.added ? next : null;
    if (both) at++;
    const removed = change.removed && change.value !== "" ? linesOf(change.value) : [];
    const added = both ? linesOf(both.value) : change.added && change.value !== "" ? linesOf(change.value) : [];
    for (let i = 0; i < Math.max(removed.length, added.length); i++) lines.push(pair(removed[i], added[i]));
  }
  return lines;
}
