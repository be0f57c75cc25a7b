import * as assert from "node:assert";
import * as vscode from "vscode";
import type { Answer, Check } from "../../src/domain/tokens/verify/check";
import { inspectTokenReport } from "../../src/editor/tokens/inText/inspectTokenReport";
import { shownBy } from "./shown";
import { answering, base64url, forgetAll, hs256App, newSecret, picking, saved, signedToken, until } from "./support";
import { shownText } from "./inFront";

interface Listed extends Pick<Check, "id" | "outcome" | "reason"> {
  readonly message: string;
  readonly causes: readonly { readonly code: string; readonly message: string }[];
}

const inspect = (argument?: object): Thenable<Listed[]> =>
  vscode.commands.executeCommand("jwtApps.inspectToken", argument);
const outcome = (checks: readonly Listed[], id: string): string | undefined =>
  checks.find((check) => check.id === id)?.outcome;

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
    const says = (text: string): boolean =>
      vscode.workspace.textDocuments.some(
        (document) => document.uri.scheme === "jwt-apps-payload" && document.getText().includes(text),
      );
    await until(() => says("It was taken from the clipboard."), "the report says where it is from");
  });

  it("returns the list of checks for a token that is handed over", async () => {
    const checks = await inspect({ token: await signedToken({ appId: clientId, exp: tomorrow }, secret) });
    assert.deepStrictEqual(
      checks.map(({ id }) => id),
      ["token", "format", "appClaim", "app", "algorithm", "signature", "exp", "iat"],
    );
    assert.deepStrictEqual([...new Set(checks.map((check) => check.outcome))], ["passed"]);
  });

  it("names the likely cause of a wrong signature", async () => {
    const checks = await inspect({ token: await signedToken({ appId: clientId, exp: tomorrow }, `${secret}\n`) });
    const signature = checks.find(({ id }) => id === "signature");
    assert.strictEqual(signature?.outcome, "failed");
    assert.deepStrictEqual(
      signature?.causes.map(({ code }) => code),
      ["secret-with-white-space"],
    );
  });

  it("takes the token at the cursor", async () => {
    const expired = await signedToken({ appId: clientId, exp: 1 }, secret);
    const editor = await shownText(`GET https://example.com\nauth: ${expired}\n`);
    editor.selection = new vscode.Selection(1, 10, 1, 10);
    const checks = await inspect();
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    assert.strictEqual(outcome(checks, "exp"), "failed");
  });

  describe("in what people copy and type", () => {
    const signed = (claims: object = {}): Promise<string> =>
      signedToken({ appId: clientId, exp: tomorrow, ...claims }, secret);
    /** An editor with the cursor, or the selection, between the two places. */
    const opened = async (content: string, from: number, to = from): Promise<vscode.TextEditor> => {
      const editor = await shownText(content);
      const { document } = editor;
      editor.selection = new vscode.Selection(document.positionAt(from), document.positionAt(to));
      return editor;
    };
    const tabs = (): number => vscode.window.tabGroups.all.flatMap(({ tabs: those }) => those).length;
    const closed = (): Promise<void> =>
      until(async () => {
        // What was typed isn't kept, or a dialog would ask; a report may still be on its way.
        if (tabs() > 0) await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
        return tabs() === 0 && vscode.window.activeTextEditor === undefined;
      }, "no editor is open");
    const expiries = (checks: readonly Listed[]): (string | undefined)[] =>
      ["format", "exp"].map((id) => outcome(checks, id));
    // Left open by previews and by what was opened here, editors would come before the clipboard.
    beforeEach(closed);
    after(closed);

    const FORMS: Readonly<Record<string, (token: string) => string>> = {
      "a curl command of two lines": (token) =>
        `curl --request POST "https://x/api/public/x" \\\n  --header 'auth: ${token}'`,
      "a block of headers": (token) =>
        `POST /api HTTP/1.1\r\nHost: x\r\nauth: ${token}\r\nContent-Type: application/json\r\n`,
      "JSON in lines": (token) => JSON.stringify({ a: 1, token }, undefined, 2),
      "a member of JSON": (token) => `"auth": "${token}",`,
      "an option of curl": (token) => `-H 'auth: ${token}'`,
      "a line of a log": (token) => `2026-01-01 INFO sent auth=${token} status=401`,
      "JSON in one line": (token) => `{"token":"${token}"}`,
      "a string with escapes": (token) => `{"log":"auth:\\n${token}\\n"}`,
      "a sentence": (token) => `The token is ${token}.`,
    };
    for (const [name, form] of Object.entries(FORMS)) {
      it(`reads the token of ${name}, copied, selected and at the cursor`, async () => {
        const token = await signed();
        const text = form(token);
        await vscode.env.clipboard.writeText(text);
        assert.deepStrictEqual(expiries(await inspect()), ["passed", "passed"], "copied");
        // The wrong ones, where the clipboard's would be taken.
        const expired = await signed({ exp: 1 });
        const other = form(expired);
        await opened(other, other.indexOf(expired) + 30);
        assert.deepStrictEqual(expiries(await inspect()), ["passed", "failed"], "at the cursor");
        await opened(other, 0, other.length);
        assert.deepStrictEqual(expiries(await inspect()), ["passed", "failed"], "selected");
      });
    }

    it("says the same of a token in lines, copied, selected and at the cursor, and reads its claims", async () => {
      const token = await signed();
      const text = token.replace(/(.{60})/g, "$1\n");
      await vscode.env.clipboard.writeText(text);
      const copied = await inspect();
      assert.strictEqual(copied.find(({ id }) => id === "format")?.reason, "white-space-inside");
      await opened(`auth: ${text}\nhost: x\n`, 100);
      assert.deepStrictEqual(await inspect(), copied);
      await opened(text, 0, text.length);
      assert.deepStrictEqual(await inspect(), copied);
      await opened(text, 100);
      assert.deepStrictEqual(await vscode.commands.executeCommand("jwtApps.copyClaims"), {
        appId: clientId,
        exp: tomorrow,
      });
    });

    it("explains standard base64, copied and at the cursor", async () => {
      const [header = "", , signature = ""] = (await signed()).split(".");
      const claims = btoa(JSON.stringify({ appId: clientId, a: ">>>?" }));
      const token = `${header}.${claims}.${signature}`;
      assert.match(claims, /[=+/]/);
      await vscode.env.clipboard.writeText(`"auth": "${token}",`);
      assert.strictEqual((await inspect()).find(({ id }) => id === "format")?.reason, "part-base64");
      await opened(`auth: ${token}\n`, 8);
      assert.strictEqual((await inspect()).find(({ id }) => id === "format")?.reason, "part-base64");
    });

    it("explains what is nearly a token at the cursor, whatever the clipboard holds", async () => {
      const token = await signed();
      await vscode.env.clipboard.writeText(token);
      await opened(`auth: ${token.split(".").slice(0, 2).join(".")}...\n`, 20);
      assert.strictEqual((await inspect()).find(({ id }) => id === "format")?.reason, "token-cut");
    });

    it("takes the clipboard's token where there is none at the cursor only after a word", async () => {
      await vscode.env.clipboard.writeText(await signed({ exp: 1 }));
      await opened("GET https://example.com\n\n", 3);
      const messages: string[] = [];
      const { showInformationMessage } = vscode.window;
      Object.assign(vscode.window, { showInformationMessage: async (message: string) => void messages.push(message) });
      try {
        assert.strictEqual(await inspect(), undefined);
      } finally {
        Object.assign(vscode.window, { showInformationMessage });
      }
      assert.deepStrictEqual(messages, ["There is no token at the cursor; the clipboard has one."]);
      assert.ok(vscode.window.activeTextEditor?.document.getText().startsWith("GET "), "no report opened");

      await answering("Use the Clipboard", () => vscode.commands.executeCommand("jwtApps.copyClaims"));
      await until(async () => (await vscode.env.clipboard.readText()).includes('"exp": 1'), "the claims were copied");
    });

    it("puts claims in place of the clipboard's token only where a person says so, whether an editor is open or not", async () => {
      const copied = await signed({ exp: 1 });
      const take = (): Thenable<unknown> => vscode.commands.executeCommand("jwtApps.copyClaims");
      for (const open of [async () => undefined, async () => opened("nothing", 3)]) {
        await open();
        await vscode.env.clipboard.writeText(copied);
        const { messages } = await shownBy(take);
        assert.match(
          messages.join(),
          /^(?:There is no token at the cursor; the clipboard has one|No text editor is active; the clipboard has a token)\. Its claims would take its place there\.$/,
        );
        assert.strictEqual(await vscode.env.clipboard.readText(), copied);
        await answering("Use the Clipboard", take);
        await until(async () => (await vscode.env.clipboard.readText()).includes('"exp": 1'), "the claims were copied");
      }
    });

    it("leaves the clipboard as it was where the claims can't be read", async () => {
      const jwe = `${base64url(JSON.stringify({ alg: "RSA-OAEP", enc: "A128GCM" }))}.a2V5.aXY.Y2lw.dGFn`;
      await opened(`auth: ${jwe}`, 20);
      await vscode.env.clipboard.writeText("untouched");
      const { messages } = await shownBy(() => vscode.commands.executeCommand("jwtApps.copyClaims"));
      assert.match(messages.join(), /^The claims of this token can't be read: it is encrypted, or it is damaged\.$/);
      assert.strictEqual(await vscode.env.clipboard.readText(), "untouched");
    });

    it("gives code no claims of the clipboard's token", async () => {
      const copied = await signed();
      await vscode.env.clipboard.writeText(copied);
      await assert.rejects(
        async () => vscode.commands.executeCommand("jwtApps.copyClaims", {}),
        /There is no token at the cursor/,
      );
      assert.strictEqual(await vscode.env.clipboard.readText(), copied);
    });

    it("refuses code that asks for what is at the cursor, where there is no token", async () => {
      await vscode.env.clipboard.writeText(await signed());
      await opened("nothing", 3);
      await assert.rejects(
        async () => inspect({}),
        /^Error: There is no token at the cursor\. Put the cursor on a token, and try again\.$/,
      );
    });

    it("takes all of the token of which a part is selected", async () => {
      const token = await signed({ exp: 1 });
      const text = `auth: ${token}`;
      await opened(text, text.indexOf(".") + 1, text.lastIndexOf("."));
      assert.deepStrictEqual(expiries(await inspect()), ["passed", "failed"]);
    });

    it("has a person pick one of several that were copied, and knows the same one twice", async () => {
      const [one, two] = [await signed(), await signed({ exp: 1, sub: "jane" })];
      await vscode.env.clipboard.writeText(`auth: ${one}\n\nauth: ${two}\n${one}`);
      let offered: readonly vscode.QuickPickItem[] = [];
      const checks = await picking(
        (items) => ((offered = items), items[1]),
        () => inspect(),
      );
      assert.deepStrictEqual(expiries(checks), ["passed", "failed"]);
      assert.deepStrictEqual(
        offered.map(({ label }) => label),
        ["Token in line 1", "Token in line 3"],
      );
      assert.match(offered[1]?.description ?? "", /^HS256 · appId: cs-[\w-]+ · sub: jane · expired /);
      assert.ok(
        !JSON.stringify(offered.map(({ label, description, detail }) => [label, description, detail])).includes(
          one.slice(-10),
        ),
      );
      await closed();
      await vscode.env.clipboard.writeText(`auth: ${two}\n\nauth: ${two}`);
      assert.deepStrictEqual(expiries(await inspect()), ["passed", "failed"]);
    });
  });

  it("says in its report where the token was taken from the clipboard, and only there", () => {
    const verdict = { checks: [], answer: { status: 200, body: {}, certainty: "unverified" } } as const;
    assert.match(inspectTokenReport(verdict, 0, { isCopied: true }), /^# Token\n\nIt was taken from the clipboard\.\n/);
    assert.ok(!inspectTokenReport(verdict, 0, { isCopied: false }).includes("clipboard"));
  });

  it("shows what a token says without making markup of it", () => {
    const claims = {
      "![a](https://example.com/a.png)": "```\n# Heading\n<img src='https://example.com/b.png'>",
      exp: 1_893_456_000,
    };
    const report = inspectTokenReport(
      { checks: [], answer: { status: 200, body: {}, certainty: "unverified" }, claims },
      0,
    );
    const outside = report.replace(/^```json\n[^]*?\n```$/gm, "");
    assert.ok(!outside.includes("example.com"), outside);
    assert.ok(report.includes("2030-01-01T00:00:00.000Z"));
  });

  it("tells the platform's own answer from a guess, and from one whose words are not known", () => {
    const check: Check = {
      id: "app",
      outcome: "failed",
      reason: "app-unknown",
      message: { template: "No app.", args: [] },
      causes: [],
    };
    const report = (certainty: Answer["certainty"]) =>
      inspectTokenReport(
        {
          checks: [check],
          decidedBy: check,
          answer: { status: 401, body: { errors: [{ msg: "Some words", code: 4002 }] }, certainty },
        },
        0,
      );
    for (const certainty of ["documented", "observed"] as const)
      assert.match(
        report(certainty),
        /The platform would refuse it with status 401 and these words:\n\n```json\n.*Some words/,
      );
    assert.match(
      report("inferred"),
      /The platform would probably refuse it with status 401 and the words below\. That is a guess: [^]*is not known\.\n\n```json\n.*Some words/,
    );
    assert.match(report("unverified"), /would probably refuse it with status 401; its words for that are not known/);
    assert.doesNotMatch(report("unverified"), /Some words/);
  });

  it("says of each rule how surely it is the platform's, and refuses no more surely than that", () => {
    const failed = (id: Check["id"], reason: string): string => {
      const check: Check = { id, outcome: "failed", reason, message: { template: "Because.", args: [] }, causes: [] };
      const answer = { status: 401, body: {}, certainty: "unverified" } as const;
      return inspectTokenReport({ checks: [check], decidedBy: check, answer }, 0);
    };
    for (const [id, reason, verdict, rule] of [
      ["jti", "jti-missing", "Refused", "documented"],
      ["signature", "signature-differs", "Refused", "observed"],
      ["exp", "expired", "Probably refused", "inferred"],
      ["iat", "iat-in-future", "Possibly refused", "ours"],
    ] as const) {
      const report = failed(id, reason);
      assert.ok(report.includes(`**${verdict}:** Because.\n`), report);
      assert.ok(report.includes(`| Because. | ${rule} |`), report);
      const open = { id, outcome: "unknown", reason, message: { template: "Open.", args: [] }, causes: [] } as const;
      const accepted = { status: 200, body: {}, certainty: "unverified" } as const;
      assert.ok(inspectTokenReport({ checks: [open], answer: accepted }, 0).includes("| Open. |  |"));
      assert.equal(report.includes("would probably refuse it with status 401"), rule !== "ours");
      assert.equal(report.includes("Whether the platform refuses it for that is not known"), rule === "ours");
    }
  });

  it("never shows an expiry that can't be read as a time", () => {
    const report = inspectTokenReport(
      { checks: [], answer: { status: 200, body: {}, certainty: "unverified" }, claims: { exp: "2030-01-01" } },
      0,
    );
    assert.ok(report.includes("| exp | can't be read |"), report);
  });
});
