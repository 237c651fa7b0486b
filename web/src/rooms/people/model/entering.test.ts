import { expect, it, vi } from "vitest";
import { Problem } from "@/api/problem";
import type { Attendee } from "./attendees";
import { BATCH, enterAll } from "./entering";

const never = new AbortController().signal;
const one = (n: number): Attendee => ({ line: n + 2, first_name: `A${n}`, last_name: "B", company_name: "" });
const many = (count: number) => Array.from({ length: count }, (_, n) => one(n));

it("sends whom nobody knows, in as few batches as can be", async () => {
  const send = vi.fn((batch: object[]) => Promise.resolve(batch));
  const tell = vi.fn();
  const here = [{ first_name: "a1 ", last_name: "b", company_name: "" }];
  const report = await enterAll([...many(BATCH + 2), one(0)], here, send, tell, never);
  expect(report).toEqual({ entered: BATCH + 1, here: 2, left: 0, faults: [] });
  expect(send.mock.calls.map(([batch]) => batch.length)).toEqual([BATCH, 1]);
  expect(send.mock.calls[0]?.[0][0]).toEqual({ first_name: "A0", last_name: "B", company_name: "" });
  expect(tell.mock.calls).toEqual([[0, BATCH + 1], [BATCH, BATCH + 1]]);
});

it("tells what is wrong with which line, and enters nobody of that batch", async () => {
  const faults = [{ pointer: "/1/first_name", code: "too_long", detail: "must be shorter" }];
  const send = () => Promise.reject(new Problem("invalid", 422, "No", { faults }));
  expect(await enterAll(many(3), [], send, vi.fn(), never)).toEqual({
    entered: 0,
    here: 0,
    left: 3,
    faults: [{ line: 3, fault: { pointer: "/first_name", code: "too_long", detail: "must be shorter" } }],
  });
});

it("stops at what fails otherwise, and where it is told to", async () => {
  const away = new Problem("unavailable", 503, "Away");
  const send = vi.fn().mockResolvedValueOnce({}).mockRejectedValueOnce(away);
  expect(await enterAll(many(BATCH + 5), [], send, vi.fn(), never)).toEqual({
    entered: BATCH,
    here: 0,
    left: 5,
    faults: [],
    why: away,
  });
  expect(await enterAll(many(3), [], vi.fn(), vi.fn(), AbortSignal.abort())).toMatchObject({ entered: 0, left: 3 });
});
