/* In, out, and back to where one was. */
import { expect, expectAccessible, forget, openAccountMenu, settledLobby, test } from "../lib/test.js";

test("a page for members asks to sign in, and comes back", async ({ system, page }) => {
  const member = await system.member();
  await page.goto("/members?from=mail");
  await expect(page.getByText("you will be taken to where you wanted to go")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Email or handle").fill(member.handle);
  await page.getByLabel("Password", { exact: true }).fill("not my password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("That name and password do not belong together.");
  await expect(page.getByLabel("Email or handle")).toHaveValue(member.handle);
  await expectAccessible(page);

  await page.getByLabel("Password", { exact: true }).fill(member.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Members" })).toBeVisible();
  await expect(page).toHaveURL(`${system.url}/members?from=mail`);
});

test("one comes back to this house only", async ({ system, page }) => {
  const member = await system.member();
  for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]) {
    await forget(page);
    await page.goto(`/signin?next=${encodeURIComponent(next)}`);
    await page.getByLabel("Email or handle").fill(member.email.toUpperCase());
    await page.getByLabel("Password", { exact: true }).fill(member.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: /your account$/ })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(system.url);
  }
});

test("signing out ends it in every tab", async ({ system, as }) => {
  const page = await as(await system.member());
  const second = await page.context().newPage();
  await second.goto("/members");
  await expect(second.getByRole("heading", { name: "Members" })).toBeVisible();
  await page.goto("/");
  await settledLobby(page);
  const menu = await openAccountMenu(page);
  await menu.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a session that ends under an open page costs nothing that was typed", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/you");
  await page.getByLabel("About you").fill("I keep bees.");
  await system.send("DELETE", "/api/auth/sessions", undefined, await system.signIn(member));
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Your session has ended" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("Password", { exact: true }).fill(member.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel("About you")).toHaveValue("I keep bees.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved")).toBeVisible();
});
