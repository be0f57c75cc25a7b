import { strict as assert } from "node:assert";
import { randomInt } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ROOT } from "../../../scripts/paths.mjs";
import { PATIENCE } from "../../../scripts/test/patience.mjs";
import { passed, until } from "../../until";
import { launchBrowser, newContext } from "../../vscode/browser";
import { type NodeServer, startNodeServer } from "../../vscode/nodeServer";
import { belong, findUnexpected, MINUTE, stateOf } from "../changes";
import { findFaults } from "../checkApps";
import { Ledger } from "../ledger";
import { type Sight, storedOf } from "./sight";

const KILLS = Number(process.env["JWT_APPS_KILLS"] ?? 50);

describe("The extension host that is killed while it saves and deletes apps", function () {
  this.timeout(PATIENCE.test * KILLS);
  const folder = mkdtempSync(join(tmpdir(), "jwt-apps-host-crash-"));
  let server: NodeServer | undefined;
  let browser: Browser | undefined;

  after(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it(`leaves every app whole, absent or shown as damaged, and loses none, ${KILLS} times`, async () => {
    const ledger = new Ledger(join(folder, "ledger"));
    mkdirSync(join(folder, "workspace"));
    server = await startNodeServer({
      host: "newest",
      dataFolder: join(folder, "data"),
      extensionsFolder: join(folder, "extensions"),
      smokeTestDriver: true,
      env: { JWT_APPS_CRASH_FOLDER: folder },
    });
    browser = await launchBrowser();
    const page = await (await newContext(browser)).newPage();
    const url = urlOf(server, folder);
    let cutOff = 0;
    for (let kill = 0; kill <= KILLS; kill++) {
      writeFileSync(join(folder, "ahead"), String(kill * MINUTE));
      const { pid, shown, ...sight } = await openWindow(page, url, folder);
      const [left, swept] = [storedOf(sight.left), storedOf(sight.swept)];
      const allowed = ledger.read();
      if ([...allowed.values()].some(({ size }) => size > 1)) cutOff++;
      assert.deepEqual(findFaults(left, belong, false), []);
      assert.deepEqual(findUnexpected(left, allowed), []);
      assert.deepEqual(findFaults(swept, belong, true), []);
      assert.deepEqual(swept.files, left.files);
      assert.deepEqual(shown.map(([id]) => id).sort(), [...left.files.keys()].sort());
      assert.deepEqual(
        shown.filter(([, status]) => status !== "ok"),
        [],
      );
      // What was seen once must stay until something changes it.
      for (const id of allowed.keys()) ledger.note(id, stateOf(left, id));

      await begun(folder, 1 + randomInt(12));
      await passed(randomInt(15));
      assert.ok(readFileSync(`/proc/${pid}/environ`, "utf8").includes(folder), "it is the host that this test started");
      process.kill(pid, "SIGKILL");
    }
    assert.ok(cutOff >= KILLS / 5, `only ${cutOff} of ${KILLS} were killed in the middle of a change`);
  });
});

function urlOf({ url, authority }: NodeServer, folder: string): string {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(ROOT)],
    ["extensionTestsPath", remote(join(ROOT, "out/crashHost/changingHost.js"))],
    ["skipWelcome", "true"],
  ];
  return `${url}/?folder=${encodeURIComponent(join(folder, "workspace"))}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

/** Loads the window anew, with an extension host that says what it sees and waits. */
async function openWindow(page: Page, url: string, folder: string): Promise<Sight> {
  const sight = join(folder, "sight.json");
  for (const file of [sight, join(folder, "go")]) rmSync(file, { force: true });
  await page.goto(url, { timeout: PATIENCE.start, waitUntil: "commit" });
  await until(() => existsSync(sight), "an extension host comes up", 5);
  return JSON.parse(readFileSync(sight, "utf8")) as Sight;
}

/** Lets the host go on, until it has begun so many changes. */
async function begun(folder: string, changes: number): Promise<void> {
  const lines = (): number => readFileSync(join(folder, "ledger"), { encoding: "utf8", flag: "a+" }).split("\n").length;
  // Two lines a change.
  const goal = lines() + 2 * changes - 1;
  writeFileSync(join(folder, "go"), "");
  await until(() => lines() >= goal, "apps are changed", 5);
}
