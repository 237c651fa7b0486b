/* The first organiser, by the link that is printed at the first start. */
import { expect, expectAccessible, forget, test } from "../lib/test.js";
import { PASSWORD } from "../lib/system.js";

// A house of its own: it is set up once.
test.use({ settings: { COMMUNITY: "House of Ada" } });

test("the link makes an organiser, once", async ({ system, page }) => {
  await page.goto("/");
  await expect(page.getByText("Nobody has set this house up yet")).toBeVisible();

  await page.goto(system.setup);
  await expect(page.getByRole("heading", { name: "Set up your house" })).toBeVisible();
  await expect(page, "the secret does not stay in the address").toHaveURL(`${system.url}/setup`);
  await expectAccessible(page);

  await page.getByLabel("Your name").fill("Ada Lovelace");
  await expect(page.getByLabel("Handle"), "the handle follows the name").toHaveValue("ada_lovelace");
  await page.getByLabel("Handle").fill("ada");
  await page.getByLabel("Your name").fill("Ada King");
  await expect(page.getByLabel("Handle"), "unless somebody wrote one").toHaveValue("ada");
  await page.getByLabel("Email").fill("not an address");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create the organiser’s account" }).click();

  await expect(page.getByText("This is not an email address.")).toBeVisible();
  await expect(page.getByText("At least 10 characters.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Email"), "the first fault has the focus").toBeFocused();
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription("This is not an email address.");
  await expect(page.getByLabel("Your name"), "what was typed stays").toHaveValue("Ada King");
  await expectAccessible(page);

  await page.getByLabel("Email").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create the organiser’s account" }).click();
  await expect(page.getByText(/, Ada King$/)).toBeVisible();
  await page.goto("/members/invitations");
  await expect(page.getByRole("button", { name: "Invite somebody" })).toBeVisible();

  await forget(page);
  await page.goto(system.setup);
  await page.getByLabel("Your name").fill("Mallory");
  await page.getByLabel("Email").fill("mallory@example.org");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create the organiser’s account" }).click();
  await expect(page.getByRole("alert")).toHaveText("This link was used already, or it is too old.");
});
