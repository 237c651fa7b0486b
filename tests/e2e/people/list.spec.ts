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
  // Looking makes no link: one that was sent before would be ended by it.
  await expect(dialog.getByText("Making a link ends the one that was made before")).toBeVisible();
  expect(await system.sql("select count(*) from person where claim_hash is not null")).toEqual([[0]]);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await expectAccessible(page);

  const ada = await system.member();
  const hers = await as(ada);
  await hers.goto(link);
  await expect(hers).toHaveURL(/\/people\/claim$/);
  await expectAccessible(hers);
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
  // Nor is it of use to who has an entry.
  await hers.goto("/people");
  await hers.goto(link);
  await hers.getByRole("button", { name: "This is me" }).click();
  await expect(hers.getByRole("alert")).toContainText("You have an entry already.");
});

test("who has to sign up for an entry comes back to it, and a link without its end says so", async ({ system, page }) => {
  const organiser = await system.organiser();
  const { id } = await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace" });
  const { body } = await system.send("POST", `/api/persons/${id}/offer`, undefined, organiser.cookie);
  await page.goto("/people/claim");
  await expect(page.getByText("This link is not complete")).toBeVisible();
  await expect(page.getByRole("button", { name: "This is me" })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto((body as { url: string }).url.replace("claim#", "claim?#"));
  const main = page.getByRole("main");
  await expect(main.getByText("Sign in first, or sign up")).toBeVisible();
  await expectAccessible(page);
  await main.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/signin\?next=%2Fpeople%2Fclaim$/);
  await page.getByRole("link", { name: "No account yet? Sign up" }).click();
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Handle").fill(`ada${id}`);
  await page.getByLabel("Email").fill(`ada${id}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "This is me" }).click();
  await expect(page).toHaveURL(/\/people\/sharing$/);
  expect(await system.sql("select account is not null from person where id = %s", id)).toEqual([[true]]);
});

test("the longest names widen no page", async ({ system, as }) => {
  const organiser = await system.organiser();
  const names = { first_name: "A".repeat(100), last_name: "b".repeat(100), company_name: "C".repeat(255) };
  const { id } = await enter(system, organiser, names);
  const { id: hidden } = await enter(system, organiser, { ...names, last_name: "", sharing: false });
  const page = await as(organiser);
  await page.goto("/people");
  await expect(people(page)).toHaveCount(2);
  await expectAccessible(page);
  await page.goto(`/people/${id}`);
  await expect(page.getByText("Nobody came near")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^More for A/ }).click();
  await page.getByRole("menuitem", { name: "Hand over" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/people/${hidden}`);
  await expect(page.getByText("does not share, so nobody sees")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/people/import?person=${id}`);
  await expect(page.getByRole("heading", { name: /^Import sightings of A/ })).toBeVisible();
  await expectAccessible(page);
});

test("who turns sharing off is gone from pages that are open", async ({ system, as }) => {
  const organiser = await system.organiser();
  const bob = await system.member({ display_name: "Bob Canary" });
  const { person_id } = await decide(system, bob, true);
  const page = await as(organiser);
  await page.goto("/people");
  await expect(people(page)).toHaveText([/Bob Canary/]);
  const other = await page.context().newPage();
  await other.goto(`/people/${person_id}`);
  await expect(other.getByRole("heading", { name: "Bob Canary", level: 1 })).toBeVisible();
  await decide(system, bob, false);
  const patient = { timeout: 30_000 };
  await expect(other.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible(patient);
  await expect(page.getByText("Nobody shares yet")).toBeVisible(patient);
});

test("going back shows nobody who is gone", async ({ system, as }) => {
  const ada = await system.member({ display_name: "Ada Lovelace" });
  const bob = await system.member({ display_name: "Bob Canary" });
  await decide(system, ada, true);
  await decide(system, bob, true);
  const page = await as(ada);
  await page.goto("/people");
  await people(page).filter({ hasText: "Ada" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "Ada Lovelace", level: 1 })).toBeVisible();
  await decide(system, bob, false);
  // Until the answer is there, nothing is.
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/persons?*", async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/persons?*");
  await page.goBack();
  await asked;
  await expect(page.getByRole("heading", { name: "People", level: 1 })).toBeVisible();
  await expect(page.getByText("Bob Canary")).toHaveCount(0);
  answer();
  await expect(people(page)).toHaveText([/Ada Lovelace/]);
});

test("an entry is removed for good, after a question", async ({ system, as }) => {
  const organiser = await system.organiser();
  const { id } = await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace" });
  const page = await as(organiser);
  await page.goto(`/people/${id}`);
  await page.getByRole("button", { name: "More for Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Remove the entry …" }).click();
  await expect(page.getByRole("button", { name: "Cancel" }), "a key too many removes nobody").toBeFocused();
  await page.getByRole("button", { name: "Remove for good" }).click();
  await expect(toast(page)).toContainText("Ada Lovelace is removed.");
  await page.goto(`/people/${id}`);
  await expect(page.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
});
