// @vitest-environment jsdom
import { expect, it } from "vitest";
import { handleOf } from "./person";
import { deviceOf } from "./you/device";

it.each([
  ["Ada Lovelace", "ada_lovelace"],
  ["  Jörg   Weiß ", "jorg_weiss"],
  ["Zoë-Ann O’Neil", "zoe_ann_o_neil"],
  ["李", ""],
  ["a".repeat(40), "a".repeat(30)],
])("the handle of %s is %s", (name, handle) => {
  expect(handleOf(name)).toBe(handle);
});

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
    { browser: "Chrome", system: "Linux" },
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    { browser: "Safari", system: "iPhone" },
  ],
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", { browser: "Firefox", system: "Windows" }],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
    { browser: "Edge", system: "Windows" },
  ],
  ["curl/8.5.0", { browser: "curl", system: "?" }],
  ["", undefined],
])("the device behind %s", (line, device) => {
  expect(deviceOf(line)).toEqual(device);
});
