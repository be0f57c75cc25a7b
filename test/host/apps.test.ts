import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, allowing, answering, forgetAll, hs256App, newSecret, rowOf, saved } from "./support";

describe("app commands", () => {
  beforeEach(forgetAll);

  it("registers every command of the manifest", async () => {
    await activated();
    const manifest = vscode.extensions.getExtension("xo-jwt.jwt-apps")?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      manifest.contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it("imports the apps of a Get Bots response with their secrets", async () => {
    const clientSecret = newSecret();
    const clientId = `cs-${crypto.randomUUID()}`;
    const text = JSON.stringify({
      bots: [
        {
          name: "Pizza Bot",
          jwtApps: [
            {
              clientId,
              clientSecret,
              jtiClaimEnforced: true,
              jweEncryptionEnforced: false,
              createdOn: "2025-01-01T00:00:00.000Z",
            },
          ],
        },
      ],
    });
    const added = await vscode.commands.executeCommand<JwtApp[]>("jwtApps.importApps", { text });
    const [app] = added;
    assert.ok(app);
    assert.equal(app.name, `Pizza Bot · ${clientId.slice(0, 11)}`);
    assert.equal(app.enforceJti, true);
    assert.equal(app.algorithmAssumed, true);
    assert.equal((await (await activated()).store.secretsOf(app))?.reveal().clientSecret, clientSecret);
    assert.equal(JSON.stringify(added).includes(clientSecret), false);
  });

  it("exports metadata without a secret", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Export me"), { clientSecret });
    const text = await allowing(() =>
      vscode.commands.executeCommand<string>("jwtApps.exportApps", { apps: ["export ME"] }),
    );
    assert.equal(text.includes(app.clientId), true);
    assert.equal(text.includes(clientSecret), false);
  });

  it("says how many there are, of one as of several", async () => {
    const scoped = await saved(hs256App("Scoped"));
    const tables = await saved(hs256App("Tables", { createdIn: "tables" }));
    const { setStatusBarMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { setStatusBarMessage: (text: string) => void said.push(text) });
    try {
      for (const scopes of [["xo/bot-sessions"], ["xo/bot-sessions", "xo/chat-history"]])
        await vscode.commands.executeCommand("jwtApps.assignScopes", { app: scoped.id, scopes });
      for (const names of [["Orders"], ["Orders", "Staff"]]) {
        await vscode.commands.executeCommand("jwtApps.assignTables", {
          app: tables.id,
          tables: names.map((name) => ({ name, kind: "table", read: true, write: false, delete: false })),
        });
      }
    } finally {
      Object.assign(vscode.window, { setStatusBarMessage });
    }
    const sentences = [
      "Scoped has 1 scope",
      "Scoped has 2 scopes",
      "Tables has permissions for 1 table or view",
      "Tables has permissions for 2 tables and views",
    ];
    assert.deepEqual(
      said,
      sentences.map((sentence) => `$(check) ${sentence}`),
    );
  });

  it("assigns scopes that wait to be published, and notes them as published", async () => {
    const app = await saved(hs256App("Scoped"));
    const assigned = await vscode.commands.executeCommand<JwtApp>("jwtApps.assignScopes", {
      app: app.clientId,
      scopes: ["xo/bot-sessions", "xo/chat-history"],
    });
    assert.deepEqual(assigned.scopes, [
      { id: "xo/bot-sessions", published: false },
      { id: "xo/chat-history", published: false },
    ]);
    const published = await vscode.commands.executeCommand<JwtApp>("jwtApps.publishScopes", { app: app.id });
    assert.deepEqual(
      published.scopes.map((scope) => scope.published),
      [true, true],
    );
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand("jwtApps.assignScopes", { app: app.id, scopes: ["admin/user-management"] }),
      /belongs to apps created in the Admin Console/,
    );
  });

  it("assigns permissions for tables", async () => {
    const app = await saved(hs256App("Tables", { createdIn: "tables" }));
    const tables = [{ kind: "table", name: "orders", read: true, write: true, delete: false }];
    const assigned = await vscode.commands.executeCommand<JwtApp>("jwtApps.assignTables", { app: app.id, tables });
    assert.deepEqual(assigned.tables, tables);
  });

  it("copies the client ID at once and the client secret only after a confirmation", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Copies"), { clientSecret });
    await vscode.commands.executeCommand("jwtApps.copyClientId", await rowOf(app));
    assert.equal(await vscode.env.clipboard.readText(), app.clientId);
    // A host that runs tests refuses to show the dialog, so the secret stays where it is.
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.copyClientSecret", { app: app.id }));
    assert.equal(await vscode.env.clipboard.readText(), app.clientId);
    await answering("Copy Client Secret", async () =>
      vscode.commands.executeCommand("jwtApps.copyClientSecret", { app: app.id }),
    );
    assert.equal(await vscode.env.clipboard.readText(), clientSecret);
  });

  it("deletes an app with its secrets, after one confirmation", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Going"));
    await saved(hs256App("Staying"));
    await answering("Delete", async () => vscode.commands.executeCommand("jwtApps.deleteApp", await rowOf(app)));
    assert.deepEqual(
      (await store.apps()).map(({ name }) => name),
      ["Staying"],
    );
    assert.equal(await store.secretsOf(app), undefined);
  });
});
