/* A note read by who has the link, as long as it is not taken back. */
import { expect, expectAccessible, test } from "../lib/test.js";
import { changeNote, makeNote } from "./notes.js";

test("a link shows the note to anybody, until it is revoked", async ({ system, as, page: nobody }) => {
  const member = await system.member({ display_name: "Ada Lovelace" });
  const { id } = await makeNote(system, member, { name: "Itinerary", text: "Train at **nine**" });
  const page = await as(member);
  await page.goto(`/notes/${id}`);
  await page.getByRole("button", { name: "Share" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Share this note" });
  await expect(dialog.getByText("There are none.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel("The link works for").selectOption("7");
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const url = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  await expect(dialog.getByRole("list", { name: "Links to this note" }).getByRole("listitem")).toHaveCount(1);

  const asked: string[] = [];
  nobody.on("request", (request) => asked.push(request.url()));
  await nobody.goto(url);
  await expect(nobody.getByRole("article").locator("strong")).toHaveText("nine");
  await expect(nobody.getByText("By Ada Lovelace")).toBeVisible();
  await expectAccessible(nobody);
  // The token is in no address that a server sees.
  const token = new URL(url).hash.slice(1);
  expect(token.length).toBeGreaterThan(20);
  expect(asked.filter((address) => new URL(address).href.split("#")[0]?.includes(token))).toEqual([]);

  await changeNote(system, member, id, { text: "Train at **ten**" });
  await nobody.reload();
  await expect(nobody.getByRole("article").locator("strong")).toHaveText("ten");

  await dialog.getByRole("button", { name: /^Revoke/ }).click();
  await expect(dialog.getByText("There are none.")).toBeVisible();
  await nobody.reload();
  await expect(nobody.getByRole("heading", { name: "This link leads to nothing any more" })).toBeVisible();
  await expect(nobody.getByText("Train")).toHaveCount(0);
  await expectAccessible(nobody);
});

test("an expired link leads to nothing", async ({ system, as, page: nobody }) => {
  const member = await system.member();
  const { id } = await makeNote(system, member, { name: "Itinerary", text: "Train at nine" });
  const page = await as(member);
  await page.goto(`/notes/${id}`);
  await page.getByRole("button", { name: "Share" }).first().click();
  await page.getByRole("button", { name: "Make a link" }).click();
  const url = await page.getByRole("textbox", { name: "Link" }).inputValue();
  await system.sql("update note_share set expires_at = now() - interval '1 second'");
  await nobody.goto(url);
  await expect(nobody.getByRole("heading", { name: "This link leads to nothing any more" })).toBeVisible();
});

test("a link that never was leads to nothing", async ({ page }) => {
  await page.goto("/notes/shared#nothing-of-the-kind");
  await expect(page.getByRole("heading", { name: "This link leads to nothing any more" })).toBeVisible();
});
