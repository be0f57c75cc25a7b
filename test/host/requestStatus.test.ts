import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { OpenDocuments } from "../../src/editor/documents/openDocuments";
import { RequestStatus } from "../../src/editor/requests/status/requestStatus";
import { activated, forgetAll, hs256App, saved, until } from "./support";
import { inFront } from "./inFront";

describe("the language status of request files", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("is shown for request files in capitals too", async () => {
    const { store } = await activated();
    const openDocuments = new OpenDocuments();
    const runner = { pointer: <A extends object>(argument: A) => ({ ...argument, from: "editor" as const }) };
    const status = new RequestStatus({ store, openDocuments, runner, log: { error: assert.fail } }, "test");
    try {
      for (const [path, isShown] of [
        ["/calls.http", true],
        ["/CALLS.HTTP", true],
        ["/CALLS.REST", true],
        ["/calls.txt", false],
      ] as const) {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: "untitled", path }));
        const plain = await vscode.languages.setTextDocumentLanguage(document, "plaintext");
        assert.equal(vscode.languages.match(status.item.selector, plain) > 0, isShown, path);
      }
    } finally {
      status.dispose();
      openDocuments.dispose();
    }
  });

  it("says which app the request at the cursor is for, and its next step", async () => {
    const scopes = (published: boolean) => [{ id: "xo/bot-sessions", published }];
    const editor = await opened(
      "# jwt-app: Ready\n\n### One\nGET https://example.com\n\n### Two\n# jwt-app: waiting\nGET https://example.com\n\n### Three\n# jwt-app: nobody\nGET https://example.com\n\n### Four\n# jwt-app: waiting\nGET {{gateway}}/ready/api/x\n",
    );
    const runner = { pointer: <A extends object>(argument: A) => ({ ...argument, from: "editor" as const }) };
    const { store } = await activated();
    const openDocuments = new OpenDocuments();
    const status = new RequestStatus({ store, openDocuments, runner, log: { error: assert.fail } }, "test");
    const { item } = status;
    const switching = () => {
      const { switchItem: shown } = status;
      return shown ? [shown.text, shown.detail, shown.command] : [];
    };
    const shows = async (line: number, text: string, detail: string, command: string): Promise<void> => {
      editor.selection = new vscode.Selection(line, 0, line, 0);
      await until(
        () => item.text === text && item.detail === detail && item.command?.command === command,
        `${text}: ${detail} (it says ${item.text}: ${item.detail}, ${item.command?.command})`,
      );
    };
    try {
      await shows(0, "No JWT app", "There is none in this window yet", "jwtApps.createApp");
      const ready = await saved(hs256App("Ready", { slug: "ready", scopes: scopes(true) }));
      await shows(3, "Ready", "HS256", "jwtApps.insertRequest");
      assert.deepEqual(switching(), [], "there is no other app");
      const waiting = await saved(hs256App("Waiting", { scopes: scopes(false) }));
      await shows(3, "Ready", "HS256", "jwtApps.insertRequest");
      assert.deepEqual(item.command?.arguments, [{ app: ready.id, from: "editor" }]);
      await until(() => switching().length > 0, "there is another app");
      assert.deepEqual(switching(), [
        "No host",
        "Where requests of “Ready” go",
        { command: "jwtApps.switchApp", title: "Switch App…" },
      ]);
      assert.equal(item.severity, vscode.LanguageStatusSeverity.Information);
      await shows(14, "Ready", "HS256", "jwtApps.insertRequest");
      await shows(7, "Waiting", "scopes not published", "jwtApps.publishScopes");
      assert.deepEqual(item.command?.arguments, [{ app: waiting.id, from: "editor" }]);
      assert.equal(item.severity, vscode.LanguageStatusSeverity.Warning);
      await saved({ ...waiting, scopes: [] });
      await shows(7, "Waiting", "no scopes", "jwtApps.assignScopes");
      await saved({ ...waiting, missingSecrets: ["clientSecret"] }, {});
      await shows(7, "Waiting", "client secret missing · scopes not published", "jwtApps.enterSecret");
      await saved({ ...waiting, scopes: scopes(true), algorithmAssumed: true });
      await shows(7, "Waiting", "algorithm assumed", "jwtApps.confirmAlgorithm");
      assert.equal(item.severity, vscode.LanguageStatusSeverity.Information);
      await shows(11, "nobody", "There is no app of this name here", "jwtApps.createApp");
      assert.deepEqual(switching(), []);
      await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 0)));
      await shows(2, "No JWT app", "A line “# jwt-app: name” ties requests to one", "jwtApps.insertRequest");
    } finally {
      status.dispose();
      openDocuments.dispose();
    }
  });
});

describe("the language status of a long request file", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("knows requests behind its first million characters, and reads nothing where the cursor moves", async () => {
    await saved(hs256App("First"));
    await saved(hs256App("Last"));
    const filler = `### Filler\nPOST https://example.com\n\n${"x".repeat(100)}\n\n`;
    const editor = await opened(
      `###\n# jwt-app: First\nGET https://example.com\n\n${filler.repeat(10_000)}### Last\n# jwt-app: Last\nGET https://example.com\n`,
      "longStatus",
    );
    assert.ok(editor.document.getText().length > 1_300_000);
    const openDocuments = new OpenDocuments();
    const runner = { pointer: <A extends object>(argument: A) => ({ ...argument, from: "editor" as const }) };
    const { store } = await activated();
    const status = new RequestStatus({ store, openDocuments, runner, log: { error: assert.fail } }, "test");
    const shows = async (line: number, text: string): Promise<void> => {
      editor.selection = new vscode.Selection(line, 0, line, 0);
      await until(() => status.item.text === text, `${text} (it says ${status.item.text})`);
    };
    try {
      await shows(2, "First");
      const index = await openDocuments.index(editor.document);
      const { blocks, tiedNames } = index ?? {};
      assert.equal(blocks?.length, 10_002);
      await shows(editor.document.lineCount - 2, "Last");
      await shows(1, "First");
      // A text that is read anew has other blocks.
      assert.equal(index?.blocks, blocks);
      assert.equal(index?.tiedNames, tiedNames);
    } finally {
      status.dispose();
      openDocuments.dispose();
    }
  });
});

async function opened(content: string, name = "status"): Promise<vscode.TextEditor> {
  const file = vscode.Uri.joinPath((await activated()).folder, `../captures/${name}.http`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  return inFront(file);
}
