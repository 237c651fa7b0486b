/* The light theme and the dark one. */
import { expect, test } from "../lib/test.js";

test("who wants no motion gets a theme whole at once", async ({ system, page }) => {
  await system.organiser();
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto("/signup");
  await expect(page.getByRole("button", { name: "Create account" })).toBeVisible();
  // Whether a frame comes between a change and the look at it is chance.
  for (let n = 0; n < 20; n++) {
    await page.emulateMedia({ colorScheme: n % 2 ? "light" : "dark", reducedMotion: "reduce" });
    const moving = await page.evaluate(() => {
      document.body.getBoundingClientRect();
      return document.getAnimations().length;
    });
    expect(moving).toBe(0);
  }
});
