import * as assert from "node:assert";
import * as vscode from "vscode";

describe("the gateway in a web host", () => {
  const REASON =
    "The gateway can't run in VS Code for the Web, where nothing can listen on a port. Start it in VS Code on the desktop, or run “node dist/gateway.js” of this extension in a terminal.";

  for (const [command, argument, reason] of [
    ["startGateway", { apps: ["Any"] }, REASON],
    ["copyGatewayAddress", { app: "Any" }, "In VS Code for the Web there is no gateway."],
    ["renewGatewayKey", {}, "In VS Code for the Web there is no gateway."],
  ] as const) {
    it(`refuses ${command} with its reason, to code and to a person`, async () => {
      await assert.rejects(
        async () => vscode.commands.executeCommand(`jwtApps.${command}`, argument),
        (error: Error) => error.message.includes(reason),
      );
      const { showErrorMessage } = vscode.window;
      const shown: unknown[] = [];
      Object.assign(vscode.window, {
        showErrorMessage: (message: unknown) => (shown.push(message), Promise.resolve(undefined)),
      });
      try {
        assert.strictEqual(await vscode.commands.executeCommand(`jwtApps.${command}`), undefined);
      } finally {
        Object.assign(vscode.window, { showErrorMessage });
      }
      assert.deepStrictEqual(shown, [reason]);
    });
  }

  it("has nothing to stop", async () => {
    assert.strictEqual(await vscode.commands.executeCommand("jwtApps.stopGateway"), undefined);
  });
});
