import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppRepository } from "../../../src/domain/apps/storage/appRepository";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { AppFiles } from "../../../src/domain/apps/storage/storagePorts";
import { atomicFiles, patiently } from "../../../src/node/atomicFiles";
import { MemoryStorage } from "../apps/memoryStorage";
import { sampleApp } from "../apps/sampleApp";

const ID = "11111111-1111-4111-8111-111111111111";
const ID2 = "22222222-2222-4222-8222-222222222222";
const isWindows = process.platform === "win32";

describe("atomicFiles", () => {
  let root: string;
  let folder: string;
  let files: AppFiles;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "jwt-apps-files-"));
    folder = join(root, "storage", "apps");
    files = atomicFiles(folder);
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("has nothing while there is no folder, and makes none to look", async () => {
    assert.deepEqual(await files.list(), []);
    assert.equal(await files.read(ID), undefined);
    await files.delete(ID);
    assert.deepEqual(readdirSync(root), []);
  });

  it("writes, replaces and deletes a file", async () => {
    await files.write(ID, "old and longer");
    await files.write(ID, "néw 🔑");
    assert.deepEqual(await files.list(), [ID]);
    assert.equal(await files.read(ID), "néw 🔑");
    assert.deepEqual(readdirSync(folder), [`${ID}.json`]);
    await files.delete(ID);
    await files.delete(ID);
    assert.deepEqual(await files.list(), []);
  });

  it("lets nobody but the owner in", function () {
    if (isWindows) return this.skip();
    return files.write(ID, "x").then(() => {
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.equal(statSync(join(folder, `${ID}.json`)).mode & 0o777, 0o600);
    });
  });

  it("lists nothing but app files", async () => {
    await files.write(ID, "x");
    for (const name of ["notes.json", `${ID2}.txt`, `${ID2} copy.json`, ID2, `.${ID2}.json`])
      writeFileSync(join(folder, name), "");
    mkdirSync(join(folder, `${ID2}.json`));
    assert.deepEqual(await files.list(), [ID]);
  });

  it("takes nothing but a UUID for an id, so that no path leads elsewhere", async () => {
    writeFileSync(join(root, "outside.json"), "outside");
    for (const id of ["../../outside", "", ".", `${ID}/../${ID}`, `${ID}\0`, `${ID}\n`, "C:\\x", `../apps/${ID}`]) {
      assert.equal(await files.read(id), undefined);
      await assert.rejects(files.write(id, "x"), { code: "invalid-app-id" });
      await assert.rejects(files.delete(id), { code: "invalid-app-id" });
    }
    assert.equal(readFileSync(join(root, "outside.json"), "utf8"), "outside");
  });

  it("reads files of every size up to the limit", async () => {
    for (const length of [0, 1, 8191, 8192, 8193, 32_768, 131_073, 1_000_000]) {
      await files.write(ID, "x".repeat(length));
      assert.equal((await files.read(ID))?.length, length);
    }
  });

  it("refuses a file of 200 MB without reading it", async () => {
    await files.write(ID, "x");
    truncateSync(join(folder, `${ID}.json`), 200_000_000);
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(files.read(ID), { code: "app-file-too-large" });
    assert.ok(process.memoryUsage().arrayBuffers - before < 10_000_000);
  });

  it("refuses binary data", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${ID}.json`), Uint8Array.of(0x7b, 0x80, 0xff));
    await assert.rejects(files.read(ID), { code: "app-file-not-text" });
  });

  it("follows no link and waits for no pipe", async function () {
    if (isWindows) return this.skip();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(root, "target"), "secret of another program");
    symlinkSync(join(root, "target"), join(folder, `${ID}.json`));
    execFileSync("mkfifo", [join(folder, `${ID2}.json`)]);
    assert.deepEqual(await files.list(), []);
    await assert.rejects(files.read(ID), { code: "ELOOP" });
    assert.equal(await files.read(ID2), "");
    await files.write(ID, "mine");
    assert.equal(readFileSync(join(root, "target"), "utf8"), "secret of another program");
  });

  it("leaves the old file and no other when writing fails", async () => {
    mkdirSync(join(folder, `${ID}.json`, "in the way"), { recursive: true });
    await assert.rejects(files.write(ID, "x"));
    assert.deepEqual(readdirSync(folder), [`${ID}.json`]);
  });

  it("fails with a sentence where it may not write", async function () {
    if (isWindows || process.getuid?.() === 0) return this.skip();
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o500);
    const repository = new AppRepository({ ...new MemoryStorage().ports(), files });
    await assert.rejects(repository.save(sampleApp(), new AppSecrets({ clientSecret: "a" })), {
      code: "app-not-saved",
    });
    chmodSync(folder, 0o700);
  });

  it("fails with a sentence when its folder is a file", async () => {
    mkdirSync(join(root, "storage"));
    writeFileSync(folder, "");
    const repository = new AppRepository({ ...new MemoryStorage().ports(), files });
    await assert.rejects(repository.list(), { code: "apps-unreadable" });
    await assert.rejects(repository.save(sampleApp()), { name: "UserError" });
  });

  it("removes temporary files that a dead process has left, and not those of a live one", async () => {
    await files.write(ID, "x");
    const stale = `.${ID}.33333333-3333-4333-8333-333333333333.tmp`;
    const live = `.${ID}.44444444-4444-4444-8444-444444444444.tmp`;
    for (const name of [stale, live, "foreign.tmp"]) writeFileSync(join(folder, name), "{");
    const minuteAgo = Date.now() / 1000 - 61;
    for (const name of [stale, "foreign.tmp"]) utimesSync(join(folder, name), minuteAgo, minuteAgo);
    assert.deepEqual(await files.list(), [ID]);
    assert.deepEqual(readdirSync(folder).sort(), [live, `${ID}.json`, "foreign.tmp"].sort());
  });

  it("always shows a whole file to a reader, whoever writes at the same time", async () => {
    const texts = ["a".repeat(20_000), "b".repeat(30_000)];
    await files.write(ID, texts[0] ?? "");
    const writing = Promise.all(Array.from({ length: 20 }, (_, i) => files.write(ID, texts[i % 2] ?? "")));
    for (let i = 0; i < 50; i++) assert.ok(texts.includes((await files.read(ID)) ?? ""));
    await writing;
    assert.deepEqual(readdirSync(folder), [`${ID}.json`]);
  });

  it("tries again while a file is held by another program, as on Windows, but not for ever", async () => {
    const failing = (code: string, times: number) => {
      let calls = 0;
      return async () => {
        if (calls++ < times) throw Object.assign(new Error(code), { code });
        return calls;
      };
    };
    assert.equal(await patiently(failing("EPERM", 2)), 3);
    assert.equal(await patiently(failing("EBUSY", 1)), 2);
    await assert.rejects(patiently(failing("ENOSPC", 1)), { code: "ENOSPC" });
    await assert.rejects(patiently(failing("EACCES", 99)), { code: "EACCES" });
  });
});
