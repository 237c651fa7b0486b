/* What one writes of a note, and how two states of it relate. */
import type { Note } from "@/api/types";

export type { Note };

/** What can be edited. */
export interface Fields {
  name: string;
  text: string;
  pad_id: number | null;
  pinned: boolean;
  tags: string[];
}

export type FieldName = keyof Fields;

export const FIELD_NAMES = ["name", "text", "pad_id", "pinned", "tags"] as const satisfies FieldName[];
export const NAME_MAX = 100;
export const TEXT_MAX = 100_000;
export const TAGS_MAX = 20;
export const TAG_MAX = 50;

export const EMPTY: Fields = { name: "", text: "", pad_id: null, pinned: false, tags: [] };

export const fieldsOf = ({ name, text, pad_id, pinned, tags }: Fields): Fields => ({ name, text, pad_id, pinned, tags });

/** Characters as the server counts them: code points. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    const high = text.charCodeAt(i);
    if (high >= 0xd800 && high < 0xdc00) length--;
  }
  return length;
}

const clip = (text: string, max: number) => Array.from(text.slice(0, 2 * max)).slice(0, max).join("").trim();

/** A name for a note that was given none: its first line that says something. */
export function nameFrom(text: string): string {
  const line = /^[ \t]*(?:(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+|\[[ xX]\][ \t]+)*[^\w\n]*?([\p{L}\p{N}].*)$/mu.exec(text.slice(0, 2000));
  return clip((line?.[1] ?? "").replace(/[*_`~#]+/g, "").replace(/\s+/g, " "), NAME_MAX);
}

/** As the server keeps it: trimmed, small, each once. */
export function tagsFrom(text: string): string[] {
  const tags = text
    .split(/[,\n]/)
    .map((tag) => clip(tag.trim().replace(/^#/, "").toLowerCase(), TAG_MAX))
    .filter(Boolean);
  return [...new Set(tags)].slice(0, TAGS_MAX);
}

export function same(field: FieldName, one: Fields, other: Fields): boolean {
  if (field !== "tags") return one[field] === other[field];
  return one.tags.length === other.tags.length && one.tags.every((tag) => other.tags.includes(tag));
}

export const differing = (one: Fields, other: Fields) => FIELD_NAMES.filter((field) => !same(field, one, other));

/** Some of the fields. */
export function pick(fields: Fields, names: readonly FieldName[]): Partial<Fields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/**
 * What was changed here and there since `base': the fields that were changed
 * on one side only come together, those changed differently are in dispute.
 */
export function merge(base: Fields, mine: Fields, theirs: Fields): { merged: Fields; disputed: FieldName[] } {
  const ours = differing(base, mine);
  const disputed = ours.filter((field) => !same(field, base, theirs) && !same(field, mine, theirs));
  return { merged: { ...fieldsOf(theirs), ...pick(mine, ours) }, disputed };
}

/** Whether the first time is later; they may differ in how finely they are told. */
export function isLater(one: string, other: string): boolean {
  return one.length === other.length ? one > other : Date.parse(one) > Date.parse(other);
}

/**
 * A short mark of a field's value (cyrb53, 53 bits), to know again what was
 * sent without keeping all of it.  It guards against no malice.
 */
export function markOf(value: Fields[FieldName]): string {
  const text = JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    one = Math.imul(one ^ unit, 2654435761);
    two = Math.imul(two ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return (4294967296 * (2097151 & two) + (one >>> 0)).toString(36);
}

/** What was sent, by marks. */
export type Marks = Partial<Record<FieldName, string>>;

export const marksOf = (fields: Partial<Fields>): Marks =>
  Object.fromEntries((Object.keys(fields) as FieldName[]).map((name) => [name, markOf(fields[name] as Fields[FieldName])]));

export const hasMarks = (note: Fields, marks: Marks) =>
  (Object.keys(marks) as FieldName[]).every((name) => markOf(note[name]) === marks[name]);
