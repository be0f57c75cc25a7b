import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { type AppOfRequest, appOfRequest } from "../../domain/requests/read/appOfRequest";
import { documentKind, lengthOf } from "./documentKind";
import type { OpenDocuments } from "./openDocuments";
import { requestAt, tiedNameAt } from "./requestAtLine";

/**
 * The app that the request at the cursor of the active editor names, or at another place in it; undefined where that is
 * no request file, or names none.
 * @param at a UTF-16 offset
 */
export async function appAtCursor(
  openDocuments: OpenDocuments,
  apps: readonly JwtApp[],
  at?: number,
): Promise<AppOfRequest | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || documentKind(editor.document) !== "request") return undefined;
  const { document } = editor;
  if (at !== undefined && at > lengthOf(document)) return undefined;
  const { line } = at === undefined ? editor.selection.start : document.positionAt(at);
  const { version } = document;
  const index = await openDocuments.index(document, () => document.version !== version);
  return index && appOfRequest({ tiedName: tiedNameAt(index, line), sent: requestAt(index, line) }, apps);
}
