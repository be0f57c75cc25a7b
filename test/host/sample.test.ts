import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { findTokens } from "../../src/domain/tokens/inText/findTokens";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { seen } from "../until";
import { ReadOnlyTexts } from "./readOnlyTexts";
import { activated, allowing, claimsOf, forgetAll, isSignedWith, picking, until, withFolders } from "./support";

describe("the sample", () => {
  const file = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace"), name);
  const read = async (name: string): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(file(name)));
  const create = (): Thenable<JwtApp> => vscode.commands.executeCommand<JwtApp>("jwtApps.createSample", {});

  const write = async (name: string, text: string): Promise<void> => {
    await vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
  };
  const NAMES = ["requests.http", "requests-2.http", "captured-response.json", "captured-response-2.json"];

  const clean = async (): Promise<void> => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => tabs().length === 0, "all editors are closed");
    for (const name of NAMES) await vscode.workspace.fs.delete(file(name)).then(undefined, () => undefined);
  };
  beforeEach(clean);
  after(clean);

  it("has an app, a request with a token of it that has expired, and a response that its key reads", async () => {
    const app = await create();
    const { store } = await activated();
    assert.equal(app.name, "Sample app");
    const text = await read("requests.http");
    assert.match(text, /^# jwt-app: Sample app\n/);
    assert.match(text, /^POST \{\{host\}\}\/api\/public\/bot\/\{\{botId\}\}\/getSessions$/m);
    const [token] = findTokens(text);
    const claims = claimsOf(token?.text ?? "");
    assert.deepEqual([claims["appId"], Number(claims["exp"]) < Date.now() / 1000 - 3_000], [app.clientId, true]);
    assert.ok(await isSignedWith(token?.text ?? "", (await store.secretsOf(app))?.reveal().clientSecret ?? ""));
    const { uri } = await allowing(() =>
      vscode.commands.executeCommand<{ uri: string }>("jwtApps.decryptFile", {
        app: app.id,
        file: file("captured-response.json").toString(),
      }),
    );
    assert.match((await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true))).getText(), /"sessionId"/);
  });

  it("opens nothing and says nothing for code", async () => {
    const { messages } = await told(create);
    assert.deepEqual([messages, tabs()], [[], []]);
  });

  it("leaves a user's files alone, and makes its own beside them", async () => {
    await write("requests.http", "GET https://example.com\n");
    await write("captured-response.json", '{"encryptedKey": "mine"}\n');
    const app = await create();
    assert.equal(await read("requests.http"), "GET https://example.com\n");
    assert.equal(await read("captured-response.json"), '{"encryptedKey": "mine"}\n');
    assert.match(await read("requests-2.http"), /^# jwt-app: Sample app\n/);
    const response = await read("captured-response-2.json");
    assert.equal((await create()).id, app.id);
    assert.equal(await read("captured-response-2.json"), response);
    await assert.rejects(async () => read("requests-3.http"));
  });

  it("writes again what is missing, and what no key here can read any more", async () => {
    const app = await create();
    const response = await read("captured-response.json");
    await vscode.workspace.fs.delete(file("requests.http"));
    assert.equal((await create()).id, app.id);
    assert.equal(await read("captured-response.json"), response);
    assert.match(await read("requests.http"), /^# jwt-app: Sample app\n/);
    await forgetAll();
    await create();
    assert.equal(await read("captured-response.json"), response);
    assert.notEqual(await read("captured-response-2.json"), response);
  });

  describe("for a person", () => {
    const NEXT = "The cursor is in a response that is encrypted for “Sample app”: run Decrypt Selection to read it.";
    const byHand = (): Thenable<JwtApp> => vscode.commands.executeCommand<JwtApp>("jwtApps.createSample");

    /** What the command tells the person, once it does. */
    const toldByHand = (answer?: () => Promise<string>): Promise<Told> =>
      told(async ({ messages }) => {
        await byHand();
        await until(() => messages.length > 0, "the next step is said");
      }, answer);

    it("shows the app in the view, and the files side by side with the cursor in what is encrypted", async () => {
      const { messages, buttons } = await toldByHand();
      assert.deepEqual([messages, buttons], [[NEXT], [["Decrypt Selection"]]]);
      const { view } = await activated();
      await until(() => view.isVisible, "the view is there");
      assert.deepEqual(tabs(), [
        [vscode.ViewColumn.One, "requests.http"],
        [vscode.ViewColumn.Two, "captured-response.json"],
      ]);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document.uri.toString(), file("captured-response.json").toString());
      await isUpToDate();
      await readsWhatTheCursorIsIn();
    });

    it("decrypts by the button of its message", async () => {
      await toldByHand(async () => {
        await isUpToDate();
        return "Decrypt Selection";
      });
      assert.match(await seen("the response is readable", decryptedText), /"sessionId": "65f0c1a2b3c4d5e6f7a8b9c0"/);
    });

    it("opens nothing twice, and says what was there", async () => {
      await toldByHand();
      const { messages } = await toldByHand();
      assert.deepEqual(messages, [`${NEXT} Already there, and left as it is: requests.http, captured-response.json.`]);
      assert.equal(tabs().length, 2);
    });

    it("names the files of others that it left alone", async () => {
      await write("requests.http", "GET https://example.com\n");
      const { messages } = await toldByHand();
      assert.deepEqual(messages, [`${NEXT} Already there, and left as it is: requests.http.`]);
      assert.deepEqual(
        tabs().map(([, label]) => label),
        ["requests-2.http", "captured-response.json"],
      );
    });

    it("asks in which of several folders", async () => {
      const [first] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(first);
      const other = vscode.Uri.joinPath(first.uri, "other");
      await vscode.workspace.fs.createDirectory(other);
      try {
        await withFolders([first, { uri: other, name: "Other", index: 1 }], () =>
          picking(
            (items) => items.find(({ label }) => label === "Other"),
            () => toldByHand(),
          ),
        );
        assert.equal(
          vscode.window.activeTextEditor?.document.uri.toString(),
          vscode.Uri.joinPath(other, "captured-response.json").toString(),
        );
        await assert.rejects(async () => read("requests.http"));
      } finally {
        await vscode.commands.executeCommand("workbench.action.closeAllEditors");
        await vscode.workspace.fs.delete(other, { recursive: true });
      }
    });

    it("works without a folder, unsaved, and offers to open one", async () => {
      await withFolders(undefined, async () => {
        const { messages, buttons } = await toldByHand();
        assert.deepEqual(messages, [
          `${NEXT} Nothing is saved yet, since no folder is open: with one, Create Sample App and Files makes files in it.`,
        ]);
        assert.deepEqual(buttons, [["Decrypt Selection", "Open Folder…"]]);
        await isWorkingUnsaved();
        await toldByHand();
        assert.equal(tabs().length, 2, "the same documents again");
        await assert.rejects(
          async () => create(),
          /The sample needs a folder for its files\. Open an empty folder and try again\./,
        );
      });
    });

    it("works unsaved where the folder takes no files, and says so", async () => {
      const provider = vscode.workspace.registerFileSystemProvider("sample-readonly", new ReadOnlyTexts(), {
        isReadonly: true,
      });
      try {
        const uri = vscode.Uri.parse("sample-readonly:/folder");
        await withFolders([{ uri, name: "folder", index: 0 }], async () => {
          const { messages } = await toldByHand();
          assert.deepEqual(messages, [`${NEXT} Nothing is saved, since this folder can't be written to.`]);
          await isWorkingUnsaved();
          await assert.rejects(
            async () => create(),
            /“Sample app” is there, but its files could not be written to this folder\./,
          );
        });
      } finally {
        provider.dispose();
      }
    });

    /** Both documents are untitled, and have what files have: lenses, and what Decrypt Selection reads. */
    async function isWorkingUnsaved(): Promise<void> {
      const [request, response] = await seen("both documents", () => {
        const [left, right] = [vscode.ViewColumn.One, vscode.ViewColumn.Two].map(
          (column) => vscode.window.visibleTextEditors.find(({ viewColumn }) => viewColumn === column)?.document,
        );
        return left && right && ([left, right] as const);
      });
      assert.deepEqual([request.uri.scheme, response.uri.scheme], ["untitled", "untitled"]);
      // One with a name would be saved in the root folder without a question.
      assert.deepEqual(
        [request.uri, response.uri].map(({ path }) => /^Untitled-\d+$/.test(path)),
        [true, true],
      );
      await hasLens(request, /^Sample app · expired/);
      await hasLens(request, /^Refresh$/);
      await hasLens(response, /Decrypt$/);
      await readsWhatTheCursorIsIn();
    }
  });

  const hasLens = (document: vscode.TextDocument, title: RegExp): Promise<void> =>
    until(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        100,
      );
      return lenses.some(({ command }) => title.test(command?.title ?? ""));
    }, `a lens that says ${title.source}`);

  /** A file of that name was open in an earlier test, and a closed document is known for minutes. */
  const isUpToDate = (): Promise<void> =>
    until(
      async () => vscode.window.activeTextEditor?.document.getText() === (await read("captured-response.json")),
      "the editor shows what the file holds",
    );

  /** By what the message says to run. */
  async function readsWhatTheCursorIsIn(): Promise<void> {
    await vscode.commands.executeCommand("jwtApps.decryptSelection");
    assert.match(decryptedText() ?? "", /"sessionId": "65f0c1a2b3c4d5e6f7a8b9c0"/);
    await vscode.commands.executeCommand("jwtApps.closeDecrypted");
  }

  /** Those of earlier tests are closed, and may be known a while. */
  const decryptedText = (): string | undefined =>
    vscode.window.visibleTextEditors
      .find(({ document: { uri } }) => uri.scheme === "jwt-apps-payload")
      ?.document.getText();

  const tabs = (): [vscode.ViewColumn, string][] =>
    vscode.window.tabGroups.all.flatMap(({ tabs: all, viewColumn }) =>
      all.map(({ label }): [vscode.ViewColumn, string] => [viewColumn, label]),
    );

  interface Told {
    readonly messages: string[];
    readonly buttons: string[][];
  }

  /** The information messages that `action` shows, of which the person presses the button that `answer` says. */
  async function told(action: (soFar: Told) => Thenable<unknown>, answer?: () => Promise<string>): Promise<Told> {
    const { showInformationMessage } = vscode.window;
    const result: Told = { messages: [], buttons: [] };
    const show = async (message: string, ...buttons: string[]): Promise<string | undefined> => {
      result.messages.push(message);
      result.buttons.push(buttons);
      return answer?.();
    };
    Object.assign(vscode.window, { showInformationMessage: show });
    try {
      await action(result);
      return result;
    } finally {
      Object.assign(vscode.window, { showInformationMessage });
    }
  }
});
