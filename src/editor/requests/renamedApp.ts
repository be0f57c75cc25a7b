import * as vscode from "vscode";
import { isSameName } from "../../domain/apps/appName";
import { parseRequestFile } from "../../domain/requests/requestFile";
import { isLine } from "../../domain/requests/requestParts";
import { showStatus } from "../statusMessage";
import { documentKind } from "./documentKind";

/** Files that are looked into, and the bytes of one. */
const MAX_FILES = 500;
const MAX_BYTES = 5_000_000;

/** Where request files, open or in the workspace, name an app by the name it had, offers to write the new one. */
export async function offerNewName({ from, to }: { readonly from: string; readonly to: string }): Promise<void> {
  const { t } = vscode.l10n;
  if (!isLine(to)) return;
  const open = await openFilesNaming(from);
  const count = linesNaming(from, open).length;
  if (count === 0) return;
  const update = t("Update");
  const message =
    count === 1 ? t("One line in a request file is tied to “{0}”, which is now “{1}”.", from, to) : t("{0} lines in request files are tied to “{1}”, which is now “{2}”.", count, from, to);
  if ((await vscode.window.showInformationMessage(message, update)) !== update) return;
  // As the documents are by then.
  const edit = new vscode.WorkspaceEdit();
  const lines = linesNaming(from, await openFilesNaming(from));
  for (const { document, range } of lines) edit.replace(document.uri, range, to);
  // As a refactoring, so that files which no editor shows are saved.
  if (await vscode.workspace.applyEdit(edit, { isRefactoring: true })) showStatus(t("Updated {0} lines", lines.length));
}

/** The request files that are open, and those of the workspace which name the app. */
async function openFilesNaming(name: string): Promise<vscode.TextDocument[]> {
  const open = vscode.workspace.textDocuments.filter((document) => !document.isClosed && documentKind(document) === "request");
  const files = await vscode.workspace.findFiles("**/*.{http,rest}", undefined, MAX_FILES);
  const closed = files.filter((uri) => !open.some((document) => document.uri.toString() === uri.toString()));
  const naming = await Promise.all(closed.map(async (uri) => ((await names(uri, name)) ? vscode.workspace.openTextDocument(uri) : undefined)));
  return [...open, ...naming.filter((document) => document !== undefined)];
}

async function names(uri: vscode.Uri, name: string): Promise<boolean> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > MAX_BYTES) return false;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return parseRequestFile(text).blocks.some(({ appLines }) => appLines.some(({ app }) => isSameName(app.text, name)));
  } catch {
    // Gone or unreadable meanwhile: nothing to offer there.
    return false;
  }
}

function linesNaming(name: string, documents: readonly vscode.TextDocument[]): { document: vscode.TextDocument; range: vscode.Range }[] {
  return documents.flatMap((document) =>
    parseRequestFile(document.getText())
      .blocks.flatMap(({ appLines }) => appLines)
      .filter(({ app }) => isSameName(app.text, name))
      .map(({ app }) => ({ document, range: new vscode.Range(document.positionAt(app.start), document.positionAt(app.end)) })),
  );
}
