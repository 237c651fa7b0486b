/* The lobby: what its rooms show of themselves. */
import { expect, expectAccessible, settledLobby, test, type Member, type Page } from "../lib/test.js";
import type { System } from "../lib/system.js";

/** Where each room's name stands. */
const heads = (page: Page) =>
  page.locator("main h2").evaluateAll((all) =>
    all.map((head) => {
      const { left, top } = head.getBoundingClientRect();
      return [head.textContent, left, top];
    }),
  );

/** What a tile cuts off, and more than it has lines for. */
async function fill(system: System, { handle, cookie }: Member) {
  for (const n of [1, 2, 3, 4, 5])
    for (const [path, body] of [
      ["/api/tasks", { name: `${n}: ask the caterer for more of what is vegan`, assignee: handle, due_on: "2020-02-02" }],
      ["/api/notes", { name: `${n}: what we know of badges, lanyards and the printer's hours`, text: "Much." }],
    ] as const)
      expect(await system.send("POST", path, body, cookie)).toMatchObject({ status: 201 });
}

for (const full of [true, false])
  test(`nothing moves while ${full ? "full" : "empty"} tiles come`, async ({ system, as }) => {
    const member = await system.member();
    if (full) await fill(system, member);
    const page = await as(member);
    let go = () => {};
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route(/\/api\/(tasks|notes|hello|people|members)\b/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 2 })).toHaveCount(5);
    await expect(page.locator("main [data-shape]").first()).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const before = await heads(page);
    go();
    await settledLobby(page);
    if (full) await expect(page.getByRole("link", { name: "and 2 more" })).toBeVisible();
    expect(await heads(page)).toEqual(before);
    await expectAccessible(page);
  });
