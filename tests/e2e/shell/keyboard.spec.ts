/* Everything by keyboard alone. */
import { expect, expectAccessible, type Page, test } from "../lib/test.js";

/** The entry of the palette that Enter would run. */
const chosen = (page: Page, name: RegExp) =>
  page.getByRole("option", { name }).and(page.locator("[data-highlighted]"));

test("signing in without a mouse", async ({ system, page }) => {
  const member = await system.member();
  await page.goto("/");
  const signIn = page.getByRole("main").getByRole("link", { name: "Sign in" });
  await expect(signIn).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(signIn).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Email or handle"), "the first field waits").toBeFocused();
  await page.keyboard.type(member.handle);
  await page.keyboard.press("Tab");
  await page.keyboard.type(member.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Lobby" }), "the focus is on the new page").toBeFocused();
});

test("the palette leads everywhere and gives the focus back", async ({ system, as }) => {
  const page = await as(await system.member({ display_name: "Palette Person" }));
  await page.goto("/");
  await expect(page.getByRole("button", { name: /your account$/ })).toBeVisible();
  await page.keyboard.press("Control+k");
  const input = page.getByRole("combobox", { name: "Search and commands" });
  await expect(input).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(input).toHaveCount(0);

  await page.keyboard.press("Control+k");
  await input.fill("go mem");
  await expect(chosen(page, /Go to Members/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeFocused();

  await page.keyboard.press("Control+k");
  await input.fill("palette per");
  await expect(chosen(page, /Palette Person/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Palette Person" })).toBeVisible();

  await page.keyboard.press("Control+k");
  await input.fill("theme dark");
  await expect(chosen(page, /^Theme: dark$/)).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await page.keyboard.press("Control+k");
  await input.fill("xyzzy");
  await expect(page.getByText("Nothing of that name here.")).toBeVisible();
  await expectAccessible(page);
});

test("keys lead to rooms, are listed, and can be switched off", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/");
  await expect(page.getByRole("button", { name: /your account$/ })).toBeVisible();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help).toContainText("Go to Members");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  // The second key has to follow the first within a moment, which stands still here.
  await page.clock.setFixedTime(new Date());
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();

  await page.getByRole("searchbox").focus();
  await page.keyboard.type("g y?");
  await expect(page.getByRole("searchbox"), "letters that are typed stay letters").toHaveValue("g y?");

  await page.goto("/you/display");
  await page.getByRole("radio", { name: "Off" }).check();
  await page.getByRole("heading", { level: 1 }).focus();
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox"), "Ctrl-K is not a single key").toBeFocused();
  await expect(help).toHaveCount(0);
});

test("the account menu opens, moves, closes and gives the focus back", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/");
  const button = page.getByRole("button", { name: /your account$/ });
  await button.focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(menu).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  // On a phone the rooms that have no place in the bar come first.
  const profile = menu.getByRole("menuitem", { name: "Profile" });
  for (const item of await menu.locator("[role^=menuitem]").all()) {
    await expect(item).toBeFocused();
    if ((await item.textContent()) === (await profile.textContent())) break;
    await page.keyboard.press("ArrowDown");
  }
  await expect(profile).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Profile" })).toBeVisible();
});
