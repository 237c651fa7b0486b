/* People as their tests see them. */
import { expect, type Page } from "@playwright/test";
import type { LocationNew, OwnPerson, Person, PersonNew } from "../../../web/src/api/types.js";
import type { Member, System } from "../lib/system.js";

async function ask<T>(system: System, member: Member, method: string, path: string, wanted: number, body?: object) {
  const { status, body: answer } = await system.send(method, `/api${path}`, body, member.cookie);
  expect(status, `${method} ${path} ${JSON.stringify(answer)}`).toBe(wanted);
  return answer as T;
}

/** Somebody without an account, whom an organiser enters. */
export const enter = (system: System, organiser: Member, body: Partial<PersonNew>) =>
  ask<Person>(system, organiser, "POST", "/persons", 201, { first_name: "Ann", last_name: "Example", sharing: true, ...body });

/** Somebody decides; the answer is the own entry. */
export const decide = (system: System, member: Member, sharing: boolean, precision_m = 0) =>
  ask<OwnPerson & { person_id: number }>(system, member, "PUT", "/people/me", 200, { sharing, precision_m });

export const own = (system: System, member: Member) => ask<OwnPerson>(system, member, "GET", "/people/me", 200);

export const see = (system: System, member: Member, sightings: LocationNew[]) =>
  ask(system, member, "POST", "/locations", 200, sightings);

/** So many minutes ago. */
export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A place so many metres north of the hall. */
export const hall = (metres = 0) => ({ latitude: 52.5163 + metres / 111_270, longitude: 13.3777 });

export const list = (page: Page) => page.getByRole("list", { name: "Meetings, the last one first" });
export const meetings = (page: Page) => list(page).getByRole("listitem");
export const map = (page: Page) => page.getByRole("region", { name: /^Map of meetings and places/ });
/** Of meetings, and of places. */
export const marks = (page: Page) => map(page).locator(".leaflet-marker-icon[class*=meeting]");
export const spots = (page: Page) => map(page).locator(".leaflet-marker-icon[class*=place]");
/** The lists of one's own places, one a day. */
export const places = (page: Page) => page.getByRole("list", { name: /^Places of / }).getByRole("listitem");
export const showPlaces = (page: Page, name = "Where I was") => page.getByRole("button", { name }).click();
export const people = (page: Page) => page.getByRole("list", { name: "People" }).getByRole("listitem");
export const toast = (page: Page) => page.getByRole("region", { name: "Messages" }).getByRole("listitem");

/** Chooses a file from the page's button for it. */
export async function choose(page: Page, name: string, text: string | Buffer) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
}
