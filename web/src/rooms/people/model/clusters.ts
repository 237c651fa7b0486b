/* Places that would lie on top of each other on the map are one mark there. */

export interface Place {
  key: string;
  latitude: number;
  longitude: number;
}

export interface Cluster {
  keys: string[];
  latitude: number;
  longitude: number;
}

/** `point' says where on the screen a place is; marks are `apart' pixels or more. */
export function clustersOf(
  places: readonly Place[],
  point: (place: Place) => { x: number; y: number },
  apart: number,
): Cluster[] {
  const clusters: (Cluster & { x: number; y: number })[] = [];
  // Marks by the square that they are in: a near one is in it or beside it.
  const squares = new Map<string, (typeof clusters)[number][]>();
  for (const place of places) {
    const { x, y } = point(place);
    const [i, j] = [Math.floor(x / apart), Math.floor(y / apart)];
    let near: (typeof clusters)[number] | undefined;
    for (let di = -1; di <= 1 && !near; di++)
      for (let dj = -1; dj <= 1 && !near; dj++)
        near = squares.get(`${i + di} ${j + dj}`)?.find((one) => Math.hypot(one.x - x, one.y - y) < apart);
    if (near) {
      near.keys.push(place.key);
      continue;
    }
    const cluster = { keys: [place.key], latitude: place.latitude, longitude: place.longitude, x, y };
    clusters.push(cluster);
    const square = `${i} ${j}`;
    squares.set(square, [...(squares.get(square) ?? []), cluster]);
  }
  return clusters.map(({ keys, latitude, longitude }) => ({ keys, latitude, longitude }));
}
