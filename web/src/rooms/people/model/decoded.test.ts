import { expect, it } from "vitest";
import { decoded } from "./decoded";

const of = (...bytes: number[]) => decoded(new Uint8Array(bytes).buffer);

it.each([
  ["", []],
  ["Z", [0x5a]],
  ["Zoë", [0x5a, 0x6f, 0xc3, 0xab]],
  ["Zoë", [0xef, 0xbb, 0xbf, 0x5a, 0x6f, 0xc3, 0xab]],
  ["Zoë", [0x5a, 0x6f, 0xeb]],
  ["Zë", [0xff, 0xfe, 0x5a, 0, 0xeb, 0]],
  ["Zë", [0xfe, 0xff, 0, 0x5a, 0, 0xeb]],
])("reads %j", (text, bytes) => {
  expect(of(...bytes)).toBe(text);
});
