/* The notes as their tests see them. */
import { expect, type Page } from "@playwright/test";
import type { Note, Pad } from "../../../web/src/api/types.js";
import type { Member, System } from "../lib/system.js";

async function ask<T>(system: System, member: Member, method: string, path: string, wanted: number, body?: object) {
  const { status, body: answer } = await system.send(method, `/api${path}`, body, member.cookie);
  expect(status, `${method} ${path}`).toBe(wanted);
  return answer as T;
}

export const makePad = (system: System, member: Member, name: string) =>
  ask<Pad>(system, member, "POST", "/pads", 201, { name });
export const makeNote = (system: System, member: Member, body: Partial<Note>) =>
  ask<Note>(system, member, "POST", "/notes", 201, { name: "a note", ...body });
export const changeNote = (system: System, member: Member, id: number, body: Partial<Note>) =>
  ask<Note>(system, member, "PATCH", `/notes/${id}`, 200, body);
export const readNote = (system: System, member: Member, id: number) =>
  ask<Note>(system, member, "GET", `/notes/${id}`, 200);
export const allNotes = (system: System, member: Member) => ask<Note[]>(system, member, "GET", "/notes/all", 200);

export const editor = (page: Page) => page.getByRole("textbox", { name: "Text of the note" });
export const nameField = (page: Page) => page.getByRole("textbox", { name: "Name of the note" });
export const rows = (page: Page) => page.getByRole("table").locator("tbody tr");
export const pads = (page: Page) => page.getByRole("navigation", { name: "Pads" });
export const toast = (page: Page) => page.getByRole("region", { name: "Messages" }).getByRole("listitem");

/** What the page says of saving. */
export const saveState = (page: Page, text: string | RegExp) => page.getByRole("main").getByRole("status").filter({ hasText: text });

/** The list shows just these, in this order. */
export const expectNotes = (page: Page, names: string[]) =>
  expect(rows(page).getByRole("link").locator("span")).toHaveText(names);

/** Chooses from the menu of a note in the list, or of the page. */
export async function choose(page: Page, menu: string, item: string) {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
