import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { answering, claimsOf, forgetAll, hs256App, isSignedWith, newSecret, rowOf, saved } from "./support";

describe("token commands", () => {
  beforeEach(forgetAll);

  it("copies a token that is signed with the client secret, and returns when it expires", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Copy me"), { clientSecret });
    const returned = await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    const token = await vscode.env.clipboard.readText();
    const claims = claimsOf(token);
    assert.equal(await isSignedWith(token, clientSecret), true);
    assert.deepEqual(Object.keys(claims).sort(), ["appId", "exp", "iat", "sub"]);
    assert.equal(claims["appId"], app.clientId);
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 300);
    assert.deepEqual(returned, { expiresAt: claims["exp"], app: "Copy me" });
  });

  it("copies the header that fits what the app is used for", async () => {
    const api = await saved(hs256App("For APIs"));
    const channel = await saved(hs256App("For a channel", { usedFor: "channels" }));
    await vscode.commands.executeCommand("jwtApps.copyAuthHeader", await rowOf(api));
    assert.match(await vscode.env.clipboard.readText(), /^auth: [\w-]+\.[\w-]+\.[\w-]+$/);
    await vscode.commands.executeCommand("jwtApps.copyAuthHeader", await rowOf(channel));
    assert.match(await vscode.env.clipboard.readText(), /^Authorization: bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it("inserts a token in place of the selection", async () => {
    const app = await saved(hs256App("Insert me"));
    const document = await vscode.workspace.openTextDocument({ content: "auth: TOKEN\n", language: "plaintext" });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 6, 0, 11);
    await vscode.commands.executeCommand("jwtApps.insertToken", await rowOf(app));
    assert.match(document.getText(), /^auth: [\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it("copies a curl command that calls an endpoint of the app's scope", async () => {
    const botId = "st-12345678-1234-5234-8234-123456789012";
    const app = await saved(hs256App("curl", { host: "platform.kore.ai", botId, scopes: [{ id: "xo/user-engagement-trend", published: true }] }));
    await vscode.commands.executeCommand("jwtApps.copyAsCurl", await rowOf(app));
    const [first, header] = (await vscode.env.clipboard.readText()).split(" \\\n  ");
    assert.match(String(first), new RegExp(`^curl --request POST 'https://platform\\.kore\\.ai/api/public/bot/${botId}/userEngagementTrend\\?`));
    assert.match(String(header), /^--header 'auth: [\w.-]+'$/);
  });

  it("warns quietly, and mints all the same, while scopes are not published", async () => {
    const app = await saved(hs256App("Unpublished", { scopes: [{ id: "xo/bot-sessions", published: false }] }));
    const returned = await vscode.commands.executeCommand<{ app: string }>("jwtApps.copyToken", await rowOf(app));
    assert.equal(returned.app, "Unpublished");
  });

  it("makes no token for code before a person has allowed it", async () => {
    const app = await saved(hs256App("Not unasked"));
    await vscode.env.clipboard.writeText("untouched");
    // A host that runs tests refuses to show the dialog that asks.
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.id }));
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.copyToken", { app: app.clientId }));
    assert.equal(await vscode.env.clipboard.readText(), "untouched");
  });

  it("makes tokens for code once a person has allowed it, and asks once for each app", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("Allowed"), { clientSecret });
    const other = await saved(hs256App("Not yet allowed"));
    const mint = async (): Promise<{ token: string; expiresAt: number; app: string }> => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.name, lifetimeSeconds: 60, claims: { purpose: "test" } });
    const minted = await answering("Allow for This Session", mint);
    const claims = claimsOf(minted.token);
    assert.equal(await isSignedWith(minted.token, clientSecret), true);
    assert.deepEqual([minted.app, minted.expiresAt, claims["purpose"]], ["Allowed", claims["exp"], "test"]);
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 60);
    assert.equal((await mint()).app, "Allowed");
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: other.id }));
  });

  it("says in a sentence which app is not there, and which argument is wrong", async () => {
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: "nobody" }), /There is no JWT app with the ID, client ID or name “nobody”/);
    const app = await saved(hs256App("Typed"));
    await assert.rejects(async () => vscode.commands.executeCommand("jwtApps.mintToken", { app: app.name, lifetimeSeconds: "long" }), /The argument “lifetimeSeconds” has the wrong type/);
  });
});
