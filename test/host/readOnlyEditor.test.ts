import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { newKeyPair, payloadApp } from "./envelopes";
import { ReadOnlyTexts } from "./readOnlyTexts";
import { allowing, forgetAll, hs256App, isSignedWith, newSecret, rowOf, saved, until } from "./support";
import { inFront } from "./inFront";

const SCHEME = "read-only-text";
const KEPT = "what was on the clipboard";

describe("where an editor can't be written", () => {
  let provider: vscode.Disposable;
  const texts = new Map<string, string>();
  before(() => {
    provider = vscode.workspace.registerFileSystemProvider(SCHEME, new ReadOnlyTexts(texts), { isReadonly: true });
  });
  beforeEach(async () => {
    await forgetAll();
    await vscode.env.clipboard.writeText(KEPT);
  });
  after(async () => {
    provider.dispose();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  /** Shows a text that no editor takes changes of. */
  async function shown(name: string, text: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${crypto.randomUUID()}/${name}` });
    texts.set(uri.path, text);
    const editor = await inFront(uri);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    return editor.document;
  }

  /** What is offered, and the clipboard before and after its button was pressed. */
  async function offered(
    action: () => Thenable<unknown>,
  ): Promise<{ message: string; button: unknown; before: string; copied: string; result: unknown }> {
    const { showWarningMessage } = vscode.window;
    let offer: { message: string; buttons: unknown[] } | undefined;
    let press: (button: unknown) => void = () => undefined;
    const pressed = new Promise<unknown>((resolve) => (press = resolve));
    Object.assign(vscode.window, {
      showWarningMessage: async (message: string, ...buttons: unknown[]) => {
        offer = { message, buttons };
        return pressed;
      },
    });
    try {
      const result = await action();
      await until(() => offer !== undefined, "something is offered");
      const before = await vscode.env.clipboard.readText();
      press(offer?.buttons[0]);
      await until(async () => (await vscode.env.clipboard.readText()) !== before, "it is copied");
      return {
        message: offer?.message ?? "",
        button: offer?.buttons[0],
        before,
        copied: await vscode.env.clipboard.readText(),
        result,
      };
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
  }

  it("offers the envelope to be copied, and leaves the clipboard alone until then", async () => {
    await payloadApp("Orders", await newKeyPair());
    await shown("plain.txt", '{"orderId":42}');
    const { message, button, before, copied, result } = await offered(() =>
      vscode.commands.executeCommand("jwtApps.encryptSelection", { app: "Orders" }),
    );
    assert.deepEqual(
      [message, button, before],
      ["The envelope for “Orders” could not be written: this editor is read-only.", "Copy Envelope", KEPT],
    );
    assert.equal(copied, result);
    assert.ok(!copied.includes("orderId"));
  });

  it("offers the token that was to be inserted, to a person alone", async () => {
    const secret = newSecret();
    const app = await saved(hs256App("Orders"), { clientSecret: secret });
    const row = await rowOf(app);
    await shown("plain.txt", "here: ");
    const { message, button, before, copied, result } = await offered(() =>
      vscode.commands.executeCommand("jwtApps.insertToken", row),
    );
    assert.deepEqual(
      [message, button, before, result],
      ["The token could not be inserted: this editor is read-only.", "Copy Token", KEPT, undefined],
    );
    assert.equal(await isSignedWith(copied, secret), true);
    await vscode.env.clipboard.writeText(KEPT);
    await assert.rejects(
      allowing(() => vscode.commands.executeCommand("jwtApps.insertToken", { app: "Orders" })),
      /The token could not be inserted: this editor is read-only\./,
    );
    assert.equal(await vscode.env.clipboard.readText(), KEPT);
  });

  it("offers the request that was to be inserted, to a person alone", async () => {
    await saved(hs256App("Orders", { scopes: [{ id: "xo/bot-sessions", published: true }] }));
    await shown("one.http", "");
    const wanted = { app: "Orders", endpoint: "bot-variables-export", use: "script" };
    const { message, button, before, copied } = await offered(() =>
      vscode.commands.executeCommand("jwtApps.insertRequest", { ...wanted, from: "editor" }),
    );
    assert.deepEqual(
      [message, button, before],
      ["The request could not be inserted: this editor is read-only.", "Copy Request", KEPT],
    );
    assert.match(copied, /^POST .+\/variables\/export$/m);
    await vscode.env.clipboard.writeText(KEPT);
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.insertRequest", wanted),
      /The request could not be inserted: this editor is read-only\./,
    );
    assert.equal(await vscode.env.clipboard.readText(), KEPT);
  });
});
