import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { forgetAll, hs256App, isSignedWith, newSecret, rowOf, saved } from "./support";
import { itIgnoresWorkspaceSettings } from "./workspaceSettings";

const REFUSED = /In Restricted Mode no token is made for another extension or a script\. Trust this workspace, or copy the token by hand\./;

describe("Restricted Mode", () => {
  beforeEach(forgetAll);

  it("is on, and the extension is there", () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok(vscode.extensions.getExtension("xo-jwt.jwt-apps"));
  });

  it("lets a person copy a token", async () => {
    const clientSecret = newSecret();
    const app = await saved(hs256App("By hand"), { clientSecret });
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(app));
    assert.equal(await isSignedWith(await vscode.env.clipboard.readText(), clientSecret), true);
  });

  for (const command of ["mintToken", "copyToken", "copyAuthHeader", "copyAsCurl", "insertToken"]) {
    it(`refuses ${command} to code`, async () => {
      const app = await saved(hs256App("Not for code"));
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: "unchanged" }));
      await vscode.env.clipboard.writeText("untouched");
      await assert.rejects(async () => vscode.commands.executeCommand(`jwtApps.${command}`, { app: app.id }), REFUSED);
      assert.equal(await vscode.env.clipboard.readText(), "untouched");
      assert.equal(vscode.window.activeTextEditor?.document.getText(), "unchanged");
    });
  }

  describe("settings of the workspace", itIgnoresWorkspaceSettings);
});
