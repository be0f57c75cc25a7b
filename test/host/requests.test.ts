import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { parseRequestFile } from "../../src/domain/requests/read/parseRequestFile";
import type { TreeNode } from "../../src/editor/appTree/treeNode";
import {
  activated,
  answering,
  claimsOf,
  forgetAll,
  hs256App,
  isSignedWith,
  newSecret,
  picking,
  rowOf,
  saved,
  until,
  withFolders,
} from "./support";
import { inFront } from "./inFront";

const BOT = "st-12345678-1234-5234-8234-123456789012";

describe("requests", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  describe("a new request file", () => {
    it("holds every endpoint of the app's scopes, and a script in place of a token", async () => {
      const app = await saved(
        hs256App("Orders", {
          host: "platform.kore.ai",
          botId: BOT,
          scopes: [
            { id: "xo/train-faq", published: true },
            { id: "xo/rcs-message-events", published: true },
          ],
        }),
      );
      const text = await vscode.commands.executeCommand<string>("jwtApps.newRequestFile", {
        app: "orders",
        use: "script",
      });
      assert.equal(
        text,
        `# jwt-app: Orders
# Each request gets a fresh token from the extension JWT Apps, by an httpYac script. REST Client doesn't run scripts.

@host = https://platform.kore.ai
@botId = ${BOT}

### FAQ Training
# Scope: Train FAQ.
{{
  const minted = require("vscode").commands.executeCommand("jwtApps.mintToken", {"app":"${app.clientId}","profile":"publicApi"});
  exports.token = minted.then(({ token }) => token);
}}
POST {{host}}/api/public/bot/{{botId}}/faqs/train
auth: {{token}}
Content-Type: application/json

{
  "language": "en"
}

### FAQ Training Status
# Scope: Train FAQ.
# state: configured (the default) or published. status: success, in-progress or failure.
{{
  const minted = require("vscode").commands.executeCommand("jwtApps.mintToken", {"app":"${app.clientId}","profile":"publicApi"});
  exports.token = minted.then(({ token }) => token);
}}
GET {{host}}/api/public/bot/{{botId}}/faqs/train/status?language=en&state=configured
auth: {{token}}
`,
      );
      const { document } = vscode.window.activeTextEditor ?? assert.fail("no editor");
      assert.equal(lf(document.getText()), text);
      assert.equal(document.uri.scheme, "untitled");
      assert.match(document.uri.path, /\/Orders\.http$/);
    });

    it("holds a token of the app where it should run as it stands", async () => {
      const clientSecret = newSecret();
      const app = await saved(hs256App("Orders", { botId: BOT }), { clientSecret });
      const text = await answering("Allow for This Session", () =>
        vscode.commands.executeCommand<string>("jwtApps.newRequestFile", { app: app.id, endpoint: "sessions-history" }),
      );
      const [, block] = parseRequestFile(text).blocks;
      const token = block?.request?.headers.find(({ name }) => name.text === "auth")?.value.text ?? "";
      assert.equal(await isSignedWith(token, clientSecret), true);
      assert.equal(claimsOf(token)["appId"], app.clientId);
    });

    it("is written for the row of the tree that it was asked for", async () => {
      const app = await saved(
        hs256App("Rows", {
          createdIn: "tables",
          tables: [
            { kind: "table", name: "orders", read: true, write: true, delete: true },
            { kind: "table", name: "people", read: true, write: true, delete: true },
          ],
        }),
      );
      const row = await find(await rowOf(app), ["Tables", "people", "Query Table"]);
      const text = await choosing("$(code) A script that asks for a token", () =>
        vscode.commands.executeCommand<string>("jwtApps.newRequestFile", row),
      );
      assert.match(text, /^@tableName = people\n\n### Query Table\n/m);
      assert.equal(parseRequestFile(text).blocks.length, 2);
      const table = await find(await rowOf(app), ["Tables", "orders"]);
      const all = await choosing("$(code) A script that asks for a token", () =>
        vscode.commands.executeCommand<string>("jwtApps.newRequestFile", table),
      );
      assert.match(all, /^@tableName = orders$/m);
      assert.equal(parseRequestFile(all).blocks.length, 6);
    });

    it("is a curl command too, of the endpoint and the table whose row it was asked for", async () => {
      const table = (name: string) => ({ kind: "table" as const, name, read: true, write: true, delete: true });
      const app = await saved(
        hs256App("Rows", { createdIn: "tables", host: "platform.kore.ai", tables: [table("orders"), table("people")] }),
      );
      await vscode.commands.executeCommand(
        "jwtApps.copyAsCurl",
        await find(await rowOf(app), ["Tables", "people", "Data Delete"]),
      );
      assert.match(
        await vscode.env.clipboard.readText(),
        /^curl --request DELETE 'https:\/\/platform\.kore\.ai\/api\/public\/tables\/people' /,
      );
    });

    it("says in a sentence what can't be written", async () => {
      await saved(hs256App("Orders"));
      const refused = (argument: object, message: RegExp) =>
        assert.rejects(
          async () => vscode.commands.executeCommand("jwtApps.newRequestFile", { app: "Orders", ...argument }),
          message,
        );
      await refused({ use: "script" }, /No endpoint with a known path belongs to the scopes of “Orders”\./);
      await refused({ endpoint: "nothing" }, /There is no endpoint “nothing” in the catalogue\./);
      await refused(
        { endpoint: "rcs-message-events-opt-in-broadcast" },
        /The URL of “RCS Message Events.*” is shown in the channel's configuration, so no request can be written for it here\./,
      );
      await refused(
        { endpoint: "pre-call-contact-fetch" },
        /“Pre-Call Contact Fetch” is no call to the platform: the platform calls a URL of yours\./,
      );
      await refused(
        { endpoint: "sessions-history", use: "magic" },
        /There is no use “magic”; known are gateway, line, script, environment\./,
      );
      await refused({ endpoint: 7 }, /The argument “endpoint” has the wrong type\./);
    });
  });

  describe("an inserted request", () => {
    it("stands behind the one at the cursor, with the variables that the file lacks", async () => {
      await saved(hs256App("Orders", { host: "platform.kore.ai", botId: BOT }));
      const before = `# jwt-app: Orders\n\n@host = https://platform.kore.ai\n\n### One\nGET {{host}}/one\n\n### Two\nGET {{host}}/two\n`;
      const { document } = await shown("some.http", before, before.indexOf("/one"));
      const text = await vscode.commands.executeCommand<string>("jwtApps.insertRequest", {
        app: "Orders",
        endpoint: "bot-variables-export",
        use: "script",
      });
      assert.match(
        text,
        /^### Bot Variables Export\n# Scope: Export Variables\.\n# A POST without a body\..*\n@botId = st-\S+\n\{\{\n/,
      );
      assert.equal(lf(document.getText()), before.replace("/one\n\n", `/one\n\n${text}\n`));
    });

    it("is undone in one step", async () => {
      await saved(hs256App("Orders", { botId: BOT }));
      const { document } = await shown("undo.http", "GET https://example.com\n", 3);
      await vscode.commands.executeCommand("jwtApps.insertRequest", {
        app: "Orders",
        endpoint: "get-bots",
        use: "script",
      });
      assert.match(document.getText(), /### Get Bots/);
      await vscode.commands.executeCommand("undo");
      await until(() => lf(document.getText()) === "GET https://example.com\n", "the request is gone");
    });
  });

  describe("a configuration", () => {
    it("is copied without a secret", async () => {
      const clientSecret = newSecret();
      const app = await saved(hs256App("Bot kit", { usedFor: "botkit", botId: BOT }), { clientSecret });
      const pair = { apikey: "<Client Secret of Bot kit>", appId: app.clientId };
      const text = await vscode.commands.executeCommand<string>("jwtApps.copyConfiguration", { app: app.id });
      assert.deepEqual(JSON.parse(text), { credentials: { ...pair, [BOT]: pair } });
      assert.equal(await vscode.env.clipboard.readText(), text);
      for (const use of ["botkit", "sdks", "channels", "tables"]) {
        const other = await vscode.commands.executeCommand<string>("jwtApps.copyConfiguration", { app: app.id, use });
        assert.ok(other.length > 100 && !other.includes(clientSecret), use);
      }
    });

    it("has to be named for an app that calls APIs", async () => {
      await saved(hs256App("Orders"));
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.copyConfiguration", { app: "Orders" }),
        /“Orders” calls APIs, which takes no configuration; say which use is meant: botkit, sdks, channels, tables\./,
      );
    });
  });

  it("offers to write an app's new name into open request files", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Old name"));
    await saved(hs256App("Other"));
    const { document } = await shown(
      "tied.http",
      "# jwt-app: old name\n\n### A\n# jwt-app: Other\nGET https://example.com\n\n### B\n// jwt-app: Old name\nGET https://example.com\n",
      0,
    );
    const renamed = document.getText().replaceAll(/old name/gi, "New name");
    await pressing("Update", /2 lines in request files are tied to “Old name”, which is now “New name”\./, async () => {
      await store.save({ ...app, name: "New name" });
      await until(() => document.getText() === renamed, "both lines have the new name");
    });
  });

  it("offers the same for files of the workspace that no editor shows", async () => {
    const { store } = await activated();
    const app = await saved(hs256App("Old name"));
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace");
    const [file, other] = ["closed.rest", "other.http"].map((name) => vscode.Uri.joinPath(folder, name));
    if (!file || !other) throw new Error("no files");
    const before = "# jwt-app: OLD NAME\r\nGET https://example.com\r\n";
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(before));
    await vscode.workspace.fs.writeFile(
      other,
      new TextEncoder().encode("# jwt-app: Another\nGET https://example.com\n"),
    );
    const text = async (uri: vscode.Uri): Promise<string> =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    try {
      await pressing(
        "Update",
        /One line in a request file is tied to “Old name”, which is now “New name”\./,
        async () => {
          await store.save({ ...app, name: "New name" });
          await until(
            async () => (await text(file)) === before.replace("OLD NAME", "New name"),
            "the file has the new name",
          );
        },
      );
      assert.ok(
        !vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === other.toString()),
        "opened a file that doesn't name the app",
      );
    } finally {
      await vscode.workspace.fs.delete(file);
      await vscode.workspace.fs.delete(other);
    }
  });

  it("gives a new file no name where no folder is open: it would be saved in the root folder unasked", async () => {
    await saved(hs256App("Orders", { host: "platform.kore.ai" }));
    const text = await withFolders(undefined, () =>
      vscode.commands.executeCommand<string>("jwtApps.newRequestFile", {
        app: "Orders",
        endpoint: "get-bots",
        use: "script",
      }),
    );
    const document = vscode.window.activeTextEditor?.document;
    assert.deepEqual(
      [
        document?.uri.scheme,
        /^Untitled-\d+$/.test(document?.uri.path ?? ""),
        document?.languageId,
        document?.getText(),
      ],
      ["untitled", true, "http", text],
    );
  });

  it("says, where it is chosen, why no token goes into the environment", async () => {
    const app = await saved(
      hs256App("Orders", { host: "platform.kore.ai", botId: BOT, scopes: [{ id: "xo/train-faq", published: true }] }),
    );
    const row = await rowOf(app);
    let items: readonly vscode.QuickPickItem[] = [];
    await picking(
      (offered) => {
        items = offered;
        // The first asks for endpoints.
        return offered.some(({ label }) => label.includes("environment"))
          ? undefined
          : offered.filter(({ label }) => label === "FAQ Training");
      },
      () => vscode.commands.executeCommand("jwtApps.newRequestFile", row),
    );
    assert.equal(items.length, 4);
    assert.match(
      items.find(({ label }) => label === "$(circle-slash) An environment variable: not here")?.detail ?? "",
      /^In (?:a remote window|VS Code for the Web there)/,
    );
  });

  it("keeps no token in the environment of a host that can't", async () => {
    await saved(hs256App("Orders"));
    await assert.rejects(
      async () =>
        vscode.commands.executeCommand("jwtApps.newRequestFile", {
          app: "Orders",
          endpoint: "get-bots",
          use: "environment",
        }),
      vscode.env.uiKind === vscode.UIKind.Web && vscode.env.remoteName === undefined
        ? /there is no process environment/
        : /In a remote window no token is put into the environment/,
    );
  });

  it("makes code ask again once tokens were forgotten", async () => {
    const app = await saved(hs256App("Orders"));
    const mint = () => vscode.commands.executeCommand<{ token: string }>("jwtApps.mintToken", { app: app.id });
    await answering("Allow for This Session", mint);
    await mint();
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    await answering("Allow for This Session", mint);
  });
});

