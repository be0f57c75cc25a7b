import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import {
  base64,
  type KeyPair,
  newKeyPair,
  payloadApp,
  random,
  seal,
  wrapOaep,
  wrapOaepMgf1Sha1,
  wrapPkcs1,
} from "./envelopes";
import { allowing, forgetAll } from "./support";

const NOT_IN_WEB =
  /The wrapped key was found, but no key at hand .* Keys wrapped with RSA PKCS#1 v1\.5, or with RSA-OAEP whose MGF1 uses another hash, can't be tried in VS Code for the Web\./;

describe("payloads that VS Code for the Web can't read", () => {
  let keys: KeyPair;

  before(async () => {
    await forgetAll();
    keys = await newKeyPair();
    await payloadApp("Orders", keys);
  });

  async function refused(envelope: object, sentence: RegExp): Promise<void> {
    await vscode.env.clipboard.writeText(JSON.stringify(envelope));
    await assert.rejects(
      async () => allowing(() => vscode.commands.executeCommand("jwtApps.decryptClipboard", {})),
      sentence,
    );
  }

  it("names RSA PKCS#1 v1.5", async () => refused(await seal("not in the web", keys, { wrap: wrapPkcs1 }), NOT_IN_WEB));

  it("names RSA-OAEP with MGF1-SHA-1", async () =>
    refused(await seal("not in the web", keys, { wrap: wrapOaepMgf1Sha1 }), NOT_IN_WEB));

  it("names AES-192", async () => {
    // Chromium can't encrypt with it either; the key alone tells.
    const envelope = {
      key: base64(await wrapOaep(random(24), keys)),
      iv: base64(random(12)),
      data: base64(random(40)),
      tag: base64(random(16)),
    };
    await refused(
      envelope,
      /The key was unwrapped with RSA-OAEP SHA-256, but it is an AES-192 key, which is not available in this kind of VS Code\. Open the payload in VS Code on the desktop\./,
    );
  });
});
