/* Dragging by mouse, and by finger. */
import type { Locator, Page } from "@playwright/test";
import { expect, isPhone, test } from "../lib/test.js";
import * as board from "./board.js";
import { card, cards, clear, column, expectCards, Finger, nextChanges, put, reload, saved, toast } from "./board.js";

test.beforeEach(({ system }) => clear(system));

/** The board, with its hand, which comes after the cards; it says then what it takes. */
async function open(page: Page, path?: string) {
  await board.open(page, path);
  await expect(page.locator("[id^=DndLiveRegion]")).toBeAttached();
}

/** Takes a card with the mouse; what comes back is where it was. */
async function take(page: Page, name: string) {
  await card(page, name).hover({ position: { x: 60, y: 18 } });
  const box = await card(page, name).boundingBox();
  if (!box) throw new Error(`no card ${name}`);
  await page.mouse.down();
  await page.mouse.move(box.x + 68, box.y + 26, { steps: 4 });
  return box;
}

/** The card in the hand lies there; it is tilted a little. */
const expectLifted = (page: Page, x: number, y: number) =>
  expect
    .poll(async () => {
      const box = await page.locator("[data-lifted]").boundingBox();
      return box !== null && Math.max(Math.abs(box.x - x), Math.abs(box.y - y)) < 10;
    })
    .toBe(true);

/** Carries it to where another card is, or into a column. */
async function carry(page: Page, to: Locator) {
  const box = await to.boundingBox();
  if (!box) throw new Error("nothing there");
  await page.mouse.move(box.x + 68, box.y + 18, { steps: 12 });
}

test.describe("by mouse", { tag: "@mouse" }, () => {
  test("within a column and between columns", async ({ system, as }) => {
    const member = await system.member();
    const [x, y] = ["x", "y"].map((name) => ({ name, status: "In Progress" as const }));
    await put(system, member, "a", "b", "c", x!, y!);
    const page = await as(member);
    await open(page);
    await take(page, "a");
    await carry(page, card(page, "b"));
    await page.mouse.up();
    await expectCards(page, "To Do", ["b", "a", "c"]);

    await take(page, "c");
    await carry(page, card(page, "y"));
    await page.mouse.up();
    await expectCards(page, "To Do", ["b", "a"]);
    await expectCards(page, "In Progress", ["x", "c", "y"]);

    await take(page, "x");
    await carry(page, column(page, "Done").getByRole("list"));
    await page.mouse.up();
    await expectCards(page, "Done", ["x"]);
    await reload(page);
    await expectCards(page, "To Do", ["b", "a"]);
    await expectCards(page, "In Progress", ["c", "y"]);
    await expectCards(page, "Done", ["x"]);
  });

  test("is no click, says where it is, and Escape lets go", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a", "b");
    const page = await as(member);
    await open(page);
    await take(page, "b");
    await carry(page, card(page, "a"));
    await expect(page.getByText(/^To Do, place \d of 2\.$/)).toBeAttached();
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await expect(page.getByText("“b” stays where it was.")).toBeAttached();
    await expectCards(page, "To Do", ["a", "b"]);
    await expectCards(page, "In Progress", []);

    // Let go of over itself, when dnd-kit has long stopped to look after it.
    await take(page, "b");
    await expect(page.locator("[data-lifted]")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.locator("[data-lifted]")).toHaveCount(0);
    await page.waitForTimeout(100);
    await page.mouse.up();
    await nextChanges(page);
    await expectCards(page, "To Do", ["a", "b"]);

    await take(page, "b");
    await carry(page, card(page, "a"));
    await page.mouse.up();
    await expectCards(page, "To Do", ["b", "a"]);
    await expectCards(page, "In Progress", []);
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await expectCards(page, "To Do", ["a", "b"]);
  });

  test("a card lies under the pointer, however far down it was taken", async ({ system, as }) => {
    const member = await system.member();
    await system.sql("insert into task (name, position) select 'task ' || n, n from generate_series(1, 60) n");
    const page = await as(member);
    await open(page);
    await card(page, "task 1").focus();
    await page.keyboard.press("End");
    await expect(card(page, "task 60")).toBeInViewport();
    const { x, y } = await take(page, "task 58");
    await expectLifted(page, x + 8, y + 8);
    await page.mouse.move(x + 68, y - 150);
    await expectLifted(page, x + 8, y - 168);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    await expect(page.locator("[data-lifted]")).toHaveCount(0);
  });

  test("a column scrolls while a card is held at its edge", async ({ system, as }) => {
    const member = await system.member();
    await system.sql(
      "insert into task (name, position) select 'task ' || n, n from generate_series(1, 60) n",
    );
    const page = await as(member);
    await open(page);
    await take(page, "task 1");
    const box = await column(page, "To Do").boundingBox();
    if (!box) throw new Error("no column");
    const scroller = column(page, "To Do").locator("ul").locator("..");
    await page.mouse.move(box.x + 80, box.y + box.height - 30, { steps: 10 });
    await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(600);
    await page.mouse.up();
    await saved(page);
    const [[place]] = (await system.sql(
      "select count(*) from task where position < (select position from task where name = 'task 1')",
    )) as [[number]];
    expect(place).toBeGreaterThan(5);
  });
});

