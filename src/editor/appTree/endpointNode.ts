import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Endpoint } from "../../domain/scopes/catalogue";
import { TreeNode } from "./treeNode";
import { t } from "../words";

/** An endpoint that a scope opens, or that works on a table: a request can be written for it where its path is known. */
export class EndpointNode extends TreeNode {
  readonly id: string;

  constructor(
    /** As this row sees it: below a table, with that table alone. */
    readonly app: JwtApp,
    readonly endpoint: Endpoint,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/${endpoint.id}`;
  }

  item(): vscode.TreeItem {
    const { api, method, path, notes } = this.endpoint;
    const item = new vscode.TreeItem(api);
    item.id = this.id;
    item.description = path === undefined ? t("path not known") : `${method} ${path}`;
    item.tooltip = [api, item.description, ...(notes === undefined ? [] : [notes])].join("\n");
    item.iconPath = new vscode.ThemeIcon(path === undefined ? "circle-slash" : "symbol-interface");
    item.accessibilityInformation = { label: `${api}, ${item.description}` };
    item.contextValue = path === undefined ? "endpoint" : "endpoint path";
    return item;
  }
}
