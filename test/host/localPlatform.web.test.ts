import * as assert from "node:assert";
import * as vscode from "vscode";

describe("the local platform in a web host", () => {
  const REASON =
    "The local platform can't run in VS Code for the Web, where nothing can listen on a port. Start it in VS Code on the desktop, or from a terminal.";

  it("is refused with its reason, to code", async () => {
    await assert.rejects(
      async () => vscode.commands.executeCommand("jwtApps.startLocalPlatform", { port: 0 }),
      (error: Error) => error.message.includes(REASON),
    );
  });

  it("is refused with its reason, to a person", async () => {
    const { showErrorMessage } = vscode.window;
    const shown: unknown[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: (message: unknown) => (shown.push(message), Promise.resolve(undefined)),
    });
    try {
      assert.strictEqual(await vscode.commands.executeCommand("jwtApps.startLocalPlatform"), undefined);
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
    assert.deepStrictEqual(shown, [REASON]);
  });
});
