import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { type Endpoint, payloadEncryption } from "../../domain/scopes/catalogue";
import type { RowSubject } from "../commands/row";
import { Commands, type CommandId } from "../workbench/contributions";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";
import type { EncryptionSource } from "../../domain/scopes/endpointRow";

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

  subject(): RowSubject {
    return { kind: "endpoint", app: this.app, endpoint: this.endpoint.id };
  }

  override opens(): CommandId {
    return this.endpoint.path === undefined ? Commands.assignScopes : Commands.newRequestFile;
  }

  item(): vscode.TreeItem {
    const { method, path, notes } = this.endpoint;
    const api = asText(this.endpoint.api);
    const call = path === undefined ? t("path not known") : asText(`${method} ${path}`);
    const encryption = encryptionInWords(payloadEncryption(this.endpoint, this.app));
    const item = new vscode.TreeItem(api);
    item.id = this.id;
    item.description = call;
    item.tooltip = joined([
      api,
      call,
      ...encryption,
      ...(notes === undefined ? [] : [asText(notes, { maxLength: 2_000 })]),
    ]);
    item.iconPath = new vscode.ThemeIcon(path === undefined ? "circle-slash" : "symbol-interface");
    item.accessibilityInformation = { label: joined([api, call, ...encryption], ", ") };
    item.contextValue = path === undefined ? "endpoint" : "endpoint path";
    return item;
  }
}

/** As sure as it is known: of some endpoints only release notes say so. */
function encryptionInWords(known: EncryptionSource | undefined): PlainText[] {
  switch (known) {
    case "listed":
      return [t("payloads can be encrypted")];
    case "releaseNotes":
      return [t("payloads can be encrypted, by release notes alone")];
    case undefined:
      return [];
  }
}
