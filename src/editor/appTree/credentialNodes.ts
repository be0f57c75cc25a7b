import * as vscode from "vscode";
import { type JwtApp, signsWithSecret } from "../../domain/apps/jwtApp";
import { Commands } from "../contributions";
import { TreeNode } from "./treeNode";
import { asText, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** Client ID, secret and keys of an app; of the secrets only whether they should be there. */
export class CredentialsNode extends TreeNode {
  readonly id: string;

  constructor(
    private readonly app: JwtApp,
    readonly parent: TreeNode,
  ) {
    super();
    this.id = `${parent.id}/credentials`;
  }

  item(): vscode.TreeItem {
    const item = new vscode.TreeItem(t("Credentials"), vscode.TreeItemCollapsibleState.Collapsed);
    item.id = this.id;
    item.iconPath = new vscode.ThemeIcon("shield");
    item.contextValue = "credentials";
    return item;
  }

  override children(): TreeNode[] {
    return [...credentialsOf(this.app)].map((credential) => new CredentialNode(this.app, credential, this));
  }
}

interface Credential {
  readonly kind: "appId" | "clientId" | "clientSecret" | "previousSecret" | "signingKey" | "platformKey" | "payloadKey";
  readonly label: PlainText;
  readonly value: PlainText;
  /** What a screen reader says in place of dots. */
  readonly spoken?: PlainText;
  readonly icon: string;
  /** A public key that can be copied from this row. */
  readonly publicKey?: string;
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

  item(): vscode.TreeItem {
    const { label, value, spoken, icon, kind, publicKey } = this.credential;
    const item = new vscode.TreeItem(label);
    item.id = this.id;
    item.description = value;
    item.tooltip = `${label}: ${spoken ?? value}`;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.accessibilityInformation = { label: `${label}, ${spoken ?? value}` };
    item.contextValue = ["credential", kind, ...(publicKey ? ["publicKey"] : [])].join(" ");
    if (kind === "clientId") {
      item.command = { command: Commands.copyClientId, title: t("Copy Client ID"), arguments: [this] };
    }
    return item;
  }
}

function* credentialsOf(app: JwtApp): Generator<Credential> {
  const missing = t("missing");
  // In place of what is never shown.
  const dots = asText("••••••••");
  if (app.appId) yield { kind: "appId", label: t("App ID"), value: asText(app.appId), icon: "symbol-string" };
  yield { kind: "clientId", label: t("Client ID"), value: asText(app.clientId), icon: "symbol-string" };
  // The platform gives every app a secret; an RS* app may do without one here.
  if (signsWithSecret(app.algorithm)) {
    yield app.missingSecrets.includes("clientSecret")
      ? { kind: "clientSecret", label: t("Client Secret"), value: missing, icon: "warning" }
      : { kind: "clientSecret", label: t("Client Secret"), value: dots, spoken: t("hidden"), icon: "lock" };
  }
  if (app.hasPreviousSecret) {
    yield { kind: "previousSecret", label: t("Previous Client Secret"), value: dots, spoken: t("hidden"), icon: "history" };
  }
  if (!signsWithSecret(app.algorithm)) yield keyRow("signingKey", t("Signing Key"), app.signingKey);
  if (app.enforceJwe) {
    yield app.platformKey
      ? { kind: "platformKey", label: t("Platform Public Key"), value: app.platformKey.kid === undefined ? t("without key ID") : asText(app.platformKey.kid), icon: "verified" }
      : { kind: "platformKey", label: t("Platform Public Key"), value: missing, icon: "warning" };
  }
  if (app.enforcePayloadEncryption) {
    yield app.payloadKey?.kind === "shared"
      ? { kind: "payloadKey", label: t("Payload Shared Key"), value: asText(`AES-256 ${dots}`), spoken: t("AES-256, hidden"), icon: "lock" }
      : keyRow("payloadKey", t("Payload Key"), app.payloadKey);
  }
}

function keyRow(kind: "signingKey" | "payloadKey", label: PlainText, key: { publicKey: string; fingerprint: string; bits: number } | undefined): Credential {
  return key
    ? { kind, label, value: asText(`RSA ${key.bits} · ${key.fingerprint}`), icon: "lock", publicKey: key.publicKey }
    : { kind, label, value: t("missing"), icon: "warning" };
}
