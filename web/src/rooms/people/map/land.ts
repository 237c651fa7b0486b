/* The outline of the land: Natural Earth 1:110 million, in the public domain. */
import type { MultiPolygon } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import world from "world-atlas/land-110m.json";

type World = Topology<{ land: GeometryCollection }>;

export function land() {
  const topology = world as unknown as World;
  return feature(topology, topology.objects.land) as GeoJSON.FeatureCollection<MultiPolygon>;
}
