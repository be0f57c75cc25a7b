import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { activated, forgetAll, hs256App } from "./support";

const COUNT = 1_000;
/** Milliseconds. Reading takes a small part of it; the rest is for a machine that is busy with something else. The figures are the bench's. */
const PATIENCE = 30_000;

// The last file of all: forgetting so many apps, as other tests do at their start, would take a while.
describe(`the tree of ${COUNT} apps`, function () {
  this.timeout(180_000);
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
      // Files that other tests opened are looked at for secrets of the new apps; drawing again is left once that is over.
      for (let before = -1; before !== reads; await new Promise((resolve) => setTimeout(resolve, 1_000))) before = reads;
      reads = 0;
      const again = await tree.getChildren();
      assert.deepEqual(again.map((row) => tree.getTreeItem(row).label), labels);
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
