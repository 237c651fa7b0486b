// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { sightingsOf, timeOf, Unreadable } from "./sightings";

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
  ])("%j is %s", (given, wanted) => {
    expect(timeOf(given)).toBe(wanted);
  });

  it.each(["", null, undefined, "yesterday", "21.11.2026", "2026-13-01", "2026-11-21T25:00"])("%j is none", (given) => {
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
    });
  });

  it("takes an empty place for none, and not for zero", () => {
    expect(sightingsOf("latitude,longitude,time\n,,2026-11-21").faulty.place).toBe(1);
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
    expect(faulty).toEqual({ place: 0, time: 1 });
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
      ],
    });
    const { good, faulty } = sightingsOf(text);
    expect(good.map(({ latitude, longitude, accuracy }) => [latitude, longitude, accuracy])).toEqual([
      [52.5, 13.4, 8],
      [4, 3, null],
      [2, 1, null],
    ]);
    expect(faulty.place).toBe(1);
  });

  it.each(["{", "{}", '{"type":"Point"}'])("refuses %s", (text) => {
    expect(() => sightingsOf(text)).toThrow(Unreadable);
  });
});
