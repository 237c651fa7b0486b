/*
 * What Lighthouse says of the pages that people see first, on a system of its
 * own with the demo community: `make lighthouse`.  Performance is the middle
 * of three runs; on a machine that does other things it is lower.
 */
import { existsSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { System } from "../lib/system.ts";

const RUNS = 3;
const pages = [
  { path: "/", who: "nobody" },
  { path: "/signin", who: "nobody" },
  { path: "/signup", who: "nobody" },
  { path: "/", who: "member" },
  { path: "/board", who: "member" },
  { path: "/members", who: "member" },
];

const chromePath =
  process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => existsSync(file));
const chromeFlags = [
  "--headless=new",
  "--disable-gpu",
  "--disable-quic",
  "--ignore-certificate-errors",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** A fresh browser for each run: a first visit has nothing in its cache. */
async function visit(url, cookie) {
  const chrome = await launch({ chromePath, chromeFlags });
  try {
    const flags = { port: chrome.port, logLevel: "silent", ...(cookie && { extraHeaders: { Cookie: cookie } }) };
    const { lhr } = await lighthouse(url, flags);
    return lhr;
  } finally {
    chrome.kill();
  }
}

const percent = (category) => Math.round((category?.score ?? 0) * 100);
const middle = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const system = await System.start({});
try {
  const member = await system.organiser();
  await system.foyer("seed");
  console.log("page               as      performance  accessibility  best practices  script bytes");
  for (const { path, who } of pages) {
    const reports = [];
    for (let run = 0; run < RUNS; run++)
      reports.push(await visit(system.url + path, who === "member" ? member.cookie : ""));
    const last = reports.at(-1);
    const requests = last.audits["network-requests"].details?.items ?? [];
    const script = requests
      .filter(({ resourceType }) => resourceType === "Script")
      .reduce((sum, { transferSize }) => sum + transferSize, 0);
    const columns = [
      middle(reports.map(({ categories }) => percent(categories.performance))),
      Math.min(...reports.map(({ categories }) => percent(categories.accessibility))),
      percent(last.categories["best-practices"]),
      script,
    ];
    console.log(`${path.padEnd(18)} ${who.padEnd(7)} ${columns.map((one) => String(one).padStart(11)).join("    ")}`);
  }
} finally {
  await system.end();
}
