import * as vscode from "vscode";

/** Where a document is open already, so that a second run opens nothing twice. */
export function columnOf({ uri }: vscode.TextDocument): vscode.ViewColumn | undefined {
  const shows = ({ input }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
  return vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(shows))?.viewColumn;
}
