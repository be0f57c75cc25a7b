import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { activated, forgetAll, hs256App, saved } from "./support";
import { callAnswering } from "./toolCalls";

const BOT_ID = "st-b8525f88-6dd3-54a7-9c7b-1a2b3c4d5e6f";

describe("files that a language model names", () => {
  const input = { endpoint: "sessions-history", app: "Orders", use: "gateway" };
  let folder: string;
  let outside: string;

  before(async () => {
    await forgetAll();
    await saved(hs256App("Orders", { host: "platform.kore.ai", botId: BOT_ID, slug: "orders" }));
    folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? assert.fail();
    outside = mkdtempSync(join(tmpdir(), "outside-"));
    writeFileSync(join(outside, "linked.http"), "GET https://example.com\n");
    symlinkSync(join(outside, "linked.http"), join(folder, "link.http"));
    symlinkSync(outside, join(folder, "linked"));
    mkdirSync(join(folder, "folder.http"));
  });
  after(async () => {
    for (const name of ["link.http", "linked", "folder.http"]) rmSync(join(folder, name), { recursive: true });
    rmSync(outside, { recursive: true });
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await forgetAll();
  });

  for (const [what, named] of [
    ["a link", "link.http"],
    ["a file in a linked folder", "linked/linked.http"],
    ["a folder", "folder.http"],
  ] as const) {
    it(`are refused where they are ${what}, by path and by URI`, async () => {
      for (const uri of [named, join(folder, named), vscode.Uri.file(join(folder, named)).toString()]) {
        const { answer, questions } = await callAnswering("Write Request", "writeRequest", { ...input, uri });
        assert.deepEqual([answer["error"], questions], ["file-refused", []], uri);
      }
      assert.equal(readFileSync(join(outside, "linked.http"), "utf8"), "GET https://example.com\n");
    });
  }

  it("are refused where a link comes in their place while the question stands", async () => {
    const named = join(folder, "swapped.http");
    writeFileSync(named, "GET https://example.org\n");
    try {
      const asked = await callAnswering("Write Request", "writeRequest", { ...input, uri: "swapped.http" }, () => {
        rmSync(named);
        symlinkSync(join(outside, "linked.http"), named);
      });
      assert.deepEqual([asked.answer["error"], asked.questions.length], ["file-refused", 1]);
    } finally {
      rmSync(named);
    }
  });

  it("get a request through the gateway by its variable alone, and no answer has its address", async () => {
    const { gateway } = await activated();
    await vscode.commands.executeCommand("jwtApps.stopGateway");
    assert.equal(gateway.running, undefined);
    const { answer, json } = await callAnswering("Write Request", "writeRequest", input);
    assert.equal(answer["error"], undefined, json);
    const text = vscode.window.activeTextEditor?.document.getText() ?? "";
    assert.match(text, /^POST \{\{gateway\}\}\/orders\/api\/public\/bot\/\{\{botId\}\}\/getSessions/m);
    assert.doesNotMatch(text, /127\.0\.0\.1|localhost|eyJ|^auth:/m);
    assert.doesNotMatch(json, /127\.0\.0\.1|orders\/api|eyJ/);
    assert.equal(answer["use"], "gateway");
  });
});
