import * as vscode from "vscode";
import type { AssignedScope, JwtApp } from "../../domain/apps/jwtApp";
import { endpointsOfScope, scopeById } from "../../domain/scopes/catalogue";
import { Commands } from "../contributions";
import { EndpointNode } from "./endpointNode";
import { TreeNode } from "./treeNode";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** The scopes of an app, by category. */
export class ScopesNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/scopes`;
  }

  item(): vscode.TreeItem {
    const { scopes } = this.app;
    const item = new vscode.TreeItem(
      t("Scopes"),
      scopes.length ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.id = this.id;
    item.description = scopes.length ? String(scopes.length) : t("none assigned");
    item.iconPath = new vscode.ThemeIcon("checklist");
    item.contextValue = "scopes";
    if (!scopes.length) item.command = { command: Commands.assignScopes, title: t("Assign Scopes"), arguments: [this] };
    return item;
  }

  override children(): TreeNode[] {
    const byCategory = new Map<string, AssignedScope[]>();
    for (const scope of this.app.scopes) {
      const category = scopeById(scope.id)?.category ?? t("Unknown to this version");
      byCategory.set(category, [...(byCategory.get(category) ?? []), scope]);
    }
    return [...byCategory].sort(([a], [b]) => a.localeCompare(b)).map(([category, scopes]) => new ScopeCategoryNode(this.app, category, scopes, this));
  }
}

class ScopeCategoryNode extends TreeNode {
  readonly id: string;

  constructor(
    private readonly app: JwtApp,
    private readonly category: string,
    private readonly scopes: readonly AssignedScope[],
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/${category}`;
  }

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(asText(this.category), vscode.TreeItemCollapsibleState.Expanded);
    item.id = this.id;
    item.contextValue = "scopeCategory";
    return item;
  }

  override children(): TreeNode[] {
    return this.scopes.map((scope) => new ScopeNode(this.app, scope, this));
  }
}

/** One assigned scope and whether it is published, which only apps created in the XO Platform have to be. */
export class ScopeNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    private readonly scope: AssignedScope,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/${scope.id}`;
  }

  get scopeId(): string {
    return this.scope.id;
  }

  item(): vscode.TreeItem {
    const known = scopeById(this.scope.id);
    const waiting = this.app.createdIn === "xo" && !this.scope.published;
    const state = this.app.createdIn !== "xo" ? undefined : waiting ? t("not published") : t("published");
    const isOpenable = endpointsOfScope(this.scope.id).length > 0;
    const label = asText(known?.name ?? this.scope.id);
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState[isOpenable ? "Collapsed" : "None"]);
    item.id = this.id;
    item.description = state;
    const { description: told } = known ?? {};
    const description = told === undefined ? t("No description is known.") : asText(told, { maxLength: 2_000 });
    item.tooltip = joined([description, plain``, ...this.endpointLines()]);
    item.iconPath = waiting ? new vscode.ThemeIcon("circle-outline") : new vscode.ThemeIcon("pass");
    item.accessibilityInformation = { label: state ? `${label}, ${state}` : label };
    item.contextValue = "scope";
    return item;
  }

  override children(): TreeNode[] {
    return endpointsOfScope(this.scope.id).map((endpoint) => new EndpointNode(this.app, endpoint, this));
  }

  private endpointLines(): PlainText[] {
    const { createdIn } = this.app;
    const endpoints = endpointsOfScope(this.scope.id);
    if (!endpoints.length) return [t("No endpoint of this scope is known.")];
    return endpoints.map(({ api, method, path, encryption }) => {
      if (!path) return t("{0} (its path is not known)", api);
      const call = asText(`${method} ${path}`);
      return createdIn !== "tables" && encryption[createdIn] ? joined([call, t("(payloads can be encrypted)")], " ") : call;
    });
  }
}
