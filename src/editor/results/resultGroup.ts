import * as vscode from "vscode";
import { Schemes } from "../workbench/contributions";

/**
 * The group in which results open: where there are some already, the active one first; else beside their source, in a
 * group that is there if there is one; else the active group. So they never make more than one group of their own.
 */
export function resultColumn(source: vscode.Uri | undefined): vscode.ViewColumn {
  const { activeTabGroup: active } = vscode.window.tabGroups;
  const [first, ...others] = groupsWithResults();
  if (first) return ([first, ...others].includes(active) ? active : first).viewColumn;
  return besideOf(source);
}

/** The same for a report, which is read beside its source: never in the source's own group, unless that is a result. */
export function reportColumn(source: vscode.Uri | undefined): vscode.ViewColumn {
  if (source?.scheme === Schemes.payload) return resultColumn(source);
  const from = groupOf(source);
  return groupsWithResults().find((group) => group !== from)?.viewColumn ?? besideOf(source);
}

function groupsWithResults(): vscode.TabGroup[] {
  return vscode.window.tabGroups.all.filter(({ tabs }) =>
    tabs.some((tab) => uriOfTab(tab)?.scheme === Schemes.payload),
  );
}

/** The group in which a document is open, the active one first. */
export function groupOf(uri: vscode.Uri | undefined): vscode.TabGroup | undefined {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  return uri && [active, ...all].find(({ tabs }) => tabs.some((tab) => uriOfTab(tab)?.toString() === uri.toString()));
}

function besideOf(source: vscode.Uri | undefined): vscode.ViewColumn {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  const from = groupOf(source);
  if (!from) return active.viewColumn;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbour = [from.viewColumn + 1, from.viewColumn - 1].find((column) => columns.includes(column));
  return neighbour ?? vscode.ViewColumn.Beside;
}

/** What a tab shows, where it is a document or its preview. */
export function uriOfTab({ input }: vscode.Tab): vscode.Uri | undefined {
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? input.uri : undefined;
}
