/* What others may know: decided by oneself, at once, and written down. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { ago, decide, hall, meetings, own, see, toast } from "./people.js";

test.beforeEach(({ system }) => system.sql("delete from person"));

test("sharing is off until it is turned on, and the log says what was decided", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/people/sharing");
  const share = page.getByRole("switch", { name: "Share my place" });
  await expect(share).toHaveAttribute("aria-checked", "false");
  await expect(share).toHaveAccessibleDescription(/^While it is on, members who were near you see that and where/);
  await expect(page.getByText("Nothing was decided yet: you do not share.")).toBeVisible();
  await expectAccessible(page);
  await share.click();
  await expect(share).toHaveAttribute("aria-checked", "true");
  await expect(page.getByRole("listitem").filter({ hasText: "Sharing, exactly" })).toContainText("your own word");
  await page.getByRole("radio", { name: "To about 100 metres" }).check();
  await expect(page.getByRole("listitem").filter({ hasText: "Sharing, to about 100 metres" })).toBeVisible();
  expect(await own(system, member)).toMatchObject({ sharing: true, precision_m: 100 });
  await share.click();
  await expect(page.getByText("Off: nobody sees where you were.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Not sharing" })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(share).toHaveAttribute("aria-checked", "false");
  expect(await own(system, member)).toMatchObject({ sharing: false });
});

test("who turns it off is gone from others' meetings at once", async ({ system, as }) => {
  test.slow();
  const ada = await system.member({ display_name: "Ada Lovelace" });
  const bob = await system.member({ display_name: "Bob Canary" });
  const { person_id } = await decide(system, ada, false);
  await decide(system, bob, true);
  await see(system, ada, [{ ...hall(), creation_time: ago(10) }]);
  await see(system, bob, [{ ...hall(1), creation_time: ago(11) }]);
  const hers = await as(ada);
  await hers.goto(`/people/${person_id}`);
  await expect(meetings(hers)).toContainText("Bob Canary");
  const his = await as(bob);
  await his.goto("/people/sharing");
  await his.getByRole("switch").click();
  await expect(his.getByText("Off: nobody sees where you were.")).toBeVisible();
  // By itself: who looks need not ask.  The page asks the less often the longer an answer took.
  await expect(hers.getByText("Nobody came near")).toBeVisible({ timeout: 200_000 });
  await expect.poll(() => hers.content(), "nor is it on the map").not.toContain("Canary");
});

test("who does not want to share says so once, and has an entry", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/people/import");
  await page.getByRole("main").getByRole("link", { name: "Share my place" }).last().click();
  await page.getByRole("button", { name: "Enter me without sharing" }).click();
  await expect(page.getByRole("link", { name: "Whom I met" })).toBeFocused();
  await expect(page.getByRole("listitem").filter({ hasText: "Not sharing" })).toContainText("your own word");
  await expect(page.getByRole("switch")).toHaveAttribute("aria-checked", "false");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("link", { name: "Import sightings" }).click();
  await expect(page.getByRole("button", { name: "Choose a file" })).toBeVisible();
  expect(await own(system, member)).toMatchObject({ sharing: false });
});

test("a device gets a token, shown once, and is revoked", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/people/sharing");
  await page.getByRole("button", { name: "Add a device" }).click();
  const dialog = page.getByRole("dialog");
  // Whoever types at once types into the field.
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("my phone");
  await dialog.getByRole("button", { name: "Add a device" }).click();
  await expect(dialog.getByRole("textbox", { name: "Token" })).toBeFocused();
  const token = await dialog.getByRole("textbox", { name: "Token" }).inputValue();
  expect(token).toMatch(/^foyer_device_/);
  await expect(dialog.getByRole("textbox", { name: "Address" })).toHaveValue(`${system.api}/api/locations/owntracks`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Add a device" })).toBeFocused();
  const row = page.getByRole("list", { name: "Devices" }).getByRole("listitem");
  await expect(row).toContainText("never seen");
  await expect(page.getByText(token)).toHaveCount(0);
  await row.getByRole("button", { name: "Revoke my phone" }).click();
  await expect(toast(page)).toContainText("my phone can send nothing more.");
  await expect(row).toHaveCount(0);
});

test("a sighting is added by hand, and faults are told beside the fields", async ({ system, as }) => {
  const member = await system.member();
  const { person_id } = await decide(system, member, false);
  const page = await as(member);
  await page.goto(`/people/${person_id}`);
  await page.getByRole("button", { name: "Add a sighting" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Latitude" }).fill("91");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("This is too large.")).toBeVisible();
  await expect(dialog.getByText("This is needed.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("textbox", { name: "Latitude" }).fill("north");
  await dialog.getByRole("textbox", { name: "Longitude" }).fill("1");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("This is not a number.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Latitude" }).fill("1");
  for (const [year, why] of [["2001", "This is longer ago than anything is kept."], ["2199", "This is in the future."]] as const) {
    await dialog.getByLabel("When").fill(`${year}-01-01T10:05`);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByText(why)).toBeVisible();
  }
  await dialog.getByLabel("When").fill(ago(60).slice(0, 16));
  await dialog.getByRole("textbox", { name: "Latitude" }).fill("52,5163");
  await dialog.getByRole("textbox", { name: "Longitude" }).fill("13.3777");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(toast(page)).toContainText("The sighting is stored.");
  expect(await system.sql("select latitude, longitude from sighting where person_id = %s", person_id)).toEqual([
    [52.5163, 13.3777],
  ]);
});

test("a device that knows where it is fills the place in", async ({ system, as }) => {
  const member = await system.member();
  await decide(system, member, false);
  const page = await as(member);
  await page.context().grantPermissions(["geolocation"]);
  await page.context().setGeolocation({ latitude: 48.5, longitude: 11.25 });
  await page.goto("/people/sharing");
  await page.getByRole("button", { name: "Add a sighting" }).click();
  await page.getByRole("button", { name: "Where I am now" }).click();
  await expect(page.getByRole("textbox", { name: "Latitude" })).toHaveValue("48.500000");
  await expect(page.getByRole("textbox", { name: "Longitude" })).toHaveValue("11.250000");
});
