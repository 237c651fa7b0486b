/* Outlines on a map that does not end at the antimeridian. */

type Point = number[];

/**
 * The ring without jumps from one edge of the map to the other: it goes on
 * beyond 180 degrees.  One that goes round a pole takes the pole in.
 */
export function unrolled(ring: readonly Point[]): Point[] {
  let turn = 0;
  let before: number | undefined;
  const points = ring.map(([longitude = 0, latitude = 0]) => {
    if (before !== undefined && longitude - before > 180) turn -= 360;
    if (before !== undefined && longitude - before < -180) turn += 360;
    before = longitude;
    return [longitude + turn, latitude];
  });
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || Math.abs((last[0] ?? 0) - (first[0] ?? 0)) < 180) return points;
  const pole = (first[1] ?? 0) < 0 ? -90 : 90;
  return [...points, [last[0] ?? 0, pole], [first[0] ?? 0, pole], first];
}
