import { strict as assert } from "node:assert";
import { openWorkbench, type Workbench } from "../vscode/openWorkbench";
import { until } from "./until";

const SECONDS = 15;

describe("The clipboard of a window that closes", () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ settings: { "jwtApps.clipboard.clearAfterSeconds": SECONDS } });
  });
  after(() => workbench.dispose());

  it("is emptied by the next one, when it is time", async () => {
    const { window } = workbench;
    await window.showContainer("JWT Apps");
    await window.runCommand("JWT Apps: Create Sample App and Files");
    // What it opens takes the focus.
    await window.notified("The cursor is in a response");
    const row = window.rowNamed("Sample app");
    await row.waitFor();
    const pressedAt = Date.now();
    await window.inlineAction(row, "Copy Token");
    await window.statusBar("Copied a token for Sample app").waitFor();
    const token = await window.readClipboard();
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    await window.reload();
    await row.waitFor();
    const atStart = await window.readClipboard();
    // Where the window took longer to come up, it may be empty already.
    if (Date.now() - pressedAt < SECONDS * 1_000) assert.equal(atStart, token);
    await until("an empty clipboard", async () => (await window.readClipboard()) === "" || undefined);
    assert.ok(Date.now() - pressedAt >= SECONDS * 1_000);
  });
});
