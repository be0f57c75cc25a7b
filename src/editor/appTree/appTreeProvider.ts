import * as vscode from "vscode";
import type { AppEntry } from "../../domain/apps/storage/appFile";
import { type Severity, worstOf } from "../../domain/apps/appState";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { ContextKeys, readSetting, SETTINGS_SECTION, setContextKey } from "../workbench/contributions";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import type { AppStore } from "../storage/appStore";
import { AppNode, UnreadableAppNode } from "./appNode";
import { iconOf } from "./sign";
import type { RowSubject } from "../commands/row";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** The tree of apps. A change of one app refreshes that one row. */
export class AppTreeProvider implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  #roots: TreeNode[] = [];
  #nodes = new Map<string, AppNode | UnreadableAppNode>();
  readonly #disposables: vscode.Disposable[];

  readonly #store: AppStore;

  constructor(store: AppStore, log: FailureLog) {
    this.#store = store;

    this.#disposables = [
      this.#changed,
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
    if (node) return node.children();
    await this.#build();
    return this.#roots;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return node.parent;
  }

  /** The row of an app, for revealing it. */
  async nodeOf(id: string): Promise<TreeNode | undefined> {
    if (!this.#nodes.has(id)) await this.#build();
    return this.#nodes.get(id);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  async #refresh(ids: readonly string[] | undefined): Promise<void> {
    const groupBy = readSetting("tree.groupBy");
    if (!ids) {
      // Also while the view is hidden: commands and the walkthrough go by it.
      setContextKey(ContextKeys.appCount, (await this.#store.apps()).length);
      return this.#changed.fire(undefined);
    }
    for (const id of ids) {
      const [before, app] = [this.#nodes.get(id), await this.#store.get(id)];
      // A new name or group moves the row, and a row that was damaged changes its kind: those need the whole list.
      const inPlace =
        before instanceof AppNode &&
        app &&
        before.app.name === app.name &&
        groupOf(before.app, groupBy) === groupOf(app, groupBy);
      if (!inPlace) return this.#changed.fire(undefined);
      const worst = before.parent?.severity();
      before.app = app;
      before.secretsAbsent = this.#store.secretsAbsent(id);
      // A group shows the worst of its apps.
      this.#changed.fire(before.parent?.severity() === worst ? before : before.parent);
    }
  }

  async #build(): Promise<void> {
    const entries = await this.#store.list();
    const readable = entries.flatMap((entry) => (entry.status === "ok" ? [entry.app] : []));
    const unreadable = entries.filter((entry) => entry.status !== "ok");
    const [groupBy, sortBy] = [readSetting("tree.groupBy"), readSetting("tree.sortBy")];
    setContextKey(ContextKeys.appCount, readable.length);
    const alike = alikeApps(readable);

    this.#nodes = new Map();
    const groups = new Map<string, GroupNode>();
    this.#roots = [];
    for (const app of readable.sort(sortBy === "creation" ? byCreation : byName)) {
      const name = groupOf(app, groupBy);
      const node = new AppNode(
        app,
        this.#store.secretsAbsent(app.id),
        name === undefined ? undefined : this.#group(groups, name, groupBy),
        alike.has(app.id),
      );
      this.#nodes.set(app.id, node);
      if (node.parent instanceof GroupNode) node.parent.apps.push(node);
      else this.#roots.push(node);
    }
    this.#roots.push(...[...groups.values()].sort((a, b) => compareNames(a.label, b.label)));
    for (const entry of unreadable as Exclude<AppEntry, { status: "ok" }>[]) {
      const node = new UnreadableAppNode(entry, undefined);
      this.#nodes.set(entry.id, node);
      this.#roots.push(node);
    }
  }

  #group(groups: Map<string, GroupNode>, name: string, kind: string): GroupNode {
    const existing = groups.get(name);
    if (existing) return existing;
    const group = new GroupNode(kind, name);
    groups.set(name, group);
    return group;
  }
}

/** Apps of one host or one bot. */
class GroupNode extends TreeNode {
  readonly id: string;
  readonly parent = undefined;
  readonly apps: AppNode[] = [];

  readonly #kind: string;
  readonly #name: string;

  constructor(kind: string, name: string) {
    super();
    this.#kind = kind;
    this.#name = name;

    this.id = `group:${kind}:${name}`;
  }

  subject(): RowSubject {
    return { kind: "group" };
  }

  get label(): PlainText {
    if (this.#name) return asText(this.#name);
    return this.#kind === "host" ? t("No host") : t("No bot");
  }

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(this.label, vscode.TreeItemCollapsibleState.Expanded);
    item.id = this.id;
    item.description = String(this.apps.length);
    item.iconPath = iconOf(this.severity(), this.#kind === "host" ? "server" : "hubot");
    item.accessibilityInformation = { label: joined([this.label, ...this.#told()], ", ") };
    item.contextValue = "group";
    return item;
  }

  override severity(): Severity | undefined {
    return worstOf(this.apps.map((app) => app.severity()));
  }

  /** How many apps there are, and how many of them have which sign. */
  #told(): PlainText[] {
    const count = (severity: Severity): number => this.apps.filter((app) => app.severity() === severity).length;
    const [blocked, refused, noted] = [count("blocked"), count("refused"), count("note")];
    return [
      this.apps.length === 1 ? t("1 app") : t("{0} apps", this.apps.length),
      ...(blocked ? [t("can't work: {0}", blocked)] : []),
      ...(refused ? [t("will be refused: {0}", refused)] : []),
      ...(noted ? [t("good to know: {0}", noted)] : []),
    ];
  }

  override children(): TreeNode[] {
    return this.apps;
  }
}

function groupOf(app: JwtApp, groupBy: string): string | undefined {
  if (groupBy === "host") return app.host ?? "";
  if (groupBy === "bot") return app.botId ?? "";
  return undefined;
}

let collator: Intl.Collator | undefined;

/** The first use of a collator takes longer than the rest of a start, so it waits for rows to sort. */
function compareNames(a: string, b: string): number {
  collator ??= new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  return collator.compare(a, b);
}

function byName(a: JwtApp, b: JwtApp): number {
  return compareNames(a.name, b.name);
}

function byCreation(a: JwtApp, b: JwtApp): number {
  return b.createdAt - a.createdAt || byName(a, b);
}
