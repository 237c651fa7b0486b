/*
 * Sightings out of files: CSV, GPX and GeoJSON.  What cannot be one is counted
 * by its reason, never guessed: a place without a time is no sighting.
 */
import { columnOf, parseCsv } from "./csv";

export interface Sighting {
  latitude: number;
  longitude: number;
  accuracy: number | null;
  /** RFC 3339 in UTC. */
  creation_time: string;
}

export type Fault = "place" | "time";

export interface Sightings {
  /** The newest first. */
  good: Sighting[];
  faulty: Record<Fault, number>;
}

/** It is none of these files, or a broken one. */
export class Unreadable extends Error {}

/** What a file says, as text; "" where it says nothing of use. */
const textOf = (given: unknown) => (typeof given === "string" || typeof given === "number" ? String(given).trim() : "");

/** A time without a zone is UTC; a number is Unix time, in seconds or thousandths. */
export function timeOf(given: unknown): string | null {
  const text = textOf(given);
  let ms: number;
  if (/^\d{9,14}(\.\d+)?$/.test(text)) ms = Number(text) * (Number(text) < 1e11 ? 1000 : 1);
  else {
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(text);
    if (!parts) return null;
    const [, day = "", clock = "00:00", zone = "Z"] = parts;
    const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}` : "Z";
    ms = Date.parse(`${day}T${clock}${offset}`);
  }
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : null;
}

function numberOf(given: unknown): number {
  const text = textOf(given);
  return text === "" ? Number.NaN : Number(text);
}

/** Gathers them one by one. */
class Gathered implements Sightings {
  good: Sighting[] = [];
  faulty = { place: 0, time: 0 };

  add(lat: unknown, lon: unknown, time: unknown, acc?: unknown) {
    const latitude = numberOf(lat);
    const longitude = numberOf(lon);
    const creation_time = timeOf(time);
    const accuracy = numberOf(acc);
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) this.faulty.place++;
    else if (creation_time === null) this.faulty.time++;
    else
      this.good.push({ latitude, longitude, creation_time, accuracy: accuracy >= 0 && accuracy <= 1e6 ? accuracy : null });
  }

  sorted(): Sightings {
    this.good.sort((a, b) => b.creation_time.localeCompare(a.creation_time));
    return this;
  }
}

function fromCsv(text: string): Sightings {
  const table = parseCsv(text);
  const lat = columnOf(table, "latitude", "lat", "breite", "breitengrad");
  const lon = columnOf(table, "longitude", "lon", "lng", "long", "länge", "längengrad");
  const time = columnOf(table, "creation_time", "time", "timestamp", "datetime", "date", "zeit", "datum", "tst");
  const accuracy = columnOf(table, "accuracy", "acc", "genauigkeit");
  if (lat < 0 || lon < 0 || time < 0) throw new Unreadable("no columns latitude, longitude and time");
  const all = new Gathered();
  for (const { cells } of table.rows) all.add(cells[lat], cells[lon], cells[time], cells[accuracy]);
  return all.sorted();
}

function fromGpx(text: string): Sightings {
  const xml = new DOMParser().parseFromString(text, "text/xml");
  if (xml.documentElement.localName !== "gpx" || xml.getElementsByTagName("parsererror").length > 0)
    throw new Unreadable("not a GPX file");
  const all = new Gathered();
  for (const name of ["trkpt", "wpt", "rtept"])
    for (const point of xml.getElementsByTagNameNS("*", name))
      all.add(
        point.getAttribute("lat"),
        point.getAttribute("lon"),
        point.getElementsByTagNameNS("*", "time")[0]?.textContent,
      );
  return all.sorted();
}

interface GeoJson {
  type?: unknown;
  features?: unknown;
  geometry?: { type?: unknown; coordinates?: unknown } | null;
  properties?: Record<string, unknown> | null;
}

const listOf = (given: unknown) => (Array.isArray(given) ? (given as unknown[]) : []);

function addFeature(all: Gathered, { geometry, properties }: GeoJson) {
  const said = properties ?? {};
  const time = said.creation_time ?? said.time ?? said.timestamp ?? said.datetime ?? said.tst;
  const times = listOf(said.coordTimes ?? said.times ?? (said.coordinateProperties as typeof said | undefined)?.times);
  const add = (place: unknown, at: unknown) => {
    const [longitude, latitude] = listOf(place);
    all.add(latitude, longitude, at, said.accuracy ?? said.acc);
  };
  const coordinates = listOf(geometry?.coordinates);
  if (geometry?.type === "Point") add(coordinates, time);
  else if (geometry?.type === "MultiPoint" || geometry?.type === "LineString")
    coordinates.forEach((place, at) => add(place, times[at] ?? time));
  else if (geometry?.type === "MultiLineString")
    coordinates.forEach((line, of) => listOf(line).forEach((place, at) => add(place, listOf(times[of])[at] ?? time)));
  else all.faulty.place++;
}

function fromGeoJson(text: string): Sightings {
  let given: GeoJson | null;
  try {
    given = JSON.parse(text) as GeoJson | null;
  } catch {
    throw new Unreadable("not JSON");
  }
  const all = new Gathered();
  if (given?.type === "FeatureCollection") for (const one of listOf(given.features)) addFeature(all, one as GeoJson);
  else if (given?.type === "Feature") addFeature(all, given);
  else throw new Unreadable("not a GeoJSON file with features");
  return all.sorted();
}

/** Which kind of file it is says what it begins with, not what it is called. */
export function sightingsOf(text: string): Sightings {
  const begin = text.replace(/^\uFEFF/, "").trimStart().charAt(0);
  if (begin === "<") return fromGpx(text);
  return begin === "{" ? fromGeoJson(text) : fromCsv(text);
}
