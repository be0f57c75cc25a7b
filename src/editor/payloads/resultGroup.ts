import * as vscode from "vscode";
import { Schemes } from "../contributions";

/**
 * The group in which results open: where there are some already, the active one first; else beside their source, in a
 * group that is there if there is one; else the active group. So they never make more than one group of their own.
 */
export function resultColumn(source: vscode.Uri | undefined): vscode.ViewColumn {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  const withResults = all.filter(({ tabs }) => tabs.some((tab) => uriOfTab(tab)?.scheme === Schemes.payload));
  const [first] = withResults;
  if (first) return (withResults.includes(active) ? active : first).viewColumn;
  const from = source && [active, ...all].find(({ tabs }) => tabs.some((tab) => uriOfTab(tab)?.toString() === source.toString()));
  if (!from) return active.viewColumn;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbour = [from.viewColumn + 1, from.viewColumn - 1].find((column) => columns.includes(column));
  return neighbour ?? vscode.ViewColumn.Beside;
}

/** What a tab shows, where it is a document or its preview. */
export function uriOfTab({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
