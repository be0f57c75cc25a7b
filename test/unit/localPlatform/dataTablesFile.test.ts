import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webPorts } from "../../../src/domain/ports";
import { TablesFile } from "../../../src/localPlatform/dataTables/tablesFile";
import { TableStore } from "../../../src/localPlatform/dataTables/tableStore";
import { until } from "../../until";

const EMPTY = '{"format":"jwt-apps-tables","version":1,"tables":{},"views":{}}\n';

describe("the file with the tables", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tables-file-"));
    path = join(folder, "tables.json");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function open(at = path) {
    const store = new TableStore(webPorts);
    const reports: string[] = [];
    const file = new TablesFile(at, store, (line) => reports.push(line));
    await file.load();
    const insert = (...rows: object[]) => {
      assert.equal(store.insert("Rows", rows as Record<string, unknown>[], "me").kind, "rows");
      file.changed();
    };
    return { store, file, reports, insert };
  }

  it("has what was changed last, also what came while it was written", async () => {
    const { store, file, insert, reports } = await open();
    insert({ n: 0 });
    await eventually(async () => (await readFile(path, "utf8")).includes('"n":0'));
    const large = { text: "x".repeat(1_000) };
    insert(...Array<object>(20_000).fill(large));
    await eventually(async () => (await readdir(folder)).some((name) => name.endsWith(".tmp")));
    insert({ n: "meanwhile" });
    assert.equal(await file.close(60_000), true);
    assert.equal(await readFile(path, "utf8"), Buffer.concat([...store.toJson()]).toString());
    assert.ok((await readFile(path, "utf8")).includes("meanwhile"));
    assert.deepEqual([await readdir(folder), reports], [["tables.json"], []]);
  });

  it("is left as it was where there is no time to write it, and says so", async () => {
    await writeFile(path, EMPTY);
    const { file, insert, reports } = await open();
    insert(...Array<object>(30_000).fill({ text: "x".repeat(1_000) }));
    assert.equal(await file.close(1), false);
    assert.deepEqual(reports, [
      "The tables could not be saved in time: their file is as it was before the last changes.",
    ]);
    assert.deepEqual([await readFile(path, "utf8"), await readdir(folder)], [EMPTY, ["tables.json"]]);
  });

  it("is not written again where nothing was changed", async () => {
    await writeFile(path, `  ${EMPTY}`);
    const { file } = await open();
    file.changed();
    assert.equal(await file.close(60_000), true);
    assert.equal(await readFile(path, "utf8"), `  ${EMPTY}`);
  });

  it("is refused at the start where it could not be saved later, and nothing is made", async () => {
    const missing = join(folder, "missing", "tables.json");
    await assert.rejects(open(missing), { name: "UserError", code: "tables-folder-missing" });
    await assert.rejects(open(join(path, "x")), { code: "tables-folder-missing" });
    assert.deepEqual(await readdir(folder), []);
    // A name that is longer than a file system takes, and a system's own folder, stand for every reason.
    await assert.rejects(open(join(folder, "x".repeat(250))), { name: "UserError", code: "tables-file-unwritable" });
    if (process.platform === "linux")
      await assert.rejects(open("/proc/tables.json"), { code: "tables-file-unwritable" });
  });

  it("is refused at the start where it may only be read", async function () {
    if (process.platform === "win32" || process.getuid?.() === 0) this.skip();
    await writeFile(path, EMPTY);
    await chmod(path, 0o400);
    await assert.rejects(open(), { code: "tables-file-unwritable" });
  });

  it("says that a save failed, and tries again at the end", async () => {
    const { file, insert, reports } = await open();
    await rm(folder, { recursive: true });
    insert({ n: 1 });
    const failed = "The tables could not be saved (ENOENT): their file is as it was before the last changes.";
    await eventually(() => Promise.resolve(reports.length === 1));
    await mkdir(folder);
    assert.equal(await file.close(60_000), true);
    assert.deepEqual(reports, [failed]);
    assert.match(await readFile(path, "utf8"), /"n":1/);

    const lost = await open();
    lost.insert({ n: 2 });
    await rm(folder, { recursive: true });
    assert.equal(await lost.file.close(60_000), false);
    assert.deepEqual(lost.reports, [failed]);
  });

  it("is never written where it is a definition that the platform exported, and says so", async () => {
    const definition = '{ "name": "Rows", "schemaDef": [{ "name": "n", "type": "number", "maxLength": "" }] }\n';
    await writeFile(path, definition);
    // It may only be read.
    await chmod(path, 0o400);
    const { file, store, insert, reports } = await open();
    assert.deepEqual([...(store.definitionOf("Rows")?.columns.keys() ?? [])], ["n"]);
    insert({ n: 1 });
    assert.equal(await file.close(60_000), true);
    assert.deepEqual([await readFile(path, "utf8"), await readdir(folder)], [definition, ["tables.json"]]);
    assert.deepEqual(reports, [
      "The file with the tables is a table definition: it stays as it is, and rows are kept in memory.",
    ]);
  });

  it("says which parts of a definition are not used", async () => {
    const schemaDef = [{ name: "n\n", type: "number", default: "x" }];
    await writeFile(path, JSON.stringify([{ name: "Rows", schemaDef }]));
    const { reports } = await open();
    assert.equal(
      reports[0],
      "The file with the tables: “default” of the column “n ” in the definition of “Rows” can't be used and is left out.",
    );
  });

  it("may be a link to the file, which stays one", async function () {
    if (process.platform === "win32") this.skip();
    await mkdir(join(folder, "elsewhere"));
    const target = join(folder, "elsewhere", "target.json");
    await writeFile(target, EMPTY);
    await symlink(target, path);
    const { file, insert } = await open();
    insert({ n: 1 });
    assert.equal(await file.close(60_000), true);
    assert.match(await readFile(target, "utf8"), /"n":1/);
  });
});

/** Waits for what the file system has to bring about. */
function eventually(isSo: () => Promise<boolean>): Promise<void> {
  return until(() => isSo().catch(() => false), "the file is as wanted", 1);
}
