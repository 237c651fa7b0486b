/* Where one comes in by invitation only. */
import { PASSWORD } from "../lib/system.js";
import { expect, expectAccessible, forget, test } from "../lib/test.js";

test.use({ settings: { SIGNUP: "invitation" } });

test("an organiser invites, somebody comes, and the link is used up", async ({ system, page, as }) => {
  const inside = await as(await system.organiser());
  await inside.goto("/members");
  await inside.getByRole("link", { name: "Invitations" }).click();
  await inside.getByRole("button", { name: "Invite somebody" }).click();
  await expectAccessible(inside);
  await inside.getByLabel("For whom").fill("Grace");
  await inside.getByRole("button", { name: "Make a link" }).click();
  await expect(inside.getByLabel("Invitation link")).toBeFocused();
  const link = await inside.getByLabel("Invitation link").inputValue();
  await expectAccessible(inside);
  await inside.getByRole("button", { name: "Done" }).click();
  const row = inside.getByRole("listitem").filter({ hasText: "Grace" });
  await expect(row).toContainText("Open");
  await expectAccessible(inside);

  await page.goto("/");
  await expect(page.getByText("New members come by invitation.")).toBeVisible();
  await page.goto(link);
  await expect(page.getByText("You were invited. Welcome!")).toBeVisible();
  const handle = `grace_${Date.now() % 100_000_000}`;
  await page.getByLabel("Your name").fill("Grace Hopper");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Email").fill(`${handle}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText(/, Grace Hopper$/)).toBeVisible();

  await inside.reload();
  await expect(row).toContainText("Used");
  await expect(row.getByRole("link", { name: `@${handle}` })).toBeVisible();

  await forget(page);
  await page.goto(link);
  await page.getByLabel("Your name").fill("Second");
  await page.getByLabel("Email").fill(`second_${handle}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Invitation"), "the field appears, with what is wrong").toHaveAccessibleDescription(
    /This invitation was used already, or it is too old\./,
  );
  await expect(page.getByLabel("Your name")).toHaveValue("Second");
});

test("an invitation can be taken back", async ({ system, page, as }) => {
  const inside = await as(await system.organiser());
  await inside.goto("/members/invitations");
  await inside.getByRole("button", { name: "Invite somebody" }).click();
  await inside.getByLabel("For whom").fill("Nobody");
  await inside.getByRole("button", { name: "Make a link" }).click();
  const link = await inside.getByLabel("Invitation link").inputValue();
  await inside.getByRole("button", { name: "Done" }).click();
  await inside.getByRole("button", { name: "Withdraw the invitation: Nobody" }).click();
  await expect(inside.getByRole("listitem").filter({ hasText: "Nobody" })).toHaveCount(0);

  await page.goto(link);
  await page.getByLabel("Your name").fill("Too Late");
  await page.getByLabel("Email").fill("late@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Invitation")).toHaveAccessibleDescription(/used already, or it is too old/);
});
