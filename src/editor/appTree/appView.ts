import * as vscode from "vscode";
import { Views } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import type { AppStore } from "../storage/appStore";
import type { AppTreeProvider } from "./appTreeProvider";
import type { TreeNode } from "./treeNode";
import { t } from "../workbench/words";

const REVEAL_TRIES = 10;
/** Milliseconds between two tries. */
const REVEAL_PAUSE = 50;

/** The view itself; it says so when there are apps and none of them can be read. */
export class AppView implements vscode.Disposable {
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposables: vscode.Disposable;

  readonly #provider: AppTreeProvider;
  readonly #store: AppStore;

  constructor(provider: AppTreeProvider, store: AppStore, log: FailureLog) {
    this.#provider = provider;
    this.#store = store;

    this.#view = vscode.window.createTreeView(Views.apps, {
      treeDataProvider: provider,
      showCollapseAll: true,
      canSelectMany: true,
    });
    const update = (): void => inBackground(log, "tree", () => this.#update());
    this.#disposables = vscode.Disposable.from(
      this.#view,
      provider.onDidChangeTreeData(update),
      this.#view.onDidChangeVisibility(update),
    );
  }

  get isVisible(): boolean {
    return this.#view.visible;
  }

  /** What is selected, of what a person sees. */
  get selection(): readonly TreeNode[] {
    return this.#view.visible ? this.#view.selection : [];
  }

  /** Shows the view, with the app's row selected and open, or that of an endpoint of that id below it, where it has one. */
  async reveal(id: string, endpoint?: string): Promise<void> {
    await vscode.commands.executeCommand(`${Views.apps}.focus`);
    // A view that has just come up, or an app that has just been made, has its rows made anew meanwhile.
    for (let tries = 0; tries < REVEAL_TRIES; tries++) {
      const app = await this.#provider.nodeOf(id);
      if (!app) return;
      const node = (endpoint !== undefined && rowOfEndpoint(app, endpoint)) || app;
      await this.#view.reveal(node, { select: true, expand: true }).then(undefined, () => undefined);
      if (this.#view.selection.some((selected) => selected.id === node.id)) return;
      await new Promise((resolve) => setTimeout(resolve, REVEAL_PAUSE));
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #update(): Promise<void> {
    const entries = await this.#store.list().catch(() => []);
    const noneReadable = entries.length > 0 && entries.every(({ status }) => status !== "ok");
    this.#view.message = noneReadable
      ? t(
          "None of these apps can be read: their files are damaged, or a newer version saved them. Each row says which, and offers a way out.",
        )
      : undefined;
  }
}

/** The first row of an endpoint below another row. */
function rowOfEndpoint(row: TreeNode, endpoint: string): TreeNode | undefined {
  const subject = row.subject();
  if (subject.kind === "endpoint") return subject.endpoint === endpoint ? row : undefined;
  for (const child of row.children()) {
    const found = rowOfEndpoint(child, endpoint);
    if (found) return found;
  }
  return undefined;
}
