import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { Decrypted } from "../../src/editor/commands/commandTypes";
import { type Envelope, type KeyPair, newKeyPair, payloadApp, seal } from "./envelopes";
import { activated, allowing, answering, forgetAll, hs256App, rowOf, saved, until } from "./support";
import { inFront } from "./inFront";

const GONE = "This decrypted payload is no longer in memory. Decrypt it again from where it was captured.\n";

describe("reading encrypted payloads", () => {
  let keys: KeyPair;
  let otherKeys: KeyPair;

  before(async () => ([keys, otherKeys] = [await newKeyPair(), await newKeyPair()]));
  beforeEach(async () => {
    await forgetAll();
    await close(
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .filter(
          ({ input }) => !(input instanceof vscode.TabInputText && input.uri.toString() === source?.uri.toString()),
        ),
    );
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  describe("from the editor", () => {
    it("reads the selection, and says what it found", async () => {
      const app = await payloadApp("Orders", keys);
      const envelope = JSON.stringify(await seal('{"orderId":42}', keys));
      await shown(`before ${envelope} after`, [7, 7 + envelope.length]);
      const { uri, report } = await decryptSelection({ app: "orders" });
      assert.equal(await textOf(uri), '{\n  "orderId": 42\n}');
      assert.deepEqual(report.app, { appId: app.id, appName: "Orders" });
      assert.deepEqual(
        [report.format, report.keyWrapping, report.cipher, report.authenticated, report.foundBy],
        ["hybrid", "RSA-OAEP SHA-256", "AES-256-GCM", true, "detection"],
      );
      assert.deepEqual(report.parts.map(({ role, name }) => `${role} ${name}`).sort(), [
        "ciphertext data",
        "encryptedKey key",
        "iv iv",
        "tag tag",
      ]);
    });

    it("widens a selection to the whole envelope", async () => {
      await payloadApp("Orders", keys);
      const envelope = JSON.stringify(await seal("whole", keys));
      await shown(envelope, [20, 40]);
      assert.equal(await textOf((await decryptSelection()).uri), "whole");
    });

    it("reads the envelope around the cursor, of several", async () => {
      await payloadApp("Orders", keys);
      const envelopes = [await seal("first", keys), await seal("second", keys), await seal("third", keys)].map(
        (envelope) => JSON.stringify(envelope),
      );
      const text = envelopes.join("\n");
      await shown(text, text.indexOf(String(envelopes[1])) + 30);
      assert.equal(await textOf((await decryptSelection()).uri), "second");
    });

    it("reads all of the document where neither says more", async () => {
      await payloadApp("Orders", keys);
      const envelopes = [await seal('{"n":1}', keys), await seal('{"n":2}', keys)].map((envelope) =>
        JSON.stringify(envelope),
      );
      await shown(`# two responses\n${envelopes.join("\n\n")}`, 3);
      assert.deepEqual(JSON.parse(await textOf((await decryptSelection()).uri)), [{ n: 1 }, { n: 2 }]);
    });

    it("takes the app of a tree row", async () => {
      await payloadApp("Other", otherKeys);
      const app = await payloadApp("Of the row", keys);
      await shown(JSON.stringify(await seal("of the row", keys)), 0);
      const { uri } = await vscode.commands.executeCommand<Decrypted>("jwtApps.decryptSelection", await rowOf(app));
      assert.equal(await textOf(uri), "of the row");
    });
  });

  describe("from the clipboard", () => {
    const captures: [string, (envelope: Envelope) => string][] = [
      ["by itself", (envelope) => JSON.stringify(envelope)],
      [
        "inside JSON",
        (envelope) => JSON.stringify({ status: 200, result: { pages: [{ payload: envelope }] } }, undefined, 2),
      ],
      ["in JSON inside JSON", (envelope) => JSON.stringify({ id: 7, body: JSON.stringify({ payload: envelope }) })],
      ["in a log line", (envelope) => `2026-01-01T00:00:00Z INFO response=${JSON.stringify(envelope)} took=12ms`],
      [
        "in a response whose headers carry the wrapped key",
        ({ key, ...body }) =>
          `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Encrypted-Key: ${key}\r\n\r\n${JSON.stringify(body)}`,
      ],
    ];
    for (const [where, capture] of captures) {
      it(`reads an envelope ${where}, with the key that fits`, async () => {
        await payloadApp("Other", otherKeys);
        await payloadApp("Fitting", keys);
        await vscode.env.clipboard.writeText(capture(await seal('{"deep":true}', keys)));
        const { uri, report } = await allowing(() =>
          vscode.commands.executeCommand<Decrypted>("jwtApps.decryptClipboard", {}),
        );
        assert.deepEqual(JSON.parse(await textOf(uri)), { deep: true });
        assert.equal(report.app.appName, "Fitting");
      });
    }

    it("says that it is empty", async () => {
      await vscode.env.clipboard.writeText(" ");
      await assert.rejects(
        async () => allowing(() => vscode.commands.executeCommand("jwtApps.decryptClipboard", {})),
        /The clipboard holds no text\./,
      );
    });
  });

  it("reads a file", async () => {
    await payloadApp("Orders", keys);
    const file = vscode.Uri.joinPath((await activated()).folder, "../captures/response.json");
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(JSON.stringify(await seal("from a file", keys))),
    );
    const { uri } = await allowing(() =>
      vscode.commands.executeCommand<Decrypted>("jwtApps.decryptFile", { file: file.toString() }),
    );
    assert.equal(await textOf(uri), "from a file");
    await vscode.workspace.fs.writeFile(file, new Uint8Array([0xff, 0xfe, 0x00]));
    await assert.rejects(
      async () => allowing(() => vscode.commands.executeCommand("jwtApps.decryptFile", { file: file.toString() })),
      /The file “response\.json” is not text in UTF-8/,
    );
    await vscode.workspace.fs.delete(file);
    await assert.rejects(
      async () => allowing(() => vscode.commands.executeCommand("jwtApps.decryptFile", { file: file.toString() })),
      /The file “response\.json” can't be read\./,
    );
  });

  describe("the decrypted document", () => {
    async function decrypted(plaintext = "PLAINTEXT"): Promise<vscode.Uri> {
      await payloadApp("Secretive", keys);
      await shown(JSON.stringify(await seal(plaintext, keys)), 0);
      return vscode.Uri.parse((await decryptSelection()).uri ?? "", true);
    }

    it("opens beside the original, and its URI says where it came from and no more", async () => {
      const uri = await decrypted();
      assert.match(uri.toString(true), /^jwt-apps-payload:\/[0-9a-f]{16}\/Untitled-\d+:1 · decrypted\.txt$/);
      await until(() => tabsOf(uri).length === 1, "the tab opens");
      assert.equal(tabsOf(uri)[0]?.group.viewColumn, vscode.ViewColumn.Two);
      assert.equal(vscode.window.tabGroups.all.length, 2);
    });

    it("is read-only, and no untitled document that a backup would write", async () => {
      const uri = await decrypted();
      assert.equal(vscode.workspace.fs.isWritableFileSystem(uri.scheme), false);
      assert.equal((await vscode.workspace.fs.stat(uri)).permissions, vscode.FilePermission.Readonly);
      await assert.rejects(async () => vscode.workspace.fs.writeFile(uri, new Uint8Array([1])));
      assert.equal(await textOf(uri.toString()), "PLAINTEXT");
      assert.deepEqual(
        vscode.workspace.textDocuments
          .filter((document) => document.getText() === "PLAINTEXT")
          .map((document) => document.uri.toString()),
        [uri.toString()],
      );
    });

    it("is dropped when its last tab closes", async () => {
      const uri = await decrypted();
      await until(() => tabsOf(uri).length === 1, "the tab opens");
      await vscode.commands.executeCommand("vscode.open", uri, { viewColumn: vscode.ViewColumn.One, preview: false });
      await until(() => tabsOf(uri).length === 2, "the second tab opens");
      await close(tabsOf(uri).slice(0, 1));
      assert.equal(tabsOf(uri).length, 1);
      assert.equal(await contentOf(uri), "PLAINTEXT");
      await close(tabsOf(uri));
      await until(async () => (await contentOf(uri)) === GONE, "the text is dropped");
    });

    it("closes when its app is deleted", async () => {
      const uri = await decrypted();
      await until(() => tabsOf(uri).length === 1, "the tab opens");
      await answering("Delete", async () => vscode.commands.executeCommand("jwtApps.deleteApp", { app: "Secretive" }));
      await until(() => tabsOf(uri).length === 0, "the tab closes");
      await until(async () => (await contentOf(uri)) === GONE, "the text is dropped");
    });
  });

  describe("that can't be read", () => {
    async function refused(text: string, sentence: RegExp): Promise<void> {
      const editor = await shown(text, [2, text.length - 1]);
      const selection = editor.selection;
      await assert.rejects(async () => decryptSelection(), sentence);
      assert.equal(vscode.window.activeTextEditor?.document, editor.document);
      assert.ok(editor.selection.isEqual(selection));
      assert.equal(editor.document.getText(), text);
      assert.equal(vscode.window.tabGroups.all.length, 1);
    }

    beforeEach(() => payloadApp("Orders", keys));

    it("says that no key here opens it", async () => {
      await refused(
        JSON.stringify(await seal("for others", otherKeys)),
        /The wrapped key was found, but no key at hand opens it \(apps tried: 1\)/,
      );
    });

    it("says how far it came with a damaged ciphertext", async () => {
      const { data, ...rest } = await seal("a payload that is changed on its way", keys);
      const damaged = `${data.slice(0, 40)}${data[40] === "A" ? "B" : "A"}${data.slice(41)}`;
      await refused(
        JSON.stringify({ ...rest, data: damaged }),
        /The key was unwrapped with RSA-OAEP SHA-256; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing\./,
      );
    });

    it("says which part is missing", async () => {
      const { key: _, ...rest } = await seal("a payload without its key", keys);
      await refused(JSON.stringify(rest), /The wrapped key is missing/);
    });

    it("says that there is nothing encrypted", async () => {
      await refused("a line without an envelope", /No encrypted payload was found in this text\./);
    });
  });

  describe("written anew", () => {
    it("puts an envelope in place of the selection, which reads back", async () => {
      await payloadApp("Orders", keys);
      const { document } = await shown('POST /orders\n\n{"orderId":42}', [14, 28]);
      const envelope = await vscode.commands.executeCommand<string>("jwtApps.encryptSelection", { app: "Orders" });
      assert.equal(document.getText(), `POST /orders\n\n${envelope}`);
      assert.deepEqual(JSON.parse(await textOf((await decryptSelection()).uri)), { orderId: 42 });
    });

    it("has the shape that was kept for the app, which the next one is read by at once", async () => {
      const { store } = await activated();
      const app = await payloadApp("Orders", keys);
      await shown(JSON.stringify({ response: await seal("{}", keys) }), 0);
      await answering("Keep This Shape", async () => decryptSelection());
      await until(async () => (await store.get(app.id))?.envelopeProfile !== undefined, "the shape is kept");

      const { document } = await shown('{"orderId":43}', 0);
      const envelope = await vscode.commands.executeCommand<string>("jwtApps.encryptSelection", { app: "Orders" });
      assert.equal(document.getText(), envelope);
      const written = JSON.parse(envelope) as { readonly response: object };
      assert.deepEqual(
        [Object.keys(written), Object.keys(written.response).sort()],
        [["response"], ["data", "iv", "key", "tag"]],
      );
      const { uri, report } = await decryptSelection();
      assert.equal(report.foundBy, "profile");
      assert.deepEqual(JSON.parse(await textOf(uri)), { orderId: 43 });
    });
  });

  it("says what is missing here: an editor, or a payload key", async () => {
    await saved(hs256App("Plain"));
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await until(() => vscode.window.activeTextEditor === undefined, "no editor is open");
    await assert.rejects(async () => decryptSelection(), /There is no text editor with something to decrypt\./);
    await shown(JSON.stringify(await seal("for nobody here", keys)), 0);
    await assert.rejects(async () => decryptSelection(), /No JWT app here has a key for encrypted payloads\./);
    await assert.rejects(async () => decryptSelection({ app: "Plain" }), /“Plain” has no key for encrypted payloads\./);
  });
});

/** Code gets errors as rejections, where a person gets a message. */
async function decryptSelection(argument: { app?: string } = {}): Promise<Decrypted> {
  return allowing(() => vscode.commands.executeCommand<Decrypted>("jwtApps.decryptSelection", argument));
}

/** What the tests decrypt from: one document for all of them, because opening one takes longest. */
let source: vscode.TextDocument | undefined;

/** Shows that text, with that selection or with the cursor there. */
async function shown(content: string, where: number | readonly [number, number]): Promise<vscode.TextEditor> {
  if (source === undefined || source.isClosed)
    source = await vscode.workspace.openTextDocument({ content: "-", language: "plaintext" });
  const document = source;
  const editor = await inFront(document, { viewColumn: vscode.ViewColumn.One });
  await editor.edit((edit) =>
    edit.replace(new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length)), content),
  );
  const [start, end] = typeof where === "number" ? [where, where] : where;
  editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(end));
  return editor;
}

async function textOf(uri: string | undefined): Promise<string> {
  return (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? "", true))).getText();
}

async function contentOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString());
}

async function close(tabs: readonly vscode.Tab[]): Promise<void> {
  await vscode.window.tabGroups.close(tabs);
}
