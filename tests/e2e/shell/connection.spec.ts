/* A network that comes and goes. */
import type { System } from "../lib/system.js";
import { expect, expectAccessible, test, type Page } from "../lib/test.js";

test("being offline is said, and is over by itself", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/you");
  await page.getByLabel("About you").fill("Written in a tunnel.");
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("could not be reached");
  await expect(page.getByLabel("About you")).toHaveValue("Written in a tunnel.");
  await page.context().setOffline(false);
  await expect(page.getByText("You are offline.")).toHaveCount(0);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
});

/** The members' page while nginx is away, which it says: what it does then, and nginx is there again. */
async function whileGone(system: System, page: Page, then: () => Promise<void>) {
  await page.goto("/members");
  await expect(page.getByRole("list", { name: "Members" })).toBeVisible();
  await system.stop("nginx");
  try {
    await page.getByRole("searchbox").fill("anybody");
    await expect(page.getByText("The server does not answer.")).toBeVisible({ timeout: 20_000 });
    await then();
  } finally {
    await system.start("nginx");
  }
}

test("a server that is gone is said, and its return is noticed", async ({ system, as }) => {
  const page = await as(await system.member());
  await whileGone(system, page, () => expectAccessible(page));
  await expect(page.getByText("The server does not answer.")).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText("Nobody here is called “anybody”")).toBeVisible({ timeout: 20_000 });
});

test("who does not want to wait for its return may ask at once", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.clock.install();
  await whileGone(system, page, async () => {
    // From here on the page does not ask by itself, and what it asks for just now comes to nothing.
    await page.route("**/api/**", (route) => route.abort());
    await page.clock.pauseAt(Date.now() + 3_600_000);
  });
  await page.unroute("**/api/**");
  await expect(page.getByText("The server does not answer.")).toBeVisible();
  await page.getByRole("button", { name: "Try now" }).click();
  await page.clock.runFor(10);
  await expect(page.getByText("The server does not answer.")).toHaveCount(0);
  await page.clock.resume();
  await expect(page.getByText("Nobody here is called “anybody”")).toBeVisible({ timeout: 20_000 });
});

test("a database that is away shows an error that can be tried again", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/you");
  await expect(page.getByRole("heading", { name: "Profile" })).toBeVisible();
  await system.stop("postgres");
  try {
    await page.getByRole("link", { name: "Security" }).click();
    await expect(page.getByRole("main").getByText(/database is away/)).toBeVisible({ timeout: 45_000 });
    await expectAccessible(page);
  } finally {
    await system.start("postgres");
  }
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("This one")).toBeVisible({ timeout: 20_000 });
});
