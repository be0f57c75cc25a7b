import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { Decrypted } from "../../src/editor/commands/commandTypes";
import { type KeyPair, newKeyPair, payloadApp, seal, wrapOaepMgf1Sha1, wrapPkcs1 } from "./envelopes";
import { allowing, forgetAll } from "./support";

describe("payloads that Node can read and Web Crypto can't", () => {
  let keys: KeyPair;

  before(async () => {
    await forgetAll();
    keys = await newKeyPair();
    await payloadApp("Orders", keys);
  });

  const kinds: [Parameters<typeof seal>[2], string, string][] = [
    [{ wrap: wrapPkcs1 }, "RSA PKCS#1 v1.5", "AES-256-GCM"],
    [{ wrap: wrapOaepMgf1Sha1 }, "RSA-OAEP SHA-256/MGF1-SHA-1", "AES-256-GCM"],
    [{ keyLength: 24 }, "RSA-OAEP SHA-256", "AES-192-GCM"],
  ];
  for (const [options, keyWrapping, cipher] of kinds) {
    it(`reads ${keyWrapping} with ${cipher}`, async () => {
      await vscode.env.clipboard.writeText(JSON.stringify(await seal("read in Node", keys, options)));
      const { uri, report } = await allowing(() =>
        vscode.commands.executeCommand<Decrypted>("jwtApps.decryptClipboard", {}),
      );
      assert.equal(
        (await vscode.workspace.openTextDocument(vscode.Uri.parse(uri ?? "", true))).getText(),
        "read in Node",
      );
      assert.deepEqual([report.keyWrapping, report.cipher, report.authenticated], [keyWrapping, cipher, true]);
    });
  }
});
