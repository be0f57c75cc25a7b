import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { activated, forgetAll, hs256App } from "./support";

const COUNT = 1_000;
/** Milliseconds. Reading takes a tenth of it; the rest is for a machine that is busy with something else. */
const PATIENCE = 5_000;

// The last file of all: forgetting so many apps, as other tests do at their start, would take a while.
describe(`the tree of ${COUNT} apps`, () => {
  after(async () => {
    const { folder, store } = await activated();
    await vscode.workspace.fs.delete(folder, { recursive: true });
    await vscode.workspace.fs.createDirectory(folder);
    await store.reload();
  });

  it("stays fluent, and reads no secrets", async () => {
    await forgetAll();
    const { folder, store, tree, secrets } = await activated();
    const apps = Array.from({ length: COUNT }, (_, index) => hs256App(`App ${index}`));
    await Promise.all(apps.map((app) => vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `${app.id}.json`), new TextEncoder().encode(JSON.stringify(app)))));

    const { get } = secrets;
    let reads = 0;
    secrets.get = (key) => {
      reads++;
      return get.call(secrets, key);
    };
    try {
      const start = performance.now();
      await store.reload();
      const rows = await tree.getChildren();
      const labels = rows.map((row) => tree.getTreeItem(row).label);
      const milliseconds = performance.now() - start;
      console.log(`[test]     ${COUNT} apps read and drawn in ${Math.round(milliseconds)} ms`);
      assert.deepEqual(labels, apps.map(({ name }) => name));
      assert.equal(reads, 0);
      assert.ok(milliseconds < PATIENCE, `${milliseconds} ms`);
      // That a read would have been counted:
      await store.secretsOf(apps[0] ?? assert.fail());
      assert.equal(reads, 1);
    } finally {
      secrets.get = get;
    }
  });
});
