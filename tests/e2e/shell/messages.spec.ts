/* What is told at the edge of the screen for a moment. */
import { expect, test } from "../lib/test.js";

test("a message goes by itself, but not from under the pointer", { tag: "@mouse" }, async ({ system, as }) => {
  const page = await as(await system.member());
  await page.clock.install();
  await page.goto("/you");
  await page.getByRole("button", { name: "Save" }).click();
  const message = page.getByRole("region", { name: "Messages" }).getByRole("listitem");
  await expect(message).toContainText("Saved");
  await message.hover();
  await page.clock.runFor(60_000);
  await expect(message).toContainText("Saved");
  await page.mouse.move(0, 0);
  await page.clock.runFor(60_000);
  await expect(message).toHaveCount(0);
});
