/* Who is here. */
import { expect, expectAccessible, test } from "../lib/test.js";

test("members are found by name and handle", async ({ system, as, isMobile }) => {
  const mark = isMobile ? "quince" : "medlar";
  const member = await system.member({ handle: `${mark}_tree`, display_name: `Ünal ${mark}` });
  await system.member({ handle: `${mark}_jam`, display_name: "Somebody Else" });
  const page = await as(member);
  await page.goto("/members");
  await expectAccessible(page);
  await page.getByRole("searchbox").fill(mark.toUpperCase());
  const list = page.getByRole("list", { name: "Members" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("searchbox").fill(`ünal ${mark}`);
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await list.getByRole("link").click();
  await expect(page.getByRole("heading", { name: `Ünal ${mark}` })).toBeVisible();
  await page.goBack();
  await page.getByRole("searchbox").fill("no such person");
  await expect(page.getByText("Nobody here is called “no such person”")).toBeVisible();
  await expectAccessible(page);
});

test("more than a page of members can all be reached", async ({ system, as }) => {
  const page = await as(await system.member());
  await system.sql(
    `insert into account (handle, display_name, email)
     select 'crowd_' || lpad(n::text, 3, '0'), 'Crowd ' || n, 'crowd' || n || '@example.org'
       from generate_series(1, 120) n on conflict do nothing`,
  );
  await page.goto("/members");
  const filtered = page.waitForResponse(/q=crowd_/);
  await page.getByRole("searchbox").fill("crowd_");
  await filtered;
  const rows = page.getByRole("list", { name: "Members" }).getByRole("listitem");
  await expect(rows.first()).toContainText("@crowd_001");
  await expect(rows).toHaveCount(50);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows).toHaveCount(100);
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(rows).toHaveCount(120);
  await expect(page.getByRole("button", { name: "Show more" })).toHaveCount(0);
});

test("an organiser gives and takes roles; a member cannot", async ({ system, as }) => {
  const member = await system.member();
  const organiser = await system.organiser();
  const page = await as(organiser);
  await page.goto(`/members/@${member.handle}`);
  await page.getByRole("button", { name: "Role: Member" }).click();
  await expectAccessible(page);
  await page.getByRole("menuitemcheckbox", { name: "Organiser" }).click();
  await expect(page.getByText(/is an organiser now/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Role: Organiser" })).toBeVisible();

  const other = await as(member);
  await other.goto("/members/invitations");
  await expect(other.getByRole("button", { name: "Invite somebody" })).toBeVisible();

  await page.getByRole("button", { name: "Role: Organiser" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Member" }).click();
  await expect(page.getByText(/is a member like the others now/)).toBeVisible();
  await other.reload();
  await expect(other.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
  await other.goto(`/members/@${organiser.handle}`);
  await expect(other.getByText("Organiser", { exact: true })).toBeVisible();
  await expect(other.getByRole("button", { name: /^Role/ })).toHaveCount(0);
});

test("a member who does not exist is a door that leads nowhere", async ({ system, as }) => {
  const page = await as(await system.member());
  for (const path of ["/members/@nobody_of_that_name", "/members/@NO!", "/members/ada", "/nowhere/at/all"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "This door leads nowhere" })).toBeVisible();
  }
  await expectAccessible(page);
  await page.getByRole("link", { name: "To the entrance" }).click();
  await expect(page).toHaveURL(`${system.url}/`);
});
