import * as vscode from "vscode";
import { Views } from "../contributions";
import { type FailureLog, inBackground } from "../inBackground";
import type { AppStore } from "../storage/appStore";
import type { AppTreeProvider } from "./appTreeProvider";
import type { TreeNode } from "./treeNode";
import { t } from "../words";

/** The view itself; it says so when there are apps and none of them can be read. */
export class AppView implements vscode.Disposable {
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly disposables: vscode.Disposable;

  constructor(
    private readonly provider: AppTreeProvider,
    private readonly store: AppStore,
    log: FailureLog,
  ) {
    this.view = vscode.window.createTreeView(Views.apps, { treeDataProvider: provider, showCollapseAll: true });
    const update = (): void => inBackground(log, "tree", () => this.update());
    this.disposables = vscode.Disposable.from(this.view, provider.onDidChangeTreeData(update), this.view.onDidChangeVisibility(update));
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  /** Shows the view, with the app's row selected and open. */
  async reveal(id: string): Promise<void> {
    await vscode.commands.executeCommand(`${Views.apps}.focus`);
    const node = await this.provider.nodeOf(id);
    // A row that is made anew meanwhile is in view all the same.
    if (node) await this.view.reveal(node, { select: true, expand: true }).then(undefined, () => undefined);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async update(): Promise<void> {
    const entries = await this.store.list().catch(() => []);
    const noneReadable = entries.length > 0 && entries.every(({ status }) => status !== "ok");
    this.view.message = noneReadable
      ? t("None of these apps can be read: their files are damaged, or a newer version saved them. Each row says which, and offers a way out.")
      : undefined;
  }
}
