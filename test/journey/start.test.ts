import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { get, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ROOT } from "../../scripts/paths.mjs";
import { PATIENCE } from "../../scripts/test/patience.mjs";
import { launchBrowser, withoutPaint } from "../vscode/browser";
import { freePort } from "../freePort";
import { until } from "./until";

describe("npm start", () => {
  let folder: string;
  let port: number;
  let bystander: ChildProcess;
  let start: Run;
  let url: string;
  let password: string;
  let config: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-start-test-"));
    port = await freePort();
    bystander = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    start = new Run(["--port", String(port)], folder);
    url = await start.says(/http:\/\/127\.0\.0\.1:\d+\/\?folder=\S+/);
    password = (await start.says(/password: (\S+)/)).slice("password: ".length);
    config = await start.says(/\/\S+config-\d+\.yaml/);
  });

  after(() => {
    bystander.kill();
    start.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it("keeps the password in a file for this user alone, and out of every process's arguments", () => {
    assert.equal(statSync(config).mode & 0o777, 0o600);
    assert.ok(readFileSync(config, "utf8").includes(password));
    assert.deepEqual(
      processes("cmdline").filter(({ text }) => text.includes(password)),
      [],
    );
  });

  it("lets nobody in without the password", async () => {
    assert.equal(new URL((await answer("/")).headers.location ?? "", url).pathname, "/login");
    assert.equal((await answer("/?folder=/")).statusCode, 302);
    assert.equal((await answer("/mint-key", "POST")).statusCode, 401);
    assert.equal(await upgrade("/"), 401);
    assert.equal(await upgrade("/vscode"), 401);
  });

  it("lets in who has the password, and asks for no slow hash with each request", async () => {
    assert.deepEqual(await cookiesFor("wrong"), []);
    const [cookie = ""] = await cookiesFor(password);
    const [pair = ""] = cookie.split(";");
    const [name = "", value = ""] = pair.split("=");
    assert.equal((await answer("/?folder=/", "GET", { Cookie: pair })).statusCode, 200);
    for (const forged of ["", "%24argon2id", value.slice(1), password])
      assert.equal((await answer("/?folder=/", "GET", { Cookie: `${name}=${forged}` })).statusCode, 302, forged);
    // With argon2 in it, a page of 40 requests took the server 12 seconds.
    assert.equal(value, createHash("sha256").update(password).digest("hex"));
  });

  it("gives a cookie that no script reads, that no other site makes a browser send, and that carries its port", async () => {
    const [cookie = "", ...others] = await cookiesFor(password);
    assert.deepEqual(others, []);
    const [pair = "", ...attributes] = cookie.split("; ");
    assert.equal(pair.split("=")[0], `code-server-session-${port}`);
    assert.deepEqual(attributes.sort(), ["HttpOnly", "Path=/", "SameSite=Strict"]);
  });

  it("takes no cookie of another port, which browsers send along, and none without one", async () => {
    const value = (await cookiesFor(password))[0]?.split(";")[0]?.split("=")[1] ?? "";
    for (const name of [
      "code-server-session",
      `code-server-session-${port + 1}`,
      `code-server-session-${port}0`,
      `Code-Server-Session-${port}`,
      "session",
    ]) {
      assert.equal((await answer("/?folder=/", "GET", { Cookie: `${name}=${value}` })).statusCode, 302, name);
      assert.equal(await upgrade("/", { Cookie: `${name}=${value}` }), 401, name);
    }
    const other = `code-server-session-${port + 1}=${"0".repeat(64)}`;
    assert.equal(
      (await answer("/?folder=/", "GET", { Cookie: `${other}; code-server-session-${port}=${value}` })).statusCode,
      200,
    );
  });

  it("has a workspace with instructions, and says where it keeps things", () => {
    assert.ok(readdirSync(join(folder, "workspace")).includes("README.md"));
    assert.ok(start.output.includes(folder));
  });

  it("refuses a port in use with one sentence", async () => {
    const second = new Run(["--port", String(port)], folder);
    assert.equal(await second.ended, 1);
    assert.equal(
      second.output,
      `Port ${port} is in use: stop what uses it, or choose another one, as in "npm start -- --port 9000".\n`,
    );
  });

  describe("in a browser", () => {
    let browser: Browser;
    let page: Page;

    before(async () => {
      browser = await launchBrowser();
      const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
      await withoutPaint(context);
      page = await context.newPage();
      page.setDefaultTimeout(PATIENCE.start);
    });
    after(() => browser.close());

    it("opens the workspace once the password is given, and again after a reload", async () => {
      await page.goto(url);
      await page.locator("input[name=password]").fill(password);
      await page.keyboard.press("Enter");
      await page.getByRole("treeitem", { name: "README.md" }).waitFor();
      assert.equal(new URL(page.url()).searchParams.get("folder"), join(folder, "workspace"));
      await page.reload();
      await page.getByRole("treeitem", { name: "README.md" }).waitFor();
    });

    it("has made a sample app, and a response that only its key can read", async () => {
      await page.getByRole("treeitem", { name: "Sample app" }).waitFor();
      // The response is written once the app is saved.
      const file = join(folder, "workspace", "captured-response.json");
      const text = await until("whole response", () => {
        const read = existsSync(file) ? readFileSync(file, "utf8") : "";
        return read.endsWith("}\n") ? read : undefined;
      });
      const response = JSON.parse(text) as { response: object };
      assert.deepEqual(Object.keys(response.response), ["encryptedKey", "iv", "tag", "data"]);
    });

    it("still has the secrets of the sample app after a reload", async () => {
      await page.reload();
      const row = page.getByRole("treeitem", { name: "Sample app" });
      await row.waitFor();
      await row.hover();
      await row.getByRole("button", { name: "Copy Token" }).click();
      await page.locator(".statusbar-item", { hasText: "Copied a token for Sample app" }).first().waitFor();
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^[\w-]+\.[\w-]+\.[\w-]+$/);
    });

    it("makes nothing in another folder that is opened there", async () => {
      const other = mkdtempSync(join(tmpdir(), "jwt-apps-start-test-"));
      try {
        await page.goto(`${new URL(url).origin}/?folder=${encodeURIComponent(other)}`);
        // The view has what the first window made; the one that would make more starts with it.
        await page.locator(".monaco-workbench .part.statusbar").waitFor();
        await page.getByRole("tab", { name: "JWT Apps" }).first().click();
        await page.getByRole("treeitem", { name: "Sample app" }).waitFor();
        await page.keyboard.press("F1");
        await page.locator(".quick-input-widget:visible input").first().fill(">Developer: Show Running Extensions");
        await page.keyboard.press("Enter");
        // Told once what it does at the start is done.
        await page
          .locator(".runtime-extensions-editor .monaco-list-row", { hasText: "Sample Starter" })
          .filter({ hasText: /Activation: \d+/ })
          .waitFor();
        assert.deepEqual(readdirSync(other), []);
      } finally {
        rmSync(other, { recursive: true });
      }
    });
  });

  describe("at its end", () => {
    it("stops everything it started, and nothing else, on Ctrl-C", async () => {
      assert.notDeepEqual(startedBy(folder), []);
      start.child.kill("SIGINT");
      assert.equal(await start.ended, 0);
      assert.deepEqual(startedBy(folder), []);
      assert.equal(await freePort(port), port);
      assert.equal(bystander.exitCode, null);
      assert.throws(() => statSync(config), { code: "ENOENT" });
    });
  });

  function answer(
    path: string,
    method = "GET",
    headers: OutgoingHttpHeaders = {},
    body = "",
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) =>
      request({ host: "127.0.0.1", port, path, method, headers }, (response) => resolve(response.resume()))
        .on("error", reject)
        .end(body),
    );
  }

  /** The cookies, with their attributes, that the login page gives for a password. */
  async function cookiesFor(text: string): Promise<string[]> {
    const { headers } = await answer(
      "/login",
      "POST",
      { "Content-Type": "application/x-www-form-urlencoded" },
      String(new URLSearchParams({ password: text })),
    );
    return headers["set-cookie"] ?? [];
  }

  /** The status with which a WebSocket is answered; 101 would let it in. */
  function upgrade(path: string, more: OutgoingHttpHeaders = {}): Promise<number | undefined> {
    const headers = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...more,
    };
    return new Promise((resolve, reject) =>
      get({ host: "127.0.0.1", port, path, headers }, (response) => resolve(response.resume().statusCode))
        .on("upgrade", (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        })
        .on("error", reject),
    );
  }
});

/** `npm start` without npm, on data of its own. */
class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = "";

  constructor(args: readonly string[], folder: string) {
    this.child = spawn(process.execPath, [join(ROOT, "scripts/start.mjs"), ...args], {
      env: { ...process.env, JWT_APPS_START_FOLDER: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    this.ended = new Promise((resolve) => this.child.on("close", resolve));
  }

  /** Waits until the output has something of that pattern, and returns it. */
  async says(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.output)?.[0];
        if (found !== undefined) resolve(found);
      };
      this.child.stdout?.on("data", look);
      this.ended.then(() => reject(new Error(`it ended after: ${this.output}`)), reject);
      look();
    });
  }
}

function processes(file: "cmdline" | "environ"): { pid: number; text: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), text: readFileSync(join("/proc", name, file), "utf8") }];
      } catch {
        return [];
      }
    });
}

/** The processes below `npm start` on that folder, found by what they inherited. */
function startedBy(folder: string): number[] {
  return processes("environ")
    .filter(({ text }) => text.includes(`XDG_DATA_HOME=${folder}`))
    .map(({ pid }) => pid);
}
