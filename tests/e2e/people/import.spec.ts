/* Files become sightings and attendees. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { ago, choose, decide, enter, people, places } from "./people.js";

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
  const walk = [ago(-600), ago(30), ago(20), "", "2020-01-01T00:00:00Z", "2019-01-01T00:00:00Z"];
  await choose(page, "walk.gpx", gpx(walk));
  await expect(page.getByRole("heading", { name: "5 sightings in walk.gpx" })).toBeVisible();
  await expect(page.getByText("1 place has no time and will not be sent.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send 5 sightings" }).click();
  await expect(page.getByRole("heading", { name: "2 sightings are stored" })).toBeVisible();
  await expect(page.getByText("2 are of days that are not kept any more, and were left out.")).toBeVisible();
  await expect(page.getByText("1 is in the future, and was left out.")).toBeVisible();
  await expectAccessible(page);
  const count = "select count(*) from sighting where person_id = %s";
  expect(await system.sql(count, person_id)).toEqual([[2]]);
  // The same file again, longer by one.
  await page.getByRole("button", { name: "Choose another file" }).click();
  await choose(page, "walk.gpx", gpx([...walk, ago(10)]));
  await page.getByRole("button", { name: "Send 6 sightings" }).click();
  await expect(page.getByRole("heading", { name: "1 sighting is stored" })).toBeVisible();
  await expect(page.getByText("2 were stored already.")).toBeVisible();
  await expectAccessible(page);
  expect(await system.sql(count, person_id)).toEqual([[3]]);
  await page.getByRole("link", { name: "See the places" }).click();
  await expect(places(page)).toHaveCount(3);
});

test("lines of a table that are no sightings are named", async ({ system, as }) => {
  const member = await system.member();
  await decide(system, member, false);
  const page = await as(member);
  await page.goto("/people/import");
  await choose(page, "odd.csv", `time,lat,lon\n${ago(5)},52.5,13.4\n${ago(5)},95,13.4\n,52.5,13.4\n`);
  await expect(page.getByRole("heading", { name: "1 sighting in odd.csv" })).toBeVisible();
  await expect(page.getByText("In these lines: 3, 4")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Choose another file" }).click();
  await choose(page, "none.csv", "time,lat,lon\n");
  await expect(page.getByRole("heading", { name: "No sightings in none.csv" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Send/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Choose another file" }).click();
  await choose(page, "quote.csv", `time,lat,lon,note\n${ago(5)},52.5,13.4,"open\n${ago(5)},52.5,13.4,\n`);
  await expect(page.getByRole("alert")).toContainText("A quotation mark that begins in line 2 has no end, so nothing was read.");
  await expectAccessible(page);
  await choose(page, "null.geojson", JSON.stringify({ type: "FeatureCollection", features: [null] }));
  await expect(page.getByText("1 line has no place on earth and will not be sent.")).toBeVisible();
});

test("a row that the server refuses is named", async ({ system, as }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  const page = await as(member);
  await page.goto("/people/import");
  await choose(page, "odd.csv", `time,lat,lon\n${ago(9)},52.5,13.4\n${ago(5)},52.5,13.4\n`);
  // What the page lets through and the server does not, no file brings about.
  await page.route("**/api/locations/import", (route) => {
    const rows = route.request().postDataJSON() as { latitude: number }[];
    return route.continue({ postData: JSON.stringify(rows.map((row, n) => (n === 1 ? { ...row, latitude: 91 } : row))) });
  });
  await page.getByRole("button", { name: "Send 2 sightings" }).click();
  await expect(page.getByRole("alert")).toHaveText("Line 2, Latitude: This is too large.");
  await expect(page.getByText("2 were not sent.")).toBeVisible();
  await expectAccessible(page);
  expect(await system.sql("select count(*) from sighting where person_id = %s", person_id)).toEqual([[0]]);
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
  await expect(page.getByText("A line has no first name, too long a text, or more values than there are columns: 4")).toBeVisible();
  await page.getByRole("radio", { name: "Yes, I was told so" }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Enter 3 people" }).click();
  await expect(page.getByRole("heading", { name: "2 people are entered" })).toBeVisible();
  await expect(page.getByText("1 was here already.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "To the people" }).click();
  await expect(people(page)).toHaveText([/Grace Hopper/, /Ada Lovelace.*Does not share/, /Alan Turing/]);
});

test("attendees come in one request, all or none", async ({ system, as }) => {
  const page = await as(await system.organiser());
  const sent: unknown[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/api/persons")) sent.push(request.postDataJSON());
  });
  await page.goto("/people/attendees");
  // What is wrong with them only the server says.
  const rows = Array.from({ length: 300 }, (_, n) => `A${n},B,${n === 7 ? "nul \u0000" : ""}`);
  await choose(page, "odd.csv", ["first_name,last_name,company", ...rows].join("\n"));
  await page.getByRole("button", { name: "Enter 300 people" }).click();
  await expect(page.getByRole("heading", { name: "Nobody was entered" })).toBeVisible();
  expect(await system.sql("select count(*) from person")).toEqual([[0]]);
  await page.getByRole("button", { name: "Choose another file" }).click();
  // As spreadsheets of the west write it.
  const text = Buffer.from("Name;Firma\nZo\xeb Example;\x80uro\n" + rows.slice(0, 5).join("\n").replaceAll(",", " "), "latin1");
  await choose(page, "all.csv", text);
  await page.getByRole("button", { name: "Enter 6 people" }).click();
  await expect(page.getByRole("heading", { name: "6 people are entered" })).toBeVisible();
  expect(sent.map((body) => (body as unknown[]).length)).toEqual([300, 6]);
  expect(await system.sql("select company_name from person where first_name = 'Zoë'")).toEqual([["€uro"]]);
});
