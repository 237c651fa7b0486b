/* The outline of the land: Natural Earth 1:110 million, in the public domain. */
import type { Feature, MultiPolygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import world from "world-atlas/land-110m.json";
import { unrolled } from "../model/rings";

type World = Topology<{ land: GeometryCollection }>;

/** Three times, so that there is land beyond the ends of the map. */
const TURNS = [-360, 0, 360];

export function land(): Feature<MultiPolygon>[] {
  const topology = world as unknown as World;
  const { features } = feature(topology, topology.objects.land);
  const polygons = features.flatMap(({ geometry }) =>
    geometry.type === "MultiPolygon" ? geometry.coordinates : geometry.type === "Polygon" ? [geometry.coordinates] : [],
  );
  const turned = (ring: Position[], turn: number) => ring.map(([lon = 0, lat = 0]) => [lon + turn, lat]);
  const rings = polygons.map((polygon) => polygon.map(unrolled));
  return TURNS.map((turn) => ({
    type: "Feature",
    properties: null,
    geometry: { type: "MultiPolygon", coordinates: rings.map((polygon) => polygon.map((ring) => turned(ring, turn))) },
  }));
}
