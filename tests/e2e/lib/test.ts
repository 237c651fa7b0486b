/*
 * What every browser test begins with:
 *
 *   test.use({ settings: { SIGNUP: "invitation" } });   // of the program
 *   test("…", async ({ system, page, as }) => { … });
 *
 * `page` is nobody's; `as(member)` is a page of that member, in a browser of
 * its own.  A page whose script fails, or which breaks the content security
 * policy, fails its test.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { System, type Member } from "./system.js";

export { expect, type Page, type Member };

export interface Settings {
  settings: Record<string, string>;
}

interface Worker extends Settings {
  system: System;
}

interface Test {
  /** Addresses may be relative: page.goto("/you"). */
  page: Page;
  as: (member: Member) => Promise<Page>;
}

/** Collects what went wrong on a page without anybody seeing it. */
function watch(context: BrowserContext, faults: string[]) {
  context.on("weberror", (error) => faults.push(error.error().stack ?? error.error().message));
  context.on("console", (message) => {
    // That a request was refused is what some tests are about.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      faults.push(`${message.text()} (${message.location().url})`);
  });
}

/**
 * In the page: messages stay, as if the pointer were on each.  They would go
 * after some seconds, which this machine may be busy with something else;
 * that they do go is what shell/messages.spec.ts is about.  Where one lies
 * over what is pressed next, a test dismisses it, as anybody would.
 */
function holdMessages() {
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes)
        if (node instanceof HTMLLIElement && node.closest("section[aria-live] > ol"))
          node.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  }).observe(document, { childList: true, subtree: true });
}

/** The lobby with all that it shows: until then what is pressed moves, and asks. */
export async function settledLobby(page: Page) {
  await expect(page.getByRole("heading", { level: 1, name: "Lobby" })).toBeVisible();
  await expect(page.locator("main [data-shape]")).toHaveCount(0);
}

/**
 * The browser loses its session, with no page open: one that still asks would
 * be told to sign in, and say so.
 */
export async function forget(page: Page) {
  await page.goto("about:blank");
  await page.context().clearCookies();
}

export const test = base.extend<Test, Worker>({
  settings: [{}, { option: true, scope: "worker" }],

  system: [
    async ({ settings }, use) => {
      const system = await System.start(settings);
      await use(system);
      await system.end();
    },
    { scope: "worker", timeout: 120_000 },
  ],

  baseURL: async ({ system }, use) => {
    await use(system.url);
  },

  context: async ({ context }, use) => {
    const faults: string[] = [];
    watch(context, faults);
    await context.addInitScript(holdMessages);
    await use(context);
    expect(faults).toEqual([]);
  },

  as: async ({ browser, system, contextOptions }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (member) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: system.url });
      watch(context, faults);
      await context.addInitScript(holdMessages);
      contexts.push(context);
      const [name = "", value = ""] = member.cookie.split("=", 2);
      await context.addCookies([
        { name, value, url: system.url, secure: true, httpOnly: true, sameSite: "Lax" },
      ]);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(faults).toEqual([]);
  },
});

export const isPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 600;

/** No violation that axe finds, in either theme; and nothing stands out to the side. */
export async function expectAccessible(page: Page) {
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Colours on their way to others are nobody's choice.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    // Legacy: not in frames, of which no page has any; half the time.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    // The second time for what a theme can change.
    if (colorScheme === "dark") axe.withRules(["color-contrast", "link-in-text-block"]);
    const { violations } = await axe.analyze();
    const told = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${colorScheme} ${id}: ${target.join(" ")} ${failureSummary ?? ""}`),
    );
    expect(told).toEqual([]);
  }
  const [wanted, given] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(wanted, "the page is no wider than the window").toBeLessThanOrEqual(given ?? 0);
}

/** The account menu, wherever this size of screen has it. */
export async function openAccountMenu(page: Page) {
  await page.getByRole("button", { name: /your account$/ }).click();
  return page.getByRole("menu");
}
