/** A file is none of those that can be read, or a broken one. */
export class Unreadable extends Error {
  /** Where it breaks, if that is known. */
  readonly line: number | undefined;

  constructor(why: string, line?: number) {
    super(why);
    this.line = line;
  }
}
