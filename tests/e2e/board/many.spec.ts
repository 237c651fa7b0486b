/* Thousands of tasks: all there, few of them drawn, everything quick. */
import { expect, test } from "../lib/test.js";
import { card, cards, clear, column, field, open } from "./board.js";

const MANY = 2000;
const nameOf = (n: number) => `task ${n}${" and more of it".repeat(n % 4)}`;

test.beforeEach(async ({ system }) => {
  await clear(system);
  await system.sql(
    `insert into task (name, status, position)
     select 'task ' || n || repeat(' and more of it', (n % 4)::int),
            (array['To Do', 'In Progress', 'Done'])[1 + n % 3]::task_status, n
       from generate_series(1, ${MANY}) n`,
  );
});

test("are loaded, counted, scrolled and searched", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await expect(column(page, "Done")).toContainText("667 tasks");
  await expect(column(page, "To Do")).toContainText("666 tasks");
  expect(await page.locator("[data-row]").count()).toBeLessThan(150);

  await card(page, nameOf(3)).focus();
  await page.keyboard.press("End");
  await expect(card(page, nameOf(1998))).toBeFocused();
  await expect(card(page, nameOf(1998))).toBeInViewport();
  expect(await page.locator("[data-row]").count()).toBeLessThan(150);
  await page.keyboard.press("Home");
  await expect(card(page, nameOf(3))).toBeInViewport();

  await page.getByRole("searchbox").fill("task 1234");
  await expect(page.locator("[data-row]")).toHaveCount(1);
  await expect(cards(page, "In Progress")).toHaveText(/^task 1234/);
});

test("no card overlaps another, however one scrolls", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  await expect(column(page, "To Do")).toContainText("666 tasks");
  const scroller = column(page, "To Do").locator("ul").locator("..");
  for (const top of [0, 5_000, 20_000, 19_500, 40_000, 300]) {
    await scroller.evaluate((element, to) => element.scrollTo({ top: to }), top);
    await expect
      .poll(() =>
        scroller.evaluate((element) => {
          const view = element.getBoundingClientRect();
          const boxes = [...element.querySelectorAll("li")].map((row) => row.getBoundingClientRect());
          const seen = boxes
            .filter((box) => box.bottom > view.top && box.top < view.bottom)
            .sort((a, b) => a.top - b.top);
          const gaps = seen.slice(1).map((box, index) => Math.round(box.top - seen[index]!.bottom));
          return seen.length > 3 && gaps.every((gap) => gap === 8);
        }),
      )
      .toBe(true);
  }
});

test("what one reads stays where it is when something comes in above", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await open(page);
  await expect(column(page, "To Do")).toContainText("666 tasks");
  const scroller = column(page, "To Do").locator("ul").locator("..");
  await scroller.evaluate((element) => element.scrollTo({ top: 9_000 }));
  /** The first card well in sight, and where it is. */
  const look = () =>
    scroller.evaluate((element) => {
      const top = element.getBoundingClientRect().top + 200;
      const row = [...element.querySelectorAll("li")].find((one) => one.getBoundingClientRect().top > top);
      const name = row?.querySelector("[data-card] > span")?.textContent ?? "";
      return { name, y: row?.getBoundingClientRect().top ?? 0 };
    });
  let seen = await look();
  await expect
    .poll(async () => {
      const before = seen;
      seen = await look();
      return seen.name !== "" && seen.name === before.name && seen.y === before.y;
    })
    .toBe(true);
  await system.send("POST", "/api/tasks", { name: "breaking news" }, member.cookie);
  await expect(column(page, "To Do")).toContainText("667 tasks");
  const row = page.locator("[data-row]").filter({ has: card(page, seen.name) });
  await expect
    .poll(async () => Math.abs(((await row.boundingBox())?.y ?? Infinity) - seen.y))
    .toBeLessThan(3);
});

test("a new one stands at the top, and is scrolled to", async ({ system, as }) => {
  const page = await as(await system.member());
  await open(page);
  const scroller = column(page, "To Do").locator("ul").locator("..");
  await expect(column(page, "To Do")).toContainText("666 tasks");
  await scroller.evaluate((element) => element.scrollTo({ top: 9_000 }));
  await field(page).fill("newest");
  await page.keyboard.press("Enter");
  await expect(card(page, "newest")).toBeInViewport();
});
