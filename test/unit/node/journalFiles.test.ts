import { strict as assert } from "node:assert";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppJournal } from "../../../src/domain/apps/storage/storagePorts";
import { journalFiles } from "../../../src/node/journalFiles";

const ID = "11111111-1111-4111-8111-111111111111";

describe("journalFiles", () => {
  let folder: string;
  let journal: AppJournal;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jwt-apps-journal-"));
    journal = journalFiles(join(folder, "journal"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has no markers at first", async () => {
    assert.deepEqual(await journal.list(), []);
    assert.equal(await journal.read(ID), undefined);
    await journal.end(ID, "never begun");
  });

  it("lets only one of many begin", async () => {
    const begun = await Promise.all(
      Array.from({ length: 10 }, (_, i) => journalFiles(join(folder, "journal")).begin(ID, `window ${i}`)),
    );
    assert.equal(begun.filter(Boolean).length, 1);
    assert.equal(await journal.read(ID), `window ${begun.indexOf(true)}`);
    assert.deepEqual(readdirSync(join(folder, "journal")), [ID]);
    assert.deepEqual(await journal.list(), [ID]);
  });

  it("ends what was begun, and nobody else's", async () => {
    assert.equal(await journal.begin(ID, "mine"), true);
    await journal.end(ID, "another's");
    assert.equal(await journal.read(ID), "mine");
    await journal.end(ID, "mine");
    assert.equal(await journal.read(ID), undefined);
    assert.equal(await journal.begin(ID, "again"), true);
  });

  it("fails where it can't write", async () => {
    writeFileSync(join(folder, "journal"), "");
    await assert.rejects(journal.begin(ID, "x"));
    await assert.rejects(journal.begin("../x", "x"), { code: "invalid-app-id" });
  });
});
