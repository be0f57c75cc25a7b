import * as vscode from "vscode";
import { UserError } from "../../domain/errors";
import type { TextEdit } from "../../domain/requests/findings/mendVariable";
import type { FileRequest } from "../../domain/requests/read/requestFile";
import { isWritten } from "../commands/notWritten";
import { documentKind, REQUEST_SELECTOR } from "../documents/documentKind";

/** The named one, or that of the active editor. */
export async function requestFile(uri: string | undefined): Promise<vscode.TextDocument> {
  const document = uri === undefined ? vscode.window.activeTextEditor?.document : await opened(uri);
  if (document && documentKind(document) === "request") return document;
  if (document && vscode.languages.match(REQUEST_SELECTOR, document) > 0)
    throw new UserError("not-editable", "The requests can't be changed: this file is read-only.");
  throw new UserError("no-request-file", "There is no request file here.", {
    remedy: "Open a file that ends with .http or .rest, and try again.",
  });
}

async function opened(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}

/** Of a line, or else of the cursor where the document is in front. */
export function offsetOf(document: vscode.TextDocument, line: number | undefined): number {
  const editor = vscode.window.activeTextEditor;
  if (line !== undefined) return document.offsetAt(new vscode.Position(line, 0));
  return editor?.document === document ? document.offsetAt(editor.selection.active) : 0;
}

/** One undo takes it back. */
export async function writeEdits(
  document: vscode.TextDocument,
  version: number,
  edits: readonly TextEdit[],
): Promise<void> {
  if (document.version !== version) throw notWritten();
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of edits)
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
  if (!(await isWritten(document, () => vscode.workspace.applyEdit(edit)))) throw notWritten();
}

function notWritten(): UserError {
  return new UserError(
    "requests-not-changed",
    "The requests were not changed: the file is read-only, or it was changed meanwhile.",
  );
}

/** The lines of requests once edits are made; both are in order. */
export function linesAfter(text: string, requests: readonly Placed[], edits: readonly TextEdit[]): number[] {
  let [at, edit, line] = [0, 0, 0];
  const breaks = (part: string): number => part.split("\n").length - 1;
  return requests.map(({ request }) => {
    for (let next = edits[edit]; next && next.start <= request.start; next = edits[++edit]) {
      line += breaks(text.slice(at, next.start)) + breaks(next.text);
      at = next.end;
    }
    line += breaks(text.slice(at, request.start));
    at = Math.max(at, request.start);
    return line;
  });
}

interface Placed {
  readonly request: Pick<FileRequest, "start">;
}
