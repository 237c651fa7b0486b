/* A click moves a task on: To Do, In Progress, Done, gone, and back again. */
import { expect, test } from "../lib/test.js";
import {
  card,
  cards,
  change,
  clear,
  deafen,
  expectCards,
  hold,
  meddle,
  nextChanges,
  open,
  put,
  reload,
  saved,
  toast,
} from "./board.js";

test.beforeEach(({ system }) => clear(system));

test("a click moves a task on, column by column, and off the board", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a", { name: "doing", status: "In Progress" }, { name: "done", status: "Done" });
  const page = await as(member);
  await open(page);
  await card(page, "a").click();
  await expectCards(page, "To Do", []);
  await expectCards(page, "In Progress", ["a", "doing"]);
  await expect(toast(page)).toContainText("“a” is now in In Progress");
  await card(page, "a").click();
  await expectCards(page, "Done", ["a", "done"]);
  await card(page, "a").click();
  await expectCards(page, "Done", ["done"]);
  await expect(toast(page)).toContainText("“a” removed");
  await reload(page);
  await expectCards(page, "In Progress", ["doing"]);
  await expectCards(page, "Done", ["done"]);
  await expectCards(page, "To Do", []);
});

test("a removed task does not jump back", async ({ system, as }) => {
  const member = await system.member();
  const [task] = await put(system, member, "a", { name: "other", status: "Done" });
  const page = await as(member);
  await open(page);
  // An answer of the feed that is older than the removal, and comes after it.
  let stale = false;
  let delivered = false;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await meddle(page, "*/api/tasks/changes*", async ({ text }) => {
    if (!stale && (await text()).includes('"a"')) stale = true;
    // And the next one, where the page has waited too long for this.
    if (stale && !delivered) {
      await released;
      delivered = true;
    }
    return "deliver";
  });
  await change(system, member, task!.id, { status: "Done" });
  await expect.poll(() => stale).toBe(true);
  // This page does not know yet that somebody moved it to Done.
  await expectCards(page, "To Do", ["a"]);
  await page.getByRole("button", { name: "Actions for a" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await expectCards(page, "To Do", []);
  await toast(page).getByRole("button", { name: "Compare" }).click();
  await page.getByRole("button", { name: "Remove anyway" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectCards(page, "Done", ["other"]);
  release();
  await expect.poll(() => delivered).toBe(true);
  await nextChanges(page);
  await expectCards(page, "Done", ["other"]);
  await expectCards(page, "To Do", []);
  await reload(page);
  await expectCards(page, "Done", ["other"]);
  await expectCards(page, "To Do", []);
});

test("a task removed from Done stays away while its answer is awaited", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, { name: "finished", status: "Done" });
  const page = await as(member);
  await open(page);
  const answer = await hold(page, (request) => request.method() === "DELETE");
  await card(page, "finished").click();
  await expectCards(page, "Done", []);
  await nextChanges(page);
  await expectCards(page, "Done", []);
  await expectCards(page, "To Do", []);
  const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
  answer();
  expect((await gone).status()).toBe(204);
  await nextChanges(page);
  await expectCards(page, "Done", []);
  await expectCards(page, "To Do", []);
});

test("what was removed comes back to its place by Undo", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, ...["x", "y", "z"].map((name) => ({ name, status: "Done" as const })));
  const page = await as(member);
  await open(page);
  await card(page, "y").click();
  await expectCards(page, "Done", ["x", "z"]);
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expectCards(page, "Done", ["x", "y", "z"]);
  await nextChanges(page);
  await reload(page);
  await expectCards(page, "Done", ["x", "y", "z"]);
});

test("moves are undone one after the other", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a", "b", "c");
  const page = await as(member);
  await open(page);
  await card(page, "b").click();
  await card(page, "b").click();
  await expectCards(page, "Done", ["b"]);
  await page.keyboard.press("Control+z");
  await expectCards(page, "In Progress", ["b"]);
  await page.keyboard.press("Control+z");
  await expectCards(page, "To Do", ["a", "b", "c"]);
  await reload(page);
  await expectCards(page, "To Do", ["a", "b", "c"]);
});

