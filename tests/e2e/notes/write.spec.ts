/* Writing: nothing that was typed is lost, whatever happens meanwhile. */
import type { Request } from "@playwright/test";
import { hold, meddle } from "../board/board.js";
import { expect, expectAccessible, test } from "../lib/test.js";
import { allNotes, changeNote, choose, editor, expectNotes, makeNote, nameField, readNote, saveState, toast } from "./notes.js";

const ONE_NOTE = /\/api\/notes\/\d+$/;
const isChange = (request: Request) => request.method() === "PATCH";

test("the first note: written, the connection lost, written on, and all of it is there", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/notes");
  await page.getByRole("link", { name: "Create your first note" }).click();
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type("# Packing list\n\n- tent");
  await expect(page).toHaveURL(/\/notes\/\d+\?edit$/);
  await expect(saveState(page, /^Saved$/)).toBeVisible();
  await expectAccessible(page);

  await page.context().setOffline(true);
  // The list goes on by itself: the mark of the line before is there.
  await page.keyboard.type("\nboots\nrope");
  await expect(saveState(page, "Not saved – offline. Kept in this browser")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("article")).toContainText("rope");

  await page.context().setOffline(false);
  await expect(saveState(page, "Not saved")).toHaveCount(0);
  await expect
    .poll(async () => (await allNotes(system, member)).map(({ name, text }) => [name, text]))
    .toEqual([["Packing list", "# Packing list\n\n- tent\n- boots\n- rope"]]);
  await page.reload();
  await expect(page.getByRole("article")).toContainText("rope");
});

test("a note begun without a connection outlives its page, and arrives once", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/notes/new");
  await expect(editor(page)).toBeFocused();
  await page.route(/\/api\/notes$/, (route) => route.abort());
  await page.keyboard.type("written in a tunnel");
  await expect(saveState(page, "Not saved")).toBeVisible();
  await page.reload();
  await expect(editor(page)).toContainText("written in a tunnel");
  expect(await allNotes(system, member)).toEqual([]);
  await page.getByRole("link", { name: "Notes" }).filter({ visible: true }).first().click();
  await expect(page.getByRole("heading", { name: "Written here, not saved yet" })).toBeVisible();
  await expectAccessible(page);
  await page.unroute(/\/api\/notes$/);
  await expectNotes(page, ["written in a tunnel"]);
  await expect(page.getByRole("heading", { name: "Written here, not saved yet" })).toHaveCount(0);
  expect((await allNotes(system, member)).map(({ text }) => text)).toEqual(["written in a tunnel"]);
});

test("a lost answer makes no second note", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/notes/new");
  await expect(editor(page)).toBeFocused();
  let lost = 0;
  await meddle(page, "*/api/notes", ({ method }) =>
    Promise.resolve(method === "POST" && lost++ === 0 ? "lose" : "deliver"),
  );
  await page.keyboard.type("once only");
  await expect(saveState(page, /^Saved$/)).toBeVisible();
  await page.keyboard.type(", and more");
  await expect.poll(async () => (await allNotes(system, member)).map(({ text }) => text)).toEqual(["once only, and more"]);
  expect(lost).toBeGreaterThan(1);
});

test("a save that fails loses no typing", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "steady", text: "before" });
  const page = await as(member);
  await page.goto(`/notes/${id}?edit`);
  await expect(editor(page)).toContainText("before");
  await system.stop("pool");
  try {
    await editor(page).focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" and after");
    await expect(saveState(page, "Not saved")).toBeVisible();
    await expect(editor(page)).toContainText("before and after");
  } finally {
    await system.start("pool");
  }
  await expect(saveState(page, /^Saved$/)).toBeVisible({ timeout: 60_000 });
  expect((await readNote(system, member, id)).text).toBe("before and after");
});

test("a name that is too long is told, and kept until it is shorter", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "short" });
  const page = await as(member);
  await page.goto(`/notes/${id}?edit`);
  await nameField(page).fill("x".repeat(101));
  await expect(nameField(page)).toHaveAccessibleDescription("At most 100 characters.");
  await expect(saveState(page, "Not saved")).toBeVisible();
  await expect(nameField(page)).toHaveValue("x".repeat(101));
  await nameField(page).fill("x".repeat(100));
  await expect(saveState(page, /^Saved$/)).toBeVisible();
  expect((await readNote(system, member, id)).name).toBe("x".repeat(100));
});

for (const [button, kept, names] of [
  ["Keep mine", "mine: base", ["plan"]],
  ["Take the other", "theirs", ["plan"]],
  ["Keep both", "theirs", ["plan", "plan (mine)"]],
] as const)
  test(`changed elsewhere: side by side, and “${button}”`, async ({ system, as }) => {
    const member = await system.member();
    const { id } = await makeNote(system, member, { name: "plan", text: "base" });
    const page = await as(member);
    await page.goto(`/notes/${id}?edit`);
    await expect(editor(page)).toContainText("base");
    // Written here first, or the page might see the other version and just take it.
    const send = await hold(page, isChange, ONE_NOTE);
    await editor(page).focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("mine: ");
    await changeNote(system, member, id, { text: "theirs" });
    send();
    await expect(page.getByRole("alert")).toContainText("changed elsewhere while you wrote here");
    expect((await readNote(system, member, id)).text).toBe("theirs");
    await page.getByRole("button", { name: "Compare" }).click();
    const dialog = page.getByRole("dialog", { name: "Two versions of this note" });
    await expect(dialog.getByRole("row").last()).toContainText("mine: base");
    await expect(dialog.getByRole("row").last()).toContainText("theirs");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: button }).click();
    await expect(editor(page)).toContainText(kept);
    await expect(saveState(page, /^Saved$/)).toBeVisible();
    await expect
      .poll(async () => (await allNotes(system, member)).map(({ name }) => name).sort())
      .toEqual([...names].sort());
    expect((await readNote(system, member, id)).text).toBe(kept);
    if (names.length > 1)
      expect((await allNotes(system, member)).find(({ id: other }) => other !== id)?.text).toBe("mine: base");
  });

