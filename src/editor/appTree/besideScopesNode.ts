import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { type BesideScopes, endpointsBesideScopes } from "../../domain/scopes/catalogue";
import type { Scope } from "../../domain/scopes/scope";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import type { RowSubject } from "../commands/row";
import { t } from "../workbench/words";
import { EndpointNode } from "./endpointNode";
import { TreeNode } from "./treeNode";

/** Endpoints to which none of an app's scopes leads: which one opens them is not known or stated, or they take any app. */
export class BesideScopesNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly level: Scope["level"],
    readonly kind: BesideScopes,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/beside:${kind}`;
  }

  subject(): RowSubject {
    return { kind: "group", app: this.app };
  }

  item(): vscode.TreeItem {
    const [label, meaning] = WORDS[this.kind]();
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    const count = asText(String(endpointsBesideScopes(this.level, this.kind).length));
    item.description = count;
    item.tooltip = meaning;
    // Else a screen reader reads the tooltip alone.
    item.accessibilityInformation = { label: joined([label, count], " ") };
    item.contextValue = "besideScopes";
    return item;
  }

  override children(): TreeNode[] {
    return endpointsBesideScopes(this.level, this.kind).map((endpoint) => new EndpointNode(this.app, endpoint, this));
  }
}

const WORDS: Readonly<Record<BesideScopes, () => readonly [label: PlainText, meaning: PlainText]>> = {
  unknown: () => [
    t("Scope not known"),
    t("Apps of this kind can call these endpoints, and which scope they take is not known."),
  ],
  notStated: () => [
    t("Scope and level not stated"),
    t("Whether apps of this kind can call these endpoints is not stated, nor which scope they take."),
  ],
  anyApp: () => [
    t("Any app"),
    t("By its page, any app of this kind can call it. The list of APIs names a scope all the same."),
  ],
};
