/*
 * How often an open page asks anew: whoever turns sharing off shall be gone
 * from it within seconds, and a question that is dear shall not be all that the
 * server does.
 */

/** Milliseconds between two questions. */
const EVERY = 10_000;
/** Pages that are asked for anew at once; with more of them it is done less often. */
const AT_ONCE = 5;
/** An open page keeps the server busy for one part of so many. */
const PARTS = 20;

/** Milliseconds until a query of so many pages, each of which took so long, is asked again. */
export const untilAgain = (pages: number, took: number) =>
  Math.max(EVERY, (EVERY * pages) / AT_ONCE, PARTS * pages * took);