test("what was written on another device shows up while nothing is written here", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "plan", text: "base" });
  const page = await as(member);
  await page.goto(`/notes/${id}?edit`);
  await expect(editor(page)).toContainText("base");
  await changeNote(system, member, id, { text: "from the phone" });
  await expect(editor(page)).toContainText("from the phone", { timeout: 30_000 });
});

test("deleted elsewhere: what is written becomes a note of its own", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "plan", text: "base" });
  const page = await as(member);
  await page.goto(`/notes/${id}?edit`);
  await expect(editor(page)).toContainText("base");
  const send = await hold(page, isChange, ONE_NOTE);
  await editor(page).focus();
  await page.keyboard.type("still ");
  await system.send("DELETE", `/api/notes/${id}`, undefined, member.cookie);
  send();
  await page.getByRole("button", { name: "Save as a new note" }).click();
  await expect(saveState(page, /^Saved$/)).toBeVisible();
  expect((await allNotes(system, member)).map(({ text }) => text)).toEqual(["still base"]);
});

test("a note is deleted, and comes back", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "plan", text: "base" });
  const page = await as(member);
  await page.goto(`/notes/${id}`);
  await choose(page, "More for “plan”", "Delete");
  await expect(page.getByText("Nothing written yet")).toBeVisible();
  await toast(page).getByRole("button", { name: "Undo" }).click();
  await expectNotes(page, ["plan"]);
});

test("earlier versions are compared and restored", async ({ system, as }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "plan", text: "one\ntwo\nthree" });
  await changeNote(system, member, id, { text: "one\n2\nthree" });
  const page = await as(member);
  await page.goto(`/notes/${id}`);
  await choose(page, "More for “plan”", "Earlier versions");
  await expect(page.getByRole("row", { name: "two 2" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Restore this version" }).click();
  await expect(page.getByRole("article")).toContainText("two");
  expect((await readNote(system, member, id)).text).toBe("one\ntwo\nthree");
});

test("a note does no harm: no script, no picture from elsewhere", async ({ system, as }) => {
  const member = await system.member();
  const text = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "[press](javascript:alert(1))",
    "![a cat](https://pics.example/cat.png)",
    "**bold**",
  ].join("\n\n");
  const { id } = await makeNote(system, member, { name: "guest book", text });
  const page = await as(member);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`/notes/${id}`);
  const note = page.getByRole("article");
  await expect(note.locator("strong")).toHaveText("bold");
  await expect(note).toContainText("<script>");
  await expect(note.locator("img, script")).toHaveCount(0);
  await expect(note.getByRole("link", { name: "press" })).toHaveCount(0);
  await expect(note.getByRole("link", { name: "Picture “a cat” at pics.example" })).toBeVisible();
  expect(asked.filter((url) => url.includes("pics.example"))).toEqual([]);
  await expectAccessible(page);
});

test("a hundred thousand characters are written without a stutter, and saved at once", async ({ system, as }) => {
  const member = await system.member();
  const line = "A line of about fifty characters, with **bold** ones.\n";
  const text = line.repeat(Math.floor(99_000 / line.length));
  const { id } = await makeNote(system, member, { name: "long", text });
  const page = await as(member);
  await page.goto(`/notes/${id}?edit`);
  await expect(editor(page)).toContainText("A line of about fifty");
  await editor(page).focus();
  await page.keyboard.press("Control+Home");
  const saves: number[] = [];
  page.on("response", (answer) => {
    if (isChange(answer.request())) saves.push(answer.status());
  });
  const answered = page.waitForResponse((answer) => isChange(answer.request()));
  // In one piece: where keys come slowly, it is saved between them.
  await page.keyboard.insertText("quick ");
  await answered;
  await expect(saveState(page, /^Saved$/)).toBeVisible();
  expect(saves).toEqual([200]);
  expect((await readNote(system, member, id)).text).toBe(`quick ${text}`);
  // What a key costs, from the press to the next frame: the median of many.
  const took: number[] = [];
  for (let i = 0; i < 30; i++) {
    took.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const start = performance.now();
            document.execCommand("insertText", false, "x");
            requestAnimationFrame(() => resolve(performance.now() - start));
          }),
      ),
    );
  }
  const median = took.sort((a, b) => a - b)[15];
  test.info().annotations.push({ type: "a key in a long note, ms", description: String(Math.round(median ?? 0)) });
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("article")).toContainText("A line of about fifty");
});
