import * as vscode from "vscode";
import { appState } from "../../domain/apps/appState";
import type { AppEntry } from "../../domain/apps/appFile";
import { type JwtApp, signsWithSecret } from "../../domain/apps/jwtApp";
import { localised } from "../localised";
import { CredentialsNode } from "./credentialNodes";
import { describeApp, describeProblem, rowOf } from "./describeApp";
import { ScopesNode } from "./scopeNodes";
import { TablesNode } from "./tableNodes";
import { TreeNode } from "./treeNode";
import { asText, joined, plain, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** An app that can be read. */
export class AppNode extends TreeNode {
  readonly id: string;

  constructor(
    /** Replaced when the app changes, so that the row itself stays the same. */
    public app: JwtApp,
    /** True after a look-up that found no secrets in this host; never looked up to draw the tree. */
    public secretsAbsent: boolean,
    readonly parent: TreeNode | undefined,
    /** Another app has a name that reads the same. */
    private readonly isAlike = false,
  ) {
    super();
    this.id = `app:${app.id}`;
  }

  item(): vscode.TreeItem {
    const { app } = this;
    const problems = this.problems();
    const item = new vscode.TreeItem(asText(app.name), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    const row = rowOf(app, this.isAlike);
    item.description = joined([row, ...problems], " · ");
    item.tooltip = this.tooltip(problems);
    item.iconPath = problems.length
      ? new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"))
      : new vscode.ThemeIcon("key");
    item.accessibilityInformation = { label: joined([asText(app.name), row, ...problems], ", ") };
    item.contextValue = [
      "app",
      app.createdIn,
      signsWithSecret(app.algorithm) ? "hs" : "rs",
      ...(app.scopes.some((scope) => !scope.published) && app.createdIn === "xo" ? ["unpublished"] : []),
      ...(app.hasPreviousSecret ? ["previous"] : []),
      ...(app.envelopeProfile ? ["profile"] : []),
    ].join(" ");
    return item;
  }

  override children(): TreeNode[] {
    const credentials = new CredentialsNode(this.app, this);
    return this.app.createdIn === "tables"
      ? [credentials, new TablesNode(this.app, this)]
      : [credentials, new ScopesNode(this.app, this)];
  }

  private problems(): PlainText[] {
    const known = appState(this.app).flatMap((problem) => describeProblem(problem));
    return this.secretsAbsent ? [...known, t("secrets not in this window")] : known;
  }

  private tooltip(problems: readonly PlainText[]): PlainText {
    const { app } = this;
    return joined([
      asText(app.name),
      describeApp(app),
      t("Client ID: {0}", app.clientId),
      ...(app.host ? [t("Host: {0}", app.host)] : []),
      ...(app.botId ? [t("Bot ID: {0}", app.botId)] : []),
      ...problems.map((problem) => plain`⚠ ${problem}`),
    ]);
  }
}

/** An app file that can't be read, or that a newer version wrote: shown with a way out, and no harm to the others. */
export class UnreadableAppNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly entry: Exclude<AppEntry, { status: "ok" }>,
    readonly parent: TreeNode | undefined,
  ) {
    super();
    this.id = `app:${entry.id}`;
  }

  item(): vscode.TreeItem {
    const { entry } = this;
    const newer = entry.status === "newer";
    const label = newer && entry.name ? asText(entry.name) : t("Unreadable app {0}", entry.id.slice(0, 8));
    const description = newer ? t("made by a newer version, read-only") : t("damaged");
    const item = new vscode.TreeItem(label);
    item.id = this.id;
    item.description = description;
    item.tooltip = newer
      ? t("This app was saved by a newer version of JWT Apps (file format {0}). Update the extension to use it.", entry.version)
      : localised(entry.reason);
    item.iconPath = new vscode.ThemeIcon(newer ? "lock" : "error", newer ? undefined : new vscode.ThemeColor("list.errorForeground"));
    item.accessibilityInformation = { label: `${label}, ${description}` };
    item.contextValue = "unreadable";
    return item;
  }
}
