import * as vscode from "vscode";
import { isSameName } from "../../domain/apps/appName";
import { parseRequestFile } from "../../domain/requests/requestFile";
import { isLine } from "../../domain/requests/requestParts";
import { showStatus } from "../statusMessage";
import { documentKind } from "./documentKind";

/** Where the open request files name an app by the name it had, offers to write the new one. */
export async function offerNewName({ from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  const { t } = vscode.l10n;
  const count = linesNaming(from).length;
  if (count === 0 || !isLine(to)) return;
  const update = t("Update");
  const message =
    count === 1 ? t("One line in an open request file is tied to “{0}”, which is now “{1}”.", from, to) : t("{0} lines in open request files are tied to “{1}”, which is now “{2}”.", count, from, to);
  if ((await vscode.window.showInformationMessage(message, update)) !== update) return;
  // As the documents are by then.
  const edit = new vscode.WorkspaceEdit();
  const lines = linesNaming(from);
  for (const { document, range } of lines) edit.replace(document.uri, range, to);
  if (await vscode.workspace.applyEdit(edit)) showStatus(t("Updated {0} lines", lines.length));
}

function linesNaming(name: string): { document: vscode.TextDocument; range: vscode.Range }[] {
  return vscode.workspace.textDocuments
    .filter((document) => !document.isClosed && documentKind(document) === "request")
    .flatMap((document) =>
      parseRequestFile(document.getText())
        .blocks.flatMap(({ appLines }) => appLines)
        .filter(({ app }) => isSameName(app.text, name))
        .map(({ app }) => ({ document, range: new vscode.Range(document.positionAt(app.start), document.positionAt(app.end)) })),
    );
}
