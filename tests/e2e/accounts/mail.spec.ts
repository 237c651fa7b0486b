/* Where mail is sent: accounts wait for their confirmation. */
import { PASSWORD } from "../lib/system.js";
import { expect, expectAccessible, forget, settledLobby, test } from "../lib/test.js";
import { enter } from "../people/people.js";

test.use({ settings: { SMTP_URL: "sink" } });

test("sign-up asks for the mail, and its link confirms", async ({ system, page }) => {
  const handle = `mail_${Date.now() % 100_000_000}`;
  const email = `${handle}@example.org`;
  await system.organiser();
  await page.goto("/signup");
  await page.getByLabel("Your name").fill("Mary Post");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await expectAccessible(page);

  await page.goto("/signin");
  await page.getByLabel("Email or handle").fill(handle);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Confirm your address" })).toBeVisible();

  const link = await system.mailed("confirm", email);
  await page.goto(link);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText(/, Mary Post$/)).toBeVisible();

  await forget(page);
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("alert")).toHaveText("This link was used already, or it is too old.");
});

test("who signs up for an entry comes back to it by the mail, in another tab", async ({ system, page }) => {
  const organiser = await system.organiser();
  const { id } = await enter(system, organiser, { first_name: "Mary", last_name: "Post" });
  const { body } = await system.send("POST", `/api/persons/${id}/offer`, undefined, organiser.cookie);
  const handle = `mary${id}`;
  await page.goto((body as { url: string }).url);
  await page.getByRole("main").getByRole("link", { name: "Sign up" }).click();
  await page.getByLabel("Your name").fill("Mary Post");
  await page.getByLabel("Handle").fill(handle);
  await page.getByLabel("Email").fill(`${handle}@example.org`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  const other = await page.context().newPage();
  await other.goto(await system.mailed("confirm", `${handle}@example.org`));
  await other.getByRole("button", { name: "Confirm" }).click();
  await other.getByRole("button", { name: "This is me" }).click();
  await expect(other).toHaveURL(/\/people\/sharing$/);
  expect(await system.sql("select account is not null from person where id = %s", id)).toEqual([[true]]);
  // What is not needed any more is not kept.
  expect(await other.evaluate(() => Object.keys(localStorage).filter((name) => /claim|next/.test(name)))).toEqual([]);
});

test("a forgotten password is set anew, and ends the other sessions", async ({ system, page, as }) => {
  const member = await system.organiser();
  const elsewhere = await as(member);
  await elsewhere.goto("/");
  await settledLobby(elsewhere);
  await expect(elsewhere.getByRole("button", { name: /your account$/ })).toBeVisible();

  await page.goto("/signin");
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await expectAccessible(page);
  await page.getByLabel("Email").fill(member.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  const link = await system.mailed("reset", member.email);
  await page.goto(link);
  await expectAccessible(page);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your new password is set.")).toBeVisible();
  await expect(page.getByRole("button", { name: /your account$/ })).toBeVisible();

  await elsewhere.goto("/you/security");
  await expect(elsewhere.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await page.goto(link);
  await page.getByLabel("New password").fill("a third long password");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("alert")).toHaveText("This link was used already, or it is too old.");
});

test("an address that nobody has gets the same answer", async ({ page }) => {
  await page.goto("/forgot");
  await page.getByLabel("Email").fill("nobody-at-all@example.org");
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
});
