/* Files become sightings and attendees. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { ago, choose, decide, enter, people } from "./people.js";

test.beforeEach(({ system }) => system.sql("delete from person"));

const gpx = (times: string[]) =>
  `<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${times
    .map((time, n) => `<trkpt lat="52.5${n}" lon="13.4">${time && `<time>${time}</time>`}</trkpt>`)
    .join("")}</trkseg></trk></gpx>`;

test("a track is looked at, sent and reported, with what was left out", async ({ system, as }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  const page = await as(member);
  await page.goto("/people/import");
  await expectAccessible(page);
  await choose(page, "notes.txt", "nothing of that kind");
  await expect(page.getByRole("alert")).toContainText("This is no file of a kind that can be read here");
  await choose(page, "walk.gpx", gpx([ago(30), ago(20), "", "2020-01-01T00:00:00Z", "2019-01-01T00:00:00Z"]));
  await expect(page.getByRole("heading", { name: "4 sightings in walk.gpx" })).toBeVisible();
  await expect(page.getByText("1 place has no time and will not be sent.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send 4 sightings" }).click();
  await expect(page.getByRole("heading", { name: "2 sightings are stored" })).toBeVisible();
  await expect(page.getByText("2 are of days that are not kept any more, and were left out.")).toBeVisible();
  await expectAccessible(page);
  const count = "select count(*) from sighting where person_id = %s";
  expect(await system.sql(count, person_id)).toEqual([[2]]);
  await page.getByRole("link", { name: "See the meetings" }).click();
  await expect(page.getByRole("heading", { name: "Meetings" })).toBeVisible();
});

test("thousands go in batches, out of CSV and GeoJSON", async ({ system, as }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  const page = await as(member);
  await page.goto("/people/import");
  const rows = Array.from({ length: 4500 }, (_, n) => `52.5,13.4,${ago(n)}`);
  await choose(page, "many.csv", ["latitude,longitude,time", ...rows].join("\n"));
  await page.getByRole("button", { name: /^Send 4,?500 sightings/ }).click();
  await expect(page.getByRole("heading", { name: /^4,?500 sightings are stored/ })).toBeVisible();
  await page.getByRole("button", { name: "Choose another file" }).click();
  const point = { type: "Feature", geometry: { type: "Point", coordinates: [13.4, 52.5] }, properties: { time: ago(5) } };
  await choose(page, "one.geojson", JSON.stringify({ type: "FeatureCollection", features: [point] }));
  await page.getByRole("button", { name: "Send 1 sighting" }).click();
  await expect(page.getByRole("heading", { name: "1 sighting is stored" })).toBeVisible();
  expect(await system.sql("select count(*) from sighting where person_id = %s", person_id)).toEqual([[4501]]);
});

test("an organiser imports where somebody without an account was", async ({ system, as }) => {
  const organiser = await system.organiser();
  const { id } = await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace" });
  const page = await as(organiser);
  await page.goto(`/people/${id}`);
  await page.getByRole("button", { name: "More for Ada Lovelace" }).click();
  await page.getByRole("menuitem", { name: "Import sightings" }).click();
  await expect(page.getByRole("heading", { name: "Import sightings of Ada Lovelace" })).toBeVisible();
  await choose(page, "walk.gpx", gpx([ago(30)]));
  await page.getByRole("button", { name: "Send 1 sighting" }).click();
  await expect(page.getByRole("heading", { name: "1 sighting is stored" })).toBeVisible();
  expect(await system.sql("select count(*) from sighting where person_id = %s", id)).toEqual([[1]]);
});

test("attendees come out of a table once, and share as was declared", async ({ system, as }) => {
  const organiser = await system.organiser();
  await enter(system, organiser, { first_name: "Ada", last_name: "Lovelace", company_name: "Engines", sharing: false });
  const page = await as(organiser);
  await page.goto("/people");
  await page.getByRole("link", { name: "Import attendees" }).click();
  await expectAccessible(page);
  await choose(page, "all.csv", "First Name;Last Name;Company\nAda;Lovelace;Engines\nGrace;Hopper;Navy\n;Nobody;\nAlan;Turing;\n");
  await expect(page.getByText("A line has no first name, or too long a text: 4")).toBeVisible();
  await page.getByRole("radio", { name: "Yes, I was told so" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Enter 3 people" }).click();
  await expect(page.getByRole("heading", { name: "2 people are entered" })).toBeVisible();
  await expect(page.getByText("1 was here already.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "To the people" }).click();
  await expect(people(page)).toHaveText([/Grace Hopper/, /Ada Lovelace.*Does not share/, /Alan Turing/]);
});