test.describe("by finger", { tag: "@finger" }, () => {
  test("a card that is held for a moment is carried", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a", "b", "c");
    const page = await as(member);
    expect(isPhone(page)).toBe(true);
    await open(page);
    const from = await card(page, "b").boundingBox();
    const to = await card(page, "c").boundingBox();
    if (!from || !to) throw new Error("no card");
    const finger = await Finger.on(page, card(page, "b"));
    // What says that it is held: the card is drawn once more, in the hand.
    await expectLifted(page, from.x, from.y);
    await finger.moveTo(to.x + 80, to.y + to.height);
    await finger.lift();
    await expectCards(page, "To Do", ["a", "c", "b"]);
    await expectCards(page, "In Progress", []);
    await reload(page);
    await expectCards(page, "To Do", ["a", "c", "b"]);
  });

  test("at the edge the next column comes", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a", "b", { name: "x", status: "In Progress" });
    const page = await as(member);
    // Of two columns, so that it cannot be the one after the next.
    await open(page, "/board?status=to-do,in-progress");
    const finger = await Finger.on(page, card(page, "b"));
    await expect(page.locator("[data-lifted]")).toBeVisible();
    const width = page.viewportSize()?.width ?? 0;
    const y = (await column(page, "To Do").boundingBox())?.y ?? 0;
    await finger.moveTo(width - 8, y + 120);
    await expect
      .poll(async () => {
        const box = await column(page, "In Progress").boundingBox();
        return box !== null && box.x < width / 3;
      })
      .toBe(true);
    await finger.moveTo(width / 2, y + 80);
    await finger.lift();
    await expectCards(page, "To Do", ["a"]);
    await expect(cards(page, "In Progress")).toHaveCount(2);
    await reload(page);
    await expect(cards(page, "In Progress")).toHaveCount(2);
  });

  test("a card that is swiped scrolls, and moves nowhere", async ({ system, as }) => {
    const member = await system.member();
    await system.sql("insert into task (name, position) select 'task ' || n, n from generate_series(1, 60) n");
    const page = await as(member);
    await page.clock.install();
    await open(page);
    // However slow this machine is, the finger does not rest on the card.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));
    const finger = await Finger.on(page, card(page, "task 5"));
    const box = await card(page, "task 5").boundingBox();
    if (!box) throw new Error("no card");
    await finger.moveTo(box.x + 60, box.y - 250, 6);
    await finger.lift();
    await page.clock.resume();
    const scroller = column(page, "To Do").locator("ul").locator("..");
    await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBeGreaterThan(100);
    await expect(page.locator("[data-lifted]")).toHaveCount(0);
    await expect(toast(page)).toHaveCount(0);
  });
});
