import * as vscode from "vscode";
import { type AppProblem, mendingOf, type Severity, severityOf, worstOf } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";

import { Commands, type CommandId } from "../workbench/contributions";
import { MENDING_COMMANDS, mendingMark } from "../commands/mendings";
import { explainProblems } from "../storage/describeApp";
import { rowIcon } from "./rowIcon";
import type { RowSubject } from "../commands/row";
import { TreeNode } from "./treeNode";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";
import type { Mending } from "../../domain/errors";

/** Client ID, secret and keys of an app; of the secrets only whether they should be there. */
export class CredentialsNode extends TreeNode {
  readonly id: string;

  readonly #app: JwtApp;
  readonly #problems: readonly AppProblem[];

  constructor(
    app: JwtApp,
    readonly parent: TreeNode,
    problems: readonly AppProblem[],
  ) {
    super();
    this.#app = app;
    this.#problems = problems;

    this.id = `${parent.id}/credentials`;
  }

  subject(): RowSubject {
    return { kind: "group", app: this.#app };
  }

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(t("Credentials"), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.iconPath = rowIcon(this.severity(), "shield");
    const problems = this.#problems.filter((problem) =>
      this.children().some((child) => child.credential.problem === problem),
    );
    if (problems.length)
      item.accessibilityInformation = { label: joined([t("Credentials"), ...explainProblems(problems)], ", ") };
    item.contextValue = "credentials";
    return item;
  }

  override children(): CredentialNode[] {
    return [...credentialsOf(this.#app, this.#problems)].map(
      (credential) => new CredentialNode(this.#app, credential, this),
    );
  }

  override severity(): Severity | undefined {
    return worstOf(this.children().map((child) => child.severity()));
  }
}

interface Credential {
  readonly kind:
    | "appId"
    | "clientId"
    | "algorithm"
    | "clientSecret"
    | "previousSecret"
    | "signingKey"
    | "platformKey"
    | "payloadKey";
  readonly label: PlainText;
  readonly value: PlainText;
  /** What a screen reader says in place of dots. */
  readonly spoken?: PlainText;
  readonly icon: string;
  /** A public key that can be copied from this row. */
  readonly publicKey?: string;
  readonly problem?: AppProblem | undefined;
}

/** One credential's row. */
export class CredentialNode extends TreeNode {
  readonly id: string;

  constructor(
    readonly app: JwtApp,
    readonly credential: Credential,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/${credential.kind}`;
  }

  subject(): RowSubject {
    return { kind: "credential", app: this.app, publicKey: this.credential.publicKey };
  }

  /** The form has a place for each; what a click does is Enter's, too. */
  override opens(): CommandId {
    const mending = this.mending();
    if (mending) return MENDING_COMMANDS[mending];
    return this.credential.kind === "clientId" ? Commands.copyClientId : Commands.editApp;
  }

  item(): vscode.TreeItem {
    const { label, value, spoken, icon, kind, publicKey, problem } = this.credential;
    const item = new vscode.TreeItem(label);
    item.id = this.id;
    item.description = value;
    const told = problem ? [label, ...explainProblems([problem])] : [label, spoken ?? value];
    item.tooltip = problem ? joined(told) : `${label}: ${spoken ?? value}`;
    item.iconPath = rowIcon(this.severity(), icon);
    item.accessibilityInformation = { label: joined(told, ", ") };
    item.contextValue = [
      "credential",
      // What isn't there can't be copied or replaced.
      ...(this.severity() === "blocked" ? [] : [kind]),
      ...(publicKey ? ["publicKey"] : []),
      ...mendingMark(this.mending()),
    ].join(" ");
    if (kind === "clientId") {
      item.command = { command: Commands.copyClientId, title: t("Copy Client ID"), arguments: [this] };
    }
    return item;
  }

  override severity(): Severity | undefined {
    const { problem } = this.credential;
    return problem && severityOf(problem);
  }

  override mending(): Mending | undefined {
    const { problem } = this.credential;
    return problem && mendingOf(problem, this.app);
  }
}

function* credentialsOf(app: JwtApp, problems: readonly AppProblem[]): Generator<Credential> {
  // In place of what is never shown.
  const dots = asText("••••••••");
  const found = (...candidates: AppProblem[]): AppProblem | undefined =>
    candidates.find((problem) => problems.includes(problem));
  if (app.appId) yield { kind: "appId", label: t("App ID"), value: asText(app.appId), icon: "symbol-string" };
  yield { kind: "clientId", label: t("Client ID"), value: asText(app.clientId), icon: "symbol-string" };
  if (app.algorithmAssumed) {
    yield {
      kind: "algorithm",
      label: t("JWT Signing Algorithm"),
      value: t("{0}, assumed", app.algorithm),
      icon: "edit",
      problem: found("algorithm-assumed"),
    };
  }
  // The platform gives every app a secret; an RS* app may do without one here.
  if (signsWithSecret(app.algorithm)) {
    const problem = found("client-secret-missing", "secrets-absent");
    const value = problem ? absence(problem) : dots;
    yield { kind: "clientSecret", label: t("Client Secret"), value, spoken: t("hidden"), icon: "lock", problem };
  }
  if (app.hasPreviousSecret) {
    yield {
      kind: "previousSecret",
      label: t("Previous Client Secret"),
      value: dots,
      spoken: t("hidden"),
      icon: "history",
    };
  }
  if (!signsWithSecret(app.algorithm)) {
    yield keyRow("signingKey", t("Signing Key"), app.signingKey, found("signing-key-missing", "secrets-absent"));
  }
  if (app.enforceJwe) {
    const problem = found("platform-key-missing", "platform-key-unreadable");
    const { kid } = app.platformKey ?? {};
    const value = problem ? absence(problem) : kid === undefined ? t("without key ID") : asText(kid);
    yield { kind: "platformKey", label: t("Platform Public Key"), value, icon: "verified", problem };
  }
  if (app.enforcePayloadEncryption) {
    const problem = found("payload-key-missing");
    yield app.payloadKey?.kind === "shared"
      ? {
          kind: "payloadKey",
          label: t("Payload Shared Key"),
          value: problem ? absence(problem) : asText(`AES-256 ${dots}`),
          spoken: t("AES-256, hidden"),
          icon: "lock",
          problem,
        }
      : keyRow("payloadKey", t("Payload Key"), app.payloadKey, problem);
  }
}

function keyRow(
  kind: "signingKey" | "payloadKey",
  label: PlainText,
  key: { publicKey: string; fingerprint: string; bits: number } | undefined,
  problem: AppProblem | undefined,
): Credential {
  if (!key) return { kind, label, value: t("missing"), icon: "lock", problem };
  // The public half is here even where the private one isn't.
  const value = problem ? absence(problem) : asText(`RSA ${key.bits} · ${key.fingerprint}`);
  return { kind, label, value, icon: "lock", publicKey: key.publicKey, problem };
}

/** What the row of a credential says that isn't as it should be. */
function absence(problem: AppProblem): PlainText {
  if (problem === "secrets-absent") return t("not in this window");
  return problem === "platform-key-unreadable" ? t("unreadable") : t("missing");
}