test("two quick clicks arrive as two moves", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a");
  const page = await as(member);
  await open(page);
  const answer = await hold(page, (request) => request.method() === "PATCH");
  await card(page, "a").click();
  await card(page, "a").click();
  await expectCards(page, "Done", ["a"]);
  answer();
  await expect(cards(page, "Done").locator("[data-saving]")).toHaveCount(0);
  await expect(toast(page).filter({ hasText: "Compare" })).toHaveCount(0);
  await reload(page);
  await expectCards(page, "Done", ["a"]);
});

test("nothing on the board jumps while a move is being saved", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a", { name: "x", status: "In Progress" });
  const page = await as(member);
  await open(page);
  const height = (await card(page, "a").boundingBox())?.height;
  const answer = await hold(page, (request) => request.method() === "PATCH");
  await card(page, "a").click();
  await expectCards(page, "In Progress", ["a", "x"]);
  await expect(card(page, "a")).toHaveText(/being saved/);
  expect((await card(page, "a").boundingBox())?.height).toBe(height);
  answer();
  await saved(page);
  expect((await card(page, "a").boundingBox())?.height).toBe(height);
});

test("a move that the server refuses is taken back, and can be tried again", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a", "b");
  const page = await as(member);
  await open(page);
  await page.route(/\/api\/tasks\/\d+$/, (route) =>
    route.fulfill({
      status: 500,
      contentType: "application/problem+json",
      body: JSON.stringify({ type: "/problems/internal", title: "Something broke", status: 500, request_id: "0" }),
    }),
  );
  await card(page, "b").click();
  await expect(toast(page).filter({ hasText: "Try again" })).toContainText("“b”:");
  await expectCards(page, "To Do", ["a", "b"]);
  await page.unroute(/\/api\/tasks\/\d+$/);
  await toast(page).getByRole("button", { name: "Try again" }).click();
  await expectCards(page, "In Progress", ["b"]);
  await reload(page);
  await expectCards(page, "In Progress", ["b"]);
});

test("a task that somebody else has removed cannot be moved", async ({ system, as }) => {
  const member = await system.member();
  const [task] = await put(system, member, "a");
  const page = await as(member);
  await open(page);
  await deafen(page);
  await system.send("DELETE", `/api/tasks/${task!.id}`, undefined, member.cookie);
  await card(page, "a").click();
  await expect(toast(page).filter({ hasText: "Somebody has removed “a”." })).toBeVisible();
  await expectCards(page, "In Progress", []);
  await expectCards(page, "To Do", []);
});

test("the menu moves a task to any place", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a", "b", "c", { name: "x", status: "Done" }, { name: "y", status: "Done" });
  const page = await as(member);
  await open(page);
  const choose = async (name: string, item: string | RegExp) => {
    await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
    await expect(page.getByRole("menu")).toHaveCount(0);
  };
  await choose("c", "To the top");
  await expectCards(page, "To Do", ["c", "a", "b"]);
  await choose("c", "Down");
  await expectCards(page, "To Do", ["a", "c", "b"]);
  await choose("a", "To the bottom");
  await expectCards(page, "To Do", ["c", "b", "a"]);
  await choose("a", "Up");
  await expectCards(page, "To Do", ["c", "a", "b"]);
  await choose("b", "In Progress");
  await expectCards(page, "In Progress", ["b"]);

  await choose("a", /^Move to…/);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Done" }).check();
  await dialog.getByRole("radio", { name: "After…" }).check();
  await dialog.getByRole("combobox").fill("x");
  await dialog.getByRole("option", { name: "x" }).click();
  await dialog.getByRole("button", { name: "Move", exact: true }).click();
  await expectCards(page, "Done", ["x", "a", "y"]);
  await reload(page);
  await expectCards(page, "To Do", ["c"]);
  await expectCards(page, "In Progress", ["b"]);
  await expectCards(page, "Done", ["x", "a", "y"]);
});
