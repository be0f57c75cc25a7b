import * as assert from "node:assert";
import * as vscode from "vscode";
import { until } from "../until";

/**
 * A new document, never on disk. VS Code gives a name again, with what stood there, before it has let go of a document
 * that was closed: then what stands there is replaced.
 */
export async function newText(content: string, language = "plaintext"): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  if (document.getText() !== content) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), content);
    await vscode.workspace.applyEdit(edit);
  }
  assert.strictEqual(document.getText(), content);
  return document;
}

/** Shows it in the active editor: the workbench tells which one is active a moment after it has shown it. */
export async function inFront(
  shown: vscode.TextDocument | vscode.Uri,
  options: vscode.TextDocumentShowOptions = {},
): Promise<vscode.TextEditor> {
  const document = shown instanceof vscode.Uri ? await vscode.workspace.openTextDocument(shown) : shown;
  const editor = await vscode.window.showTextDocument(document, options);
  await until(() => vscode.window.activeTextEditor === editor, "the editor is active");
  return editor;
}

/** A new document in the active editor. */
export async function shownText(
  content: string,
  language?: string,
  viewColumn?: vscode.ViewColumn,
): Promise<vscode.TextEditor> {
  return inFront(await newText(content, language), { viewColumn });
}
