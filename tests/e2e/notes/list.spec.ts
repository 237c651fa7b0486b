/* The list: sorting, pads, searching, and removing with a way back. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { choose, expectNotes, makeNote, makePad, pads, rows, toast } from "./notes.js";

test("an empty room says how to begin", async ({ system, as }) => {
  const page = await as(await system.member());
  await page.goto("/notes");
  await expect(page.getByRole("link", { name: "Create your first note" })).toBeVisible();
  await expectAccessible(page);
});

test("it is sorted by either column, and back", async ({ system, as }) => {
  const member = await system.member();
  for (const name of ["beta", "Alpha", "gamma"]) await makeNote(system, member, { name, text: `about ${name}` });
  await makeNote(system, member, { name: "pinned", pinned: true });
  const page = await as(member);
  await page.goto("/notes");
  await expectNotes(page, ["pinned", "gamma", "Alpha", "beta"]);
  await expectAccessible(page);
  const column = (name: string) => page.getByRole("columnheader", { name });
  await column("Name").getByRole("button").click();
  await expectNotes(page, ["pinned", "Alpha", "beta", "gamma"]);
  await expect(column("Name")).toHaveAttribute("aria-sort", "ascending");
  await column("Name").getByRole("button").click();
  await expectNotes(page, ["pinned", "gamma", "beta", "Alpha"]);
  await column("Changed").getByRole("button").click();
  await expectNotes(page, ["pinned", "gamma", "Alpha", "beta"]);
  await column("Changed").getByRole("button").click();
  await expectNotes(page, ["pinned", "beta", "Alpha", "gamma"]);
  // The order is in the address, so it outlives a reload.
  await page.reload();
  await expectNotes(page, ["pinned", "beta", "Alpha", "gamma"]);
});

test("long lists come in pages", async ({ system, as }) => {
  const member = await system.member();
  await system.sql(
    `insert into note (owner, name, text)
     select id, 'note ' || lpad(n::text, 3, '0'), 'text' from account, generate_series(1, 120) n
      where handle = '${member.handle}'`,
  );
  const page = await as(member);
  await page.goto("/notes?order=name");
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows(page)).toHaveCount(100);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows(page)).toHaveCount(120);
  await expect(rows(page).last()).toContainText("note 120");
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("what is searched for is found and marked", async ({ system, as }) => {
  const member = await system.member();
  const other = await system.member();
  await makeNote(system, member, { name: "Festival", text: "Boats in the harbour when 3 < 4 & 5, running late" });
  await makeNote(system, member, { name: "Bread", text: "Flour and water" });
  await makeNote(system, other, { name: "Secret", text: "harbour" });
  const page = await as(member);
  await page.goto("/notes");
  await page.getByRole("searchbox").fill("harbour");
  await expectNotes(page, ["Festival"]);
  await expect(page.locator("mark")).toHaveText("harbour");
  await expect(rows(page).first()).toContainText("3 < 4 & 5");
  await expectAccessible(page);
  // English endings do not matter.
  await page.getByRole("searchbox").fill("runs");
  await expectNotes(page, ["Festival"]);
  await page.getByRole("searchbox").fill("nothing of the kind");
  await expect(page.getByText("Nothing found for “nothing of the kind”")).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await expectNotes(page, ["Bread", "Festival"]);
});

test("pads gather notes, and their counts are right at every moment", async ({ system, as }) => {
  const member = await system.member();
  await makeNote(system, member, { name: "one" });
  const page = await as(member);
  await page.goto("/notes");
  await pads(page).getByRole("button", { name: "New pad" }).click();
  await page.getByRole("textbox", { name: "Name of the pad" }).fill("Work");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Work", level: 1 })).toBeVisible();
  await expect(page.getByText("No note here yet")).toBeVisible();
  const pad = pads(page).getByRole("link", { name: /^Work/ });
  await expect(pad).toHaveAccessibleName("Work 0 notes");
  await pads(page).getByRole("link", { name: "All notes" }).click();
  await page.getByRole("button", { name: "More for “one”" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Work" }).click();
  await expect(pad).toHaveAccessibleName("Work 1 note");
  await pad.click();
  await expectNotes(page, ["one"]);
  await choose(page, "More for “one”", "Delete");
  await expect(pad).toHaveAccessibleName("Work 0 notes");
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expect(pad).toHaveAccessibleName("Work 1 note");
  await expectNotes(page, ["one"]);
});

for (const keep of [true, false])
  test(`a pad is deleted, its notes ${keep ? "kept" : "deleted"}, and all of it comes back`, async ({ system, as }) => {
    const member = await system.member();
    const { id } = await makePad(system, member, "Work");
    for (const name of ["one", "two"]) await makeNote(system, member, { name, pad_id: id });
    await makeNote(system, member, { name: "other" });
    const page = await as(member);
    await page.goto(`/notes?pad=${id}&order=name`);
    await expectNotes(page, ["one", "two"]);
    await choose(page, "More", "Delete pad");
    const dialog = page.getByRole("dialog", { name: "Delete “Work”?" });
    await expect(dialog.getByRole("radio", { name: "Keep its notes, without a pad" })).toBeChecked();
    await expect(dialog).toContainText("There are 2 notes in it.");
    await expectAccessible(page);
    if (!keep) await dialog.getByText("Delete its notes too").click();
    await dialog.getByRole("button", { name: "Delete pad" }).click();
    await expectNotes(page, keep ? ["one", "other", "two"] : ["other"]);
    await expect(pads(page).getByRole("link", { name: /^Work/ })).toHaveCount(0);
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await expect(pads(page).getByRole("link", { name: /^Work/ })).toHaveAccessibleName("Work 2 notes");
    await expectNotes(page, ["one", "other", "two"]);
    await page.goto(`/notes?pad=${id}&order=name`);
    await expectNotes(page, ["one", "two"]);
  });

test("notes are pinned, and found by their tags", async ({ system, as }) => {
  const member = await system.member();
  await makeNote(system, member, { name: "old", tags: ["home"] });
  await makeNote(system, member, { name: "new" });
  const page = await as(member);
  await page.goto("/notes");
  await expectNotes(page, ["new", "old"]);
  await choose(page, "More for “old”", "Pin to the top");
  await expectNotes(page, ["old", "new"]);
  await pads(page).getByRole("link", { name: /^home/ }).click();
  await expectNotes(page, ["old"]);
});

test("signing in leads back to where one was", async ({ system, page }) => {
  const member = await system.member();
  const { id } = await makePad(system, member, "Work");
  await makeNote(system, member, { name: "in the pad", pad_id: id });
  await page.goto(`/notes?pad=${id}&order=name`);
  await expect(page).toHaveURL(/\/signin\?next=/);
  await page.getByLabel("Email or handle").fill(member.handle);
  await page.getByRole("textbox", { name: "Password" }).fill(member.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/notes\\?pad=${id}&order=name$`));
  await expectNotes(page, ["in the pad"]);
});

test("somebody else's note is not there", async ({ system, as }) => {
  const { id } = await makeNote(system, await system.member(), { name: "secret", text: "canary" });
  const page = await as(await system.member());
  await page.goto(`/notes/${id}`);
  await expect(page.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
  await expect(page.getByText("canary")).toHaveCount(0);
});

test("all of it by keyboard", { tag: "@keyboard" }, async ({ system, as }) => {
  const member = await system.member();
  await makeNote(system, member, { name: "one", text: "text" });
  const page = await as(member);
  await page.goto("/notes");
  await expectNotes(page, ["one"]);
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.getByRole("link", { name: "one" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "one", level: 1 })).toBeFocused();
  await page.keyboard.press("e");
  await expect(page.getByRole("textbox", { name: "Text of the note" })).toBeVisible();
});
