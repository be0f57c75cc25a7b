import { strict as assert } from "node:assert";
import * as vscode from "vscode";

describe("the extension in this host", () => {
  it("is there under its id, and is not active before it is used", () => {
    const extension = vscode.extensions.getExtension("xo-jwt.jwt-apps");
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  it("activates", async () => {
    const extension = vscode.extensions.getExtension("xo-jwt.jwt-apps");
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
