/* The whole board without a mouse. */
import { expect, test } from "../lib/test.js";
import { card, clear, expectCards, field, open, put, reload } from "./board.js";

test.describe("by keyboard", { tag: "@keyboard" }, () => {
  test.beforeEach(({ system }) => clear(system));

  test("adding, going from card to card, moving, removing, undoing", async ({ system, as }) => {
    const member = await system.member();
    const page = await as(member);
    await open(page);
    await page.keyboard.press("n");
    await expect(field(page)).toBeFocused();
    for (const name of ["three", "two", "one"]) {
      await page.keyboard.type(name);
      await page.keyboard.press("Enter");
    }
    await expectCards(page, "To Do", ["one", "two", "three"]);
    await page.keyboard.press("Tab");
    await expect(card(page, "one")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(card(page, "two")).toBeFocused();
    await page.keyboard.press("End");
    await expect(card(page, "three")).toBeFocused();
    await page.keyboard.press("Shift+ArrowUp");
    await expectCards(page, "To Do", ["one", "three", "two"]);
    await expect(card(page, "three")).toBeFocused();
    await page.keyboard.press("Shift+ArrowRight");
    await expectCards(page, "In Progress", ["three"]);
    await expect(card(page, "three")).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await expect(card(page, "one")).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(card(page, "three")).toBeFocused();

    await page.keyboard.press("Space");
    await expectCards(page, "Done", ["three"]);
    await expect(card(page, "three")).toBeFocused();
    await page.keyboard.press("Delete");
    await expectCards(page, "Done", []);
    await page.keyboard.press("z");
    await expectCards(page, "Done", ["three"]);
    await reload(page);
    await expectCards(page, "To Do", ["one", "two"]);
    await expectCards(page, "Done", ["three"]);
  });

  test("M moves to any place, A assigns, D sets the day, Enter opens", async ({ system, as }) => {
    const member = await system.member({ display_name: "Ada Lovelace" });
    await put(system, member, "a", { name: "x", status: "Done" }, { name: "y", status: "Done" });
    const page = await as(member);
    await open(page);
    await card(page, "a").focus();
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("radio", { name: "To Do" })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect(dialog.getByRole("radio", { name: "Done" })).toBeChecked();
    await page.keyboard.press("Tab");
    for (let i = 0; i < 2; i++) await page.keyboard.press("ArrowRight");
    await expect(dialog.getByRole("radio", { name: "Before…" })).toBeChecked();
    await page.keyboard.press("Tab");
    await page.keyboard.type("y");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expectCards(page, "Done", ["x", "a", "y"]);
    await expect(card(page, "a")).toBeFocused();

    await page.keyboard.press("a");
    await expect(dialog.getByRole("combobox")).toBeFocused();
    await page.keyboard.type("lovelace");
    await expect(dialog.getByRole("option")).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(card(page, "a")).toContainText("assigned to Ada Lovelace");
    await expect(card(page, "a")).toBeFocused();

    await page.keyboard.press("d");
    await expect(dialog.getByLabel("Due date")).toBeFocused();
    await dialog.getByLabel("Due date").fill("2031-05-06");
    await page.keyboard.press("Enter");
    await expect(card(page, "a")).toContainText("6 May 2031");
    await expect(card(page, "a")).toBeFocused();

    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
    await page.keyboard.type(", again");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expectCards(page, "Done", ["x", "a, again", "y"]);
  });

  test("the menu opens by keyboard, and what is done there leaves one with the card", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a", "b");
    const page = await as(member);
    await open(page);
    await card(page, "a").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Actions for a" })).toBeFocused();
    await page.keyboard.press("Enter");
    const items = page.locator("[role^=menuitem]");
    await expect(items.first()).toBeFocused();
    for (const item of await items.all()) {
      await expect(item).toBeFocused();
      if ((await item.textContent()) === "Down") break;
      await page.keyboard.press("ArrowDown");
    }
    await page.keyboard.press("Enter");
    await expectCards(page, "To Do", ["b", "a"]);
    await expect(page.getByRole("button", { name: "Actions for a" })).toBeFocused();
  });

  test("search has a key of its own, and Escape empties it", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "apples", "pears");
    const page = await as(member);
    await open(page);
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("pear");
    await expectCards(page, "To Do", ["pears"]);
    await page.keyboard.press("Escape");
    await expectCards(page, "To Do", ["apples", "pears"]);
  });

  test("what is typed does nothing but be typed", async ({ system, as }) => {
    const member = await system.member();
    await put(system, member, "a");
    const page = await as(member);
    await open(page);
    await field(page).click();
    await page.keyboard.type("nzmad x/");
    await expect(field(page)).toHaveValue("nzmad x/");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expectCards(page, "To Do", ["a"]);
  });
});
