import * as vscode from "vscode";
import { Schemes } from "../workbench/contributions";

/**
 * The column in which what was decrypted opens, which is where one looks: where it is open already; beside its source, if
 * that stands in the only column; else as a tab in the active group, also in one that is locked. So no third column ever
 * comes of it.
 * @param source the document that it came from, if it did
 */
export function resultColumn(result: vscode.Uri, source: vscode.Uri | undefined): vscode.ViewColumn {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  const known = groupOf(result);
  if (known) return known.viewColumn;
  return all.length === 1 && groupOf(source) ? vscode.ViewColumn.Beside : active.viewColumn;
}

/**
 * The column for a report, which is read beside its source: where there are results, but never in the source's own group,
 * unless that is a result; else beside it, in a group that is there if there is one.
 */
export function reportColumn(source: vscode.Uri | undefined): vscode.ViewColumn {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  const isOfResult = source?.scheme === Schemes.payload;
  const from = groupOf(source);
  const groups = all.filter(
    (group) => (isOfResult || group !== from) && group.tabs.some((tab) => urisOfTab(tab).some(isResult)),
  );
  const group = isOfResult && groups.includes(active) ? active : groups[0];
  if (group) return group.viewColumn;
  if (!from) return active.viewColumn;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbour = [from.viewColumn + 1, from.viewColumn - 1].find((column) => columns.includes(column));
  return neighbour ?? vscode.ViewColumn.Beside;
}

/** The group in which a document is open, the active one first. */
export function groupOf(uri: vscode.Uri | undefined): vscode.TabGroup | undefined {
  return uri && groupWith(({ tabs }) => tabs.some((tab) => urisOfTab(tab).some((one) => isSame(one, uri))));
}

/** The group that shows a response of REST Client, the active one first. */
export function responseGroup(): vscode.TabGroup | undefined {
  return groupWith(({ activeTab }) => {
    const input = activeTab?.input;
    return input instanceof vscode.TabInputWebview && RESPONSE_VIEW.test(input.viewType);
  });
}

/** The type of REST Client's panel; VS Code puts something of its own in front of it. */
const RESPONSE_VIEW = /^(?:mainThreadWebview-)?rest-response$/;

function groupWith(has: (group: vscode.TabGroup) => boolean): vscode.TabGroup | undefined {
  const { all, activeTabGroup: active } = vscode.window.tabGroups;
  return [active, ...all].find(has);
}

/** The documents that a tab shows: one, or the two that it compares. */
export function urisOfTab({ input }: vscode.Tab): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified];
  return input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom ? [input.uri] : [];
}

function isResult({ scheme }: vscode.Uri): boolean {
  return scheme === Schemes.payload;
}

function isSame(one: vscode.Uri, other: vscode.Uri): boolean {
  return one.toString() === other.toString();
}
