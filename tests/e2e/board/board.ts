/* The board as its tests see it. */
import { expect, type Locator, type Page, type Request } from "@playwright/test";
import type { Task } from "../../../web/src/api/types.js";
import type { Member, System } from "../lib/system.js";

export type Status = Task["status"];

export const column = (page: Page, status: Status) => page.getByRole("region", { name: status, exact: true });
export const cards = (page: Page, status: Status) => column(page, status).getByRole("listitem");
/** What one clicks to move a task on. */
export const card = (page: Page, name: string) =>
  page.locator("[data-card]").filter({ has: page.getByText(name, { exact: true }) });
export const field = (page: Page, status: Status = "To Do") =>
  page.getByRole("textbox", { name: `New task in ${status}` });
export const toast = (page: Page) => page.getByRole("region", { name: "Messages" }).getByRole("listitem");

/** The column holds just these, in this order. */
export const expectCards = (page: Page, status: Status, names: string[]) =>
  expect(cards(page, status)).toHaveText(names.map((name) => new RegExp(`^${escaped(name)}`)));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** An empty board, whatever stood there before. */
export const clear = (system: System) => system.sql("truncate task restart identity");

/** Adds tasks by the API, so that they stand in this order. */
export async function put(system: System, member: Member, ...tasks: (string | Partial<Task>)[]): Promise<Task[]> {
  const made: Task[] = [];
  for (const one of [...tasks].reverse()) {
    const body = typeof one === "string" ? { name: one } : one;
    const { status, body: task } = await system.send("POST", "/api/tasks", body, member.cookie);
    expect(status).toBe(201);
    made.unshift(task as Task);
  }
  return made;
}

export async function change(system: System, member: Member, id: number, body: object): Promise<Task> {
  const { status, body: task } = await system.send("PATCH", `/api/tasks/${id}`, body, member.cookie);
  expect(status).toBe(200);
  return task as Task;
}

/**
 * Goes to an address; again, where Chromium has dropped all its connections
 * on the way, which it does when a network interface of this machine comes or
 * goes (that of a container, say), whatever address it talks to.
 */
async function visit(page: Page, path: string) {
  let dropped = false;
  const notice = (request: Request) => {
    if (request.failure()?.errorText === "net::ERR_NETWORK_CHANGED") dropped = true;
  };
  page.on("requestfailed", notice);
  do {
    dropped = false;
    await page.goto(path).catch((error: unknown) => {
      if (!dropped) throw error;
    });
  } while (dropped);
  page.off("requestfailed", notice);
}

/** Opens the board, and waits until it is there. */
export async function open(page: Page, path = "/board") {
  await visit(page, path);
  await expect(column(page, "To Do")).toBeVisible();
  await expect(page.getByText("Loading tasks")).toHaveCount(0);
}

/** The server has all that was done on the page, which until then asks one to stay. */
export const saved = (page: Page) =>
  expect
    .poll(() => page.evaluate(() => window.dispatchEvent(new Event("beforeunload", { cancelable: true }))))
    .toBe(true);

export async function reload(page: Page) {
  await saved(page);
  await page.reload();
}

const isChanges = (url: URL) => url.pathname.endsWith("/api/tasks/changes");

/** The feed has asked once more, and its answer is on the screen. */
export async function nextChanges(page: Page) {
  for (let round = 0; round < 2; round++) await page.waitForResponse((answer) => isChanges(new URL(answer.url())));
}

/**
 * Keeps the page from hearing what others do.  It is answered: where it is
 * not, the line that says so comes and goes, and what is pressed moves.
 */
export async function deafen(page: Page) {
  await page.route(isChanges, (route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }),
  );
  // When one question has failed, none that was asked before is on its way.
  await expect(page.getByText("Not live at the moment")).toBeVisible();
}

/** Holds requests, to the tasks unless told, back until what comes back is called. */
export async function hold(
  page: Page,
  wanted: (request: Request) => boolean,
  where = /\/api\/tasks/,
): Promise<() => void> {
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  await page.route(where, async (route) => {
    if (wanted(route.request())) await gate;
    await route.continue();
  });
  return open;
}

/**
 * Meddles with answers that are on their way to the page: what is to become
 * of each is for `decide' to say, who may take the time for it.
 */
export async function meddle(
  page: Page,
  urlPattern: string,
  decide: (answer: { method: string; text: () => Promise<string> }) => Promise<"deliver" | "lose">,
) {
  const session = await page.context().newCDPSession(page);
  session.on("Fetch.requestPaused", async ({ requestId, request: { method } }) => {
    const text = async () => {
      const { body, base64Encoded } = await session.send("Fetch.getResponseBody", { requestId });
      return base64Encoded ? Buffer.from(body, "base64").toString() : body;
    };
    try {
      const fate = await decide({ method, text });
      if (fate === "deliver") await session.send("Fetch.continueRequest", { requestId });
      else await session.send("Fetch.failRequest", { requestId, errorReason: "ConnectionReset" });
    } catch {
      // The page has given it up meanwhile, was loaded anew or is closed: nobody waits for it.
    }
  });
  await session.send("Fetch.enable", { patterns: [{ urlPattern, requestStage: "Response" }] });
  return () => session.send("Fetch.disable");
}

/** A finger on the screen, as the browser itself is told of it. */
export class Finger {
  private readonly tell: (type: string, points: { x: number; y: number }[]) => Promise<unknown>;
  private at: { x: number; y: number };

  private constructor(tell: Finger["tell"], at: Finger["at"]) {
    this.tell = tell;
    this.at = at;
  }

  static async on(page: Page, target: Locator): Promise<Finger> {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (!box) throw new Error("nothing to touch");
    const session = await page.context().newCDPSession(page);
    const tell = (type: string, touchPoints: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints });
    const finger = new Finger(tell, { x: box.x + box.width / 3, y: box.y + box.height / 2 });
    await tell("touchStart", [finger.at]);
    return finger;
  }

  async moveTo(x: number, y: number, steps = 12) {
    const from = this.at;
    for (let step = 1; step <= steps; step++) {
      this.at = { x: from.x + ((x - from.x) * step) / steps, y: from.y + ((y - from.y) * step) / steps };
      await this.tell("touchMove", [this.at]);
    }
  }

  lift = () => this.tell("touchEnd", []);
}
