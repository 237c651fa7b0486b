/* The sentence on the wall. */
import { expect, expectAccessible, test, type Page } from "../lib/test.js";
import type { System } from "../lib/system.js";

test.beforeEach(({ system }: { system: System }) => system.sql("delete from greeting where id > 1"));

const hello = (page: Page, word: string) => page.getByRole("main").getByText(`Hello ${word}!`, { exact: true });

async function write(page: Page, word: string) {
  await page.getByRole("button", { name: "Change the greeting" }).click();
  const field = page.getByRole("textbox", { name: "The word after “Hello”" });
  await expect(field).toBeFocused();
  await field.fill(word);
  await page.keyboard.press("Enter");
}

test("everybody reads the first word, signed in or not", async ({ system, page, as }) => {
  await page.goto("/");
  await expect(hello(page, "World")).toBeVisible();
  await expectAccessible(page);
  const member = await as(await system.member());
  await member.goto("/");
  await expect(hello(member, "World")).toBeVisible();
  await expect(member.getByRole("button", { name: "Change the greeting" })).toHaveCount(0);
});

test("an organiser changes it in place, and everybody sees it at once", async ({ system, page, as }) => {
  await page.goto("/");
  await expect(hello(page, "World")).toBeVisible();
  const organiser = await as(await system.organiser());
  await organiser.goto("/");
  await write(organiser, "Harbour");
  await expect(hello(organiser, "Harbour")).toBeVisible();
  await expect(organiser.getByRole("button", { name: "Change the greeting" })).toBeFocused();
  // No reload there.
  await expect(hello(page, "Harbour")).toBeVisible();
});

test("what is no word is refused, and what was typed is kept", async ({ system, as }) => {
  const page = await as(await system.organiser());
  await page.goto("/greeting");
  await write(page, "   ");
  await expect(page.getByRole("alert")).toBeVisible();
  const field = page.getByRole("textbox", { name: "The word after “Hello”" });
  await field.fill("😀".repeat(101));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("too long");
  await expect(field).toHaveValue("😀".repeat(101));
  await page.keyboard.press("Escape");
  await expect(hello(page, "World")).toBeVisible();
});

test("HTML in the word is text", async ({ system, as }) => {
  const page = await as(await system.organiser());
  await page.goto("/");
  await write(page, "<img src=x onerror=alert(1)>");
  await expect(hello(page, "<img src=x onerror=alert(1)>")).toBeVisible();
  await expect(page.getByRole("main").locator("img")).toHaveCount(0);
});

test("who said what is kept, and an earlier word can be taken back", async ({ system, as }) => {
  const organiser = await system.organiser();
  const page = await as(organiser);
  await page.goto("/greeting");
  await write(page, "Harbour");
  const history = page.getByRole("list", { name: "The last words" });
  await expect(history.getByRole("listitem")).toHaveCount(2);
  await expect(history.getByRole("listitem").first()).toContainText(`@${organiser.handle}`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Back to “World”" }).click();
  await expect(hello(page, "World")).toBeVisible();
  await expect(history.getByRole("listitem")).toHaveCount(3);
  const member = await as(await system.member());
  await member.goto("/greeting");
  await expect(member.getByRole("list", { name: "The last words" }).getByRole("listitem")).toHaveCount(3);
  await expect(member.getByRole("button", { name: /^Back to/ })).toHaveCount(0);
});
