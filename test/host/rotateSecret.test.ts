import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { generateRsaKeyPair } from "../../src/domain/keys/rsaKeys";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { seen } from "../until";
import { rotating, WorkspaceFolder } from "./rotations";
import {
  activated,
  base64url,
  claimsOf,
  forgetAll,
  hs256App,
  isSignedWith,
  newSecret,
  rowOf,
  saved,
  signedToken,
  until,
} from "./support";

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3_600;
const tokensIn = (text: string): string[] => text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];

describe("rotating what an app signs with", () => {
  let folder: WorkspaceFolder;
  const autoSave = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("files").update("autoSave", value, vscode.ConfigurationTarget.Global);
  // In a browser VS Code saves what is changed by itself.
  before(() => autoSave("off"));
  after(() => autoSave(undefined));
  beforeEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await forgetAll();
    folder = new WorkspaceFolder("rotation");
    await folder.clear();
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await folder.clear();
  });

  const secretsOf = async ({ id }: JwtApp) => {
    const { store } = await activated();
    const app = (await store.get(id)) ?? assert.fail("it is there");
    return (await store.secretsOf(app))?.reveal() ?? {};
  };

  /** A file that no editor shows is saved a moment later. */
  const written = (name: string, before: string): Promise<string> =>
    seen(`${name} is saved`, async () => {
      const text = await folder.read(name);
      return text !== before && text;
    });

  it("stores the new client secret, renews what a person checks, and points out the rest, without a value", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Orders", { host: "platform.kore.ai" }), { clientSecret: before });
    await saved(hs256App("Other", { clientId: app.clientId }), { clientSecret: newSecret() });
    const old = (sub: string, exp = inAnHour()): Promise<string> =>
      signedToken({ appId: app.clientId, sub, iat: exp - 300, exp }, before);
    const foreign = await signedToken({ appId: app.clientId, sub: "foreign", exp: inAnHour() }, newSecret());
    const own = `GET https://platform.kore.ai/api/public/bots\nauth: ${await old("jane")}\n`;
    const files = {
      "own.http": `${own}\n###\nGET https://platform.kore.ai/x\nauth: ${await old("expired", 1_000)}\n\n###\nGET https://platform.kore.ai/y\nauth: ${foreign}\n`,
      "elsewhere.http": `GET https://evil.example/x\nauth: ${await old("elsewhere")}\n`,
      "unchecked.rest": `GET https://platform.kore.ai/x\nauth: ${await old("unchecked")}\n`,
      "tied.http": `# jwt-app: Other\nGET https://platform.kore.ai/x\nauth: ${await old("tied")}\n`,
      "gateway.http": `GET {{gateway}}/${app.slug ?? assert.fail("no slug")}/x\nauth: ${await old("gateway")}\n`,
      "data.json": `{"token":"${await old("data")}",\n"expired":"${await old("data", 1_000)}"}\n`,
      "secrets/.env": `# secrets\nCLIENT_SECRET=${before}\n`,
      "binary.bin": new Uint8Array([0, ...new TextEncoder().encode(await old("binary"))]),
      "node_modules/x.http": own,
    };
    await folder.write(files);
    const { prompted, questions, report } = await rotating(
      { app: app.id },
      [
        { pick: "Paste the new client secret" },
        { type: after },
        { check: ["own.http", "elsewhere.http", "tied.http", "gateway.http"].map((name) => `rotation/${name}`) },
      ],
      (message) => (message.startsWith("Make tokens of") ? "Allow for This Session" : undefined),
    );

    assert.deepEqual(
      prompted.map(({ title }) => title),
      [
        "Rotate the Client Secret of “Orders”",
        "Client Secret of “Orders”",
        "What Is Left of the Old Client Secret of “Orders”",
      ],
    );
    assert.equal(prompted[0]?.placeHolder, "In the XO Platform: App Settings > Dev Tools > Web/Mobile SDK.");
    assert.deepEqual(prompted[0]?.rows, [
      "Paste the new client secret",
      "Open the documentation of “App Settings > Dev Tools > Web/Mobile SDK”",
    ]);
    assert.deepEqual([...(prompted[2]?.rows ?? [])].sort(), [
      "Checked ones get fresh tokens",
      "The old client secret stands here: checked ones open",
      "rotation/elsewhere.http | line 2",
      "rotation/gateway.http | line 2",
      "rotation/own.http | lines 2, 6 · 1 expired",
      "rotation/secrets/.env | line 2",
      "rotation/tied.http | line 3",
      "rotation/unchecked.rest | line 2",
    ]);
    const { clientSecret, previousClientSecret } = await secretsOf(app);
    assert.deepEqual([clientSecret, previousClientSecret], [after, before]);

    const [fresh = "", expired = "", third] = tokensIn(await written("own.http", files["own.http"]));
    for (const token of [fresh, expired]) assert.ok(await isSignedWith(token, after), "signed with the new secret");
    assert.deepEqual([claimsOf(fresh)["sub"], claimsOf(expired)["sub"], third], ["jane", "expired", foreign]);
    assert.equal(
      Number(claimsOf(fresh)["exp"]) - Number(claimsOf(fresh)["iat"]),
      300,
      "it lives as long as the old one",
    );
    for (const [name, content] of Object.entries(files))
      if (name !== "own.http" && typeof content === "string") assert.equal(await folder.read(name), content, name);

    assert.deepEqual(
      questions.map(({ message }) => message),
      [
        "Make tokens of “Orders” for another extension or a script?",
        "Write a fresh token of “Orders” into a request to “evil.example”?",
        "Forget the previous client secret of “Orders” now?",
      ],
    );
    const lines = await report();
    assert.deepEqual(lines.slice(0, 1), ["# What is left of the old client secret of “Orders”"]);
    assert.match(lines[1] ?? "", /^\d+ files were looked through\.$/);
    assert.deepEqual(lines.slice(2), [
      "In files that are no request files, 1 token of it has expired.",
      "## Fresh tokens were written",
      "- rotation/own.http, line 2",
      "- rotation/own.http, line 6",
      "## The old client secret stands here",
      "- rotation/secrets/.env, line 2",
      "## Tokens that were not checked",
      "- rotation/unchecked.rest, line 2",
      "## Tokens in files that are no request files: “Refresh” renews them there",
      "- rotation/data.json, line 1",
      "## Left, since no fresh token was allowed there: “Refresh” asks about each",
      "- rotation/elsewhere.http, line 2",
      "## Left, since the request goes through the gateway, which leaves its token out",
      "- rotation/gateway.http, line 2",
      "## Left, since a line “# jwt-app:” names another app",
      "- rotation/tied.http, line 3",
    ]);
    for (const value of [before, after, ...tokensIn(await folder.read("data.json"))])
      assert.ok(!lines.join("\n").includes(value));
  });

  it("forgets the previous one on a word, and opens the files that hold it where they are checked", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Forgotten"), { clientSecret: before });
    await folder.write({ "notes.txt": `first\nsecret: ${before}\n` });
    const { questions, statuses } = await rotating(
      await rowOf(app),
      [{ pick: "Paste the new client secret" }, { type: after }, { check: ["rotation/notes.txt"] }],
      () => "Forget the Previous Secret",
    );
    assert.deepEqual(
      questions.map(({ message }) => message),
      ["Forget the previous client secret of “Forgotten” now?"],
    );
    assert.deepEqual((await secretsOf(app)).previousClientSecret, undefined);
    assert.equal((await (await activated()).store.get(app.id))?.hasPreviousSecret, false);
    assert.equal(statuses.at(-1), "$(check) Forgot the previous client secret of Forgotten");
    await until(
      () => vscode.window.visibleTextEditors.some((editor) => editor.document.uri.path.endsWith("/rotation/notes.txt")),
      "the file with the secret is open",
    );
    assert.equal(await folder.read("notes.txt"), `first\nsecret: ${before}\n`, "no secret is written into a file");
  });

  it("leaves everything as it was until the new secret is there, and where it is the one before", async () => {
    const before = newSecret();
    const app = await saved(hs256App("Kept"), { clientSecret: before });
    const { store } = await activated();
    const stored = JSON.stringify(await store.get(app.id));
    for (const answers of [["escape"], [{ pick: "Paste the new client secret" }, "escape"]] as const)
      await rotating({ app: app.id }, answers);
    await assert.rejects(
      rotating({ app: app.id }, [{ pick: "Paste the new client secret" }, { type: before }]),
      /“Kept” has this client secret already, so nothing was changed\./,
    );
    assert.equal(JSON.stringify(await store.get(app.id)), stored);
    assert.deepEqual(await secretsOf(app), { clientSecret: before });
  });

  it("leaves files with unsaved changes, and what is undone in one step comes back", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Undone", { host: "platform.kore.ai" }), { clientSecret: before });
    const token = await signedToken({ appId: app.clientId, sub: "x", exp: inAnHour() }, before);
    const request = `GET https://platform.kore.ai/x\nauth: ${token}\n\n###\nGET https://platform.kore.ai/y\nauth: ${token}\n`;
    await folder.write({ "open.http": request, "dirty.http": request });
    const dirty = await vscode.workspace.openTextDocument(folder.uri("dirty.http"));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(dirty.uri, new vscode.Position(0, 0), "# mine\n");
    assert.ok(await vscode.workspace.applyEdit(edit));
    const document = await vscode.workspace.openTextDocument(folder.uri("open.http"));
    await vscode.window.showTextDocument(document);
    const { report } = await rotating(await rowOf(app), [
      { pick: "Paste the new client secret" },
      { type: after },
      "enter",
    ]);
    const fresh = tokensIn(document.getText());
    assert.equal(fresh.length, 2);
    for (const each of fresh) assert.ok(await isSignedWith(each, after));
    assert.equal(dirty.getText(), `# mine\n${request}`);
    assert.equal(await folder.read("dirty.http"), request, "nothing of it was saved");
    assert.ok((await report()).includes("## Left, since the file has unsaved changes"));
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("undo");
    await until(() => document.getText() === request, "one undo takes back both");
    await vscode.window.showTextDocument(dirty);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("asks once about all files whose requests may go elsewhere, with their hosts, and writes where a person allows it", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Asked", { host: "platform.kore.ai" }), { clientSecret: before });
    const request = async (host: string): Promise<string> =>
      `GET https://${host}/x\nauth: ${await signedToken({ appId: app.clientId, exp: inAnHour() }, before)}\n`;
    const hosts = [
      "one.example",
      "two.example",
      "platform.kore.ai",
      "3.example",
      "4.example",
      "5.example",
      "6.example",
    ];
    const files: Record<string, string> = {};
    for (const host of hosts) files[`${host}.http`] = await request(host);
    await folder.write(files);
    const { questions, report } = await rotating(
      await rowOf(app),
      [{ pick: "Paste the new client secret" }, { type: after }, "enter"],
      (message) => (message.startsWith("Write fresh tokens") ? "Write" : undefined),
    );
    const [{ message, detail } = assert.fail("nothing was asked")] = questions;
    assert.equal(message, "Write fresh tokens of “Asked” into 5 files whose requests may go elsewhere?");
    const lines = await report();
    const left = lines.slice(
      lines.findIndex((line) => line.startsWith("## Left, since no fresh token was allowed")) + 1,
    );
    // Of more hosts than a question can name, the others are left.
    assert.equal(left.length, 1);
    for (const host of hosts) {
      const isNamed = detail.includes(`• ${host}`);
      const isLeft = left[0] === `- rotation/${host}.http, line 2`;
      assert.equal(isNamed, !isLeft && host !== "platform.kore.ai", host);
      const name = `${host}.http`;
      if (isLeft) assert.equal(await folder.read(name), files[name]);
      else assert.ok(await isSignedWith(tokensIn(await written(name, files[name] ?? ""))[0] ?? "", after), host);
    }
  });

  it("looks for the previous one again, as in another workspace, and changes no secret for that", async () => {
    const [before, after] = [newSecret(), newSecret()];
    const app = await saved(hs256App("Again", { host: "platform.kore.ai" }), { clientSecret: before });
    await rotating(await rowOf(app), [{ pick: "Paste the new client secret" }, { type: after }]);
    const token = await signedToken({ appId: app.clientId, exp: inAnHour() }, before);
    const request = `GET https://platform.kore.ai/x\nauth: ${token}\n`;
    await folder.write({ "late.http": request });
    await rotating(await rowOf(app), [{ pick: "Look for the previous client secret again" }, "enter"]);
    assert.ok(await isSignedWith(tokensIn(await written("late.http", request))[0] ?? "", after));
    const { clientSecret, previousClientSecret } = await secretsOf(app);
    assert.deepEqual([clientSecret, previousClientSecret], [after, before]);
  });

  it("rotates a key pair: a new one counts once a person says that the platform has it", async () => {
    const { privateKeyPem, info } = await generateRsaKeyPair(2048);
    const app = await saved(hs256App("Keyed", { algorithm: "RS256", signingKey: info, host: "platform.kore.ai" }), {
      signingPrivateKey: privateKeyPem,
    });
    const old = await signedByKey({ appId: app.clientId, sub: "jane", exp: inAnHour() }, privateKeyPem);
    const request = `GET https://platform.kore.ai/x\nauth: ${old}\n`;
    await folder.write({ "keyed.http": request });
    const { store } = await activated();

    const declined = await rotating(await rowOf(app), [{ pick: "Generate a key pair" }], () => "Keep the Old Key");
    assert.match(
      declined.questions[0]?.detail ?? "",
      /^Its public key is on the clipboard\.\nGive the platform its public key first\.\nIn the XO Platform: .*\nUntil you go on here, the old key signs\.\nFingerprint of the new public key: SHA256:/,
    );
    assert.equal((await store.get(app.id))?.signingKey?.fingerprint, info.fingerprint);
    assert.equal((await secretsOf(app)).signingPrivateKey, privateKeyPem);

    await assert.rejects(
      rotating({ app: app.id }, [{ pick: "Paste a private key" }, { type: privateKeyPem.replaceAll("\n", "") }]),
      /“Keyed” has this key already, so nothing was changed\./,
    );

    await rotating(await rowOf(app), [{ pick: "Generate a key pair" }, "enter"], () => "Use the New Key");
    const now = await store.get(app.id);
    assert.notEqual(now?.signingKey?.fingerprint, info.fingerprint);
    assert.equal(await vscode.env.clipboard.readText(), now?.signingKey?.publicKey);
    assert.equal(now?.hasPreviousSecret, false);
    const [fresh = ""] = tokensIn(await written("keyed.http", request));
    assert.notEqual(fresh, old);
    assert.equal(claimsOf(fresh)["sub"], "jane");
    assert.ok(await isVerifiedBy(fresh, now?.signingKey?.publicKey ?? ""));
  });

  it("says of an app without a secret what it lacks", async () => {
    const app = await saved(hs256App("Bare", { missingSecrets: ["clientSecret"] }), {});
    await assert.rejects(
      rotating({ app: app.id }, []),
      /“Bare” has no client secret here that could be rotated\. Enter the one that it has now\./,
    );
  });
});

/** A compact JWS of RS256, by Web Crypto alone. */
async function signedByKey(claims: object, pem: string): Promise<string> {
  const key = await crypto.subtle.importKey("pkcs8", bytesOf(pem), RS256, false, ["sign"]);
  const input = `${base64url(JSON.stringify({ alg: "RS256", typ: "JWT" }))}.${base64url(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(RS256, key, new TextEncoder().encode(input));
  return `${input}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

async function isVerifiedBy(token: string, pem: string): Promise<boolean> {
  const key = await crypto.subtle.importKey("spki", bytesOf(pem), RS256, false, ["verify"]);
  const [header = "", claims = "", signature = ""] = token.split(".");
  const bytes = fromBase64(signature.replaceAll("-", "+").replaceAll("_", "/"));
  return crypto.subtle.verify(RS256, key, bytes, new TextEncoder().encode(`${header}.${claims}`));
}

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

function bytesOf(pem: string): Uint8Array<ArrayBuffer> {
  return fromBase64(pem.replace(/-----[^-]+-----|\s/g, ""));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
