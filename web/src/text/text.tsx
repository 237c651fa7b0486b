/*
 * Texts and languages.  The shell's catalogues are en.json and de.json here,
 * a room's stand in its folder; a room's keys are its own, without a prefix.
 * Those that only its pages show may stand in its folder page/, as those of the
 * shell's own pages do: they come with the first of these pages, and no other
 * page need wait for them.
 * To add a language, put its catalogue beside each en.json and its name here.
 */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from "react";
import type shellMessages from "./en.json";
import { format, type Values } from "./format";

export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const STORE = "foyer.language";

type Catalogue = Record<string, string>;
/** Undefined where the file did not come, and the page is about to be loaded anew. */
type Files = Record<string, () => Promise<Catalogue | undefined>>;

const first = import.meta.glob<Catalogue>(["./*.json", "../rooms/*/*.json"], { import: "default" });
const later = import.meta.glob<Catalogue>(["./page/*.json", "../rooms/*/page/*.json"], { import: "default" });

/** Rooms of which a page has been loaded; the shell's own pages are those of "". */
const opened = new Set<string>();

/** Adds the texts of a language in some of the files; a room's under "room:key". */
async function add(messages: Map<string, string>, files: Files, language: Language, room?: string) {
  const wanted = Object.entries(files).flatMap(([path, read]) => {
    const of = /\/rooms\/([^/]+)\//.exec(path)?.[1] ?? "";
    const here = path.endsWith(`/${language}.json`) && (room === undefined || room === of);
    return here ? [{ of, read }] : [];
  });
  await Promise.all(
    wanted.map(async ({ of, read }) => {
      for (const [key, message] of Object.entries((await read()) ?? {})) messages.set(of ? `${of}:${key}` : key, message);
    }),
  );
}

async function load(language: Language): Promise<Map<string, string>> {
  const messages = new Map<string, string>();
  await Promise.all([
    add(messages, first, language),
    ...[...opened].map((room) => add(messages, later, language, room)),
  ]);
  return messages;
}

/** "en-GB" where the language is English and the browser's is British. */
export const localeOf = (language: Language) =>
  navigator.languages.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? language;

const isLanguage = (name: string | null): name is Language => name !== null && name in languages;

/** The language that was chosen here, else the browser's best, else English. */
export function preferredLanguage(): Language {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(STORE);
  } catch {
    // Storage may be forbidden; the browser's language then stands.
  }
  if (isLanguage(stored)) return stored;
  for (const tag of navigator.languages) {
    const name = tag.split("-")[0]?.toLowerCase() ?? "";
    if (isLanguage(name)) return name;
  }
  return "en";
}

interface Texts {
  language: Language;
  messages: Map<string, string>;
}

interface Context extends Texts {
  setLanguage: (language: Language) => Promise<void>;
}

const TextContext = createContext<Context | null>(null);

/** What the pages show now. */
let shown: Texts | null = null;

export async function loadTexts(language = preferredLanguage()): Promise<Texts> {
  document.documentElement.lang = language;
  shown = { language, messages: await load(language) };
  return shown;
}

/** Before a page of a room, or of the shell, is shown: the texts that come with it. */
export async function loadPageTexts(room: string): Promise<void> {
  opened.add(room);
  // Until it is so in the language that is shown by then.
  for (let done: Texts | null = null; shown !== done; ) {
    done = shown;
    if (done) await add(done.messages, later, done.language, room);
  }
}

export function TextProvider({ initial, children }: { initial: Texts; children: ReactNode }) {
  const [texts, setTexts] = useState(initial);
  const setLanguage = useCallback(async (language: Language) => {
    setTexts(await loadTexts(language));
    try {
      localStorage.setItem(STORE, language);
    } catch {
      // Then it lasts until the page is loaded anew.
    }
  }, []);
  const context = useMemo(() => ({ ...texts, setLanguage }), [texts, setLanguage]);
  return <TextContext value={context}>{children}</TextContext>;
}

function useTexts(): Context {
  const context = use(TextContext);
  if (!context) throw new Error("no TextProvider above");
  return context;
}

export function useLanguage() {
  const { language, setLanguage } = useTexts();
  return { language, setLanguage };
}

export type Translate<Messages> = (key: keyof Messages & string, values?: Values) => string;

/**
 * The function that yields a text of the shell, or of a room:
 *   const t = useText<typeof import("./en.json")>("board");
 */
export function useText<Messages = typeof shellMessages>(room?: string): Translate<Messages> {
  const { language, messages } = useTexts();
  return useCallback(
    (key, values = {}) => {
      const message = messages.get(room ? `${room}:${key}` : key);
      return message === undefined ? key : format(message, values, language);
    },
    [language, messages, room],
  );
}

/** Writes a number as people of the language do: "5,100". */
export function useNumber() {
  const { language } = useTexts();
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(language);
    return (value: number) => numbers.format(value);
  }, [language]);
}

const DAY = 86_400_000;
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** Dates as people of the language write them, in the reader's time zone. */
export function useDates() {
  const { language } = useTexts();
  return useMemo(() => {
    const locale = localeOf(language);
    const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
    const time = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
    const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
    // A due date is a day, not a moment: it must not shift with the zone.
    const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
    const today = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    return {
      /** "Saturday, 21 November". */
      weekday: (moment: Date) => today.format(moment),
      date: (iso: string) => date.format(new Date(iso)),
      clock: (iso: string) => clock.format(new Date(iso)),
      dateTime: (iso: string) => time.format(new Date(iso)),
      /** Of "2026-11-21". */
      day: (iso: string) => day.format(new Date(`${iso}T00:00:00Z`)),
      /** "5 minutes ago", "in 3 days". */
      relative: (iso: string, now = Date.now()) => {
        const ms = new Date(iso).getTime() - now;
        const [unit, size] = steps.find(([, length]) => Math.abs(ms) >= length) ?? ["minute", 60_000];
        return relative.format(Math.trunc(ms / size), unit);
      },
    };
  }, [language]);
}
