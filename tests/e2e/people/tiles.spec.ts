/* Pictures of the world on the map, from a server that the installation names. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { expect, expectAccessible, test as base } from "../lib/test.js";
import { ago, decide, hall, map, see, spots } from "./people.js";

/** A PNG of 256 by 256 points of one colour. */
function png(red: number, green: number, blue: number): Buffer {
  const crcs = Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n >>> 0;
  });
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const crc = body.reduce((sum, byte) => (crcs[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), 0xffffffff);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, body.length + 4);
    return out;
  };
  const head = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  const line = Buffer.concat([Buffer.from([0]), Buffer.concat(Array(256).fill(Buffer.from([red, green, blue])))]);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(Array(256).fill(line)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

interface TileServer {
  url: string;
  /** What it was asked for, and by which site. */
  asked: { path: string; referer: string | undefined }[];
}

const test = base.extend<object, { tiles: TileServer }>({
  tiles: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "foyer-tiles-"));
      const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
      const name = ["-subj", "/CN=tiles", "-addext", "subjectAltName=IP:127.0.0.1"];
      const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
      execFileSync("openssl", ["req", "-x509", ...kind, ...name, "-keyout", key, "-out", cert], { stdio: "ignore" });
      const asked: TileServer["asked"] = [];
      const picture = png(170, 204, 187);
      const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
        asked.push({ path: request.url ?? "", referer: request.headers.referer });
        response.setHeader("Content-Type", "image/png");
        response.end(picture);
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      await use({ url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
  settings: [
    async ({ tiles }, use) => {
      await use({
        MAP_TILES: `${tiles.url}/{z}/{x}/{y}.png?key=a`,
        MAP_ATTRIBUTION: "© Mappers & <Friends>, https://maps.example/about",
      });
    },
    { scope: "worker" },
  ],
});

test("the map has its pictures from the server that is named, and says whose they are", async ({ system, as, tiles }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  await see(system, member, [{ ...hall(), creation_time: ago(5) }]);
  const page = await as(member);
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  await page.goto(`/people/${person_id}?list=places`);
  await expect(spots(page)).toHaveCount(1);
  const pictures = map(page).locator("img.leaflet-tile-loaded");
  await expect(pictures).not.toHaveCount(0);
  // The square of the hall, by the names that all such servers use.
  await expect
    .poll(() => tiles.asked.map(({ path }) => path))
    .toContainEqual(expect.stringMatching(/^\/19\/28162\d\/17195\d\.png\?key=a$/));
  expect(new Set(tiles.asked.map(({ referer }) => referer))).toEqual(new Set([`${system.url}/`]));
  expect(asked).toEqual(new Set([new URL(system.url).origin, tiles.url]));
  expect(await pictures.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256);
  await expect(map(page).locator(".leaflet-control-attribution")).toHaveText(
    "© Mappers & <Friends>, https://maps.example/about",
  );
  await expect(map(page).getByRole("link", { name: "https://maps.example/about" })).toHaveAttribute(
    "href",
    "https://maps.example/about",
  );
  await expectAccessible(page);
});

test("a server of tiles that is away takes nothing from the map", async ({ system, as, tiles }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  await see(system, member, [{ ...hall(), creation_time: ago(5) }]);
  const page = await as(member);
  await page.route(`${tiles.url}/**`, (route) => route.abort());
  await page.goto(`/people/${person_id}?list=places`);
  await expect(spots(page)).toHaveCount(1);
  await expect(map(page).locator("[class*=net]").first()).toBeAttached();
});
