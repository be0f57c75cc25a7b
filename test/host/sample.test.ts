import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { findTokens } from "../../src/domain/requests/findTokens";
import type { JwtApp } from "../../src/domain/apps/jwtApp";
import { activated, allowing, claimsOf, forgetAll, isSignedWith } from "./support";

describe("the sample", () => {
  const file = (name: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail("no workspace"), name);
  const read = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(file(name)));
  const create = (): Thenable<JwtApp> => vscode.commands.executeCommand<JwtApp>("jwtApps.createSample", {});

  const clean = async (): Promise<void> => {
    await forgetAll();
    for (const name of ["requests.http", "captured-response.json", "captured-response-2.json"]) await vscode.workspace.fs.delete(file(name)).then(undefined, () => undefined);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
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
    const { uri } = await allowing(() => vscode.commands.executeCommand<{ uri: string }>("jwtApps.decryptFile", { app: app.id, file: file("captured-response.json").toString() }));
    assert.match((await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true))).getText(), /"sessionId"/);
  });

  it("leaves a user's files alone, and writes again what is missing", async () => {
    await vscode.workspace.fs.writeFile(file("requests.http"), new TextEncoder().encode("GET https://example.com\n"));
    const app = await create();
    assert.equal(await read("requests.http"), "GET https://example.com\n");
    await vscode.workspace.fs.delete(file("requests.http"));
    const response = await read("captured-response.json");
    assert.equal((await create()).id, app.id);
    assert.equal(await read("captured-response.json"), response);
    assert.match(await read("requests.http"), /^# jwt-app: Sample app\n/);
    await forgetAll();
    await assert.rejects(async () => create(), /There is a file “captured-response\.json” in this folder already/);
  });
});
