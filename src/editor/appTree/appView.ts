import * as vscode from "vscode";
import { Views } from "../contributions";
import type { AppStore } from "../storage/appStore";
import type { AppTreeProvider } from "./appTreeProvider";
import { t } from "../words";

/** The view itself; it says so when there are apps and none of them can be read. */
export function registerAppView(provider: AppTreeProvider, store: AppStore): vscode.Disposable {
  const view = vscode.window.createTreeView(Views.apps, { treeDataProvider: provider, showCollapseAll: true });
  const update = async (): Promise<void> => {
    const entries = await store.list().catch(() => []);
    const noneReadable = entries.length > 0 && entries.every(({ status }) => status !== "ok");
    view.message = noneReadable
      ? t("None of these apps can be read: their files are damaged, or a newer version saved them. Each row says which, and offers a way out.")
      : undefined;
  };
  return vscode.Disposable.from(
    view,
    provider.onDidChangeTreeData(() => void update()),
    view.onDidChangeVisibility(() => void update()),
  );
}
