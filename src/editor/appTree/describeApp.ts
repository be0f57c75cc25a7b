import type { AppProblem } from "../../domain/apps/appState";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../words";

/** Algorithm and what is enforced, in words: what an app's row says. */
export function describeApp(app: JwtApp): PlainText {
  return joined([
    asText(app.algorithm),
    ...(app.enforceJti ? [t("one-time jti")] : []),
    ...(app.enforceJwe ? [t("encrypted token (JWE)")] : []),
    ...(app.enforcePayloadEncryption ? [t("encrypted payloads")] : []),
  ], " · ");
}

/** What stands beside an app's name: whether it is alike another's, only the client ID tells. */
export function rowOf(app: JwtApp, isAlike: boolean): PlainText {
  return joined([...(isAlike ? [asText(app.clientId)] : []), describeApp(app)], " · ");
}

/** What is missing for an app to work; empty where the absence is no fault (no scopes yet). */
export function describeProblem(problem: AppProblem): PlainText[] {
  switch (problem) {
    case "client-secret-missing":
      return [t("client secret missing")];
    case "signing-key-missing":
      return [t("signing key missing")];
    case "platform-key-missing":
      return [t("platform key missing")];
    case "payload-key-missing":
      return [t("payload key missing")];
    case "algorithm-assumed":
      return [t("HS256 assumed")];
    case "scopes-unpublished":
      return [t("scopes not published")];
    case "no-scopes":
      return [];
  }
}
