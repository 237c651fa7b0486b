/* A task opened; the filter; what is due; the address. */
import { expect, isPhone, settledLobby, test, type Page } from "../lib/test.js";
import { card, cards, clear, column, expectCards, field, hold, open, put, reload, saved } from "./board.js";

test.beforeEach(({ system }) => clear(system));

/** The day that it is on pages which say what is due, so that no midnight comes meanwhile. */
const TODAY = "2031-05-06";
const setDay = (page: Page) => page.clock.setSystemTime(new Date(`${TODAY}T10:00:00Z`));
const inDays = (days: number) => new Date(Date.parse(TODAY) + days * 86_400_000).toISOString().slice(0, 10);


test("everything can be set, and nothing is sent before Save", async ({ system, as }) => {
  const member = await system.member();
  const other = await system.member({ display_name: "Grace Hopper" });
  const [task] = await put(system, member, "plan");
  const page = await as(member);
  await setDay(page);
  await open(page);
  await page.getByRole("button", { name: "Actions for plan" }).click();
  await page.getByRole("menuitem", { name: /Open details/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(page).toHaveURL(/[?&]task=\d+/);
  await dialog.getByRole("textbox", { name: "Name" }).fill("  the   plan ");
  await dialog.getByRole("radio", { name: "In Progress" }).check();
  await dialog.getByRole("button", { name: "Assignee: Nobody" }).click();
  await dialog.getByRole("combobox").fill("hopper");
  await dialog.getByRole("option", { name: /Grace Hopper/ }).click();
  await dialog.getByRole("button", { name: "Tomorrow" }).click();
  await expectCards(page, "To Do", ["plan"]);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expectCards(page, "In Progress", ["the plan"]);
  await expect(card(page, "the plan")).toContainText("tomorrow");
  await expect(card(page, "the plan")).toContainText("assigned to Grace Hopper");
  await saved(page);
  const said = await system.sql(
    `select t.name, status::text, a.handle, due_on::text
       from task t join account a on a.id = assignee where t.id = ${task!.id}`,
  );
  expect(said).toEqual([["the plan", "In Progress", other.handle, inDays(1)]]);
});

test("what was changed is not lost by closing, nor by a failure", async ({ system, as }) => {
  const member = await system.member();
  const [task] = await put(system, member, "plan");
  const page = await as(member);
  await open(page, `/board?task=${task!.id}`);
  const dialog = page.getByRole("dialog");
  const name = dialog.getByRole("textbox", { name: "Name" });
  await name.fill("better plan");
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("alert")).toContainText("Your changes are not saved.");
  await dialog.getByRole("button", { name: "Keep editing" }).click();
  await expect(name).toHaveValue("better plan");

  await page.route(/\/api\/tasks\/\d+$/, (route) =>
    route.request().method() === "PATCH" ? route.abort() : route.continue(),
  );
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Not saved:");
  await expect(name).toHaveValue("better plan");
  await page.unroute(/\/api\/tasks\/\d+$/);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expectCards(page, "To Do", ["better plan"]);
});

test("a task needs a name", async ({ system, as }) => {
  const member = await system.member();
  const [task] = await put(system, member, "plan");
  const page = await as(member);
  await open(page, `/board?task=${task!.id}`);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("   ");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(name).toHaveAccessibleDescription("A task needs a name.");
});

test("the address of a task leads to it, and going back closes it", async ({ system, as }) => {
  const member = await system.member();
  const [task] = await put(system, member, "plan", "other");
  const page = await as(member);
  await open(page);
  await page.getByRole("button", { name: "Actions for plan" }).click();
  await page.getByRole("menuitem", { name: /Open details/ }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("plan");
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/\/board$/);
  await page.goto(`/board?task=${task!.id}`);
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("plan");
  await page.goto("/board?task=999999");
  await expect(page.getByText("This task is not there any more")).toBeVisible();
});

test("what is late is seen", async ({ system, as }) => {
  const member = await system.member();
  await put(
    system,
    member,
    { name: "late", due_on: inDays(-1) },
    { name: "now", due_on: inDays(0) },
    { name: "later", due_on: inDays(3) },
    { name: "done late", due_on: inDays(-1), status: "Done" },
  );
  const page = await as(member);
  await setDay(page);
  await open(page);
  await expect(card(page, "late")).toContainText("overdue, yesterday");
  await expect(card(page, "now")).toContainText("due today");
  await expect(card(page, "later")).toContainText("due in 3 days");
  await expect(cards(page, "Done")).toContainText("due yesterday");
});

test.describe("the filter", () => {
  test("by words, person and day, in the address", async ({ system, as }) => {
    const member = await system.member();
    const other = await system.member({ display_name: "Grace Hopper" });
    await put(
      system,
      member,
      { name: "Crème brûlée", assignee: member.handle, due_on: inDays(2) },
      { name: "cream cheese", assignee: other.handle },
      { name: "bread", due_on: inDays(-3) },
      { name: "cream of the crop", status: "Done" },
    );
    const page = await as(member);
    await setDay(page);
    await open(page);
    await page.getByRole("searchbox").fill("crem");
    await expectCards(page, "To Do", ["Crème brûlée"]);
    await expect(column(page, "Done")).toContainText("No task matches");
    await page.getByRole("searchbox").fill("");
    await expect(page).toHaveURL(/\/board$/);

    if (isPhone(page)) await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("button", { name: "Assignee", exact: true }).click();
    await page.getByRole("menuitemcheckbox", { name: "Grace Hopper" }).click();
    await expectCards(page, "To Do", ["cream cheese"]);
    await expect(page).toHaveURL(new RegExp(`assignee=${other.handle}`));
    await reload(page);
    await expectCards(page, "To Do", ["cream cheese"]);
    await page.getByRole("button", { name: "Assignee: Grace Hopper" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Nobody" }).click();
    await expectCards(page, "To Do", ["bread"]);
    await page.getByRole("button", { name: "Due", exact: true }).click();
    await page.getByRole("menuitemcheckbox", { name: "No date" }).click();
    await expectCards(page, "To Do", []);
    await expectCards(page, "Done", ["cream of the crop"]);
    await page.getByRole("button", { name: "Clear filter" }).click();
    await expectCards(page, "To Do", ["Crème brûlée", "cream cheese", "bread"]);
    await expect(page).toHaveURL(/\/board$/);
  });

  test("by column", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a", { name: "x", status: "Done" });
    const page = await as(member);
    await open(page, "/board?status=to-do");
    await expect(column(page, "Done")).toHaveCount(0);
    await page.getByRole("button", { name: "Column: To Do" }).click();
    await page.getByRole("menuitemcheckbox", { name: "All columns" }).click();
    await expectCards(page, "Done", ["x"]);
  });

  test("finds on the server what is not here yet", async ({ system, as }) => {
    const member = await system.member();
    await system.sql("insert into task (name, position) select 'task ' || n, n from generate_series(1, 300) n");
    const page = await as(member);
    const rest = await hold(page, (request) => request.url().includes("cursor="));
    await open(page);
    await page.getByRole("searchbox").fill("task 287");
    await expectCards(page, "To Do", ["task 287"]);
    rest();
  });

  test("does not hide what one adds oneself", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a");
    const page = await as(member);
    await open(page, "/board?q=zzz");
    await expectCards(page, "To Do", []);
    await field(page).fill("brand new");
    await page.keyboard.press("Enter");
    await expectCards(page, "To Do", ["brand new"]);
    await expect(page.getByText("The filter would hide it")).toBeVisible();
  });
});

test("the command palette leads to a task, and to a new one", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "water the orchid");
  const page = await as(member);
  await open(page);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog").getByRole("combobox")).toBeFocused();
  await page.keyboard.type("orchid");
  await page.getByRole("option", { name: /water the orchid/ }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("water the orchid");
  await page.keyboard.press("Escape");
  // It goes by going back, which the browser does when it likes.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog").getByRole("combobox")).toBeFocused();
  await page.keyboard.type("new task");
  await page.getByRole("option", { name: /New task/ }).first().click();
  await expect(field(page)).toBeFocused();
});

test("the lobby shows what waits for oneself", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, { name: "mine", assignee: member.handle, due_on: inDays(-1) }, "nobody's");
  const page = await as(member);
  await setDay(page);
  await page.goto("/");
  await settledLobby(page);
  await page.getByRole("link", { name: /^mine/ }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("mine");
});
