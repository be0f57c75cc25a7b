import * as vscode from "vscode";
import type { AppProblem } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";

/** Algorithm and what is enforced, in words: what an app's row says. */
export function describeApp(app: JwtApp): string {
  return [
    app.algorithm,
    ...(app.enforceJti ? [vscode.l10n.t("one-time jti")] : []),
    ...(app.enforceJwe ? [vscode.l10n.t("encrypted token (JWE)")] : []),
    ...(app.enforcePayloadEncryption ? [vscode.l10n.t("encrypted payloads")] : []),
  ].join(" · ");
}

/** What is missing for an app to work; empty where the absence is no fault (no scopes yet). */
export function describeProblem(problem: AppProblem): string[] {
  switch (problem) {
    case "client-secret-missing":
      return [vscode.l10n.t("client secret missing")];
    case "signing-key-missing":
      return [vscode.l10n.t("signing key missing")];
    case "platform-key-missing":
      return [vscode.l10n.t("platform key missing")];
    case "payload-key-missing":
      return [vscode.l10n.t("payload key missing")];
    case "algorithm-assumed":
      return [vscode.l10n.t("HS256 assumed")];
    case "scopes-unpublished":
      return [vscode.l10n.t("scopes not published")];
    case "no-scopes":
      return [];
  }
}
