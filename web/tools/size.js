/*
 * How much script a browser loads before a page is there: the entry, the page
 * and the texts of the longer language, each with all that they import.
 * Compressed by gzip, which is what the least of the browsers gets.  Fails
 * when a page is over the budget.
 */
import { existsSync, readFileSync } from "node:fs";

const BUDGET = 130_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("../../build/web-manifest.json", import.meta.url)));

/** What comes with a source, itself included. */
function loaded(source, all = new Set()) {
  if (!manifest[source]) throw new Error(`${source} is not in the build`);
  if (all.has(source)) return all;
  all.add(source);
  for (const next of manifest[source].imports ?? []) loaded(next, all);
  return all;
}

function bytes(file) {
  const packed = new URL(`${file}.gz`, dist);
  return readFileSync(existsSync(packed) ? packed : new URL(file, dist)).length;
}

// What a page in turn fetches later is no page.
const pages = [...loaded("index.html")]
  .flatMap((source) => manifest[source].dynamicImports ?? [])
  .filter((name) => /^src\/(pages|rooms)\//.test(name));
let over = 0;
for (const page of pages.filter((name) => name.endsWith(".tsx")).sort()) {
  const own = page.startsWith("src/pages/") ? "src/text/page/de.json" : page.replace(/[^/]*$/, "page/de.json");
  const wanted = ["index.html", "src/text/de.json", page, ...(manifest[own] ? [own] : [])];
  const sources = wanted.flatMap((source) => [...loaded(source)]);
  const files = new Set(sources.map((source) => manifest[source].file));
  const sum = [...files].filter((file) => file.endsWith(".js")).reduce((all, file) => all + bytes(file), 0);
  if (sum > BUDGET) over++;
  console.log(`${String(sum).padStart(7)} ${sum > BUDGET ? "OVER" : "    "} ${page}`);
}
if (pages.length === 0) throw new Error("no page in the build");
console.log(`budget ${BUDGET} bytes of script, compressed, for each page at its first visit`);
process.exitCode = over > 0 ? 1 : 0;
