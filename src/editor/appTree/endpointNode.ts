import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { Endpoint } from "../../domain/scopes/catalogue";
import { RATE_LIMIT_WORDS } from "../../domain/scopes/rateLimit";
import type { RowSubject } from "../commands/row";
import { callInWords, encryptionInWords, needInWords } from "../storage/describeEndpoint";
import { Commands, type CommandId } from "../workbench/contributions";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { told } from "../workbench/words";

/** An endpoint that a scope opens, or that works on a table: a request can be written for it where it has a path. */
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

  override opens(): CommandId | undefined {
    const { path, address } = this.endpoint;
    if (path !== undefined) return Commands.newRequestFile;
    return address === "yours" ? undefined : Commands.assignScopes;
  }

  item(): vscode.TreeItem {
    const { path, address, notes, limits, rateLimit } = this.endpoint;
    const api = asText(this.endpoint.api);
    const call = callInWords(this.endpoint);
    const encryption = encryptionInWords(this.endpoint, this.app);
    const item = new vscode.TreeItem(api);
    item.id = this.id;
    item.description = call;
    item.tooltip = joined([
      api,
      call,
      ...this.#need(),
      ...encryption,
      told(RATE_LIMIT_WORDS[rateLimit]),
      ...[limits, notes].flatMap((text) => (text === undefined ? [] : [asText(text, { maxLength: 2_000 })])),
    ]);
    item.iconPath = new vscode.ThemeIcon(
      address === "yours" ? "call-incoming" : iconOf(path !== undefined, encryption.length > 0),
    );
    item.accessibilityInformation = { label: joined([api, call, ...encryption], ", ") };
    item.contextValue = path === undefined ? "endpoint" : "endpoint path";
    return item;
  }

  /** Where the row above, a scope, doesn't say all of it. */
  #need(): PlainText[] {
    const own = this.endpoint.access[this.app.createdIn];
    return own?.kind === "anyApp" || own?.kind === "platformCalls" ? [needInWords(own)] : [];
  }
}

/** A shield where payloads can be encrypted; words say so as well. */
function iconOf(hasPath: boolean, encrypts: boolean): string {
  if (!hasPath) return "circle-slash";
  return encrypts ? "shield" : "symbol-interface";
}
