/* A running system (system.py), and what tests ask of it. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { request } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export const PASSWORD = "correct horse battery";

export interface Member {
  handle: string;
  display_name: string;
  email: string;
  password: string;
  /** The session's cookie: "__Host-session=…". */
  cookie: string;
}

interface Answer {
  status: number;
  body: unknown;
  cookie: string;
}

type Greeting = Record<"url" | "api" | "certificate" | "key" | "setup", string>;

let made = 0;

export class System {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  readonly url: string;
  readonly api: string;
  /** Files: a certificate for its names, and the key. */
  readonly certificate: string;
  readonly key: string;
  /** The link that makes the first organiser. */
  readonly setup: string;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, greeting: Greeting) {
    this.process = child;
    this.lines = lines;
    this.url = greeting.url;
    this.api = greeting.api;
    this.certificate = greeting.certificate;
    this.key = greeting.key;
    this.setup = greeting.setup;
  }

  static async start(settings: Record<string, string>): Promise<System> {
    const child = spawn(
      `${root}build/venv/bin/python`,
      [`${root}tests/e2e/system.py`, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)],
      { stdio: ["pipe", "pipe", "inherit"], cwd: root },
    );
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await lines.next();
    if (first.done) throw new Error("the system did not start");
    return new System(child, lines, JSON.parse(first.value) as Greeting);
  }

  async end() {
    const gone = once(this.process, "exit");
    this.process.stdin?.end();
    await gone;
  }

  // Answers come in the order of the requests, one at a time.
  private queue: Promise<unknown> = Promise.resolve();

  private async tell<T>(...words: unknown[]): Promise<T> {
    const turn = this.queue.then(async () => {
      this.process.stdin?.write(`${JSON.stringify(words)}\n`);
      const line = await this.lines.next();
      if (line.done) throw new Error("the system has ended");
      const said = JSON.parse(line.value) as { out?: T; error?: string };
      if (said.error !== undefined) throw new Error(said.error);
      return said.out as T;
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  foyer = (...argv: string[]) => this.tell<string>("foyer", ...argv);
  sql = (text: string, ...values: unknown[]) => this.tell<unknown[][] | null>("sql", text, ...values);
  stop = (part: "pool" | "nginx" | "postgres") => this.tell("stop", part);
  start = (part: "pool" | "nginx" | "postgres") => this.tell("start", part);
  /** The text of the n-th mail to an address, as soon as it is there. */
  mail = (recipient: string, n = 1) => this.tell<string>("mail", recipient, n);

  /** The link to a page in the first mail to an address that has one. */
  async mailed(page: string, recipient: string): Promise<string> {
    const link = new RegExp(`https://\\S+/${page}#\\S+`);
    for (let n = 1; ; n++) {
      const found = link.exec(await this.mail(recipient, n));
      if (found) return found[0];
    }
  }

  /**
   * A request past the browser, to prepare what a test is not about.  It comes
   * again when it is told to: a first connection to the database can take
   * longer on a busy machine than the program waits.
   */
  async send(method: string, path: string, body?: object, cookie = ""): Promise<Answer> {
    for (let left = 20; ; left--) {
      const answer = await this.sendOnce(method, path, body, cookie);
      if (answer.status !== 503 || left === 0) return answer;
      await sleep(1000);
    }
  }

  private sendOnce(method: string, path: string, body: object | undefined, cookie: string): Promise<Answer> {
    const url = new URL(path, this.url);
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method,
          rejectUnauthorized: false,
          // One that was kept may be closed by the server just when it is used again.
          agent: false,
          // Not every resolver knows that *.localhost is here.
          hostname: "127.0.0.1",
          servername: url.hostname,
          headers: {
            Host: url.host,
            Origin: this.url,
            ...(body && { "Content-Type": "application/json" }),
            ...(cookie && { Cookie: cookie }),
          },
        },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8");
          answer.on("data", (part: string) => (text += part));
          answer.on("end", () => {
            const set = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
            resolve({ status: answer.statusCode ?? 0, body: text ? JSON.parse(text) : null, cookie: set });
          });
        },
      );
      sent.on("error", reject);
      sent.end(body && JSON.stringify(body));
    });
  }

  /** A member whom nobody has yet. */
  async member(given: Partial<Pick<Member, "handle" | "display_name">> = {}): Promise<Member> {
    const handle = given.handle ?? `m${process.pid}_${++made}`;
    const who = {
      handle,
      display_name: given.display_name ?? `Member ${handle}`,
      email: `${handle}@example.org`,
      password: PASSWORD,
    };
    const { status, body, cookie } = await this.send("POST", "/api/auth/signup", who);
    if (status !== 201) throw new Error(`sign-up answered ${status} ${JSON.stringify(body)}`);
    return { ...who, cookie };
  }

  /** An organiser, made on the machine itself: whatever the sign-up is. */
  async organiser(handle = `o${process.pid}_${++made}`): Promise<Member> {
    const email = `${handle}@example.org`;
    const link = await this.foyer("admin", "create", handle, "--email", email);
    const token = /#(\S+)/.exec(link)?.[1];
    const { status, body, cookie } = await this.send("POST", "/api/auth/reset", { token, password: PASSWORD });
    if (status !== 200) throw new Error(`the password link answered ${status} ${JSON.stringify(body)}`);
    const { display_name } = body as Member;
    return { handle, display_name, email, password: PASSWORD, cookie };
  }

  /** Another session of a member: its cookie. */
  async signIn(member: Member): Promise<string> {
    const body = { login: member.handle, password: member.password };
    const { status, cookie } = await this.send("POST", "/api/auth/signin", body);
    if (status !== 200) throw new Error(`sign-in answered ${status}`);
    return cookie;
  }
}
