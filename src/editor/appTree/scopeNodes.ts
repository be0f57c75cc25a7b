import * as vscode from "vscode";
import { appState, type Severity, severityOf, worstOf } from "../../domain/apps/appState";
import type { AssignedScope, JwtApp } from "../../domain/apps/jwtApp";

import { categoryMeaning, endpointsBesideScopes, endpointsOfScope, scopeById } from "../../domain/scopes/catalogue";
import { isWaiting } from "../../domain/scopes/standing";
import { Commands, type CommandId } from "../workbench/contributions";
import { mendingMark } from "../commands/mendings";
import { BesideScopesNode } from "./besideScopesNode";
import { EndpointNode } from "./endpointNode";
import { rowIcon } from "./rowIcon";
import type { RowSubject } from "../commands/row";
import { callInWords, encryptionInWords } from "../storage/describeEndpoint";
import { TreeNode } from "./treeNode";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";
import type { Mending } from "../../domain/errors";

/** The scopes of an app, by category, and what can be called without one that is known. */
export class ScopesNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/scopes`;
  }

  subject(): RowSubject {
    return { kind: "group", app: this.app };
  }

  override opens(): CommandId {
    return Commands.assignScopes;
  }

  item(): vscode.TreeItem {
    const { scopes } = this.app;
    const item = new vscode.TreeItem(t("Scopes"), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    const waiting = scopes.filter((scope) => isWaiting(this.app, scope)).length;
    const count = joined([asText(scopes.length), ...(waiting ? [t("{0} not published", waiting)] : [])], " · ");
    const told = scopes.length ? count : t("none assigned");
    item.description = told;
    item.iconPath = rowIcon(this.severity(), "checklist");
    if (this.severity()) item.accessibilityInformation = { label: withRefusal(joined([t("Scopes"), told], " ")) };
    item.contextValue = ["scopes", ...mendingMark(this.mending())].join(" ");
    if (!scopes.length) item.command = { command: Commands.assignScopes, title: t("Assign Scopes"), arguments: [this] };
    return item;
  }

  override children(): TreeNode[] {
    const byCategory = new Map<string, AssignedScope[]>();
    for (const scope of this.app.scopes) {
      const category = scopeById(scope.id)?.category ?? t("Unknown to this version");
      byCategory.set(category, [...(byCategory.get(category) ?? []), scope]);
    }
    const categories = [...byCategory]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([category, scopes]) => new ScopeCategoryNode(this.app, category, scopes, this));
    return [...categories, ...this.#besideScopes()];
  }

  #besideScopes(): TreeNode[] {
    const { createdIn } = this.app;
    if (createdIn === "tables") return [];
    return (["anyApp", "unknown", "notStated"] as const)
      .filter((kind) => endpointsBesideScopes(createdIn, kind).length > 0)
      .map((kind) => new BesideScopesNode(this.app, createdIn, kind, this));
  }

  override severity(): Severity | undefined {
    const own = appState(this.app).filter((problem) => problem === "no-scopes" || problem === "scopes-unpublished");
    return worstOf(own.map(severityOf));
  }

  override mending(): Mending | undefined {
    const { scopes } = this.app;
    return scopes.some((scope) => isWaiting(this.app, scope))
      ? "publishScopes"
      : scopes.length
        ? undefined
        : "assignScopes";
  }
}

class ScopeCategoryNode extends TreeNode {
  readonly id: string;

  readonly #app: JwtApp;
  readonly #category: string;
  readonly #scopes: readonly AssignedScope[];

  constructor(
    app: JwtApp,
    category: string,
    scopes: readonly AssignedScope[],
    readonly parent: TreeNode,
  ) {
    super();
    this.#app = app;
    this.#category = category;
    this.#scopes = scopes;

    this.id = `${parent.id}/${category}`;
  }

  subject(): RowSubject {
    return { kind: "group", app: this.#app };
  }

  item(): vscode.TreeItem {
    const category = asText(this.#category);
    const item = new vscode.TreeItem(category, vscode.TreeItemCollapsibleState.Expanded);
    item.id = this.id;
    // Else a screen reader reads the tooltip alone.
    item.accessibilityInformation = { label: category };
    const { createdIn } = this.#app;
    const meaning =
      createdIn === "tables" ? undefined : categoryMeaning({ level: createdIn, category: this.#category });
    if (meaning !== undefined) item.tooltip = asText(meaning);
    const waiting = this.#scopes.filter((scope) => isWaiting(this.#app, scope)).length;
    const icon = rowIcon(this.severity());
    if (icon) {
      const told = t("{0} not published", waiting);
      item.iconPath = icon;
      item.description = told;
      item.accessibilityInformation = { label: withRefusal(joined([category, told], " ")) };
    }
    item.contextValue = "scopeCategory";
    return item;
  }

  override severity(): Severity | undefined {
    return worstOf(this.children().map((scope) => scope.severity()));
  }

  override children(): ScopeNode[] {
    return this.#scopes.map((scope) => new ScopeNode(this.#app, scope, this));
  }
}

/** One assigned scope and whether it is published, which only apps created in the XO Platform have to be. */
class ScopeNode extends TreeNode {
  readonly id: string;

  readonly #scope: AssignedScope;

  constructor(
    readonly app: JwtApp,
    scope: AssignedScope,
    readonly parent: TreeNode,
  ) {
    super();
    this.#scope = scope;

    this.id = `${parent.id}/${scope.id}`;
  }

  subject(): RowSubject {
    return { kind: "scope", app: this.app, scope: this.#scope.id };
  }

  override opens(): CommandId {
    return Commands.assignScopes;
  }

  item(): vscode.TreeItem {
    const known = scopeById(this.#scope.id);
    const waiting = isWaiting(this.app, this.#scope);
    const state = this.app.createdIn !== "xo" ? undefined : waiting ? t("not published") : t("published");
    const isOpenable = endpointsOfScope(this.#scope.id).length > 0;
    const label = asText(known?.name ?? this.#scope.id);
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState[isOpenable ? "Collapsed" : "None"]);
    item.id = this.id;
    const told = [...(state === undefined ? [] : [state]), ...(known?.levelNotStated ? [t("level not stated")] : [])];
    if (told.length > 0) item.description = joined(told, " · ");
    const { description } = known ?? {};
    item.tooltip = joined([
      description === undefined ? t("No description is known.") : asText(description, { maxLength: 2_000 }),
      ...(known?.levelNotStated ? [t("No page says for apps of which level it is.")] : []),
      plain``,
      ...shortened(this.#endpointLines()),
    ]);
    item.iconPath = rowIcon(this.severity(), "pass");
    const spoken = joined([label, ...told], ", ");
    item.accessibilityInformation = { label: waiting ? withRefusal(spoken) : spoken };
    item.contextValue = ["scope", ...mendingMark(this.mending())].join(" ");
    return item;
  }

  override severity(): Severity | undefined {
    return isWaiting(this.app, this.#scope) ? severityOf("scopes-unpublished") : undefined;
  }

  override mending(): Mending | undefined {
    return isWaiting(this.app, this.#scope) ? "publishScopes" : undefined;
  }

  override children(): TreeNode[] {
    return endpointsOfScope(this.#scope.id).map((endpoint) => new EndpointNode(this.app, endpoint, this));
  }

  #endpointLines(): PlainText[] {
    const endpoints = endpointsOfScope(this.#scope.id);
    if (!endpoints.length) return [t("No endpoint of this scope is known.")];
    return endpoints.map((endpoint) => {
      const call = callInWords(endpoint);
      if (endpoint.path === undefined) return plain`${asText(endpoint.api)} (${call})`;
      return joined([call, ...encryptionInWords(endpoint, this.app).map((words) => plain`(${words})`)], " ");
    });
  }
}

/** Lines of a tooltip that are read; the rows below say all. */
const MOST_LINES = 12;

function shortened(lines: readonly PlainText[]): readonly PlainText[] {
  const more = lines.length - MOST_LINES;
  return more > 1 ? [...lines.slice(0, MOST_LINES), t("and {0} more", more)] : lines;
}

/** What a row says, and what its sign means. */
export function withRefusal(told: PlainText): PlainText {
  return joined([told, t("likely to be refused")], ", ");
}
