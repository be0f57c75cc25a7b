import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, forgetAll, hs256App, saved, until } from "./support";

async function fileOf({ id }: JwtApp): Promise<vscode.Uri> {
  return vscode.Uri.joinPath((await activated()).folder, `${id}.json`);
}

async function tooltipOf(app: JwtApp): Promise<string> {
  const { tree } = await activated();
  const node = (await tree.getChildren()).find(({ id }) => id === `app:${app.id}`);
  return node ? String(tree.getTreeItem(node).tooltip) : "";
}

async function slugFiles(): Promise<string[]> {
  const { folder } = await activated();
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(folder, "../slugs"));
  return entries.map(([name]) => name);
}

describe("an app's name in the gateway's addresses", () => {
  beforeEach(forgetAll);

  it("is made with the app, told by its row, and kept when it is renamed", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Order Bot"));
    assert.equal(app.slug, "order-bot");
    assert.match(await tooltipOf(app), /\nIn the gateway: order-bot$/);
    await store.update(app, (current) => ({ ...current, name: "Support Bot" }));
    assert.match(await tooltipOf(app), /^Support Bot\n[^]*\nIn the gateway: order-bot$/);
    assert.equal((await saved(hs256App("Order Bot"))).slug, "order-bot-2");
  });

  it("is given to an app of an older version that another window writes, whose file stays as it is", async () => {
    const { store } = await activated();
    await store.list();
    const app = hs256App("From before");
    const text = JSON.stringify(app);
    await vscode.workspace.fs.writeFile(await fileOf(app), new TextEncoder().encode(text));
    await until(async () => (await store.get(app.id))?.slug === "from-before", "it has a slug");
    assert.equal(new TextDecoder().decode(await vscode.workspace.fs.readFile(await fileOf(app))), text);
    assert.match(await tooltipOf(app), /\nIn the gateway: from-before$/);
  });

  it("is nobody else's after the app was deleted, until everything is forgotten", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Gone"));
    await store.delete(app.id);
    assert.equal((await saved(hs256App("Gone"))).slug, "gone-2");
    assert.equal((await slugFiles()).length, 1);
    await store.forgetEverything();
    assert.deepEqual(await slugFiles(), []);
    assert.equal((await saved(hs256App("Gone"))).slug, "gone");
  });

  it("travels with an export, and is kept where it is free", async () => {
    const { store } = await activated();
    const file = (slug: string, name: string): string =>
      JSON.stringify({
        format: "jwt-apps-export",
        version: 1,
        apps: [{ name, clientId: `cs-${name}`, slug, gateway: { decrypts: false, encrypts: false } }],
      });
    const imported = async (text: string): Promise<JwtApp | undefined> => {
      await vscode.commands.executeCommand("jwtApps.importApps", { text });
      const { name } = (JSON.parse(text) as { apps: { name: string }[] }).apps[0] ?? assert.fail();
      return (await store.apps()).find((app) => app.name === name);
    };
    const first = await imported(file("order-bot", "First"));
    assert.deepEqual([first?.slug, first?.gateway], ["order-bot", { decrypts: false, encrypts: false }]);
    assert.equal((await imported(file("order-bot", "Second")))?.slug, "second");
  });
});
