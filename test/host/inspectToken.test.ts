import * as assert from "node:assert";
import * as vscode from "vscode";
import type { Answer, Check } from "../../src/domain/tokens/verify/verdict";
import { inspectTokenReport } from "../../src/editor/tokens/inspectTokenReport";
import { forgetAll, hs256App, newSecret, saved, signedToken } from "./support";

interface Listed extends Pick<Check, "id" | "outcome" | "reason"> {
  readonly message: string;
  readonly causes: readonly { readonly code: string; readonly message: string }[];
}

const inspect = (argument?: object): Thenable<Listed[]> => vscode.commands.executeCommand("jwtApps.inspectToken", argument);
const outcome = (checks: readonly Listed[], id: string): string | undefined => checks.find((check) => check.id === id)?.outcome;

describe("inspecting a token", () => {
  const secret = newSecret();
  /** Seconds: longer than all these tests take. */
  const tomorrow = Math.floor(Date.now() / 1000) + 86_000;
  let clientId = "";

  before(async () => {
    await forgetAll();
    ({ clientId } = await saved(hs256App("Inspected"), { clientSecret: secret }));
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await forgetAll();
  });

  it("takes the clipboard where no editor shows a token", async () => {
    await vscode.env.clipboard.writeText(`auth: ${await signedToken({ appId: clientId }, secret)}`);
    assert.strictEqual(outcome(await inspect(), "exp"), "passed");
  });

  it("returns the list of checks for a token that is handed over", async () => {
    const checks = await inspect({ token: await signedToken({ appId: clientId, exp: tomorrow }, secret) });
    assert.deepStrictEqual(checks.map(({ id }) => id), ["token", "format", "appClaim", "app", "algorithm", "signature", "exp", "iat"]);
    assert.deepStrictEqual([...new Set(checks.map((check) => check.outcome))], ["passed"]);
  });

  it("names the likely cause of a wrong signature", async () => {
    const checks = await inspect({ token: await signedToken({ appId: clientId, exp: tomorrow }, `${secret}\n`) });
    const signature = checks.find(({ id }) => id === "signature");
    assert.strictEqual(signature?.outcome, "failed");
    assert.deepStrictEqual(signature?.causes.map(({ code }) => code), ["secret-with-white-space"]);
  });

  it("takes the token at the cursor", async () => {
    const expired = await signedToken({ appId: clientId, exp: 1 }, secret);
    const document = await vscode.workspace.openTextDocument({ content: `GET https://example.com\nauth: ${expired}\n` });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 10, 1, 10);
    const checks = await inspect();
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    assert.strictEqual(outcome(checks, "exp"), "failed");
  });

  it("shows what a token says without making markup of it", () => {
    const claims = { "![a](https://example.com/a.png)": "```\n# Heading\n<img src='https://example.com/b.png'>", exp: 1_893_456_000 };
    const report = inspectTokenReport({ checks: [], answer: { status: 200, body: {}, certainty: "unverified" }, claims }, 0);
    const outside = report.replace(/^```json\n[^]*?\n```$/gm, "");
    assert.ok(!outside.includes("example.com"), outside);
    assert.ok(report.includes("2030-01-01T00:00:00.000Z"));
  });

  it("tells the platform's own answer from a guess, and from one whose words are not known", () => {
    const check: Check = { id: "app", outcome: "failed", reason: "app-unknown", message: { template: "No app.", args: [] }, causes: [] };
    const report = (certainty: Answer["certainty"]) => inspectTokenReport({ checks: [check], decidedBy: check, answer: { status: 401, body: { errors: [{ msg: "Some words", code: 4002 }] }, certainty } }, 0);
    for (const certainty of ["documented", "observed"] as const) assert.match(report(certainty), /The platform would refuse it with status 401 and these words:\n\n```json\n.*Some words/);
    assert.match(report("inferred"), /The platform would probably refuse it with status 401 and the words below\. That is a guess: [^]*is not known\.\n\n```json\n.*Some words/);
    assert.match(report("unverified"), /would probably refuse it with status 401; its words for that are not known/);
    assert.doesNotMatch(report("unverified"), /Some words/);
  });

  it("never shows an expiry that can't be read as a time", () => {
    const report = inspectTokenReport({ checks: [], answer: { status: 200, body: {}, certainty: "unverified" }, claims: { exp: "2030-01-01" } }, 0);
    assert.ok(report.includes("| exp | can't be read |"), report);
  });
});
