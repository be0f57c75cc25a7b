import * as vscode from "vscode";
import { isSameName } from "../../../domain/apps/appName";
import { appNamed } from "../../../domain/apps/findApp";
import { LIMITS } from "../../../domain/limits";
import { parseRequestFileInSteps } from "../../../domain/requests/read/parseRequestFile";
import { isRequestFileName } from "../../../domain/requests/read/requestFileName";
import type { Piece } from "../../../domain/text/textRange";
import { isLine } from "../../../domain/requests/write/requestVariables";
import { TimeSlices } from "../../../domain/steps";
import { showStatus } from "../../workbench/statusMessage";
import type { Renamed } from "../../storage/appStore";
import { filesOfWorkspace } from "../../documents/filesOfWorkspace";
import { documentKind, lengthOf, REQUEST_FILES } from "../../documents/documentKind";
import { textInSteps } from "../../documents/textInSteps";
import { t } from "../../workbench/words";

/** Files that are looked into. */
const MAX_FILES = 500;

/** Where request files, open or in the workspace, name an app by the name it had, offers to write the new one. */
export async function offerNewName(renamed: Renamed): Promise<void> {
  const { before, to } = renamed;
  if (!isLine(to)) return;
  const open = await openFilesNaming(renamed);
  const count = (await linesNaming(renamed, open)).length;
  if (count === 0) return;
  const update = t("Update");
  const message =
    count === 1
      ? t("One line in a request file is tied to “{0}”, which is now “{1}”.", before.name, to)
      : t("{0} lines in request files are tied to “{1}”, which is now “{2}”.", count, before.name, to);
  if ((await vscode.window.showInformationMessage(message, update)) !== update) return;
  // As the documents are by then.
  const edit = new vscode.WorkspaceEdit();
  const lines = await linesNaming(renamed, await openFilesNaming(renamed));
  for (const { document, range } of lines) edit.replace(document.uri, range, to);
  // As a refactoring, so that files which no editor shows are saved.
  if (await vscode.workspace.applyEdit(edit, { isRefactoring: true })) showStatus(t("Updated {0} lines", lines.length));
}

/** The request files that are open, and those of the workspace which name the app. */
async function openFilesNaming(renamed: Renamed): Promise<vscode.TextDocument[]> {
  const open = vscode.workspace.textDocuments.filter(
    (document) => !document.isClosed && documentKind(document) === "request",
  );
  const { files } = await filesOfWorkspace({ pattern: REQUEST_FILES, isMeant: isRequestFileName, most: MAX_FILES });
  const closed = files.filter((uri) => !open.some((document) => document.uri.toString() === uri.toString()));
  const naming: vscode.TextDocument[] = [];
  // One after the other: all at once would be in memory together.
  for (const uri of closed) if (await isNaming(uri, renamed)) naming.push(await vscode.workspace.openTextDocument(uri));
  return [...open, ...naming];
}

async function isNaming(uri: vscode.Uri, renamed: Renamed): Promise<boolean> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > LIMITS.renamedFile) return false;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return (await namesIn(text, renamed)).length > 0;
  } catch {
    // Gone or unreadable meanwhile: nothing to offer there.
    return false;
  }
}

/** Where the text names the app. */
async function namesIn(text: string, renamed: Renamed): Promise<Piece[]> {
  const file = await new TimeSlices().run(parseRequestFileInSteps(text));
  return (file?.blocks ?? []).flatMap(({ appLines }) =>
    appLines.flatMap(({ app }) => (isNamed(renamed, app.text) ? app : [])),
  );
}

async function linesNaming(
  renamed: Renamed,
  documents: readonly vscode.TextDocument[],
): Promise<{ document: vscode.TextDocument; range: vscode.Range }[]> {
  const found: { document: vscode.TextDocument; range: vscode.Range }[] = [];
  for (const document of documents) {
    if (lengthOf(document) > LIMITS.document) continue;
    const { version } = document;
    const text = await new TimeSlices(() => document.version !== version).run(textInSteps(document));
    const apps = text === undefined ? [] : await namesIn(text, renamed);
    // Of a text that was changed meanwhile the places aren't known.
    if (document.version !== version) continue;
    for (const { start, end } of apps)
      found.push({ document, range: new vscode.Range(document.positionAt(start), document.positionAt(end)) });
  }
  return found;
}

/** By the name it had, and not another app that has one which reads the same. */
function isNamed({ before, others }: Renamed, reference: string): boolean {
  return isSameName(before.name, reference) && appNamed([before, ...others], reference) === before;
}
