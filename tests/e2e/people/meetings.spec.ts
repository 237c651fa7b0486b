/* Whom did I meet: the list and the map, one with the other. */
import { expect, expectAccessible, test, type Member, type Page } from "../lib/test.js";
import type { System } from "../lib/system.js";
import { ago, decide, enter, hall, list, map, marks, meetings, see } from "./people.js";

test.beforeEach(({ system }) => system.sql("delete from person"));

/** Ada was in the hall, and then 300 m north of it; who was there with her? */
async function afternoon(system: System): Promise<{ ada: Member; id: number; path: string }> {
  const organiser = await system.organiser();
  const ada = await system.member({ display_name: "Ada Lovelace" });
  const { person_id: id } = await decide(system, ada, false);
  await see(system, ada, [
    { ...hall(), creation_time: ago(120) },
    { ...hall(300), creation_time: ago(60) },
  ]);
  const at = async (first_name: string, sharing: boolean, metres: number, minutes: number) => {
    const person = await enter(system, organiser, { first_name, last_name: "Example", company_name: `${first_name}'s`, sharing });
    await see(system, organiser, [{ person_id: person.id, ...hall(metres), creation_time: ago(minutes) }]);
  };
  await at("Grace", true, 2, 119);
  await at("Alan", true, 303, 61);
  await at("Edsger", true, 40, 118);
  await at("Barbara", true, 1, 90);
  await at("Canary", false, 0, 120);
  return { ada, id, path: `/people/${id}` };
}

const names = (page: Page) => meetings(page).locator("strong");

test("the list and the map say the same, and what is chosen in one is chosen in the other", async ({ system, as }) => {
  const { ada, path } = await afternoon(system);
  const page = await as(ada);
  await page.goto(path);
  await expect(names(page)).toHaveText(["Alan Example", "Grace Example"]);
  await expect(page.getByText("2 meetings with 2 people")).toBeVisible();
  await expect(meetings(page).first()).toContainText(/Met at 52\.5\d+, 13\.37770, on .*3 m apart at the nearest, 1 sighting/);
  await expect(map(page)).toBeVisible();
  await expect(marks(page)).toHaveCount(2);
  await expectAccessible(page);

  const [alan, grace] = [meetings(page).nth(0), meetings(page).nth(1)];
  await alan.getByRole("button").click();
  await expect(alan.getByRole("button")).toHaveAttribute("aria-pressed", "true");
  const chosen = map(page).locator("[class*=chosen]");
  await expect(chosen).toHaveCount(1);
  await expect(chosen).toHaveAttribute("title", /^Alan Example: Met at/);
  await map(page).locator("[title^='Grace Example']").click();
  await expect(grace.getByRole("button")).toHaveAttribute("aria-pressed", "true");
  await expect(alan.getByRole("button")).toHaveAttribute("aria-pressed", "false");
  await expect(chosen).toHaveAttribute("title", /^Grace Example/);
  await expectAccessible(page);
  await grace.getByRole("link", { name: "Go to Grace Example" }).click();
  await expect(page.getByRole("heading", { name: "Grace Example", level: 1 })).toBeVisible();
});

test("distance, time and days decide what counts, and are in the address", async ({ system, as }) => {
  const { ada, path } = await afternoon(system);
  const page = await as(ada);
  await page.goto(path);
  await expect(names(page)).toHaveText(["Alan Example", "Grace Example"]);
  await page.getByLabel("Distance").selectOption("50");
  await expect(names(page)).toHaveText(["Alan Example", "Edsger Example", "Grace Example"]);
  await page.getByLabel("At the same time").selectOption({ label: "within an hour" });
  await expect(names(page)).toHaveText(["Alan Example", "Barbara Example", "Edsger Example", "Grace Example"]);
  await page.getByLabel("At the same time").selectOption({ label: "within 5 min" });
  await expect(names(page)).toHaveText(["Alan Example", "Edsger Example", "Grace Example"]);
  await expect(page).toHaveURL(/\?distance=50&within=5m$/);
  await page.reload();
  await expect(page.getByLabel("Distance")).toHaveValue("50");
  await page.getByLabel("To", { exact: true }).fill("2020-01-01");
  await expect(page.getByText("Nobody came near")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("To", { exact: true }).fill("");
  await expect(names(page)).toHaveCount(3);
});

test("the map needs nobody's server, shows the land from afar, and squares near by", async ({ system, as }) => {
  const { ada, path } = await afternoon(system);
  const page = await as(ada);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).origin));
  await page.goto(path);
  await expect(marks(page)).toHaveCount(2);
  await expect(map(page).locator("[class*=net]").first()).toBeAttached();
  const farther = map(page).getByRole("button", { name: "Farther" });
  const land = map(page).locator("path[class*=land]");
  // As far as need be: from the farthest there is no way on.
  while ((await land.count()) === 0) await farther.click();
  await expect(marks(page)).toHaveText("2");
  expect(new Set(asked)).toEqual(new Set([new URL(system.url).origin]));
});

test("an organiser sees whom somebody met who shares, and of nobody else", async ({ system, as }) => {
  const { ada, id, path } = await afternoon(system);
  const page = await as(await system.organiser());
  await page.goto(path);
  await expect(page.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
  await decide(system, ada, true);
  await page.goto(path);
  await expect(names(page)).toHaveText(["Alan Example", "Grace Example"]);
  const other = await as(await system.member());
  await other.goto(`/people/${id}`);
  await expect(other.getByText("only they and organisers can see")).toBeVisible();
  await expect(list(other)).toHaveCount(0);
});

test("who does not share is nowhere on the page", async ({ system, as }) => {
  const { ada, path } = await afternoon(system);
  const page = await as(ada);
  await page.goto(`${path}?distance=1000&within=`);
  await expect(names(page)).toHaveCount(4);
  expect(await page.content()).not.toContain("Canary");
});

test("by keyboard the map can be skipped, and the list says it all", { tag: "@keyboard" }, async ({ system, as }) => {
  const { ada, path } = await afternoon(system);
  const page = await as(ada);
  await page.goto(path);
  await expect(marks(page)).toHaveCount(2);
  await page.getByLabel("At the same time").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Skip the map" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Meetings 2" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(meetings(page).first().getByRole("button")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(meetings(page).first().getByRole("button")).toHaveAttribute("aria-pressed", "true");
});
