/* No violation that axe finds, in either theme, in every state of the board. */
import { expect, expectAccessible, isPhone, test } from "../lib/test.js";
import { card, cards, clear, expectCards, field, open, put, reload } from "./board.js";

test.beforeEach(({ system }) => clear(system));

test("empty: with a hint what to do", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await expect(page.getByText("Type above what needs doing and press Enter.")).toBeVisible();
  await expectAccessible(page);
});

test("with cards, menu, dialogs, filter and messages", async ({ system, as }) => {
  // Six states, each looked at all over in both themes.
  test.slow();
  const member = await system.member();
  await put(
    system,
    member,
    { name: "late", due_on: "2020-01-01", assignee: member.handle },
    { name: "soon", due_on: "2031-01-01" },
    { name: "doing", status: "In Progress" },
    { name: "done", status: "Done" },
  );
  const page = await as(member);
  await open(page);
  await expectCards(page, "Done", ["done"]);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Actions for late" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("menuitem", { name: /Open details/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Assignee/ }).click();
  await expect(dialog.getByRole("option").first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  await page.getByRole("button", { name: "Actions for late" }).click();
  await page.getByRole("menuitem", { name: /Move to…/ }).click();
  await dialog.getByRole("radio", { name: "After…" }).check();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  await card(page, "doing").click();
  await expect(cards(page, "Done")).toHaveCount(2);
  await expectAccessible(page);
  if (isPhone(page)) await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("button", { name: "Due", exact: true }).click();
  await page.getByRole("menuitemcheckbox", { name: "Overdue" }).click();
  await expectCards(page, "To Do", ["late"]);
  await expectAccessible(page);
});

test("while nothing can be added, and while nothing can be loaded", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await page.route(/\/api\/tasks/, (route) => route.abort());
  await field(page).fill("not now");
  await page.keyboard.press("Enter");
  await expect(field(page)).toHaveAccessibleDescription(/^Not added:/);
  await expectAccessible(page);
  await page.unroute(/\/api\/tasks/);
  await page.route(/\/api\/tasks\?/, (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: "{}" }),
  );
  await reload(page);
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await expectAccessible(page);
  await page.unroute(/\/api\/tasks\?/);
  await page.getByRole("button", { name: "Try again" }).click();
  await expectCards(page, "To Do", []);
  await expect(page.getByText("Nothing to do yet")).toBeVisible();
});

test("in German", async ({ system, as }) => {
  const member = await system.member();
  await put(system, member, "a");
  const page = await as(member);
  await page.addInitScript(() => localStorage.setItem("foyer.language", "de"));
  await page.goto("/board");
  await expect(page.getByRole("region", { name: "Zu tun" }).getByRole("listitem")).toHaveText(/^a/);
  await expect(page.getByPlaceholder("Aufgabe hinzufügen").first()).toBeVisible();
  await expectAccessible(page);
});
