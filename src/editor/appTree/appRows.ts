import { once } from "../../domain/once";
import * as vscode from "vscode";
import { type Severity, worstOf } from "../../domain/apps/appState";
import { alikeApps } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { AppEntry } from "../../domain/apps/storage/appFile";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import type { RowSubject } from "../commands/row";
import { readSetting } from "../workbench/contributions";
import { t } from "../workbench/words";
import { AppNode, UnreadableAppNode } from "./appNode";
import { rowIcon } from "./rowIcon";
import { TreeNode } from "./treeNode";

/** The rows of the apps, sorted and grouped as the settings said when they were made. */
export class AppRows {
  readonly roots: TreeNode[] = [];
  readonly #byId = new Map<string, AppNode | UnreadableAppNode>();
  readonly #groups = new Map<string, GroupNode>();
  readonly #groupBy = readSetting("tree.groupBy");

  /** @param secretsAbsent whether the app's secrets were looked up in vain */
  constructor(entries: readonly AppEntry[], secretsAbsent: (id: string) => boolean) {
    const apps = entries.flatMap((entry) => (entry.status === "ok" ? [entry.app] : []));
    const alike = alikeApps(apps);
    for (const app of apps.sort(readSetting("tree.sortBy") === "creation" ? byCreation : byName)) {
      const group = this.#groupOf(app);
      const node = new AppNode(app, secretsAbsent(app.id), group, alike.has(app.id));
      this.#byId.set(app.id, node);
      (group?.apps ?? this.roots).push(node);
    }
    this.roots.push(...[...this.#groups.values()].sort((a, b) => collator().compare(a.label, b.label)));
    for (const entry of entries) {
      if (entry.status === "ok") continue;
      const node = new UnreadableAppNode(entry, undefined);
      this.#byId.set(entry.id, node);
      this.roots.push(node);
    }
  }

  /** The row of an app. */
  of(id: string): TreeNode | undefined {
    return this.#byId.get(id);
  }

  /**
   * Shows an app as it is by now.
   * @returns the row to draw anew; undefined where the rows have to be made anew: a new name or group moves the row, and
   * one that was damaged changes its kind
   */
  replace(app: JwtApp, secretsAbsent: boolean): TreeNode | undefined {
    const row = this.#byId.get(app.id);
    if (!(row instanceof AppNode) || row.app.name !== app.name) return undefined;
    if (groupNameOf(row.app, this.#groupBy) !== groupNameOf(app, this.#groupBy)) return undefined;
    const worst = row.parent?.severity();
    row.app = app;
    row.secretsAbsent = secretsAbsent;
    // A group shows the worst of its apps.
    return row.parent?.severity() === worst ? row : row.parent;
  }

  #groupOf(app: JwtApp): GroupNode | undefined {
    const name = groupNameOf(app, this.#groupBy);
    if (name === undefined) return undefined;
    const group = this.#groups.get(name) ?? new GroupNode(this.#groupBy, name);
    this.#groups.set(name, group);
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
    item.iconPath = rowIcon(this.severity(), this.#kind === "host" ? "server" : "hubot");
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
      ...(refused ? [t("likely to be refused: {0}", refused)] : []),
      ...(noted ? [t("good to know: {0}", noted)] : []),
    ];
  }

  override children(): TreeNode[] {
    return this.apps;
  }
}

function groupNameOf(app: JwtApp, groupBy: string): string | undefined {
  if (groupBy === "host") return app.host ?? "";
  if (groupBy === "bot") return app.botId ?? "";
  return undefined;
}

/** The first use of a collator takes longer than the rest of a start, so it waits for rows to sort. */
const collator = once(() => new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }));

function byName(a: JwtApp, b: JwtApp): number {
  return collator().compare(a.name, b.name);
}

function byCreation(a: JwtApp, b: JwtApp): number {
  return b.createdAt - a.createdAt || byName(a, b);
}
