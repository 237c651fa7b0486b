/* Two people change one task: nothing is overwritten, and one chooses. */
import { expect, expectAccessible, type Member, type Page, test } from "../lib/test.js";
import type { System } from "../lib/system.js";
import { card, change, clear, deafen, expectCards, open, put, saved, toast } from "./board.js";

test.beforeEach(({ system }) => clear(system));

interface House {
  system: System;
  as: (member: Member) => Promise<Page>;
}

/** Ada has a task on her screen that Bob, elsewhere, is about to change. */
async function twoOnOneTask({ system, as }: House) {
  const ada = await system.member();
  const bob = await system.member();
  const [task] = await put(system, ada, "plan");
  const { id } = task!;
  const page = await as(ada);
  await open(page);
  return { page, bob, id, byBob: (body: object) => change(system, bob, id, body) };
}

async function openTask(page: Page, name: string) {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: /Open details/ }).click();
  await expect(page.getByRole("dialog", { name: "Task" })).toBeVisible();
}

/** Both give it a name, neither knowing of the other; Bob is the first to save. */
async function bothRename(house: House, more: object = {}) {
  const two = await twoOnOneTask(house);
  await openTask(two.page, "plan");
  await deafen(two.page);
  await two.page.getByRole("textbox", { name: "Name" }).fill("Ada's plan");
  await two.byBob({ name: "Bob's plan", ...more });
  await two.page.getByRole("button", { name: "Save" }).click();
  return two;
}

test("both versions are shown side by side, and mine can be kept", async ({ system, as }) => {
  const { page } = await bothRename({ system, as }, { due_on: "2031-05-06" });

  const dialog = page.getByRole("dialog", { name: "Two versions of one task" });
  await expect(dialog.getByRole("row", { name: /^Name/ })).toContainText("Ada's plan");
  await expect(dialog.getByRole("row", { name: /^Name/ })).toContainText("Bob's plan");
  await expect(dialog.getByRole("row", { name: /^Due/ })).toContainText("6 May 2031");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectCards(page, "To Do", ["Ada's plan"]);
  await saved(page);
  // What only Bob had changed is his still.
  expect(await system.sql("select name, due_on::text from task")).toEqual([["Ada's plan", "2031-05-06"]]);
});

test("theirs can be taken", async ({ system, as }) => {
  const { page } = await bothRename({ system, as });
  await page.getByRole("button", { name: "Take theirs" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectCards(page, "To Do", ["Bob's plan"]);
  await saved(page);
  expect(await system.sql("select name from task")).toEqual([["Bob's plan"]]);
});

test("the two can be written together", async ({ system, as }) => {
  const { page } = await bothRename({ system, as });
  await page.getByRole("button", { name: "Edit" }).click();
  const name = page.getByRole("textbox", { name: "Name" });
  await expect(name).toHaveValue("Ada's plan");
  await name.fill("Ada's and Bob's plan");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectCards(page, "To Do", ["Ada's and Bob's plan"]);
});

test("an open task says at once that somebody changed what one is changing", async ({ system, as }) => {
  const { page, bob, byBob } = await twoOnOneTask({ system, as });
  await openTask(page, "plan");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Ada's plan");
  await byBob({ name: "Bob's plan", assignee: bob.handle });
  await expect(page.getByRole("alert")).toContainText("Somebody has just changed what you are changing: Name.");
  // What she had not touched follows; what she typed stays.
  await expect(page.getByRole("dialog").getByRole("button", { name: `Assignee: ${bob.display_name}` })).toBeVisible();
  await expect(name).toHaveValue("Ada's plan");
  await page.getByRole("button", { name: "Compare" }).click();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expectCards(page, "To Do", ["Ada's plan"]);
});

test("changes to different things are both kept, without a question", async ({ system, as }) => {
  const { page, byBob } = await twoOnOneTask({ system, as });
  await deafen(page);
  await byBob({ name: "Bob's plan" });
  await card(page, "plan").click();
  await expectCards(page, "In Progress", ["Bob's plan"]);
  await saved(page);
  expect(await system.sql("select name, status::text from task")).toEqual([["Bob's plan", "In Progress"]]);
});

test("a move that met another is not forced, and both are shown", async ({ system, as }) => {
  const { page, byBob } = await twoOnOneTask({ system, as });
  await deafen(page);
  await byBob({ status: "Done" });
  await card(page, "plan").click();
  await expectCards(page, "Done", ["plan"]);
  await expectCards(page, "In Progress", []);
  await toast(page).getByRole("button", { name: "Compare" }).click();
  const row = page.getByRole("row", { name: /^Column/ });
  await expect(row).toContainText("In Progress");
  await expect(row).toContainText("Done");
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expectCards(page, "In Progress", ["plan"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a task removed by somebody else while it is open can be brought back", async ({ system, as }) => {
  const { page, bob, id } = await twoOnOneTask({ system, as });
  await openTask(page, "plan");
  await system.send("DELETE", `/api/tasks/${id}`, undefined, bob.cookie);
  await expect(page.getByText("This task is not there any more")).toBeVisible();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("plan");
});
