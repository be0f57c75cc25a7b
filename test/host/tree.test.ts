import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { endpointsOfScope } from "../../src/domain/scopes/catalogue";
import type { TreeNode } from "../../src/editor/appTree/treeNode";
import { activated, forgetAll, hs256App, saved, until } from "./support";

async function outline(node?: TreeNode, depth = 0): Promise<string[]> {
  const { tree } = await activated();
  const lines: string[] = [];
  for (const child of await tree.getChildren(node)) {
    assert.equal(tree.getParent(child), node);
    const item = tree.getTreeItem(child);
    lines.push(`${"  ".repeat(depth)}${String(item.label)}${item.description ? ` | ${String(item.description)}` : ""}`);
    lines.push(...(await outline(child, depth + 1)));
  }
  return lines;
}

describe("tree", () => {
  beforeEach(forgetAll);

  it("shows credentials and scopes, in words and without a secret", async () => {
    const app = await saved(
      hs256App("Orders", {
        enforceJti: true,
        scopes: [
          { id: "xo/bot-sessions", published: true },
          { id: "xo/configuration", published: false },
        ],
      }),
    );
    assert.deepEqual(await outline(), [
      "Orders | HS256 · one-time jti · scopes not published",
      "  Credentials",
      `    Client ID | ${app.clientId}`,
      "    Client Secret | ••••••••",
      "  Scopes | 2",
      "    Automation",
      "      Bot Sessions | published",
      "        Sessions History | POST /api/public/bot/{botId}/getSessions",
      "    Contact Center",
      "      Configuration | not published",
      ...endpointsOfScope("xo/configuration").map(({ api }) => `        ${api} | path not known`),
    ]);
  });

  it("shows the tables of a Data Tables app", async () => {
    await saved(hs256App("Tables", { createdIn: "tables", tables: [{ kind: "table", name: "orders", read: true, write: false, delete: true }] }));
    assert.deepEqual((await outline()).slice(-7), [
      "  Tables | 1",
      "    orders | read, delete",
      "      Data Insert | POST /api/public/tables/{tableName}",
      "      Data Insert (Bulk) | POST /api/public/tables/{tableName}/bulk",
      "      Data Update | PUT /api/public/tables/{tableName}",
      "      Data Delete | DELETE /api/public/tables/{tableName}",
      "      Query Table | POST /api/public/tables/{tableName}/query",
    ]);
  });

  it("says what is missing after an import", async () => {
    await saved(hs256App("Imported", { algorithmAssumed: true, enforceJwe: true, missingSecrets: ["clientSecret"] }), {});
    assert.equal((await outline())[0], "Imported | HS256 · encrypted token (JWE) · client secret missing · platform key missing · HS256 assumed");
  });

  it("describes a scope, and the endpoints that it opens, in its tooltip", async () => {
    const { tree } = await activated();
    const app = await saved(hs256App("Tips", { scopes: [{ id: "xo/bot-sessions", published: true }] }));
    const find = async (node: TreeNode | undefined): Promise<TreeNode | undefined> => {
      for (const child of await tree.getChildren(node)) {
        const found = tree.getTreeItem(child).label === "Bot Sessions" ? child : await find(child);
        if (found) return found;
      }
      return undefined;
    };
    const node = await find(await tree.nodeOf(app.id));
    assert.ok(node);
    assert.match(String(tree.getTreeItem(node).tooltip), /^Assign this scope to retrieve conversation sessions\.\n\nPOST \/api\/public\/bot\/\{botId\}\/getSessions/);
  });

  it("refreshes the one row of an app that changed", async () => {
    const { tree, store } = await activated();
    const app = await saved(hs256App("One"));
    await saved(hs256App("Other"));
    await tree.getChildren();
    const row = await tree.nodeOf(app.id);
    const refreshed: (TreeNode | undefined)[] = [];
    const listener = tree.onDidChangeTreeData((node) => refreshed.push(node));
    await store.save({ ...app, enforceJti: true });
    await until(() => refreshed.length > 0, "the tree is told");
    listener.dispose();
    assert.equal(refreshed[0], row);
    assert.ok(row);
    assert.equal(tree.getTreeItem(row).description, "HS256 · one-time jti");
  });

  it("sorts and groups", async () => {
    const settings = vscode.workspace.getConfiguration("jwtApps");
    try {
      await saved(hs256App("b10", { host: "platform.kore.ai", createdAt: 2 }));
      await saved(hs256App("b9", { createdAt: 1 }));
      const roots = async (): Promise<string[]> => {
        const { tree } = await activated();
        return (await tree.getChildren()).map((node) => String(tree.getTreeItem(node).label));
      };
      assert.deepEqual(await roots(), ["b9", "b10"]);
      await vscode.commands.executeCommand("jwtApps.sortByCreation");
      assert.deepEqual(await roots(), ["b10", "b9"]);
      await vscode.commands.executeCommand("jwtApps.groupByHost");
      assert.deepEqual(await roots(), ["No host", "platform.kore.ai"]);
    } finally {
      await settings.update("tree.groupBy", undefined, vscode.ConfigurationTarget.Global);
      await settings.update("tree.sortBy", undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
