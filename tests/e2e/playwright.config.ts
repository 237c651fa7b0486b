/*
 * Browser tests: Debian's Chromium against whole systems of their own.
 *
 *   make test-e2e                                   all
 *   make test-e2e T='accounts/signin.spec.ts --project phone'
 *   make test-e2e T='--grep palette --headed'
 *
 * A failed test leaves a trace in build/e2e: `npx playwright show-trace FILE`.
 */
import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Settings } from "./lib/test.js";

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser"];
const root = process.getuid?.() === 0;

export default defineConfig<object, Settings>({
  testDir: ".",
  outputDir: "../../build/e2e",
  fullyParallel: false,
  forbidOnly: true,
  retries: Number(process.env.RERUNS ?? 0),
  workers: process.env.E2E_WORKERS ? Number(process.env.E2E_WORKERS) : 2,
  // For a machine that does much else; what is awaited comes in a blink.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["junit", { outputFile: "../../build/results/e2e.xml" }]],
  use: {
    ignoreHTTPSErrors: true,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    contextOptions: { reducedMotion: "reduce" },
    // Pictures of every step took a tenth of the time.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true, sources: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? browsers.find((file) => existsSync(file)),
      args: [
        ...(root ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", grepInvert: /@finger/, use: { viewport: { width: 1280, height: 800 } } },
    {
      name: "phone",
      // It has neither a mouse nor keys.
      grepInvert: /@mouse|@keyboard/,
      use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
    },
  ],
});
