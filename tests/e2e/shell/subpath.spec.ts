/* Below a path: the same build, behind a proxy that takes the path away. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { PASSWORD, System } from "../lib/system.js";
import { expect, forget, settledLobby, test } from "../lib/test.js";

const PATH = "/hall";

/** A port that is the proxy's from here on: the system is told of it when it starts. */
async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}

/** Passes what is below PATH on to the system, without PATH. */
function pass(server: Server, system: System) {
  const inner = new URL(system.url);
  server.setSecureContext({ cert: readFileSync(system.certificate), key: readFileSync(system.key) });
  server.on("request", (asked: IncomingMessage, answer: ServerResponse) => {
    if (!asked.url?.startsWith(`${PATH}/`)) {
      answer.writeHead(404).end("not of this house");
      return;
    }
    const passed = request(
      {
        hostname: "127.0.0.1",
        port: inner.port,
        servername: inner.hostname,
        rejectUnauthorized: false,
        agent: false,
        method: asked.method,
        path: asked.url.slice(PATH.length),
        headers: { ...asked.headers, host: inner.host },
      },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      },
    );
    passed.on("error", () => answer.destroy());
    asked.pipe(passed);
  });
}

test("everything works below a path", async ({ browser, contextOptions }) => {
  const { server: front, port } = await listen();
  const home = `https://your-app.localhost:${port}${PATH}`;
  const system = await System.start({ APP_URL: home });
  pass(front, system);
  const context = await browser.newContext(contextOptions);
  try {
    const page = await context.newPage();
    expect(system.setup.startsWith(`${home}/setup#`)).toBe(true);
    await page.goto(system.setup);
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("Email").fill("ada@example.org");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create the organiser’s account" }).click();
    await expect(page.getByText(/, Ada Lovelace$/)).toBeVisible();
    await expect(page).toHaveURL(`${home}/`);

    await settledLobby(page);
    await page.getByRole("link", { name: "Members" }).first().click();
    await expect(page).toHaveURL(`${home}/members`);
    await page.goto(`${home}/you/security`);
    await expect(page.getByText("This one")).toBeVisible();
    await page.reload();
    await expect(page.getByText("This one")).toBeVisible();

    await forget(page);
    await page.goto(`${home}/members/invitations`);
    await expect(page).toHaveURL(`${home}/signin?next=%2Fmembers%2Finvitations`);
    await page.getByLabel("Email or handle").fill("ada_lovelace");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${home}/members/invitations`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    await expect(page.getByLabel("Invitation link")).toHaveValue(new RegExp(`^${home}/signup#`));
  } finally {
    await context.close();
    front.closeAllConnections();
    front.close();
    await system.end();
  }
});
