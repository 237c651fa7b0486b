/* The pages about oneself. */
import { expect, expectAccessible, settledLobby, test } from "../lib/test.js";

test("the profile is edited, and others see it", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/you");
  await expectAccessible(page);
  await page.getByLabel("Your name").fill("Ada King");
  await page.getByLabel("Company or group").fill("Analytical Engines");
  await page.getByLabel("About you").fill("First line.\nSecond line.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
  await expectAccessible(page);

  const other = await as(await system.member());
  await other.goto(`/members/@${member.handle}`);
  await expect(other.getByRole("heading", { name: "Ada King" })).toBeVisible();
  await expect(other.getByText("Analytical Engines")).toBeVisible();
  await expect(other.getByText("First line.")).toBeVisible();
  await expectAccessible(other);
});

test("two tabs do not overwrite each other silently", async ({ system, as }) => {
  const member = await system.member();
  const [one, two] = [await as(member), await as(member)];
  await one.goto("/you");
  await two.goto("/you");
  await one.getByLabel("Company or group").fill("From the first");
  await one.getByRole("button", { name: "Save" }).click();
  await expect(one.getByText("Saved")).toBeVisible();
  await two.getByLabel("Company or group").fill("From the second");
  await two.getByRole("button", { name: "Save" }).click();
  await expect(two.getByRole("alert")).toContainText("changed elsewhere");
  await expect(two.getByLabel("Company or group")).toHaveValue("From the second");
  await two.getByRole("button", { name: "Save" }).click();
  await expect(two.getByText("Saved")).toBeVisible();
  expect(await system.sql("select company from account where handle = %s", member.handle)).toEqual([
    ["From the second"],
  ]);
});

test("the password is changed; elsewhere one is signed out", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  const elsewhere = await as({ ...member, cookie: await system.signIn(member) });
  await elsewhere.goto("/");
  await settledLobby(elsewhere);
  await page.goto("/you/security");
  await expect(page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);

  await page.getByLabel("Current password").fill("not my password");
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription("This is not your password.");
  await expect(page.getByLabel("New password")).toHaveValue("another long password");

  await page.getByLabel("Current password").fill(member.password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed.")).toBeVisible();
  await expect(page.getByLabel("Current password")).toHaveValue("");
  await expect(page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem")).toHaveCount(1);

  await elsewhere.goto("/you");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a session is ended from another", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  const elsewhere = await as({ ...member, cookie: await system.signIn(member) });
  await elsewhere.goto("/");
  await settledLobby(elsewhere);
  await page.goto("/you/security");
  const rows = page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem");
  await expect(rows.filter({ hasText: "This one" })).toHaveCount(1);
  await page.getByRole("button", { name: /^End session/ }).click();
  await expect(rows).toHaveCount(1);
  await elsewhere.reload();
  await expect(elsewhere.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();

  await system.signIn(member);
  await system.signIn(member);
  await page.reload();
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "End all others" }).click();
  await expect(rows).toHaveCount(1);
});

test("an access token is made, shown once, works, and is revoked", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/you/tokens");
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "New token" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/This is needed\./);
  await page.getByLabel("Name").fill("backup script");
  await page.getByLabel("It may").selectOption("write");
  await page.getByLabel("It works for").selectOption("30");
  await page.getByRole("button", { name: "Create token" }).click();
  const secret = page.getByLabel("Token", { exact: true });
  await expect(secret).toHaveValue(/^foyer_/);
  await expectAccessible(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await secret.inputValue());
  await page.getByRole("button", { name: "I have kept it" }).click();

  const row = page.getByRole("listitem").filter({ hasText: "backup script" });
  await expect(row).toContainText("Read and write");
  await expect(row).toContainText("never used");
  await page.reload();
  await expect(row).toBeVisible();
  await expect(page.getByText(/foyer_/)).toHaveCount(0);
  await expectAccessible(page);

  await row.getByRole("button", { name: "Revoke token “backup script”" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("This cannot be undone.");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No tokens yet")).toBeVisible();
});

test("theme and language are chosen, and stay", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/you/display");
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("radio", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { name: "Anzeige" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Anzeige" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expectAccessible(page);
  for (const path of ["/", "/members"]) {
    await page.goto(path);
    await expectAccessible(page);
  }
  await page.goto("/you/display");
  await page.getByRole("radio", { name: "Wie das System" }).check();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test.describe("a browser that prefers German", () => {
  test.use({ locale: "de-DE" });
  test("is answered in German", async ({ page }) => {
    await page.goto("/signin");
    await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
    await page.getByLabel("E-Mail oder Kürzel").fill("niemand");
    await page.getByLabel("Passwort", { exact: true }).fill("falsches Passwort");
    await page.getByRole("button", { name: "Anmelden" }).click();
    await expect(page.getByRole("alert")).toHaveText("Dieser Name und dieses Passwort gehören nicht zusammen.");
  });
});
