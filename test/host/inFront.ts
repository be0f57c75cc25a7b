import * as assert from "node:assert";
import * as vscode from "vscode";
import { until } from "../until";

/**
 * A new document, never on disk. VS Code gives a name again, with what stood there, before it has let go of a document
 * that was closed: then what stands there is replaced.
 */
async function newText(content: string, language = "plaintext"): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  if (document.getText() !== content) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), content);
    await vscode.workspace.applyEdit(edit);
  }
  assert.strictEqual(document.getText(), content);
  return document;
}

/** A new document in the active editor; the workbench tells which one is active a moment after it has shown it. */
export async function shownText(
  content: string,
  language?: string,
  column?: vscode.ViewColumn,
): Promise<vscode.TextEditor> {
  const document = await newText(content, language);
  const editor = await vscode.window.showTextDocument(document, column);
  await until(() => vscode.window.activeTextEditor === editor, "the editor is active");
  return editor;
}
