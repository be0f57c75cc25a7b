import * as vscode from "vscode";
import type { CommandRunner } from "../commandRunner";
import { Commands, Schemes } from "../contributions";
import { CAPTURE_SELECTOR, lengthOf } from "./documentKind";
import { t } from "../words";

/** UTF-16 units; lenses are asked for at every change. */
const MAX_LENGTH = 5_000_000;

/** "Explain" above each answer of the platform's that refuses something. */
export function registerErrorLenses(runner: CommandRunner): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(CAPTURE_SELECTOR, { provideCodeLenses: (document) => lensesOf(document, runner) });
}

async function lensesOf(document: vscode.TextDocument, runner: CommandRunner): Promise<vscode.CodeLens[]> {
  if (document.uri.scheme === Schemes.payload) return [];
  if (lengthOf(document) > MAX_LENGTH) return [tooLong()];
  const text = document.getText();
  // What every error has, so that other documents load nothing.
  if (!/\berrors\b/.test(text)) return [];
  const { findPlatformErrors } = await import("../../onDemand");
  const uri = document.uri.toString();
  return findPlatformErrors(text)
    .filter(({ isPlatforms }) => isPlatforms)
    .map(({ start }) => {
      const { line } = document.positionAt(start);
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { command: Commands.explainError, title: t("$(question) Explain This Error"), arguments: [runner.pointer({ uri, offset: start })] });
    });
}

function tooLong(): vscode.CodeLens {
  const title = t("JWT Apps looks for no errors of the platform in files of more than {0} million characters: select one and explain it", MAX_LENGTH / 1_000_000);
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: Commands.explainError });
}
