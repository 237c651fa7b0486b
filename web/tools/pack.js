/*
 * After `vite build`: compresses what is sent often, so that the web server
 * need not, and takes Vite's manifest out of what is served.  index.html stays
 * as it is: the server may rewrite its <base>.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const kept = new URL("../../build/", import.meta.url);

mkdirSync(kept, { recursive: true });
renameSync(new URL(".vite/manifest.json", dist), new URL("web-manifest.json", kept));
rmSync(new URL(".vite", dist), { recursive: true });

for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(js|css|svg)$/.test(name)) continue;
  const file = new URL(name, dist);
  const plain = readFileSync(file);
  const packed = {
    ".gz": gzipSync(plain, { level: 9 }),
    ".br": brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
  };
  for (const [end, bytes] of Object.entries(packed))
    if (bytes.length < plain.length) writeFileSync(new URL(name + end, dist), bytes);
}
