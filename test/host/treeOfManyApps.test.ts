import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { activated, forgetAll, hs256App, until } from "./support";

const COUNT = 1_000;
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
    await Promise.all(
      apps.map((app) =>
        vscode.workspace.fs.writeFile(
          vscode.Uri.joinPath(folder, `${app.id}.json`),
          new TextEncoder().encode(JSON.stringify(app)),
        ),
      ),
    );

    const { get } = secrets;
    let reads: string[] = [];
    secrets.get = (key) => {
      reads.push(key);
      return get.call(secrets, key);
    };
    try {
      const start = performance.now();
      await store.reload();
      const rows = await tree.getChildren();
      const labels = rows.map((row) => tree.getTreeItem(row).label);
      const milliseconds = performance.now() - start;
      console.log(`[test]     ${COUNT} apps read and drawn in ${Math.round(milliseconds)} ms`);
      assert.deepEqual(
        labels,
        apps.map(({ name }) => name),
      );
      // Files that other tests opened are looked at for secrets of the new apps; what is left once that is over is drawing.
      await until(async () => {
        reads = [];
        const again = await tree.getChildren();
        assert.deepEqual(
          again.map((row) => tree.getTreeItem(row).label),
          labels,
        );
        return reads.length === 0;
      }, "drawing reads no secret");
      // How fast it is the bench says. Here it is measured against reading the same files alone.
      const readingAlone = performance.now();
      await Promise.all(apps.map((app) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, `${app.id}.json`))));
      const ratio = milliseconds / (performance.now() - readingAlone);
      console.log(`[test]     ${ratio.toFixed(1)} times as long as reading their files`);
      assert.ok(ratio < 200, `${ratio}`);
      // That a read would have been counted:
      const [first = assert.fail()] = apps;
      await store.secretsOf(first);
      assert.ok(reads.some((key) => key.includes(first.id)));
    } finally {
      secrets.get = get;
    }
  });
});
