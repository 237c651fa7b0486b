/* All that is kept of a member: downloaded as one file, and erased. */
import { readFileSync } from "node:fs";
import { expect, expectAccessible, test } from "../lib/test.js";

test("a member downloads everything as one file", async ({ system, as }) => {
  const member = await system.member();
  for (const name of ["one", "two", "three"]) await system.send("POST", "/api/tasks", { name }, member.cookie);
  const page = await as(member);
  await page.goto("/you/data");
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download my data" }).click();
  const file = await download;
  await expect(page.getByText("Your data is downloaded.")).toBeVisible();
  expect(file.suggestedFilename()).toMatch(new RegExp(`^${member.handle}-\\d{4}-\\d\\d-\\d\\d\\.json$`));
  const kept = JSON.parse(readFileSync(await file.path(), "utf8")) as Record<string, Record<string, unknown>[]>;
  expect(kept.account?.[0]?.handle).toBe(member.handle);
  expect(kept.tasks?.map(({ name }) => name)).toEqual(["one", "two", "three"]);
});

test("an account is erased by its password only, and for good", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/you/data");
  await page.getByRole("button", { name: "Erase my account" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase your account" });
  await expectAccessible(page);
  await dialog.getByLabel("Password", { exact: true }).fill("not my password");
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await expect(dialog.getByLabel("Password", { exact: true })).toHaveAccessibleDescription("This is not your password.");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Erase my account" }).click();
  await dialog.getByLabel("Password", { exact: true }).fill(member.password);
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByText("Your account is erased.")).toBeVisible();
  await expect(page).toHaveURL(/\/$/);
  expect(await system.sql("select count(*) from account where handle = %s", member.handle)).toEqual([[0]]);
  await page.goto("/you");
  await expect(page).toHaveURL(/\/signin/);
});

test("the last organiser is told to find another first", async ({ system, as }) => {
  const organiser = await system.organiser();
  await system.sql("update account set role = 'member' where handle <> %s", organiser.handle);
  const page = await as(organiser);
  await page.goto("/you/data");
  await page.getByRole("button", { name: "Erase my account" }).click();
  await page.getByLabel("Password", { exact: true }).fill(organiser.password);
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByRole("alert")).toContainText("last organiser");
});
