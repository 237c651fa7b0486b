import { describe, expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import { BATCH, Failure, sendAll } from "./sending";
import type { Sighting } from "./sightings";

const some = (count: number): Sighting[] =>
  Array.from({ length: count }, (_, n) => ({
    latitude: 0,
    longitude: 0,
    accuracy: null,
    creation_time: new Date(1e12 - n * 1000).toISOString(),
  }));

const refusal = (pointer: string, code: string) => new Problem("invalid", 422, "refused", { faults: [{ pointer, code, detail: "" }] });
const going = () => new AbortController().signal;

describe("sendAll", () => {
  it("sends all in batches and tells how far it is", async () => {
    const send = vi.fn(() => Promise.resolve());
    const tell = vi.fn();
    const report = await sendAll(some(BATCH + 1), send, tell, going());
    expect(report).toEqual({ stored: BATCH + 1, tooOld: 0, left: 0 });
    expect(send.mock.calls.map(([batch]: unknown[]) => (batch as Sighting[]).length)).toEqual([BATCH, 1]);
    expect(tell.mock.calls).toEqual([[BATCH], [BATCH + 1]]);
  });

  it("stores what is young enough and leaves out the rest", async () => {
    const kept: number[] = [];
    const send = (batch: Sighting[]) => {
      if (batch.length > 7) return Promise.reject(refusal("/7/creation_time", "too_small"));
      kept.push(batch.length);
      return Promise.resolve();
    };
    expect(await sendAll(some(20), send, () => undefined, going())).toEqual({ stored: 7, tooOld: 13, left: 0 });
    expect(kept).toEqual([7]);
  });

  it("says what was stored when it breaks off", async () => {
    let calls = 0;
    const send = () => (++calls === 1 ? Promise.resolve() : Promise.reject(refusal("/0/latitude", "too_large")));
    const broken = await sendAll(some(BATCH + 5), send, () => undefined, going()).catch((error: unknown) => error);
    expect(broken).toBeInstanceOf(Failure);
    expect((broken as Failure).report).toEqual({ stored: BATCH, tooOld: 0, left: 5 });
  });

  it("stops when it is told to, between batches", async () => {
    const stop = new AbortController();
    const send = () => Promise.resolve(stop.abort());
    expect(await sendAll(some(BATCH * 2), send, () => undefined, stop.signal)).toEqual({ stored: BATCH, tooOld: 0, left: BATCH });
  });
});
