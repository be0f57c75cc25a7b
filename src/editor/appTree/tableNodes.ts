import * as vscode from "vscode";
import { appState, type Severity, severityOf, worstOf } from "../../domain/apps/appState";
import { placeOf } from "../../domain/apps/onPlatform";
import type { JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import type { Mending } from "../../domain/errors";
import { endpointsOfTables } from "../../domain/scopes/catalogue";
import { Commands, type CommandId } from "../workbench/contributions";
import { EndpointNode } from "./endpointNode";
import { withRefusal } from "./scopeNodes";
import { describePermission } from "../storage/describeApp";
import { rowIcon } from "./rowIcon";
import type { RowSubject } from "../commands/row";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** The tables and views that a Data Tables app was given, with the permissions of each. */
export class TablesNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/tables`;
  }

  subject(): RowSubject {
    return { kind: "group", app: this.app };
  }

  override opens(): CommandId {
    return Commands.assignTables;
  }

  item(): vscode.TreeItem {
    const { tables } = this.app;
    const item = new vscode.TreeItem(
      t("Tables"),
      tables.length ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.id = this.id;
    item.description = tables.length ? String(tables.length) : t("none assigned");
    item.iconPath = rowIcon(this.severity(), "table");
    if (this.severity())
      item.accessibilityInformation = { label: withRefusal(joined([t("Tables"), t("none assigned")], " ")) };
    item.contextValue = "tables";
    if (!tables.length) item.command = { command: Commands.assignTables, title: t("Assign Tables"), arguments: [this] };
    return item;
  }

  override children(): TreeNode[] {
    return this.app.tables.map((permission) => new TableNode(this.app, permission, this));
  }

  override severity(): Severity | undefined {
    return worstOf(
      appState(this.app)
        .filter((problem) => problem === "no-tables")
        .map(severityOf),
    );
  }

  override mending(): Mending | undefined {
    return this.app.tables.length ? undefined : "assignTables";
  }
}

class TableNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly permission: TablePermission,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/${permission.kind}:${permission.name}`;
  }

  subject(): RowSubject {
    return { kind: "table", app: this.app, table: this.permission };
  }

  override opens(): CommandId {
    return Commands.assignTables;
  }

  item(): vscode.TreeItem {
    const { kind, name } = this.permission;
    const item = new vscode.TreeItem(asText(name), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    const description = describePermission(this.permission);
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(kind === "table" ? "table" : "eye");
    const told = kind === "table" ? t("Table {0}: {1}", name, description) : t("View {0}: {1}", name, description);
    item.tooltip = joined([told, ...this.#definition()]);
    item.accessibilityInformation = { label: told };
    item.contextValue = "table";
    return item;
  }

  /** Where its definition comes from, and where another one goes to. */
  #definition(): PlainText[] {
    const isTable = this.permission.kind === "table";
    const from = placeOf(isTable ? "exportTable" : "exportView", this.app);
    const to = placeOf(isTable ? "importTable" : "importView", this.app);
    return from && to ? [t("Its definition is exported at {0}; one is imported at {1}.", from.path, to.path)] : [];
  }

  override children(): TreeNode[] {
    const app = { ...this.app, tables: [this.permission] };
    return endpointsOfTables()
      .filter(({ access }) => access.tables?.kind === "tables" && access.tables.on === this.permission.kind)
      .map((endpoint) => new EndpointNode(app, endpoint, this));
  }
}
