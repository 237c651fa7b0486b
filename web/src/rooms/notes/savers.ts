/*
 * The notes that are being written: one saver a note, which goes on when the
 * page is left, until all is saved.  What an earlier visit left unsaved is
 * taken up again, unless another tab is at it.
 */
import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { call } from "@/api/client";
import { meQuery, queryClient } from "@/api/query";
import { Drafts } from "./model/drafts";
import { fieldsOf, type Fields, type Note } from "./model/note";
import { isDraftKey, Saver, type Server } from "./model/saver";
import { changedLists, noteQuery } from "./queries";

const savers = new Map<string, Saver>();
const listeners = new Set<() => void>();
let waiting: readonly Saver[] = [];

const lockName = (member: string, key: string) => `foyer.note.${member}.${key}`;

/** Tells other tabs that this one is at it, for as long as it is open. */
function claim(member: string, key: string) {
  void navigator.locks.request(lockName(member, key), { mode: "shared" }, () => new Promise(() => undefined));
}

/** Shows the others what was saved. */
function saved(note: Note): Note {
  const { queryKey } = noteQuery(note.id);
  queryClient.setQueryData(queryKey, note);
  void changedLists(queryClient);
  return note;
}

const serverOf = (member: string): Server => ({
  get: (id) => call("GET /notes/{id}", { params: { id } }),
  create: async (body, idempotencyKey) =>
    saved(await call("POST /notes", { body: fieldsOf(body), idempotencyKey, retries: 0 })),
  change: async (id, body, base) =>
    saved(await call("PATCH /notes/{id}", { params: { id }, body, ifMatch: base, retries: 0 })),
  isWriters: () => queryClient.getQueryData(meQuery.queryKey)?.uuid === member,
});

function look() {
  const now = [...new Set(savers.values())].filter((saver) => saver.snapshot().phase !== "saved");
  if (now.length === waiting.length && now.every((saver, at) => saver === waiting[at])) return;
  waiting = now;
  for (const listener of listeners) listener();
}

interface Start {
  note?: Note | null;
  fields?: Partial<Fields>;
  untitled: () => string;
}

const draftsOf = (member: string) => new Drafts(member, localStorage);

/** The saver of a note, made when there is none yet. */
export function saverOf(member: string, key: string, { note = null, fields, untitled }: Start): Saver {
  const found = savers.get(`${member}/${key}`);
  if (found) return found;
  const drafts = draftsOf(member);
  const saver = new Saver({ key, note, draft: drafts.get(key), fields }, serverOf(member), drafts, untitled);
  let known = "";
  const follow = () => {
    if (saver.key !== known) {
      // A new note got its number. Its first name still leads to it.
      known = saver.key;
      savers.set(`${member}/${known}`, saver);
      claim(member, known);
    }
    look();
  };
  saver.subscribe(follow);
  follow();
  return saver;
}

export const knownSaver = (member: string, key: string) => savers.get(`${member}/${key}`);

/** Whether the browser keeps something of it that is not saved. */
export const hasDraft = (member: string, key: string) => draftsOf(member).get(key) !== null;

/** It was removed: nothing of it is to be saved any more. */
export function forget(member: string, id: number) {
  const saver = savers.get(`${member}/${id}`);
  saver?.discard();
  for (const [name, one] of savers) if (one === saver) savers.delete(name);
  draftsOf(member).remove(String(id));
  look();
}

/** Goes on with what is unsaved from before. */
export async function resume(member: string, untitled: () => string) {
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  for (const { key } of draftsOf(member).all())
    if (!savers.has(`${member}/${key}`) && !names.has(lockName(member, key))) saverOf(member, key, { untitled });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** New notes that the server does not have yet. */
export function useUnsent(): readonly Saver[] {
  return useSyncExternalStore(subscribe, () => waiting).filter(({ key }) => isDraftKey(key));
}

/** Everything is kept when the page goes away, and sent when it comes back. */
function keepAll() {
  for (const saver of savers.values()) saver.keepNow();
}

function wakeAll() {
  for (const saver of savers.values()) saver.wake();
}

window.addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") keepAll();
  else wakeAll();
});
onlineManager.subscribe((online) => {
  if (online) wakeAll();
});
