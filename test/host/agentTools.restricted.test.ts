import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { shownText } from "./inFront";
import { forgetAll, hs256App, newSecret, saved, signedToken } from "./support";
import { callAnswering } from "./toolCalls";

const ERROR = '{"errors":[{"msg":"Invalid SDK credentials","code":4002}]}';

describe("the tools of language models in Restricted Mode", () => {
  before(forgetAll);
  after(forgetAll);

  it("tell nothing of apps and write nothing, without a question", async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const clientSecret = newSecret();
    const app = await saved(hs256App("Confidential", { slug: "confidential" }), { clientSecret });
    const token = await signedToken({ appId: app.clientId }, clientSecret);
    const editor = await shownText("GET https://example.com\n", "http");
    const before = editor.document.getText();
    for (const [name, input] of [
      ["listApps", {}],
      ["findEndpoint", { text: "export" }],
      ["writeRequest", { endpoint: "bot-export", app: "Confidential", use: "script" }],
      ["explainError", { text: ERROR }],
      ["inspectToken", { token }],
      ["inspectToken", { withApps: false }],
    ] as const) {
      const { answer, questions } = await callAnswering("Allow for This Session", name, input);
      assert.deepEqual(
        answer,
        {
          summary:
            "In Restricted Mode a chat, another extension or a script is told nothing of JWT apps, and writes no request. Trust this workspace, or leave the apps out.",
          error: "restricted-mode",
        },
        name,
      );
      assert.deepEqual(questions, [], name);
    }
    assert.equal(editor.document.getText(), before);
  });

  it("say what the catalogue, an answer and a token say by themselves", async () => {
    const token = await signedToken({ sub: "itself" }, newSecret());
    for (const [name, input, member] of [
      ["findEndpoint", { endpoint: "bot-export" }, "endpoints"],
      ["explainError", { text: ERROR }, "causes"],
      ["inspectToken", { token }, "checks"],
    ] as const) {
      const { answer, questions } = await callAnswering(undefined, name, { ...input, withApps: false });
      assert.ok(Array.isArray(answer[member]) && answer[member].length > 0, name);
      assert.deepEqual(questions, [], name);
    }
  });
});
