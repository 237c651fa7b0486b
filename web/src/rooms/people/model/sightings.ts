/*
 * Sightings out of files: CSV, GPX and GeoJSON.  What cannot be one is counted
 * by its reason, never guessed: a place without a time is no sighting.
 */
import { columnOf, parseCsv, type Table } from "./csv";
import { Unreadable } from "./unreadable";

export interface Sighting {
  latitude: number;
  longitude: number;
  accuracy: number | null;
  /** RFC 3339 in UTC. */
  creation_time: string;
  /** Where it stands, in a file that has lines. */
  line?: number;
}

/** "cells": more than there are columns; "old" and "future": a day that nobody keeps. */
export type Fault = "place" | "time" | "old" | "future" | "cells";

export interface Sightings {
  /** The newest first. */
  good: Sighting[];
  faulty: Record<Fault, number>;
  /** Where these stand, in a file that has lines. */
  lines: number[];
}

/** What a file says, as text; "" where it says nothing of use. */
const textOf = (given: unknown) => (typeof given === "string" || typeof given === "number" ? String(given).trim() : "");

/** "2026-11-21", "2026/11/21", "20261121" and "21.11.2026". */
const DAY = /^(?:(\d{4})([-/.]?)(\d\d)\2(\d\d)|(\d\d?)\.(\d\d?)\.(\d{4}))/;
/** Behind the day: "T10:05", " 10:05:00.25 +01:00", "100500Z". */
const CLOCK = /^(?:[T\s]\s*)?(\d\d?)(:?)(\d\d)(?:\2(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/** Milliseconds of the hour and the minute that "+05:30" says. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
}

function calendarTime(text: string): number {
  const found = DAY.exec(text);
  if (!found) return Number.NaN;
  const [all, y = found[7], , m = found[6], d = found[5]] = found;
  const rest = text.slice(all.length);
  const clock = rest === "" ? ["", "0", "", "0"] : CLOCK.exec(rest);
  if (!clock) return Number.NaN;
  const [hour, minute, second] = [clock[1], clock[3], clock[4] ?? 0].map(Number) as [number, number, number];
  const day = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)));
  const real = day.getUTCMonth() + 1 === Number(m) && day.getUTCDate() === Number(d);
  if (!real || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const part = Math.round(Number(`0.${clock[5] ?? 0}`) * 1000);
  return day.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + part - offsetOf(clock[6] ?? "Z");
}

/**
 * A time without a zone is UTC.  A number is Unix time, in seconds or
 * thousandths; of 8, 12 or 14 digits it is a day and the time of it.
 */
export function timeOf(given: unknown): string | null {
  const text = textOf(given);
  const unix = /^(?:\d{9,11}|\d{13})(?:\.\d+)?$/.test(text);
  const ms = unix ? Number(text) * (Number(text) < 1e11 ? 1000 : 1) : calendarTime(text);
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

/** Also with a comma before the decimals, as half the world writes it. */
function numberOf(given: unknown): number {
  const text = textOf(given);
  return text === "" ? Number.NaN : Number(text.replace(/^([+-]?\d+),(\d+)$/, "$1.$2"));
}

const FIRST = "2000-01-01";
const DAY_MS = 24 * 3_600_000;

/** Gathers them one by one. */
class Gathered implements Sightings {
  good: Sighting[] = [];
  faulty = { place: 0, time: 0, old: 0, future: 0, cells: 0 };
  lines: number[] = [];
  // Clocks differ, and so do zones.
  private readonly last: string;

  constructor(now: number) {
    this.last = new Date(now + DAY_MS).toISOString();
  }

  refuse(fault: Fault, line?: number) {
    this.faulty[fault]++;
    if (line !== undefined) this.lines.push(line);
  }

  add(lat: unknown, lon: unknown, time: unknown, acc?: unknown, line?: number) {
    const latitude = numberOf(lat);
    const longitude = numberOf(lon);
    const creation_time = timeOf(time);
    const accuracy = numberOf(acc);
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) this.refuse("place", line);
    else if (creation_time === null) this.refuse("time", line);
    else if (creation_time < FIRST) this.refuse("old", line);
    else if (creation_time > this.last) this.refuse("future", line);
    else
      this.good.push({
        latitude,
        longitude,
        creation_time,
        accuracy: accuracy >= 0 && accuracy <= 1e6 ? accuracy : null,
        ...(line !== undefined && { line }),
      });
  }

  sorted(): Sightings {
    this.good.sort((a, b) => (a.creation_time < b.creation_time ? 1 : a.creation_time > b.creation_time ? -1 : 0));
    this.lines.sort((a, b) => a - b);
    return this;
  }
}

/** What a row says of its time: whole in one column, or the day in one and the clock in another. */
function timeColumns(table: Table): ((cells: string[]) => string | undefined) | undefined {
  const whole = columnOf(table, "creation_time", "timestamp", "datetime", "date_time", "zeitstempel", "zeitpunkt", "tst");
  const day = columnOf(table, "date", "datum", "day", "tag");
  const clock = columnOf(table, "time", "uhrzeit", "zeit");
  if (whole >= 0) return (cells) => cells[whole];
  if (day < 0 || clock < 0) return day < 0 && clock < 0 ? undefined : (cells) => cells[Math.max(day, clock)];
  return (cells) => {
    const time = cells[clock] ?? "";
    // Without the clock it is not midnight; and some write the day there once more.
    return time === "" || timeOf(time) !== null ? time : `${cells[day] ?? ""} ${time}`;
  };
}

function fromCsv(text: string, now: number): Sightings {
  const table = parseCsv(text);
  const lat = columnOf(table, "latitude", "lat", "breite", "breitengrad");
  const lon = columnOf(table, "longitude", "lon", "lng", "long", "länge", "längengrad");
  const timeIn = timeColumns(table);
  const accuracy = columnOf(table, "accuracy", "acc", "genauigkeit");
  if (lat < 0 || lon < 0 || !timeIn) throw new Unreadable("no columns latitude, longitude and time");
  const all = new Gathered(now);
  for (const line of table.odd) all.refuse("cells", line);
  for (const { line, cells } of table.rows) all.add(cells[lat], cells[lon], timeIn(cells), cells[accuracy], line);
  return all.sorted();
}

function fromGpx(text: string, now: number): Sightings {
  const xml = new DOMParser().parseFromString(text, "text/xml");
  if (xml.documentElement.localName !== "gpx" || xml.getElementsByTagName("parsererror").length > 0)
    throw new Unreadable("not a GPX file");
  const all = new Gathered(now);
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

function addFeature(all: Gathered, given: GeoJson | null) {
  const { geometry, properties } = given ?? {};
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
  else all.refuse("place");
}

function fromGeoJson(text: string, now: number): Sightings {
  let given: GeoJson | null;
  try {
    given = JSON.parse(text) as GeoJson | null;
  } catch {
    throw new Unreadable("not JSON");
  }
  const all = new Gathered(now);
  if (given?.type === "FeatureCollection") for (const one of listOf(given.features)) addFeature(all, one as GeoJson | null);
  else if (given?.type === "Feature") addFeature(all, given);
  else throw new Unreadable("not a GeoJSON file with features");
  return all.sorted();
}

/** Which kind of file it is says what it begins with, not what it is called. */
export function sightingsOf(text: string, now = Date.now()): Sightings {
  const begin = text.replace(/^\uFEFF/, "").trimStart().charAt(0);
  if (begin === "<") return fromGpx(text, now);
  return begin === "{" ? fromGeoJson(text, now) : fromCsv(text, now);
}
