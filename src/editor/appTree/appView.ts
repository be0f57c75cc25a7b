import * as vscode from "vscode";
import { Views } from "../contributions";
import { type FailureLog, inBackground } from "../inBackground";
import type { AppStore } from "../storage/appStore";
import type { AppTreeProvider } from "./appTreeProvider";

/** The view itself; it says so when there are apps and none of them can be read. */
export function registerAppView(provider: AppTreeProvider, store: AppStore, log: FailureLog): vscode.Disposable {
  const view = vscode.window.createTreeView(Views.apps, { treeDataProvider: provider, showCollapseAll: true });
  const update = (): void => inBackground(log, "tree", bringUpToDate);
  const bringUpToDate = async (): Promise<void> => {
    const entries = await store.list().catch(() => []);
    const noneReadable = entries.length > 0 && entries.every(({ status }) => status !== "ok");
    view.message = noneReadable
      ? vscode.l10n.t("None of these apps can be read: their files are damaged, or a newer version saved them. Each row says which, and offers a way out.")
      : undefined;
  };
  return vscode.Disposable.from(
    view,
    provider.onDidChangeTreeData(update),
    view.onDidChangeVisibility(update),
  );
}
