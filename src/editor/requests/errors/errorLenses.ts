import * as vscode from "vscode";
import { LIMITS } from "../../../domain/limits";
import { TimeSlices } from "../../../domain/steps";
import type { CommandRunner } from "../../commands/commandRunner";
import { Commands, Schemes } from "../../workbench/contributions";
import { registerLenses } from "../../tokens/inText/completeLenses";
import { CAPTURE_SELECTOR, lengthOf } from "../../documents/documentKind";
import { textInSteps } from "../../documents/textInSteps";
import { t } from "../../workbench/words";

/** "Explain" above each answer of the platform's that refuses something. */
export function registerErrorLenses(runner: CommandRunner): vscode.Disposable {
  return registerLenses(CAPTURE_SELECTOR, (document, isStale) => lensesOf(document, isStale, runner));
}

async function lensesOf(
  document: vscode.TextDocument,
  isStale: () => boolean,
  runner: CommandRunner,
): Promise<vscode.CodeLens[] | undefined> {
  if (document.uri.scheme === Schemes.payload) return [];
  if (lengthOf(document) > LIMITS.errorLenses) return [tooLong()];
  const slices = new TimeSlices(isStale);
  const text = (await slices.run(textInSteps(document))) ?? "";
  // What every error has, so that other documents load nothing.
  if (!/\berrors\b/.test(text)) return [];
  const { findPlatformErrorsInSteps } = await import("../../../domain/requests/read/findPlatformErrors");
  const uri = document.uri.toString();
  const errors = (await slices.run(findPlatformErrorsInSteps(text))) ?? [];
  return errors
    .filter(({ isPlatforms }) => isPlatforms)
    .map(({ start }) => {
      const { line } = document.positionAt(start);
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        command: Commands.explainError,
        title: t("$(question) Explain This Error"),
        arguments: [runner.pointer({ uri, offset: start })],
      });
    });
}

function tooLong(): vscode.CodeLens {
  const title = t(
    "JWT Apps looks for no errors of the platform in files of more than {0} million characters: select one and explain it",
    LIMITS.errorLenses / 1_000_000,
  );
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: Commands.explainError });
}
