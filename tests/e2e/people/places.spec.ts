/* Where was I: the map and the list say the same, and what should not be there goes. */
import { expect, expectAccessible, test, type Member } from "../lib/test.js";
import type { System } from "../lib/system.js";
import { ago, decide, enter, hall, map, marks, meetings, places, see, showPlaces, spots, toast } from "./people.js";

test.beforeEach(({ system }) => system.sql("delete from person"));

/** Ada was in the hall, met Grace there, and then was 200 and 400 m north of it. */
async function morning(system: System): Promise<{ ada: Member; id: number; path: string }> {
  const organiser = await system.organiser();
  const ada = await system.member({ display_name: "Ada Lovelace" });
  const { person_id: id } = await decide(system, ada, false);
  await see(system, ada, [
    { ...hall(), accuracy: 7.2, creation_time: ago(30) },
    { ...hall(200), creation_time: ago(20) },
    { ...hall(400), creation_time: ago(10) },
  ]);
  const grace = await enter(system, organiser, { first_name: "Grace", last_name: "Hopper" });
  await see(system, organiser, [{ person_id: grace.id, ...hall(2), creation_time: ago(30) }]);
  return { ada, id, path: `/people/${id}` };
}

test("one's own places are on the map, told apart from meetings, and in a list", async ({ system, as }) => {
  const { ada, path } = await morning(system);
  const page = await as(ada);
  await page.goto(path);
  await expect(meetings(page)).toHaveCount(1);
  await expect(marks(page)).toHaveCount(1);
  await expect(spots(page)).not.toHaveCount(0);
  await expect(page.getByRole("list", { name: "On the map" }).getByRole("listitem")).toHaveText(["Meetings", "Where I was"]);
  await showPlaces(page);
  await expect(page.getByText("3 places, the last one first")).toBeVisible();
  await expect(places(page)).toHaveCount(3);
  await expect(spots(page)).toHaveCount(3);
  await expect(places(page).nth(2)).toContainText("52.51630, 13.37770 to about 8 m");
  await expectAccessible(page);
  await page.reload();
  await expect(places(page)).toHaveCount(3);

  // Chosen on the map, found in its list; also from the other one.
  await places(page).nth(0).getByRole("button").first().click();
  await expect(map(page).locator("[class*=chosen]")).toHaveCount(1);
  await page.getByRole("button", { name: "Meetings 1" }).click();
  await expect(meetings(page)).toHaveCount(1);
  await spots(page).first().click();
  await expect(places(page).locator("[aria-pressed=true]")).toHaveCount(1);
  // It lies above the places, also while these are listed.
  await marks(page).first().click();
  await expect(meetings(page).getByRole("button")).toHaveAttribute("aria-pressed", "true");
});

test("days decide which places are there", async ({ system, as }) => {
  const { ada, path } = await morning(system);
  await see(system, ada, [{ ...hall(), creation_time: ago(5 * 24 * 60) }]);
  const page = await as(ada);
  await page.goto(`${path}?list=places`);
  await expect(places(page)).toHaveCount(4);
  await page.getByLabel("To", { exact: true }).fill(ago(3 * 24 * 60).slice(0, 10));
  await expect(places(page)).toHaveCount(1);
  await expect(spots(page)).toHaveCount(1);
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await expect(page.getByText("No places on these days")).toBeVisible();
  await expect(map(page)).toHaveCount(0);
  await expectAccessible(page);
  await page.getByLabel("From").fill("2020-01-02");
  await expect(page.getByText("The last day is before the first.")).toBeVisible();
  await expectAccessible(page);
  // What is no day counts for none.
  await page.goto(`${path}?list=places&from=2026-02-30&to=soon&distance=far&within=9m`);
  await expect(places(page)).toHaveCount(4);
});

test("a place is removed for good, and put back by who did not mean it", async ({ system, as }) => {
  const { ada, id, path } = await morning(system);
  const count = async () => (await system.sql("select count(*) from sighting where person_id = %s", id))?.[0]?.[0];
  const page = await as(ada);
  await page.goto(`${path}?list=places`);
  await expect(places(page)).toHaveCount(3);
  const remove = (nth: number) => places(page).nth(nth).getByRole("button", { name: /^Remove the place of / });
  await remove(2).click();
  await expect(places(page)).toHaveCount(2);
  await expect(toast(page)).toContainText("is removed.");
  // The keyboard goes on where it was.
  await expect(remove(1)).toBeFocused();
  expect(await count()).toBe(2);
  await expect(page.getByRole("button", { name: "Meetings 0" })).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(places(page)).toHaveCount(3);
  await expect(places(page).nth(2)).toContainText("52.51630, 13.37770 to about 8 m");
  await expect(places(page).nth(2).getByRole("button").first()).toBeFocused();
  await expect(page.getByRole("button", { name: "Meetings 1" })).toBeVisible();
  expect(await count()).toBe(3);
});

test("a stay is removed as a whole, from its mark on the map", async ({ system, as }) => {
  const ada = await system.member();
  const { person_id } = await decide(system, ada, false);
  await see(system, ada, [
    ...Array.from({ length: 30 }, (_, n) => ({ ...hall(), accuracy: n, creation_time: ago(n) })),
    { ...hall(500), creation_time: ago(60) },
  ]);
  const page = await as(ada);
  await page.goto(`/people/${person_id}?list=places`);
  await expect(spots(page)).toHaveCount(2);
  await map(page).getByTitle("30 places here").click();
  await page.getByRole("button", { name: "Remove the 30 that are chosen" }).click();
  await expect(places(page)).toHaveCount(1);
  await expect(spots(page)).toHaveCount(1);
  await expect(toast(page)).toContainText("30 places are removed.");
  expect(await system.sql("select count(*) from sighting where person_id = %s", person_id)).toEqual([[1]]);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(places(page)).toHaveCount(31);
  expect(await system.sql("select count(distinct accuracy) from sighting where person_id = %s", person_id)).toEqual([[30]]);
});

