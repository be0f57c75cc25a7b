import { strict as assert } from "node:assert";
import * as vscode from "vscode";

describe("the extension in Restricted Mode", () => {
  it("is there, in a folder that is not trusted", () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.ok(vscode.extensions.getExtension("xo-jwt.jwt-apps"));
  });
});
