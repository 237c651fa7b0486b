// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { sightingsOf as read, timeOf } from "./sightings";
import { Unreadable } from "./unreadable";

const sightingsOf = (text: string) => read(text, Date.parse("2026-11-22T12:00:00Z"));

describe("timeOf", () => {
  it.each([
    ["2026-11-21T10:05:00Z", "2026-11-21T10:05:00.000Z"],
    ["2026-11-21 10:05", "2026-11-21T10:05:00.000Z"],
    ["2026-11-21T10:05:00.25+01:00", "2026-11-21T09:05:00.250Z"],
    ["2026-11-21 10:05:00 +0530", "2026-11-21T04:35:00.000Z"],
    ["2026-11-21 10:05:00-03", "2026-11-21T13:05:00.000Z"],
    ["2026-11-21", "2026-11-21T00:00:00.000Z"],
    [1_763_719_500, "2025-11-21T10:05:00.000Z"],
    ["1763719500000", "2025-11-21T10:05:00.000Z"],
    ["20260101101500", "2026-01-01T10:15:00.000Z"],
    ["202601011015", "2026-01-01T10:15:00.000Z"],
    ["20260101T101500Z", "2026-01-01T10:15:00.000Z"],
    ["20260101 91500", "2026-01-01T09:15:00.000Z"],
    ["2026/01/01 9:15:00,5", "2026-01-01T09:15:00.500Z"],
    ["21.11.2026 10:05", "2026-11-21T10:05:00.000Z"],
    ["1.2.2026", "2026-02-01T00:00:00.000Z"],
  ])("%j is %s", (given, wanted) => {
    expect(timeOf(given)).toBe(wanted);
  });

  it.each(["", null, undefined, "yesterday", "2026-13-01", "2026-02-30", "31.11.2026", "2026-11-21T25:00", "20261301101500", "11/21/2026", "10:05"])("%j is none", (given) => {
    expect(timeOf(given)).toBeNull();
  });
});

describe("CSV", () => {
  it("reads places, the newest first, and counts what is none", () => {
    const text = "time,lat,lon,acc\n2026-11-21 10:00,52.5,13.4,5\n2026-11-21 11:00,-33,151,\n,1,1,\n2026-11-21,91,0,\nx,1,1,";
    expect(sightingsOf(text)).toMatchObject({
      good: [
        { latitude: -33, longitude: 151, accuracy: null, creation_time: "2026-11-21T11:00:00.000Z" },
        { latitude: 52.5, longitude: 13.4, accuracy: 5, creation_time: "2026-11-21T10:00:00.000Z" },
      ],
      faulty: { place: 1, time: 2 },
      lines: [4, 5, 6],
    });
  });

  it("takes an empty place for none, and not for zero", () => {
    expect(sightingsOf("latitude,longitude,time\n,,2026-11-21").faulty.place).toBe(1);
  });

  it.each([
    ["date,time,lat,lon\n2026-11-21,10:05:00,52,13", "2026-11-21T10:05:00.000Z"],
    ["time;date;lat;lon\n10:05 +01:00;2026/11/21;52;13", "2026-11-21T09:05:00.000Z"],
    ["DATE,TIME,LAT,LON\n20261121,100500,52,13", "2026-11-21T10:05:00.000Z"],
    ["Datum;Uhrzeit;Breite;Länge\n21.11.2026;10:05;52;13", "2026-11-21T10:05:00.000Z"],
    ["date,time,lat,lon\n2026-11-21,2026-11-21T10:05:00Z,52,13", "2026-11-21T10:05:00.000Z"],
    ["date,timestamp,lat,lon\n2026-11-20,2026-11-21T10:05:00Z,52,13", "2026-11-21T10:05:00.000Z"],
  ])("puts the day and the clock together: %j", (text, wanted) => {
    expect(sightingsOf(text).good.map(({ creation_time }) => creation_time)).toEqual([wanted]);
  });

  it("does not take a day without its clock for midnight", () => {
    expect(sightingsOf("date,time,lat,lon\n2026-11-21,,52,13").faulty.time).toBe(1);
  });

  it("reads decimal commas", () => {
    const { good } = sightingsOf("lat;lon;time;acc\n52,5163;-13,3777;21.11.2026 10:05;7,5");
    expect(good).toMatchObject([{ latitude: 52.5163, longitude: -13.3777, accuracy: 7.5, line: 2 }]);
  });

  it("counts what is before 2000, after tomorrow, or in more cells than columns", () => {
    const { good, faulty, lines } = sightingsOf(
      "lat,lon,time\n1,2,1999-12-31T23:59\n1,2,2026-11-24\n52,5163,13,3777,2026-11-21\n1,2,2026-11-23 11:00\n",
    );
    expect(good).toHaveLength(1);
    expect(faulty).toEqual({ place: 0, time: 0, old: 1, future: 1, cells: 1 });
    expect(lines).toEqual([2, 3, 4]);
  });

  it("refuses a table without places", () => {
    expect(() => sightingsOf("name,company\nAda,Engines")).toThrow(Unreadable);
  });
});

describe("GPX", () => {
  it("reads tracks, ways and marks", () => {
    const text = `<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
      <wpt lat="1" lon="2"><time>2026-11-21T09:00:00Z</time></wpt>
      <trk><trkseg><trkpt lat="52.5" lon="13.4"><ele>1</ele><time>2026-11-21T10:00:00Z</time></trkpt>
      <trkpt lat="52.6" lon="13.5"/></trkseg></trk></gpx>`;
    const { good, faulty } = sightingsOf(text);
    expect(good.map(({ latitude, longitude }) => [latitude, longitude])).toEqual([[52.5, 13.4], [1, 2]]);
    expect(faulty).toMatchObject({ place: 0, time: 1 });
  });

  it.each(["<gpx><trk>", "<html><body/></html>", "<"])("refuses %s", (text) => {
    expect(() => sightingsOf(text)).toThrow(Unreadable);
  });
});

describe("GeoJSON", () => {
  it("reads points and lines with times", () => {
    const text = JSON.stringify({
      type: "FeatureCollection",
      features: [
        { type: "Feature", geometry: { type: "Point", coordinates: [13.4, 52.5, 34] }, properties: { time: "2026-11-21T10:00:00Z", accuracy: 8 } },
        {
          type: "Feature",
          geometry: { type: "LineString", coordinates: [[1, 2], [3, 4]] },
          properties: { coordTimes: ["2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z"] },
        },
        { type: "Feature", geometry: null, properties: {} },
        null,
        7,
      ],
    });
    const { good, faulty } = sightingsOf(text);
    expect(good.map(({ latitude, longitude, accuracy }) => [latitude, longitude, accuracy])).toEqual([
      [52.5, 13.4, 8],
      [4, 3, null],
      [2, 1, null],
    ]);
    expect(faulty.place).toBe(3);
  });

  it.each(["{", "{}", '{"type":"Point"}'])("refuses %s", (text) => {
    expect(() => sightingsOf(text)).toThrow(Unreadable);
  });
});
