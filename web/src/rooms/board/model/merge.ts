/*
 * Two people changed one task.  Which of the changes clash, and which can
 * simply both be kept?  A field clashes when they changed it since the
 * version that I saw, and to something else than I did.
 */
import { FIELD_NAMES, type Fields, type Task } from "./task";

export type FieldName = (typeof FIELD_NAMES)[number];

export interface Conflict {
  base: Task;
  mine: Partial<Fields>;
  theirs: Task;
  fields: FieldName[];
}

/** The fields that clash; empty: mine may be applied on top of theirs. */
export function clashes(base: Fields, mine: Partial<Fields>, theirs: Fields): FieldName[] {
  return FIELD_NAMES.filter(
    (field) => mine[field] !== undefined && theirs[field] !== base[field] && theirs[field] !== mine[field],
  );
}

/** The fields in which two versions differ. */
export function differences(a: Fields, b: Fields): FieldName[] {
  return FIELD_NAMES.filter((field) => a[field] !== b[field]);
}

/** What of `mine' the given version does not say already. */
export function remaining(mine: Partial<Fields>, of: Fields): Partial<Fields> {
  return Object.fromEntries(
    FIELD_NAMES.filter((field) => mine[field] !== undefined && mine[field] !== of[field]).map((field) => [
      field,
      mine[field],
    ]),
  );
}
