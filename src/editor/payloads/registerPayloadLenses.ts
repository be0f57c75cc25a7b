import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import type { TextRange } from "../../domain/text/textRange";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands, Schemes } from "../workbench/contributions";
import { lensOver, registerLenses } from "../documents/registerLenses";
import { CAPTURE_SELECTOR, lengthOf } from "../documents/documentKind";
import { TextSearch } from "../documents/textSearch";
import { tooLongLens } from "../documents/tooLong";
import type { AppStore } from "../storage/appStore";
import type { PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** "Decrypt" above each encrypted payload, where an app here has a payload key. */
export function registerPayloadLenses({
  store,
  runner,
}: {
  readonly store: AppStore;
  readonly runner: Pick<CommandRunner, "pointer">;
}): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const payloads = new TextSearch<TextRange>(async (text, slices) => {
    const { findPayloadsInSteps } = await import("../../domain/payloads/capture/findPayloads");
    return slices.run(findPayloadsInSteps(text));
  });
  const lensesOf = async (document: vscode.TextDocument): Promise<vscode.CodeLens[]> => {
    if (document.uri.scheme === Schemes.payload) return [];
    if (!(await store.apps()).some(({ payloadKey }) => payloadKey)) return [];
    if (lengthOf(document) > LIMITS.payloads) return [tooLongLens("payloads", Commands.decryptSelection)];
    const found = (await payloads.in(document)) ?? [];
    const [first] = found;
    if (!first) return [];
    const uri = document.uri.toString();
    const lens = (start: number, title: PlainText, argument: object): vscode.CodeLens =>
      lensOver(document.positionAt(start).line, {
        command: Commands.decryptSelection,
        title,
        arguments: [runner.pointer(argument)],
      });
    return [
      ...(found.length > 1 ? [lens(first.start, t("$(unlock) Decrypt All {0}", found.length), { uri })] : []),
      ...found.map(({ start, end }) => lens(start, t("$(unlock) Decrypt"), { uri, range: [start, end] })),
    ];
  };
  return vscode.Disposable.from(
    changed,
    store.onDidChange(() => changed.fire()),
    registerLenses(CAPTURE_SELECTOR, lensesOf, changed.event),
  );
}
