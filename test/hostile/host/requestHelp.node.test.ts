import * as vscode from "vscode";
import { forgetAll } from "../../host/support";
import { itTellsAppsOnly, itTellsInFindingsWhatIsNamed, quietApp } from "./requestHelp";

describe("The help in request files, for another extension,", () => {
  before(async () => {
    await forgetAll();
    await quietApp();
  });
  after(async () => {
    await forgetAll();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });
  itTellsAppsOnly({ isTrusted: true });
  itTellsInFindingsWhatIsNamed();
});
