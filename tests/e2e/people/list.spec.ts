/* Who is here: the list, and the entries of organisers. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { decide, enter, own, people, toast } from "./people.js";

test.beforeEach(({ system }) => system.sql("delete from person"));

test("an empty room says what it is about, and a member decides from there", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/people");
  await expect(page.getByText("Nobody shares yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a person" })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Decide for me" }).click();
  await expect(page.getByRole("heading", { name: "Share my place", level: 1 })).toBeVisible();
});

test("those who share are found by name and company", async ({ system, as }) => {
  const organiser = await system.organiser();
  const member = await system.member({ display_name: "Grace Hopper" });
  await decide(system, member, true);
  await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace", company_name: "Engines" });
  await enter(system, organiser, { first_name: "Konrad", last_name: "Hidden", sharing: false });
  const page = await as(member);
  await page.goto("/people");
  await expect(people(page)).toHaveText([/Grace Hopper.*You/, /Ada Lovelace.*Engines/]);
  await expectAccessible(page);
  await page.getByRole("searchbox").fill("engin");
  await expect(people(page)).toHaveText([/Ada Lovelace/]);
  await page.getByRole("searchbox").fill("nobody of that name");
  await expect(page.getByText("Nobody here is called “nobody of that name”")).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await people(page).filter({ hasText: "Ada" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Ada Lovelace", level: 1 })).toBeFocused();
  // Whom somebody else met is not a member's to see.
  await expect(page.getByText("only they and organisers can see")).toBeVisible();
});

test("an organiser enters somebody, who takes the entry over and decides alone", async ({ system, as }) => {
  const page = await as(await system.organiser());
  await page.goto("/people");
  await page.getByRole("button", { name: "Add a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a person" }).click();
  await expect(dialog.getByRole("textbox", { name: "First name" })).toBeFocused();
  await expect(dialog.getByText("This is needed.").or(dialog.getByText("This is too short."))).toBeVisible();
  await dialog.getByRole("textbox", { name: "First name" }).fill("Ada");
  await dialog.getByRole("textbox", { name: "Last name" }).fill("Lovelace");
  await dialog.getByRole("radio", { name: "Yes, I was told so" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add a person" }).click();
  await expect(page.getByRole("heading", { name: "Ada Lovelace", level: 1 })).toBeVisible();
  await expect(page.getByText("Shares", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "More for Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByRole("textbox", { name: "Company or group" }).fill("Engines");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Engines")).toBeVisible();

  await page.getByRole("button", { name: "More for Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Hand over" }).click();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await expectAccessible(page);

  const ada = await system.member();
  const hers = await as(ada);
  await hers.goto(link);
  await expect(hers).toHaveURL(/\/people\/claim$/);
  await hers.getByRole("button", { name: "This is me" }).click();
  await expect(hers.getByRole("switch")).toHaveAttribute("aria-checked", "false");
  expect(await own(system, ada)).toMatchObject({ first_name: "Ada", sharing: false });
  // The organiser no longer decides about it.
  await page.goto("/people");
  await expect(page.getByText("Nobody shares yet")).toBeVisible();
  // And the link is used up.
  const other = await as(await system.member());
  await other.goto(link);
  await other.getByRole("button", { name: "This is me" }).click();
  await expect(other.getByRole("alert")).toContainText("used already");
});

test("an entry is removed for good, after a question", async ({ system, as }) => {
  const organiser = await system.organiser();
  const { id } = await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace" });
  const page = await as(organiser);
  await page.goto(`/people/${id}`);
  await page.getByRole("button", { name: "More for Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove for good" }).click();
  await expect(toast(page)).toContainText("Ada Lovelace is removed.");
  await page.goto(`/people/${id}`);
  await expect(page.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
});
