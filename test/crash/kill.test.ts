import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppRepository } from "../../src/domain/apps/storage/appRepository";
import { passed } from "../until";
import { belong, findUnexpected, MINUTE, stateOf } from "./changes";
import { findFaults } from "./checkApps";
import { Ledger } from "./ledger";
import { folderPorts, readStored } from "./storageFolder";

const KILLS = 50;
describe("A process that is killed while it saves and deletes apps", () => {
  let folder: string;
  const started: ReturnType<typeof start>[] = [];

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "jwt-apps-crash-"))));
  afterEach(async () => {
    const running = started.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(running.map((child) => end(child)));
    rmSync(folder, { recursive: true, force: true });
  });

  it(`leaves every app whole or absent, and loses none, ${KILLS} times`, async () => {
    const ledger = new Ledger(join(folder, "ledger"));
    const slugs = new Map<string, string>();
    let cutOff = 0;
    const startNext = (): ReturnType<typeof start> => {
      const child = start(folder);
      started.push(child);
      return child;
    };
    let next = startNext();
    for (let kill = 0; kill < KILLS; kill++) {
      const child = next;
      child.stdin.write(`${kill * MINUTE}\n`);
      await begun(child, 1 + randomInt(8));
      next = startNext();
      // One change takes about 5 ms.
      await passed(randomInt(6));
      await end(child);

      const stored = await readStored(folder);
      const allowed = ledger.read();
      if ([...allowed.values()].some(({ size }) => size > 1)) cutOff++;
      assert.deepEqual(findFaults(stored, belong, false), []);
      assert.deepEqual(findUnexpected(stored, allowed), []);
      // Every other time the next process finds it as it was left.
      if (kill % 2 === 0) {
        const repository = new AppRepository({
          ...folderPorts(folder),
          clock: () => Date.now() + (kill + 1) * MINUTE,
        });
        for (const entry of await repository.list()) {
          assert.ok(entry.status === "ok" && entry.app.slug !== undefined);
          const { id, slug } = entry.app;
          assert.equal(slugs.get(id) ?? slug, slug, "it is kept");
          slugs.set(id, slug);
        }
        assert.equal(new Set(slugs.values()).size, slugs.size, "no two apps have one");
        await repository.sweep();
        const swept = await readStored(folder);
        assert.deepEqual(findFaults(swept, belong, true), []);
        assert.deepEqual(swept.files, stored.files);
      }
      // What was seen once must stay until something changes it.
      for (const id of allowed.keys()) ledger.note(id, stateOf(stored, id));
    }
    assert.ok(cutOff >= KILLS / 5, `only ${cutOff} of ${KILLS} were killed in the middle of a change`);
  });
});

function start(folder: string) {
  const script = fileURLToPath(new URL("changingProcess.mjs", import.meta.url));
  return spawn(process.execPath, [script, folder], { stdio: ["pipe", "pipe", "inherit"] });
}

/** Until the process has begun so many changes. */
async function begun(child: ReturnType<typeof start>, changes: number): Promise<void> {
  let count = 0;
  const counted = new Promise<void>((resolve) =>
    child.stdout.on("data", (dots: Buffer) => (count += dots.length) >= changes && resolve()),
  );
  const died = once(child, "exit").then(() => Promise.reject(new Error("it died of itself")));
  await Promise.race([counted, died]);
}

async function end(child: ReturnType<typeof start>): Promise<void> {
  assert.equal(child.exitCode, null, "it hasn't died of something else");
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
