import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { readSeconds } from "../../src/editor/workbench/contributions";
import { passed } from "../until";
import { forgetAll, hs256App, rowOf, saved, until } from "./support";

declare const process:
  | {
      on(event: "unhandledRejection", listener: (reason: unknown) => void): void;
      off(event: "unhandledRejection", listener: (reason: unknown) => void): void;
    }
  | undefined;

describe("the clipboard", () => {
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration("jwtApps");
  const clearAfter = async (seconds: unknown): Promise<void> => {
    await settings().update("clipboard.clearAfterSeconds", seconds, vscode.ConfigurationTarget.Global);
  };
  const copied = async (name: string): Promise<string> => {
    await vscode.commands.executeCommand("jwtApps.copyToken", await rowOf(await saved(hs256App(name))));
    return vscode.env.clipboard.readText();
  };

  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  afterEach(() => clearAfter(undefined));

  it("is emptied some time after a token was copied, as the user's setting says", async () => {
    await clearAfter(1);
    assert.match(await copied("Cleared"), /^[\w-]+\.[\w-]+\.[\w-]+$/);
    await until(async () => (await vscode.env.clipboard.readText()) === "", "it is empty");
  });

  it("keeps what was copied since", async () => {
    await clearAfter(1);
    await copied("Overwritten");
    await vscode.env.clipboard.writeText("the person's own");
    // Behind its own timer of a second, which was set before.
    await passed(1_500);
    assert.equal(await vscode.env.clipboard.readText(), "the person's own");
  });

  it("is not emptied at once by a setting that no timer can hold, nor by one below zero", async () => {
    for (const [seconds, expected] of [
      [2_147_484, 86_400],
      [1e308, 86_400],
      [4_294_968, 86_400],
      [0.2, 1],
      [-1, 0],
      [-1e308, 0],
      [86_401, 86_400],
    ] as const) {
      await clearAfter(seconds);
      await settings().update("payloads.closeAfterSeconds", seconds, vscode.ConfigurationTarget.Global);
      assert.deepEqual(
        [readSeconds("clipboard.clearAfterSeconds"), readSeconds("payloads.closeAfterSeconds")],
        [expected, expected],
        String(seconds),
      );
      if (expected === 1) continue;
      const token = await copied(`Kept ${seconds}`);
      // Behind a timer that takes its length for none.
      await passed(200);
      assert.equal(await vscode.env.clipboard.readText(), token, String(seconds));
    }
    for (const seconds of ["1", null, true, [1], { a: 1 }]) {
      await clearAfter(seconds);
      assert.equal(readSeconds("clipboard.clearAfterSeconds"), 0, JSON.stringify(seconds));
    }
    await settings().update("payloads.closeAfterSeconds", undefined, vscode.ConfigurationTarget.Global);
  });

  it("is asked for in vain without an unhandled rejection, and whoever asked gets a sentence", async () => {
    const { showErrorMessage } = vscode.window;
    const told: string[] = [];
    const tell = async (message: string): Promise<undefined> => void told.push(message);
    Object.assign(vscode.window, { showErrorMessage: tell });
    try {
      await unreadable(async () => {
        for (const command of [
          "jwtApps.decryptClipboard",
          "jwtApps.inspectToken",
          "jwtApps.importApps",
          "jwtApps.explainError",
        ]) {
          told.length = 0;
          await vscode.commands.executeCommand(command);
          await until(() => told.length > 0, `${command} says something`);
          assert.match(told.join("\n"), /^The clipboard can't be read here[^\n]*$/, command);
        }
      });
    } finally {
      Object.assign(vscode.window, { showErrorMessage });
    }
  });

  it("is not emptied where it can't be read, without an unhandled rejection", async () => {
    await clearAfter(1);
    const token = await copied("Unreadable");
    await unreadable(() => passed(1_500));
    assert.equal(await vscode.env.clipboard.readText(), token);
  });

  /** Runs `action` in a host that may not read the clipboard, as a browser without that permission. */
  async function unreadable(action: () => Promise<void>): Promise<void> {
    const { clipboard } = vscode.env;
    const rejections: unknown[] = [];
    const heard = (event: unknown): void =>
      void rejections.push(typeof event === "object" && event !== null && "reason" in event ? event.reason : event);
    const inWorker = typeof process === "undefined" || typeof process.on !== "function";
    const refused = {
      readText: () => Promise.reject(new DOMException("Read permission denied.", "NotAllowedError")),
      writeText: (text: string) => clipboard.writeText(text),
    };
    if (inWorker) globalThis.addEventListener("unhandledrejection", heard);
    else process?.on("unhandledRejection", heard);
    // A host that runs tests lets them do that.
    Object.defineProperty(vscode.env, "clipboard", { value: refused, configurable: true });
    try {
      await action();
      // Rejections that nobody handles are told in a turn of their own.
      await passed(50);
    } finally {
      Object.defineProperty(vscode.env, "clipboard", { get: () => clipboard, configurable: true });
      if (inWorker) globalThis.removeEventListener("unhandledrejection", heard);
      else process?.off("unhandledRejection", heard);
    }
    assert.deepEqual(rejections, []);
  }
});
