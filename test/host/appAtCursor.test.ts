import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { type KeyPair, newKeyPair, payloadApp, seal } from "./envelopes";
import { prompting } from "./prompts";
import { activated, claimsOf, forgetAll, hs256App, saved } from "./support";
import { inFront } from "./inFront";

describe("the app that a request names", () => {
  let keys: KeyPair;
  before(async () => (keys = await newKeyPair()));
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  /** A request file with the cursor in its last line. */
  const inFile = async (name: string, content: string): Promise<vscode.TextDocument> => {
    const file = vscode.Uri.joinPath((await activated()).folder, "../captures", `${name}.http`);
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
    const editor = await inFront(file);
    const end = editor.document.positionAt(content.trimEnd().length);
    editor.selection = new vscode.Selection(end, end);
    return editor.document;
  };
  const encrypt = async (): Promise<string> => vscode.commands.executeCommand<string>("jwtApps.encryptSelection");
  const statuses = async (action: () => Promise<unknown>): Promise<string[]> => {
    const { setStatusBarMessage } = vscode.window;
    const said: string[] = [];
    Object.assign(vscode.window, { setStatusBarMessage: (text: string) => void said.push(text) });
    await action().finally(() => Object.assign(vscode.window, { setStatusBarMessage }));
    return said;
  };

  it("is the one that its body is encrypted for, without a question, and the status says so", async () => {
    await payloadApp("Other", await newKeyPair());
    await payloadApp("Orders", keys);
    const document = await inFile("tied", '# jwt-app: Orders\nPOST https://example.com/one\n\n{"plain": true}\n');
    const said = await statuses(async () => assert.equal((await prompting([], encrypt)).prompted.length, 0));
    assert.match(
      said[0] ?? "",
      /^\$\(check\) Encrypted for Orders, which this request names, in the built-in shape \{/,
    );
    assert.ok(!document.getText().includes("plain"));
    // By the app's own key.
    await vscode.commands.executeCommand("jwtApps.decryptSelection");
    assert.deepEqual(JSON.parse(vscode.window.activeTextEditor?.document.getText() ?? ""), { plain: true });
  });

  it("is asked for where the one that is named can't be it, with the reason", async () => {
    await payloadApp("Keyed", keys);
    await saved(hs256App("Plain"));
    await inFile("plain", '# jwt-app: Plain\nPOST https://example.com/one\n\n{"plain": true}\n');
    const keyless = await prompting(["escape"], encrypt);
    assert.deepEqual(
      keyless.prompted.map(({ placeHolder, rows }) => [placeHolder, rows.length]),
      [["“Plain”, which this request names, has no payload key. Which app instead?", 1]],
    );
    await inFile("nobody", '# jwt-app: Nobody\nPOST https://example.com/one\n\n{"plain": true}\n');
    const unknown = await prompting(["escape"], encrypt);
    assert.deepEqual(
      unknown.prompted.map(({ placeHolder }) => placeHolder),
      ["“Nobody”, which this file names, is no app here. Which one instead?"],
    );
  });

  it("stands first where a token is wanted, and nothing is made before a person picks it", async () => {
    await saved(hs256App("A first one"));
    const app = await saved(hs256App("Zebra"));
    await inFile("token", "# jwt-app: Zebra\nGET https://example.com/one\n");
    await vscode.env.clipboard.writeText("untouched");
    const copy = async (): Promise<unknown> => vscode.commands.executeCommand("jwtApps.copyToken");
    const { prompted } = await prompting(["escape"], copy);
    assert.deepEqual(prompted[0]?.rows, ["Zebra | HS256 · named by this request", "A first one | HS256"]);
    assert.equal(await vscode.env.clipboard.readText(), "untouched");
    await prompting([{ pick: "Zebra" }], copy);
    assert.equal(claimsOf(await vscode.env.clipboard.readText())["appId"], app.clientId);
  });

  it("is the one that a payload is for, where several hold its key", async () => {
    await payloadApp("One", keys);
    await payloadApp("Two", keys);
    const envelope = JSON.stringify(await seal('{"n":1}', keys));
    await inFile("shared", `# jwt-app: Two\nPOST https://example.com/one\n\n${envelope}\n`);
    const said = await statuses(async () => {
      const { prompted } = await prompting([], async () => vscode.commands.executeCommand("jwtApps.decryptSelection"));
      assert.equal(prompted.length, 0);
    });
    assert.match(said[0] ?? "", /^\$\(check\) Decrypted for Two: /);
  });
});