/** Windows' hosts write their own line breaks. */
function lf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

async function shown(name: string, content: string, offset: number): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file("/"), name).with({
      scheme: "untitled",
    }),
  );
  const editor = await inFront(document);
  await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, document.lineCount, 0), content));
  const position = document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

/** The row below, by the labels on the way to it, whatever stands between them. */
async function find(node: TreeNode, labels: readonly string[]): Promise<TreeNode> {
  const { tree } = await activated();
  const [label, ...rest] = labels;
  if (label === undefined) return node;
  for (const child of await tree.getChildren(node))
    if (tree.getTreeItem(child).label === label) return find(child, rest);
  throw new Error(`no row ${label}`);
}

/** Runs `action` as if a person picked the item of that label. */
function choosing<T>(label: string, action: () => Thenable<T>): Promise<T> {
  return picking((items) => items.find((item) => item.label === label) ?? assert.fail(`no item ${label}`), action);
}

/** Runs `action` as if a person pressed the button in the message that it shows. */
async function pressing(button: string, message: RegExp, action: () => Promise<void>): Promise<void> {
  const { showInformationMessage } = vscode.window;
  let asked = "";
  (vscode.window as { showInformationMessage: unknown }).showInformationMessage = async (
    text: string,
    ...buttons: string[]
  ) => {
    asked = text;
    return buttons.find((one) => one === button);
  };
  try {
    await action();
    assert.match(asked, message);
  } finally {
    (vscode.window as { showInformationMessage: unknown }).showInformationMessage = showInformationMessage;
  }
}
