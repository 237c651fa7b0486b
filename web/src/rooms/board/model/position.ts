/*
 * Exact arithmetic on the decimal strings that order the tasks of a column.
 * A position has as many digits as the server needed to squeeze it between
 * its neighbours, so a double would merge cards that stand apart; everything
 * here works on the digits themselves.  What a position means is the
 * server's business: `between' only guesses where a card will come to stand,
 * so that it can be shown there before the answer is in.
 */

interface Digits {
  negative: boolean;
  whole: string;
  fraction: string;
}

/** Without sign, leading zeros of the whole and trailing zeros of the rest. */
function digits(text: string): Digits {
  const unsigned = text.startsWith("-") ? text.slice(1) : text;
  const point = unsigned.indexOf(".");
  const whole = (point < 0 ? unsigned : unsigned.slice(0, point)).replace(/^0+/, "");
  const fraction = point < 0 ? "" : unsigned.slice(point + 1).replace(/0+$/, "");
  const zero = whole === "" && fraction === "";
  return { negative: !zero && unsigned !== text, whole, fraction };
}

function compareMagnitude(a: Digits, b: Digits): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length;
  if (a.whole !== b.whole) return a.whole < b.whole ? -1 : 1;
  if (a.fraction !== b.fraction) return a.fraction < b.fraction ? -1 : 1;
  return 0;
}

/** Less than 0, 0 or more than 0, as the number a is below, at or above b. */
export function comparePositions(a: string, b: string): number {
  if (a === b) return 0;
  const left = digits(a);
  const right = digits(b);
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  return left.negative ? compareMagnitude(right, left) : compareMagnitude(left, right);
}

/** The number times 10^scale; the scale is at least its count of decimals. */
function scaled(text: string, scale: number): bigint {
  const { negative, whole, fraction } = digits(text);
  const value = BigInt(whole + fraction.padEnd(scale, "0"));
  return negative ? -value : value;
}

function written(value: bigint, scale: number): string {
  const negative = value < 0n;
  const all = (negative ? -value : value).toString().padStart(scale + 1, "0");
  const fraction = scale ? all.slice(-scale).replace(/0+$/, "") : "";
  const whole = all.slice(0, all.length - scale);
  return (negative ? "-" : "") + whole + (fraction && "." + fraction);
}

/**
 * A position after `low' and before `high'; undefined stands for an end of
 * the column.  When both are equal, there is no such number: that one is
 * returned, and the ids decide.
 */
export function between(low: string | undefined, high: string | undefined): string {
  const scale = Math.max(digits(low ?? "0").fraction.length, digits(high ?? "0").fraction.length);
  const one = 10n ** BigInt(scale);
  if (low === undefined) return high === undefined ? "0" : written(scaled(high, scale) - one, scale);
  if (high === undefined) return written(scaled(low, scale) + one, scale);
  return written((scaled(low, scale) + scaled(high, scale)) * 5n, scale + 1);
}
