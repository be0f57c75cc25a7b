import * as vscode from "vscode";
import { inBackground } from "../../workbench/inBackground";
import { LoadedLater } from "../../workbench/loadedLater";
import type { FindingServices } from "./findingDiagnostics";

/** What is wrong in open documents, with its fixes. What they do is loaded with the first document. */
export function registerFindings(services: FindingServices): vscode.Disposable {
  const diagnostics = new LoadedLater(async () => {
    const { FindingDiagnostics } = await import("./findingDiagnostics");
    return new FindingDiagnostics(services);
  });
  return vscode.Disposable.from(
    diagnostics,
    services.openDocuments.onDidOpen((document) =>
      inBackground(services.log, "opened document", async () => (await diagnostics.load()).judge(document)),
    ),
    vscode.languages.registerCodeActionsProvider(
      "*",
      { provideCodeActions: (document, range, context) => diagnostics.loaded?.fixes(document, range, context) ?? [] },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
}