test("what was removed elsewhere is gone here, and history cannot be put back", async ({ system, as }) => {
  const { ada, id, path } = await morning(system);
  await system.sql(
    `insert into sighting (person_id, creation_time, latitude, longitude, kept_until, history, precision_m,
       shown_latitude, shown_longitude, x, y, z, cell)
     select %s, '2020-07-07 12:00+00', 1, 2, current_date + 9, true, 0, e.* from sighting_place(1, 2, 0) e`,
    id,
  );
  const page = await as(ada);
  await page.goto(`${path}?list=places`);
  await expect(places(page)).toHaveCount(4);
  await system.sql("delete from sighting where person_id = %s and latitude > 52.519", id);
  await places(page).first().getByRole("button", { name: /^Remove/ }).click();
  await expect(places(page)).toHaveCount(3);
  // On a phone it lies over the end of the list.
  await toast(page).getByRole("button", { name: "Dismiss" }).click();
  await places(page).last().getByRole("button", { name: /^Remove/ }).click();
  await expect(places(page)).toHaveCount(2);
  await toast(page).filter({ hasText: "2020" }).getByRole("button", { name: "Undo" }).click();
  await expect(toast(page).last()).toContainText("1 place could not be put back: such days are not kept any more.");
  await expect(places(page)).toHaveCount(2);
});

test("an organiser sees of who shares what is shown, and removes only what no member owns", async ({ system, as }) => {
  const { ada, path } = await morning(system);
  await decide(system, ada, true, 1000);
  const organiser = await system.organiser();
  const page = await as(organiser);
  await page.goto(path);
  await showPlaces(page, "Where Ada was");
  await expect(places(page).first()).toContainText("to about 1,000 m");
  await expect(places(page)).toHaveCount(3);
  await expect(page.getByText("52.51630, 13.37770")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Remove the place/ })).toHaveCount(0);
  await page.goto("/people");
  await page.getByRole("link", { name: /Grace Hopper/ }).click();
  await showPlaces(page, "Where Grace was");
  await places(page).getByRole("button", { name: /^Remove the place/ }).click();
  await expect(page.getByText("No places yet")).toBeVisible();
  // Another member sees neither.
  const other = await as(await system.member());
  await other.goto(`${path}?list=places`);
  await expect(other.getByText("only they and organisers can see")).toBeVisible();
  await expect(places(other)).toHaveCount(0);
});

test("a sighting that was added by mistake is taken back at once", async ({ system, as }) => {
  const { ada, id, path } = await morning(system);
  const page = await as(ada);
  await page.goto(`${path}?list=places`);
  await page.getByRole("button", { name: "Add a sighting" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Latitude" }).fill("1");
  await dialog.getByRole("textbox", { name: "Longitude" }).fill("2");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(places(page)).toHaveCount(4);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(places(page)).toHaveCount(3);
  expect(await system.sql("select count(*) from sighting where person_id = %s", id)).toEqual([[3]]);
});

test("thousands of places come page by page", async ({ system, as }) => {
  const ada = await system.member();
  const { person_id } = await decide(system, ada, false);
  await see(system, ada, Array.from({ length: 450 }, (_, n) => ({ ...hall(n), creation_time: ago(n) })));
  const page = await as(ada);
  await page.goto(`/people/${person_id}?list=places`);
  await expect(page.getByText("The last 200 places")).toBeVisible();
  await expect(places(page)).toHaveCount(200);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(places(page)).toHaveCount(400);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByText("450 places, the last one first")).toBeVisible();
});

test("places go by days, or all of them", async ({ system, as }) => {
  const { ada, path } = await morning(system);
  await see(system, ada, [{ ...hall(), creation_time: ago(5 * 24 * 60) }]);
  const page = await as(ada);
  await page.goto(`${path}?list=places`);
  await expect(places(page)).toHaveCount(4);
  const forget = async () => {
    const more = page.getByRole("button", { name: /^More .*Ada/ });
    const place = await more.boundingBox();
    await more.click();
    await expect(page.getByRole("menuitem", { name: "Remove places …" })).toBeVisible();
    expect(await more.boundingBox()).toEqual(place);
    await page.getByRole("menuitem", { name: "Remove places …" }).click();
    return page.getByRole("dialog", { name: "Remove my places?" });
  };
  const dialog = await forget();
  await expect(dialog.getByLabel("From")).toBeFocused();
  await dialog.getByLabel("From").fill(ago(0).slice(0, 10));
  await dialog.getByLabel("To").fill(ago(9 * 24 * 60).slice(0, 10));
  await dialog.getByRole("button", { name: "Remove for good" }).click();
  await expect(dialog.getByLabel("To")).toHaveAccessibleDescription(/before the first day/);
  await expectAccessible(page);
  await dialog.getByLabel("From").fill("");
  await dialog.getByLabel("To").fill(ago(3 * 24 * 60).slice(0, 10));
  await dialog.getByRole("button", { name: "Remove for good" }).click();
  await expect(toast(page)).toContainText("The places are removed.");
  await expect(places(page)).toHaveCount(3);
  await (await forget()).getByRole("button", { name: "Remove for good" }).click();
  await expect(page.getByText("No places yet")).toBeVisible();
});
