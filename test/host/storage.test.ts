import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, forgetAll, hs256App, newSecret, saved, until } from "./support";

async function fileOf(id: string): Promise<vscode.Uri> {
  return vscode.Uri.joinPath((await activated()).folder, `${id}.json`);
}

async function write(id: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(await fileOf(id), new TextEncoder().encode(text));
}

async function labels(): Promise<string[]> {
  const { tree } = await activated();
  return (await tree.getChildren()).map((node) => String(tree.getTreeItem(node).label));
}

describe("storage", () => {
  beforeEach(forgetAll);

  it("keeps metadata in one file an app, and no secret in it", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("On disk"), { clientSecret });
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(await fileOf(app.id)));
    assert.equal((JSON.parse(text) as JwtApp).name, "On disk");
    assert.equal(text.includes(clientSecret), false);
  });

  it("shows what another window writes, without being asked", async () => {
    await saved(hs256App("Mine"));
    await labels();
    const other = hs256App("Of another window");
    await write(other.id, JSON.stringify(other));
    await until(async () => (await labels()).includes("Of another window"), "the other window's app shows");
  });

  it("counts a vanished file as deleted, and leaves its secrets alone", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Vanishing"));
    await labels();
    const text = await vscode.workspace.fs.readFile(await fileOf(app.id));
    await vscode.workspace.fs.delete(await fileOf(app.id));
    await until(async () => !(await labels()).includes("Vanishing"), "the app goes");
    await vscode.workspace.fs.writeFile(await fileOf(app.id), text);
    await until(async () => (await labels()).includes("Vanishing"), "the app comes back");
    assert.notEqual((await store.secretsOf(app))?.reveal().clientSecret, undefined);
  });

  it("shows a damaged app with a way out, beside the others", async () => {
    const { tree } = await activated();
    await saved(hs256App("Whole"));
    const id = crypto.randomUUID();
    await write(id, '{"version":1,');
    await until(async () => (await labels()).length === 2, "both rows show");
    const damaged = await tree.nodeOf(id);
    assert.ok(damaged);
    const item = tree.getTreeItem(damaged);
    assert.equal(item.description, "damaged");
    assert.equal(item.contextValue, "unreadable");
    assert.match(String(item.tooltip), /not valid JSON/);
  });

  it("shows an app of a newer version and never rewrites it", async () => {
    const { tree, store } = await activated();
    const app = { ...hs256App("From the future"), version: 99 };
    const text = JSON.stringify(app);
    await write(app.id, text);
    await until(async () => (await labels()).includes("From the future"), "it shows");
    const node = await tree.nodeOf(app.id);
    assert.ok(node);
    assert.equal(tree.getTreeItem(node).description, "made by a newer version, read-only");
    await assert.rejects(async () => store.save({ ...hs256App("Overwritten"), id: app.id }), { code: "newer-app" });
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(await fileOf(app.id))), text);
  });

  it("forgets everything", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Forget me"));
    await store.forgetEverything();
    assert.deepEqual(await labels(), []);
    assert.equal(await store.secretsOf(app), undefined);
  });
});
