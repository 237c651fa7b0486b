/* Below a path: the same build, behind a proxy that takes the path away. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createServer as createSocket } from "node:net";
import { PASSWORD, System } from "../lib/system.js";
import { expect, test } from "../lib/test.js";

const PATH = "/hall";

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  socket.close();
  await once(socket, "close");
  return port;
}

/** Passes what is below PATH on to the system, without PATH. */
async function proxy(system: System, port: number): Promise<Server> {
  const inner = new URL(system.url);
  const tls = { cert: readFileSync(system.certificate), key: readFileSync(system.key) };
  const server = createServer(tls, (asked, answer) => {
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
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

test("everything works below a path", async ({ browser, contextOptions }) => {
  const port = await freePort();
  const home = `https://your-app.localhost:${port}${PATH}`;
  const system = await System.start({ APP_URL: home });
  const front = await proxy(system, port);
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

    await page.getByRole("link", { name: "Members" }).first().click();
    await expect(page).toHaveURL(`${home}/members`);
    await page.goto(`${home}/you/security`);
    await expect(page.getByText("This one")).toBeVisible();
    await page.reload();
    await expect(page.getByText("This one")).toBeVisible();

    await context.clearCookies();
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
