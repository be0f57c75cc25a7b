import type * as vscode from "vscode";
import type { CommandRunner } from "../commands/commandRunner";
import { Commands, Schemes } from "../workbench/contributions";
import { lensOver, registerLenses } from "../documents/registerLenses";
import type { DecryptedDocuments, ResultOrigin, ShapeOffer } from "../results/decryptedDocuments";
import type { PlainText } from "../../domain/text/asText";
import { groupOf } from "../results/resultGroup";
import { t } from "../workbench/words";

/** Above a result: the offer to keep its shape, until it is kept, and, of several, where each came from. */
export function registerResultLenses({
  documents,
  runner,
}: {
  readonly documents: DecryptedDocuments;
  readonly runner: Pick<CommandRunner, "pointer">;
}): vscode.Disposable {
  const lensesOf = async ({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> => {
    const { offer, origins = [] } = documents.notesOf(uri) ?? {};
    const title = offer && titleOf(offer);
    return [
      ...(title === undefined
        ? []
        : [
            lensOver(0, {
              title,
              command: Commands.keepEnvelopeShape,
              arguments: [runner.pointer({ uri: uri.toString() })],
            }),
          ]),
      ...origins.map((origin) => lensOver(origin.line, openOrigin(origin))),
    ];
  };
  return registerLenses({ scheme: Schemes.payload }, lensesOf, documents.onDidChangeNotes);
}

function titleOf({ report: { app }, of }: ShapeOffer): PlainText {
  if (of === "only") return t("$(save) Keep the shape of this payload for “{0}”", app.appName);
  return t("$(save) Keep the shape of the first payload for “{0}”", app.appName);
}

/** In the group where the source is open. */
function openOrigin({ label, uri, range }: ResultOrigin): vscode.Command {
  const title = t("$(arrow-left) From {0}", label);
  if (!uri) return { title, command: "" };
  const group = groupOf(uri);
  return {
    title,
    command: "vscode.open",
    arguments: [uri, { selection: range, ...(group ? { viewColumn: group.viewColumn } : {}) }],
  };
}
