import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { shownText } from "./inFront";
import { prompting } from "./prompts";
import { answering, forgetAll, hs256App, isSignedWith, newSecret, saved, signedToken } from "./support";

describe("Switch App in Restricted Mode", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(async () => vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor"));

  const text = (app: string, host: string, token: string) =>
    `# jwt-app: ${app}\n\nGET https://${host}/x\nauth: ${token}\n`;
  const byPerson = async () => {
    const { showErrorMessage } = vscode.window;
    let said = "";
    Object.assign(vscode.window, { showErrorMessage: async (message: string) => void (said = message) });
    try {
      await prompting([{ pick: "Prod" }], () => vscode.commands.executeCommand("jwtApps.switchApp"));
      return said;
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
  };

  it("is a person's, for tokens that are known to be theirs, and writes no script; code gets no token", async () => {
    const [devSecret, prodSecret] = [newSecret(), newSecret()];
    const dev = await saved(hs256App("Dev", { host: "dev.example.com" }), { clientSecret: devSecret });
    await saved(hs256App("Prod", { host: "prod.example.com" }), { clientSecret: prodSecret });
    const token = (secret: string) => signedToken({ appId: dev.clientId, exp: 1 }, secret);
    const before = text("Dev", "dev.example.com", await token(devSecret));
    const { document } = await shownText(before, "http");
    await assert.rejects(
      answering("Switch", async () =>
        vscode.commands.executeCommand("jwtApps.switchApp", { uri: document.uri.toString(), app: "Prod" }),
      ),
      /In Restricted Mode no token is made for another extension or a script/,
    );
    assert.equal(document.getText(), before);
    assert.equal(await byPerson(), "");
    const [, fresh = ""] = /auth: (\S+)/.exec(document.getText()) ?? [];
    assert.equal(document.getText(), text("Prod", "prod.example.com", fresh));
    assert.ok(await isSignedWith(fresh, prodSecret));

    const others = await shownText(text("Dev", "dev.example.com", await token(newSecret())), "http");
    assert.match(await byPerson(), /isn't known to be yours/);
    assert.ok(others.document.getText().includes("dev.example.com"));

    const script = `{{\n  exports.token = vscode.commands.executeCommand("jwtApps.mintToken", { app: "Dev" });\n}}\n`;
    const scripted = await shownText(`### One\n# jwt-app: Dev\n${script}GET https://dev.example.com/x\n`, "http");
    assert.match(await byPerson(), /In Restricted Mode no script gets a token/);
    assert.ok(scripted.document.getText().includes("dev.example.com"));
  });
});
