/* Signing up where everybody may. */
import { PASSWORD } from "../lib/system.js";
import { expect, expectAccessible, test, type Page } from "../lib/test.js";

async function fill(page: Page, name: string, email: string, password = PASSWORD) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

test("from the front page to the lobby", async ({ system, page, isMobile }) => {
  await system.organiser();
  await page.goto("/");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Join us" }).click();
  await expectAccessible(page);
  const name = isMobile ? "Zoë Groß" : "Jörg Weiß";
  await fill(page, name, `${isMobile ? "zoe" : "joerg"}@example.org`);
  await expect(page.getByLabel("Handle")).toHaveValue(isMobile ? "zoe_gross" : "jorg_weiss");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText(new RegExp(`, ${name}$`))).toBeVisible();
  await expect(page).toHaveURL(`${system.url}/`);
  await expectAccessible(page);
});

test("all faults stand beside their fields, and nothing typed is lost", async ({ system, page }) => {
  const other = await system.member();
  await page.goto("/signup");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Your name")).toHaveAccessibleDescription(/This is needed\./);
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/This is needed\./);

  await fill(page, "Somebody", other.email, "password123");
  await page.getByLabel("Handle").fill(other.handle);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("Somebody else has this handle.").or(page.getByText("everybody tries first")).first()).toBeVisible();
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("password123");
  await expect(page.getByLabel("Your name")).toHaveValue("Somebody");

  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Handle")).toHaveAccessibleDescription(/Somebody else has this handle\./);
});

test("a password can be looked at, and says how long it must be", async ({ page }) => {
  await page.goto("/signup");
  const password = page.getByLabel("Password", { exact: true });
  await password.fill("12345678");
  await expect(page.getByText("2 characters more")).toBeVisible();
  await password.fill("123456789 0");
  await expect(page.getByText("Long enough.")).toBeVisible();
  await expect(password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show the password" }).click();
  await expect(password).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Hide the password" }).click();
  await expect(password).toHaveAttribute("type", "password");
});

test("password managers are told what each field is", async ({ page }) => {
  await page.goto("/signup");
  await expect(page.getByLabel("Email")).toHaveAttribute("autocomplete", "email");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("autocomplete", "new-password");
  await page.goto("/signin");
  await expect(page.getByLabel("Email or handle")).toHaveAttribute("autocomplete", "username");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("autocomplete", "current-password");
});

test("a server that is away loses nothing, and nothing is done twice", async ({ system, page }) => {
  const handle = `late_${Date.now() % 100_000_000}`;
  await page.goto("/signup");
  await fill(page, "Late Arrival", `${handle}@example.org`);
  await page.getByLabel("Handle").fill(handle);
  await system.stop("pool");
  try {
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("alert")).toContainText("Try again", { timeout: 30_000 });
    await expect(page.getByLabel("Handle")).toHaveValue(handle);
  } finally {
    await system.start("pool");
  }
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText(/, Late Arrival$/)).toBeVisible();
  expect(await system.sql("select count(*) from account where handle = %s", handle)).toEqual([[1]]);
});
