import * as vscode from "vscode";
import type { CommandRunner } from "../../commands/commandRunner";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import type { AppStore } from "../../storage/appStore";
import { documentKind } from "../../documents/documentKind";

export interface RequestStatusServices {
  readonly store: AppStore;
  readonly runner: Pick<CommandRunner, "pointer">;
  readonly log: FailureLog;
}

/** Shows the language status from the first request file on. */
export function registerRequestStatus(services: RequestStatusServices): vscode.Disposable {
  const disposables: vscode.Disposable[] = [];
  let isDisposed = false;
  const lookAt = async (editor: vscode.TextEditor | undefined): Promise<void> => {
    if (!editor || documentKind(editor.document) !== "request") return;
    listener.dispose();
    const { RequestStatus } = await import("./requestStatus");
    if (!isDisposed) disposables.push(new RequestStatus(services));
  };
  const look = (editor: vscode.TextEditor | undefined): void =>
    inBackground(services.log, "language status", () => lookAt(editor));
  const listener = vscode.window.onDidChangeActiveTextEditor(look);
  disposables.push(listener, { dispose: () => (isDisposed = true) });
  look(vscode.window.activeTextEditor);
  return { dispose: () => disposables.forEach((disposable) => disposable.dispose()) };
}
