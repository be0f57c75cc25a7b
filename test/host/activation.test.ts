import { strict as assert } from "node:assert";
import * as vscode from "vscode";

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly authentication: readonly { readonly id: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

describe("the extension in this host", () => {
  it("is there under its id, and is not active before it is used", () => {
    const extension = vscode.extensions.getExtension("xo-jwt.jwt-apps");
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  it("is woken by what is ours alone: its commands, its view, its documents, its form, request files, and the file of a workspace's apps", () => {
    const manifest = vscode.extensions.getExtension("xo-jwt.jwt-apps")?.packageJSON as Manifest;
    const implied = [
      ...manifest.contributes.commands.map(({ command }) => `onCommand:${command}`),
      ...Object.values(manifest.contributes.views).flatMap((views) => views.map(({ id }) => `onView:${id}`)),
      ...manifest.contributes.authentication.map(({ id }) => `onAuthenticationRequest:${id}`),
    ];
    assert.deepEqual(manifest.activationEvents.filter((event) => !implied.includes(event)).sort(), [
      "onFileSystem:jwt-apps-payload",
      "onLanguage:http",
      "onWebviewPanel:jwtApps.appForm",
      "workspaceContains:**/*.http",
      "workspaceContains:**/*.rest",
      "workspaceContains:.vscode/jwt-apps.json",
    ]);
    assert.deepEqual(Object.keys(manifest.contributes.views), ["jwtApps"]);
  });

  it("activates", async () => {
    const extension = vscode.extensions.getExtension("xo-jwt.jwt-apps");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
