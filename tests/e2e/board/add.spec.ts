/* Adding: at once on the screen, and nothing that was typed is lost. */
import { expect, test } from "../lib/test.js";
import { card, cards, clear, expectCards, field, hold, meddle, nextChanges, open, put, reload, saved } from "./board.js";

test.beforeEach(({ system }) => clear(system));

test("a new task shows at once, without reload", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "there before");
  const page = await as(member);
  await open(page);
  // The original showed it after a reload only; here not even the answer is awaited.
  const answer = await hold(page, (request) => request.method() === "POST");
  await field(page).fill("water the plants");
  await page.keyboard.press("Enter");
  await expectCards(page, "To Do", ["water the plants", "there before"]);
  answer();
  await expect(cards(page, "To Do").locator("[data-saving]")).toHaveCount(0);
  await nextChanges(page);
  await expectCards(page, "To Do", ["water the plants", "there before"]);
  await reload(page);
  await expectCards(page, "To Do", ["water the plants", "there before"]);
});

test("Enter adds one after the other, and the cursor stays", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await field(page).click();
  for (const name of ["one", "two", "three"]) {
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveValue("");
  }
  await expectCards(page, "To Do", ["three", "two", "one"]);
  await reload(page);
  await expectCards(page, "To Do", ["three", "two", "one"]);
});

test("each column has a field of its own", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  const button = page.getByRole("button", { name: "Add a task to Done" });
  if (await button.isVisible()) await button.click();
  await field(page, "Done").fill("was done anyway");
  await page.keyboard.press("Enter");
  await expectCards(page, "Done", ["was done anyway"]);
  await expectCards(page, "To Do", []);
});

test("what was typed is kept when the request fails, and makes one task in the end", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await page.route(/\/api\/tasks$/, (route) => route.abort());
  await field(page).fill("buy milk");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveAccessibleDescription(/^Not added:/);
  await expect(field(page)).toHaveValue("buy milk");
  await expectCards(page, "To Do", []);

  // The answer is lost, not the request: trying again must not make two.
  await page.unroute(/\/api\/tasks$/);
  let lost = 0;
  const leave = await meddle(page, "*/api/tasks", ({ method }) =>
    Promise.resolve(method === "POST" && lost++ === 0 ? "lose" : "deliver"),
  );
  await field(page).press("Enter");
  await expectCards(page, "To Do", ["buy milk"]);
  await expect(field(page)).toHaveValue("");
  await expect.poll(() => lost).toBeGreaterThan(1);
  await saved(page);
  await nextChanges(page);
  await expectCards(page, "To Do", ["buy milk"]);
  await leave();
  expect(await system.sql("select count(*) from task")).toEqual([[1]]);
});

test("what failed while something else is typed stands beside it", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await page.route(/\/api\/tasks$/, (route) => route.abort());
  await field(page).fill("first");
  await page.keyboard.press("Enter");
  await page.keyboard.type("second thought");
  const lost = page.getByRole("alert").filter({ hasText: "“first” was not added" });
  await expect(lost).toBeVisible();
  await expect(field(page)).toHaveValue("second thought");
  await page.unroute(/\/api\/tasks$/);
  // The line above the board goes, and the button with it to another place.
  await expect(page.getByText("The server does not answer.")).toHaveCount(0);
  await lost.getByRole("button", { name: "Try again" }).click();
  await expectCards(page, "To Do", ["first"]);
  await expect(lost).toHaveCount(0);
});

test("the board can be left and come back to with what was typed", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await field(page).fill("half a thou");
  await page.getByRole("link", { name: "Lobby" }).filter({ visible: true }).click();
  await expect(field(page)).toHaveCount(0);
  await page.goBack();
  await expect(field(page)).toHaveValue("half a thou");
});

test("a name that is too long is not sent", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await field(page).fill("😀".repeat(256));
  await expect(field(page)).toHaveAccessibleDescription("1 character too long");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveValue("😀".repeat(256));
  await field(page).fill("😀".repeat(255));
  await page.keyboard.press("Enter");
  await expect(card(page, "😀".repeat(255))).toBeVisible();
});
