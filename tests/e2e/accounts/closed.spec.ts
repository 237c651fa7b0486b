/* Where nobody may sign up. */
import { expect, expectAccessible, test } from "../lib/test.js";

test.use({ settings: { SIGNUP: "closed" } });

test("says so, and offers the way in for members", async ({ system, page }) => {
  await system.organiser();
  await page.goto("/");
  await expect(page.getByText("No new members are being taken at present.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Join us" })).toHaveCount(0);
  await page.goto("/signup");
  await expect(page.getByRole("heading", { name: "Sign-up is closed" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByRole("link", { name: "No account yet? Sign up" })).toHaveCount(0);
});
