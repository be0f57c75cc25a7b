import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import jwt from "jsonwebtoken";
import { exportOf } from "../../src/domain/apps/exportApps";
import { sampleApp } from "../unit/apps/sampleApp";

/** Built by `node scripts/build.mjs interop`. */
const PLATFORM = resolve("out/interop/localPlatform.js");

// What only a process of its own shows: its streams, its exit code, and when it stops.
describe("the local platform as a process", () => {
  const secret = randomBytes(32).toString("base64");
  const app = sampleApp({
    name: "Tables",
    credentials: "generated",
    createdIn: "tables",
    tables: [{ kind: "table", name: "Rows", read: true, write: true, delete: true }],
  });

  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "local-platform-process-"));
    await writeFile(join(folder, "apps.json"), exportOf([app]));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  it("serves on when nobody reads its lines any more", async () => {
    const { child, url, exited } = await start();
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let index = 0; index < 3; index++) assert.equal((await fetch(`${url}/api/public/bots`)).status, 401);
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
  });

  it("saves a large store within the second in which it stops", async function () {
    // A second is a matter of the machine, too: that it can is what counts, and what is too slow never does.
    this.retries(10);
    const path = join(folder, "tables.json");
    const rows = Array<string>(40_000)
      .fill(`{"text":"${"x".repeat(500)}"}`)
      .join(",");
    await writeFile(path, `{"format":"jwt-apps-tables","version":1,"tables":{"Rows":[${rows}]}}`);
    const { child, url, exited } = await start("--tables", path, "--quiet");
    assert.equal((await insert(url, "the last")).status, 200);
    const began = performance.now();
    child.kill("SIGTERM");
    assert.equal(await exited, 0);
    assert.ok(performance.now() - began < 1_000, `it took ${performance.now() - began} ms`);
    const file = JSON.parse(await readFile(path, "utf8")) as { tables: { Rows: { text: string }[] } };
    assert.deepEqual([file.tables.Rows.length, file.tables.Rows.at(-1)?.text], [40_001, "the last"]);
    assert.deepEqual(await readdir(folder), ["apps.json", "tables.json"]);
  });

  it("exits with 1 and a sentence where the tables were not saved, also with --quiet", async () => {
    await mkdir(join(folder, "inner"));
    const { child, url, exited, errors } = await start("--tables", join(folder, "inner", "tables.json"), "--quiet");
    await rm(join(folder, "inner"), { recursive: true });
    assert.equal((await insert(url, "lost")).status, 200);
    child.kill("SIGTERM");
    assert.equal(await exited, 1);
    assert.deepEqual(errors, [
      "The tables could not be saved (ENOENT): their file is as it was before the last changes.",
    ]);
  });

  it("doesn't start where the tables could not be saved", async () => {
    const { exited, errors } = run("--tables", join(folder, "missing", "tables.json"), "--quiet");
    assert.equal(await exited, 1);
    assert.deepEqual(errors, [
      "The folder for the file with the tables isn't there. Make it, or choose another place for the file.",
    ]);
    assert.deepEqual(await readdir(folder), ["apps.json"]);
  });

  function insert(url: string, text: string) {
    const auth = jwt.sign({ appId: app.clientId }, secret, { expiresIn: 3_600 });
    return fetch(`${url}/api/public/tables/Rows`, {
      method: "POST",
      headers: { auth, "content-type": "application/json" },
      body: JSON.stringify({ data: { text } }),
    });
  }

  async function start(...args: string[]) {
    const running = run(...args);
    const line = await Promise.race([
      running.firstLine,
      running.exited.then(() => assert.fail(running.errors.join("\n"))),
    ]);
    return { ...running, url: (JSON.parse(line) as { url: string }).url };
  }

  function run(...args: string[]) {
    const child = spawn(process.execPath, [PLATFORM, "--apps", join(folder, "apps.json"), ...args], {
      env: { ...process.env, JWT_APPS_SECRETS: JSON.stringify({ Tables: secret }) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
    const firstLine = new Promise<string>((done) => createInterface({ input: child.stdout }).once("line", done));
    const exited = new Promise<number | null>((done) => child.once("close", done));
    return { child, errors, firstLine, exited };
  }
});
