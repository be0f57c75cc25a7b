import type * as vscode from "vscode";
import { LIMITS } from "../../../domain/limits";
import type { FoundError } from "../../../domain/requests/read/findPlatformErrors";
import type { CommandRunner } from "../../commands/commandRunner";
import { CAPTURE_SELECTOR, lengthOf } from "../../documents/documentKind";
import { lensOver, registerLenses } from "../../documents/registerLenses";
import { TextSearch } from "../../documents/textSearch";
import { tooLongLens } from "../../documents/tooLong";
import { Commands, Schemes } from "../../workbench/contributions";
import { t } from "../../workbench/words";

/** A lens above each answer of the platform that refuses something. */
export function registerErrorLenses({
  runner,
}: {
  readonly runner: Pick<CommandRunner, "pointer">;
}): vscode.Disposable {
  const errors = new TextSearch<FoundError>(async (text, slices) => {
    // What every error has, so that other documents load nothing.
    if (!text.includes("errors")) return [];
    const { findPlatformErrorsInSteps } = await import("../../../domain/requests/read/findPlatformErrors");
    const found = await slices.run(findPlatformErrorsInSteps(text));
    return found?.filter(({ isPlatforms }) => isPlatforms);
  });
  const lensesOf = async (document: vscode.TextDocument): Promise<vscode.CodeLens[]> => {
    if (document.uri.scheme === Schemes.payload) return [];
    if (lengthOf(document) > LIMITS.document) return [tooLongLens("errors", Commands.explainError)];
    const uri = document.uri.toString();
    return ((await errors.in(document)) ?? []).map(({ start }) =>
      lensOver(document.positionAt(start).line, {
        command: Commands.explainError,
        title: t("$(question) Explain This Error"),
        arguments: [runner.pointer({ uri, offset: start })],
      }),
    );
  };
  return registerLenses(CAPTURE_SELECTOR, lensesOf);
}
