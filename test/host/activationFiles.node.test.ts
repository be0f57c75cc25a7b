import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as vscode from "vscode";
import { activated, forgetAll, hs256App, saved } from "./support";

// Behind the tests of activation and before all others: nothing has asked for an endpoint yet.
describe("the file with the endpoints' rows", () => {
  after(forgetAll);

  it("is read when scopes are unfolded, and not to show apps", async () => {
    const { extensionPath } = vscode.extensions.getExtension("xo-jwt.jwt-apps") ?? assert.fail("no extension");
    const { cache } = createRequire(join(extensionPath, "dist/extension.js"));
    const isRead = (): boolean => join(extensionPath, "dist/endpoints.js") in cache;
    const app = await saved(hs256App("Shown", { scopes: [{ id: "xo/bot-sessions", published: true }] }));
    const { tree } = await activated();
    const roots = await tree.getChildren();
    const shown = roots.find(({ id }) => id === `app:${app.id}`);
    assert.ok(shown);
    tree.getTreeItem(shown);
    const below = await tree.getChildren(shown);
    for (const row of below) tree.getTreeItem(row);
    assert.equal(isRead(), false);
    const scopes = below.at(-1);
    assert.ok(scopes);
    assert.ok((await tree.getChildren(scopes)).length > 0);
    assert.equal(isRead(), true);
  });
});
