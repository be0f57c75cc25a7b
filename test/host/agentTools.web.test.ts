import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { forgetAll, hs256App, saved } from "./support";
import { callAnswering } from "./toolCalls";

describe("the tools of language models in the browser", () => {
  before(forgetAll);
  after(forgetAll);

  it("write no request through a gateway that can't run there, and ask nobody", async () => {
    await saved(hs256App("Orders", { slug: "orders" }));
    const input = { endpoint: "sessions-history", app: "Orders" };
    const { answer, questions } = await callAnswering("Write Request", "writeRequest", input);
    assert.deepEqual([answer["error"], questions], ["gateway-web", []]);
    assert.ok(!vscode.window.activeTextEditor?.document.getText().includes("getSessions"));
  });
});
