import * as vscode from "vscode";
import { documentKind } from "../../documents/documentKind";
import { inBackground } from "../../workbench/inBackground";
import { LoadedLater } from "../../workbench/loadedLater";
import type { RequestStatusServices } from "./requestStatus";

/** Shows the language status from the first request file on. */
export function registerRequestStatus(services: RequestStatusServices): vscode.Disposable {
  const status = new LoadedLater(async () => {
    const { RequestStatus } = await import("./requestStatus");
    return new RequestStatus(services);
  });
  const look = (editor: vscode.TextEditor | undefined): void => {
    if (editor && documentKind(editor.document) === "request")
      inBackground(services.log, "language status", () => status.load());
  };
  look(vscode.window.activeTextEditor);
  return vscode.Disposable.from(status, vscode.window.onDidChangeActiveTextEditor(look));
}
