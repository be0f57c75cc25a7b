import * as vscode from "vscode";

/**
 * Whether the document is in view. VS Code doesn't tell a provider who asks, and other extensions can have hovers and
 * completions for a document that nobody sees: there nothing encrypted is opened, and no app is told of that the text
 * doesn't name.
 */
export function isSeen(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some((editor) => editor.document === document);
}

/**
 * Whether apps that are here may be told of to whoever asks for a completion there: their names, IDs, and what they
 * lack. Where the cursor of the active editor is, and never in Restricted Mode, in which code gets no list of apps.
 */
export function mayTellAppsAtCursor(document: vscode.TextDocument, position: vscode.Position): boolean {
  return mayTellApps(document, ({ selections }) => selections.some(({ active }) => active.isEqual(position)));
}

/** The same for a hover: in the part of the active editor that is in view, since the pointer can be anywhere there. */
export function mayTellAppsAtPointer(document: vscode.TextDocument, position: vscode.Position): boolean {
  return mayTellApps(document, ({ visibleRanges }) => visibleRanges.some((range) => range.contains(position)));
}

function mayTellApps(document: vscode.TextDocument, isThere: (editor: vscode.TextEditor) => boolean): boolean {
  const editor = vscode.window.activeTextEditor;
  return vscode.workspace.isTrusted && editor !== undefined && editor.document === document && isThere(editor);
}
