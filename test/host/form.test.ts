import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { forgetAll, hs256App, rowOf, saved, until } from "./support";

function formTabs(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith("jwtApps.appForm"));
}

describe("the form", () => {
  beforeEach(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  after(() => vscode.commands.executeCommand("workbench.action.closeAllEditors"));

  it("opens in a tab of its own for each new app", async () => {
    await vscode.commands.executeCommand("jwtApps.createApp");
    await until(() => formTabs().length === 1, "the form opens");
    await vscode.commands.executeCommand("jwtApps.createApp");
    await until(() => formTabs().length === 2, "another one opens");
    assert.deepEqual(
      formTabs().map(({ label }) => label),
      ["New JWT App", "New JWT App"],
    );
  });

  it("comes to the front again for an app that is being edited", async () => {
    const [one, other] = [await saved(hs256App("One")), await saved(hs256App("Other"))];
    await vscode.commands.executeCommand("jwtApps.editApp", { app: one.clientId });
    await vscode.commands.executeCommand("jwtApps.editApp", await rowOf(other));
    await until(
      () => formTabs().find(({ isActive }) => isActive)?.label === "Edit Other",
      "the second form is in front",
    );
    await vscode.commands.executeCommand("jwtApps.editApp", { app: "one" });
    await until(
      () => formTabs().find(({ isActive }) => isActive)?.label === "Edit One",
      "the first one comes to the front",
    );
    assert.deepEqual(
      formTabs().map(({ label }) => label),
      ["Edit One", "Edit Other"],
    );
  });

  it("opens anew once it was closed", async () => {
    const app = await saved(hs256App("One"));
    await vscode.commands.executeCommand("jwtApps.editApp", { app: app.id });
    await until(() => formTabs().length === 1, "the form opens");
    const { showWarningMessage } = vscode.window;
    let asked = 0;
    Object.assign(vscode.window, { showWarningMessage: async () => void asked++ });
    try {
      await vscode.window.tabGroups.close(formTabs());
      await until(() => formTabs().length === 0, "it is closed");
    } finally {
      Object.assign(vscode.window, { showWarningMessage });
    }
    assert.equal(asked, 0, "nothing was typed in it");
    await vscode.commands.executeCommand("jwtApps.editApp", { app: app.id });
    await until(() => formTabs().length === 1, "it opens again");
  });
});
