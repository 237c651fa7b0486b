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
const taken = (count: number, known = 0) => Promise.resolve({ count, known });
const going = () => new AbortController().signal;

describe("sendAll", () => {
  it("sends all in batches and tells how far it is", async () => {
    const send = vi.fn((batch: Sighting[]) => taken(batch.length));
    const tell = vi.fn();
    const report = await sendAll(some(BATCH + 1), send, tell, going());
    expect(report).toEqual({ stored: BATCH + 1, known: 0, tooOld: 0, future: 0, left: 0 });
    expect(send.mock.calls.map(([batch]) => batch.length)).toEqual([BATCH, 1]);
    expect(tell.mock.calls).toEqual([[BATCH], [BATCH + 1]]);
  });

  it("counts what was stored before apart", async () => {
    const send = (batch: Sighting[]) => taken(batch.length - 3, 3);
    expect(await sendAll(some(BATCH + 10), send, () => undefined, going())).toEqual({
      stored: BATCH + 4,
      known: 6,
      tooOld: 0,
      future: 0,
      left: 0,
    });
  });

  it("stores what is young enough and leaves out the rest", async () => {
    const kept: number[] = [];
    const send = (batch: Sighting[]) => {
      if (batch.length > 7) return Promise.reject(refusal("/7/creation_time", "too_small"));
      kept.push(batch.length);
      return taken(batch.length);
    };
    expect(await sendAll(some(20), send, () => undefined, going())).toEqual({ stored: 7, known: 0, tooOld: 13, future: 0, left: 0 });
    expect(kept).toEqual([7]);
  });

  it.each([0, 1, 4, 19, 20, BATCH + 3])("leaves out the %d that are in the future, and stores each other once", async (future) => {
    const all = some(BATCH + 10);
    const kept: Sighting[] = [];
    const [young, old] = [all[future], all[BATCH + 8]];
    // As the server does: all or none, and the first row that is wrong is named.
    const send = (batch: Sighting[]) => {
      const row = batch.findIndex(({ creation_time: at }) => at > (young?.creation_time ?? "") || at < (old?.creation_time ?? ""));
      if (row < 0) {
        kept.push(...batch);
        return taken(batch.length);
      }
      return Promise.reject(refusal(`/${row}/creation_time`, (batch[row]?.creation_time ?? "") > (young?.creation_time ?? "") ? "too_large" : "too_small"));
    };
    const report = await sendAll(all, send, () => undefined, going());
    expect(report).toEqual({ stored: BATCH + 9 - future, known: 0, tooOld: 1, future, left: 0 });
    expect(kept.map(({ creation_time }) => creation_time).sort().reverse()).toEqual(
      all.slice(future, BATCH + 9).map(({ creation_time }) => creation_time),
    );
  });

  it("says what was stored when it breaks off", async () => {
    let calls = 0;
    const send = () => (++calls === 1 ? taken(BATCH) : Promise.reject(refusal("/0/latitude", "too_large")));
    const broken = await sendAll(some(BATCH + 5), send, () => undefined, going()).catch((error: unknown) => error);
    expect(broken).toBeInstanceOf(Failure);
    expect((broken as Failure).faults).toEqual([
      { of: some(BATCH + 1)[BATCH], fault: { pointer: "/latitude", code: "too_large", detail: "" } },
    ]);
    expect((broken as Failure).report).toEqual({ stored: BATCH, known: 0, tooOld: 0, future: 0, left: 5 });
  });

  it("stops when it is told to, between batches", async () => {
    const stop = new AbortController();
    const send = () => {
      stop.abort();
      return taken(BATCH);
    };
    expect(await sendAll(some(BATCH * 2), send, () => undefined, stop.signal)).toEqual({ stored: BATCH, known: 0, tooOld: 0, future: 0, left: BATCH });
  });
});
