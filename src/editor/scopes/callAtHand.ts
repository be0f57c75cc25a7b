import * as vscode from "vscode";
import { MOST_WRITTEN } from "../../domain/scopes/callsInText";
import { soughtIn } from "../../domain/scopes/seekEndpoints";
import { documentKind } from "../documents/documentKind";
import type { OpenDocuments } from "../documents/openDocuments";
import { requestAt } from "../documents/requestAtLine";

/**
 * What the active editor gives to look for: its selection, or the request at the cursor; empty where it gives nothing.
 * Of hosts it has those that `isOther`.
 */
export async function callAtHand(
  openDocuments: OpenDocuments,
  isOther: (authority: string) => boolean,
): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return "";
  const { document, selection } = editor;
  const selected = selection.isEmpty ? "" : soughtIn(beginningOf(document, selection), isOther);
  if (selected !== "") return selected;
  if (documentKind(document) !== "request") return "";
  const { version } = document;
  const index = await openDocuments.index(document, () => document.version !== version);
  const sent = requestAt(index, selection.active.line);
  if (!sent) return "";
  const host = isOther(sent.authority) ? `https://${sent.authority}` : "";
  return soughtIn(`${sent.method} ${host}${sent.path}`, isOther);
}

function beginningOf(document: vscode.TextDocument, { start, end }: vscode.Selection): string {
  const most = document.positionAt(document.offsetAt(start) + MOST_WRITTEN);
  return document.getText(new vscode.Range(start, most.isBefore(end) ? most : end));
}
