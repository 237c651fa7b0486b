/* Two screens: what happens on one is seen on the other, without reload. */
import { expect, test } from "../lib/test.js";
import { card, cards, clear, column, expectCards, field, open, put } from "./board.js";

test.beforeEach(({ system }) => clear(system));

test("a change appears on the other screen", async ({ system, as }) => {
  const ada = await system.member();
  const bob = await system.member();
  await put(system, ada, "there");
  const here = await as(ada);
  const there = await as(bob);
  await open(here);
  await open(there);

  await field(here).fill("from Ada");
  await here.keyboard.press("Enter");
  await expectCards(there, "To Do", ["from Ada", "there"]);

  await card(there, "from Ada").click();
  await expectCards(here, "In Progress", ["from Ada"]);

  await here.getByRole("button", { name: "Actions for from Ada" }).click();
  await here.getByRole("menuitem", { name: /Open details/ }).click();
  await here.getByRole("textbox", { name: "Name" }).fill("renamed by Ada");
  await here.getByRole("button", { name: "Save" }).click();
  await expectCards(there, "In Progress", ["renamed by Ada"]);

  await there.getByRole("button", { name: "Actions for renamed by Ada" }).click();
  await there.getByRole("menuitem", { name: "Remove" }).click();
  await expectCards(here, "In Progress", []);
  await there.getByRole("button", { name: "Undo" }).click();
  await expectCards(here, "In Progress", ["renamed by Ada"]);
  await expect(column(here, "In Progress")).toContainText("1 task");
});

test("what happened while nobody could be heard is caught up with", async ({ system, as }) => {
  const ada = await system.member();
  const bob = await system.member();
  const [task] = await put(system, ada, "a", "b");
  const page = await as(ada);
  await open(page);
  await page.context().setOffline(true);
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await put(system, bob, "new from Bob");
  await system.send("DELETE", `/api/tasks/${task!.id}`, undefined, bob.cookie);
  await page.context().setOffline(false);
  await expectCards(page, "To Do", ["new from Bob", "b"]);
});

test("a network that fails for a moment while the board opens is not noticed", async ({ system, as }) => {
  const ada = await system.member();
  await put(system, ada, "a");
  const page = await as(ada);
  const lost = new Set<string>();
  await page.route(/\/api\/tasks/, (route) => {
    const url = route.request().url();
    if (lost.has(url)) return route.continue();
    lost.add(url);
    return route.abort();
  });
  await open(page);
  await expectCards(page, "To Do", ["a"]);
  await expect(page.getByRole("button", { name: "Try again" })).toHaveCount(0);
  // Where to begin, and the first page of each column.
  expect(lost.size).toBeGreaterThanOrEqual(4);
});

test("the database may go away and come back", async ({ system, as }) => {
  const ada = await system.member();
  await put(system, ada, "a");
  const page = await as(ada);
  await open(page);
  await system.stop("postgres");
  await expect(page.getByText("Not live at the moment; trying again")).toBeVisible({ timeout: 45_000 });
  await expectCards(page, "To Do", ["a"]);
  await system.start("postgres");
  // The tests' own connection has ended with it, too.
  await system.sql("select").catch(() => undefined);
  await expect(page.getByText("Not live at the moment; trying again")).toHaveCount(0, { timeout: 60_000 });
  await put(system, ada, "b");
  await expectCards(page, "To Do", ["b", "a"]);
});

test("a screen that is too far behind reads everything anew", async ({ system, as }) => {
  const ada = await system.member();
  await put(system, ada, "a", "b");
  const page = await as(ada);
  await open(page);
  const gone = page.waitForResponse((answer) => answer.url().includes("/changes") && answer.status() === 410);
  // That "b" is gone for good is in no list of changes.
  await system.sql(
    `with gone as (delete from task where name = 'b')
     insert into task (name, status, position) select 'task ' || n, 'Done', n from generate_series(1, 5100) n`,
  );
  await gone;
  // Until all is here, "so far" stands behind the number.
  await expect(column(page, "Done").getByText("5,100 tasks", { exact: true })).toBeAttached({ timeout: 60_000 });
  await expectCards(page, "To Do", ["a"]);
});

test("coming back to the room shows at once what was there, and then what is", async ({ system, as }) => {
  const ada = await system.member();
  await put(system, ada, "a");
  const page = await as(ada);
  await open(page);
  await page.getByRole("link", { name: "Lobby" }).filter({ visible: true }).click();
  await expect(cards(page, "To Do")).toHaveCount(0);
  await put(system, ada, "b");
  await page.goBack();
  await expectCards(page, "To Do", ["b", "a"]);
});
