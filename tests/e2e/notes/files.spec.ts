/* Notes go out as a zip and come back from one, or from a folder. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, expectAccessible, test } from "../lib/test.js";
import { allNotes, choose, makeNote, makePad, pads } from "./notes.js";

test("what is exported comes back as it was", async ({ system, as }, info) => {
  const member = await system.member();
  const work = await makePad(system, member, "Work & play");
  await makeNote(system, member, { name: "Größe", text: "# Maß\n\näöü 😀\n", pad_id: work.id });
  await makeNote(system, member, { name: "same", text: "one" });
  await makeNote(system, member, { name: "same", text: "two" });
  await makeNote(system, member, { name: "empty" });
  const page = await as(member);
  await page.goto("/notes");
  const download = page.waitForEvent("download");
  await choose(page, "More", "Export all as a zip");
  const file = info.outputPath("notes.zip");
  await (await download).saveAs(file);

  const another = await system.member();
  const there = await as(another);
  await there.goto("/notes/import");
  await expectAccessible(there);
  const chooser = there.waitForEvent("filechooser");
  await there.getByRole("button", { name: "Choose files or a zip" }).click();
  await (await chooser).setFiles(file);
  await expect(there.getByRole("heading", { name: "4 notes were imported" })).toBeVisible();
  await expect(there.getByText("1 new pad was made.")).toBeVisible();
  await expectAccessible(there);
  const shape = (notes: { name: string; text: string }[]) => notes.map(({ name, text }) => [name.replace(/ \(\d\)$/, ""), text]).sort();
  expect(shape(await allNotes(system, another))).toEqual(shape(await allNotes(system, member)));
  await there.getByRole("link", { name: "Look at them" }).click();
  await expect(pads(there).getByRole("link", { name: /^Work & play/ })).toHaveAccessibleName("Work & play 1 note");
});

test("a folder becomes notes, and what is skipped is told with the reason", async ({ system, as }, info) => {
  const folder = info.outputPath("things");
  await mkdir(join(folder, "garden"), { recursive: true });
  await writeFile(join(folder, "top.md"), "top");
  await writeFile(join(folder, "garden", "beans.md"), "beans");
  await writeFile(join(folder, "photo.jpg"), "x");
  await writeFile(join(folder, "huge.md"), "x".repeat(100_001));
  await writeFile(join(folder, "odd.md"), Buffer.from([0xff, 0xfe, 0x00, 0x41]));
  await writeFile(join(folder, ".DS_Store"), "x");
  const member = await system.member();
  const page = await as(member);
  await page.goto("/notes/import");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a folder" }).click();
  await (await chooser).setFiles(folder);
  await expect(page.getByRole("heading", { name: "2 notes were imported" })).toBeVisible();
  const skipped = page.getByRole("list", { name: "3 files were skipped" });
  await expect(skipped.getByRole("listitem").filter({ hasText: "photo.jpg" })).toContainText("not a Markdown file");
  await expect(skipped.getByRole("listitem").filter({ hasText: "huge.md" })).toContainText("longer than 100,000 characters");
  await expect(skipped.getByRole("listitem").filter({ hasText: "odd.md" })).toContainText("not text in UTF-8");
  expect((await allNotes(system, member)).map(({ name }) => name).sort()).toEqual(["beans", "top"]);
});

test("an import waits for a connection, and goes on", async ({ system, as }) => {
  const member = await system.member();
  const page = await as(member);
  await page.goto("/notes/import");
  let away = true;
  await page.route(/\/api\/notes$/, (route) => (away ? route.abort() : route.continue()));
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose files or a zip" }).click();
  await (
    await chooser
  ).setFiles(["a", "b", "c"].map((name) => ({ name: `${name}.md`, mimeType: "text/markdown", buffer: Buffer.from(name) })));
  await expect(page.getByText("It goes on by itself.").filter({ visible: true }).first()).toBeVisible();
  away = false;
  await expect(page.getByRole("heading", { name: "3 notes were imported" })).toBeVisible();
  expect((await allNotes(system, member)).map(({ text }) => text).sort()).toEqual(["a", "b", "c"]);
});
