import * as vscode from "vscode";
import { ContextKeys, setContextKey, SETTINGS_SECTION } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import type { AppStore } from "../storage/appStore";
import type { AppRows } from "./appRows";
import type { TreeNode } from "./treeNode";

/** The tree of apps. A change of one app refreshes that one row. */
export class AppTreeProvider implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  /** As they were last asked for. */
  #rows: AppRows | undefined;
  /** What was asked for last, which has the rows that the window has: another answer may come behind it. */
  #making: Promise<AppRows> | undefined;
  readonly #disposables: vscode.Disposable[];

  readonly #store: AppStore;

  constructor(store: AppStore, log: FailureLog) {
    this.#store = store;

    this.#disposables = [
      this.#changed,
      store.onDidKnow(() => inBackground(log, "number of apps", () => this.#count())),
      store.onDidChange((ids) => inBackground(log, "tree", () => this.#refresh(ids))),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SETTINGS_SECTION}.tree`)) this.#changed.fire(undefined);
      }),
    ];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.item();
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    return node ? node.children() : (await this.#makeRows()).roots;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  /** The row of an app, for revealing it. */
  async nodeOf(id: string): Promise<TreeNode | undefined> {
    await this.#making?.catch(() => undefined);
    return this.#rows?.of(id) ?? (await this.#makeRows()).of(id);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #refresh(ids: readonly string[] | undefined): Promise<void> {
    if (!ids) {
      await this.#count();
      return this.#changed.fire(undefined);
    }
    for (const id of ids) {
      const app = await this.#store.get(id);
      const row = app && this.#rows?.replace(app, this.#store.secretsAbsent(id));
      this.#changed.fire(row);
      if (!row) return;
    }
  }

  /** For commands, menus and the walkthrough, which go by it while the view is hidden, too. */
  async #count(): Promise<void> {
    setContextKey(ContextKeys.appCount, (await this.#store.apps()).length);
  }

  async #makeRows(): Promise<AppRows> {
    const making = this.#listed();
    this.#making = making;
    const rows = await making;
    if (this.#making === making) this.#rows = rows;
    return rows;
  }

  async #listed(): Promise<AppRows> {
    const { AppRows } = await import("./appRows");
    const entries = await this.#store.list();
    setContextKey(ContextKeys.appCount, entries.filter(({ status }) => status === "ok").length);
    return new AppRows(entries, (id) => this.#store.secretsAbsent(id));
  }
}
