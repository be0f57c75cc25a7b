import * as vscode from "vscode";
import { type AppProblem, appState, mendingOf, type Severity, severityOf, worstOf } from "../../domain/apps/appState";
import type { AppEntry } from "../../domain/apps/storage/appFile";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { isWaiting } from "../../domain/scopes/standing";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import type { Mending } from "../../domain/errors";
import { Commands, type CommandId } from "../workbench/contributions";
import { mendingMark } from "../commands/mendings";
import { CredentialsNode } from "./credentialNodes";
import { describeApp, explainProblems, rowOf, rowWithProblems } from "../storage/describeApp";
import { ScopesNode } from "./scopeNodes";
import { rowIcon } from "./rowIcon";
import { TablesNode } from "./tableNodes";
import type { RowSubject } from "../commands/row";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { localised, t } from "../workbench/words";

/** An app that can be read. */
export class AppNode extends TreeNode {
  readonly id: string;

  /** Another app has a name that reads the same. */
  readonly #isAlike: boolean;

  constructor(
    /** Replaced when the app changes, so that the row itself stays the same. */
    public app: JwtApp,
    /** True after a look-up that found no secrets in this host; never looked up to draw the tree. */
    public secretsAbsent: boolean,
    readonly parent: TreeNode | undefined,
    isAlike = false,
  ) {
    super();
    this.#isAlike = isAlike;

    this.id = `app:${app.id}`;
  }

  subject(): RowSubject {
    return { kind: "app", app: this.app };
  }

  override opens(): CommandId {
    return Commands.editApp;
  }

  item(): vscode.TreeItem {
    const { app } = this;
    const problems = this.#problems();
    const item = new vscode.TreeItem(asText(app.name), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    const row = rowOf(app, this.#isAlike);
    item.description = rowWithProblems(app, this.#isAlike, problems);
    item.tooltip = this.#tooltip(problems);
    item.iconPath = rowIcon(this.severity(), "key");
    item.accessibilityInformation = { label: joined([asText(app.name), ...explainProblems(problems), row], ", ") };
    item.contextValue = [
      "app",
      app.createdIn,
      signsWithSecret(app.algorithm) ? "hs" : "rs",
      ...(app.scopes.some((scope) => isWaiting(app, scope)) ? ["unpublished"] : []),
      ...(app.hasPreviousSecret ? ["previous"] : []),
      ...(app.envelopeProfile ? ["profile"] : []),
      ...mendingMark(this.mending()),
    ].join(" ");
    return item;
  }

  override children(): TreeNode[] {
    const credentials = new CredentialsNode(this.app, this, this.#problems());
    return this.app.createdIn === "tables"
      ? [credentials, new TablesNode(this.app, this)]
      : [credentials, new ScopesNode(this.app, this)];
  }

  override severity(): Severity | undefined {
    return worstOf(this.#problems().map(severityOf));
  }

  override mending(): Mending | undefined {
    const [worst] = this.#problems();
    return worst && mendingOf(worst, this.app);
  }

  #problems(): readonly AppProblem[] {
    return appState(this.app, { secretsAbsent: this.secretsAbsent });
  }

  #tooltip(problems: readonly AppProblem[]): PlainText {
    const { app } = this;
    const origin = {
      xo: t("Created in the XO Platform"),
      admin: t("Created in the Admin Console"),
      tables: t("Created in Data Tables"),
    };
    return joined([
      asText(app.name),
      ...explainProblems(problems),
      origin[app.createdIn],
      describeApp(app),
      t("Client ID: {0}", app.clientId),
      ...(app.host ? [t("Host: {0}", app.host)] : []),
      ...(app.botId ? [t("Bot ID: {0}", app.botId)] : []),
      ...(app.slug === undefined ? [] : [t("In the gateway: {0}", app.slug)]),
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

  subject(): RowSubject {
    return { kind: "unreadable", id: this.entry.id };
  }

  override opens(): CommandId {
    return Commands.openAppFile;
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
      ? t(
          "This app was saved by a newer version of JWT Apps (file format {0}). Update the extension to use it.",
          entry.version,
        )
      : localised(entry.reason);
    item.iconPath = rowIcon(newer ? undefined : "blocked", "lock");
    item.accessibilityInformation = { label: `${label}, ${description}` };
    item.contextValue = "unreadable";
    return item;
  }
}
