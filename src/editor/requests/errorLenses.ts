import * as vscode from "vscode";
import type { CommandRunner } from "../commandRunner";
import { Commands, Schemes } from "../contributions";
import { CAPTURE_SELECTOR, lengthOf, MAX_CAPTURE_LENGTH } from "./documentKind";

/** "Explain" above each answer of the platform's that refuses something. */
export function registerErrorLenses(runner: CommandRunner): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(CAPTURE_SELECTOR, { provideCodeLenses: (document) => lensesOf(document, runner) });
}

async function lensesOf(document: vscode.TextDocument, runner: CommandRunner): Promise<vscode.CodeLens[]> {
  if (document.uri.scheme === Schemes.payload || lengthOf(document) > MAX_CAPTURE_LENGTH) return [];
  const text = document.getText();
  // What every error has, so that other documents load nothing.
  if (!/\berrors\b/.test(text)) return [];
  const { findPlatformErrors } = await import("../../onDemand");
  const uri = document.uri.toString();
  return findPlatformErrors(text)
    .filter(({ isEnvelope }) => isEnvelope)
    .map(({ start }) => {
      const { line } = document.positionAt(start);
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { command: Commands.explainError, title: vscode.l10n.t("$(question) Explain This Error"), arguments: [runner.click({ uri, offset: start })] });
    });
}
