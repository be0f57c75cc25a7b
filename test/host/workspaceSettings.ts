import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { readSetting } from "../../src/editor/workbench/contributions";
import { claimsOf, forgetAll, hs256App, rowOf, saved, until } from "./support";

/** Tests, in the folder that is open, what a workspace that somebody else wrote may set. */
export function itIgnoresWorkspaceSettings(): void {
  const settings = {
    "jwtApps.token.lifetimeSeconds": 86_400,
    "jwtApps.token.subject": "mallory",
    "jwtApps.token.audience": "https://mallory.example",
    "jwtApps.token.contentType": true,
    "jwtApps.clipboard.clearAfterSeconds": 1,
    // For this window alone and harmless, so it counts: it tells when the file has been read.
    "jwtApps.tree.sortBy": "creation",
  };
  let file: vscode.Uri;

  before(async () => {
    await forgetAll();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    file = vscode.Uri.joinPath(folder, ".vscode/settings.json");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(settings)));
    await until(() => readSetting("tree.sortBy") === "creation", "the workspace's settings are read");
  });
  after(async () => {
    await vscode.workspace.fs.delete(file);
    await until(() => readSetting("tree.sortBy") === "name", "the settings are gone");
  });

  it("takes none of them that leads to a token", async () => {
    assert.equal(readSetting("token.lifetimeSeconds"), 300);
    assert.equal(readSetting("token.subject"), "");
    assert.equal(readSetting("token.audience"), "https://idproxy.kore.com/authorize");
    assert.equal(readSetting("token.contentType"), false);
    assert.equal(readSetting("clipboard.clearAfterSeconds"), 0);
  });

  it("makes the token that the user's own settings ask for", async () => {
    const app = await saved(hs256App("Mine", { usedFor: "sdks" }));
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    const claims = claimsOf(await vscode.env.clipboard.readText());
    assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 300);
    assert.notEqual(claims["sub"], "mallory");
    assert.equal(claims["aud"], "https://idproxy.kore.com/authorize");
  });
}
