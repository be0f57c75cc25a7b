import { type AppProblem, SEVERITIES, type Severity, severityOf } from "../../domain/apps/appState";
import type { JwtApp, TablePermission } from "../../domain/apps/jwtApp";
import { asText, joined, type PlainText } from "../../domain/text/asText";
import { t } from "../workbench/words";

/** Algorithm and what is enforced, in words: what an app's row says. */
export function describeApp(app: JwtApp): PlainText {
  return joined(
    [
      asText(app.algorithm),
      ...(app.enforceJti ? [t("one-time jti")] : []),
      ...(app.enforceJwe ? [t("encrypted token (JWE)")] : []),
      ...(app.enforcePayloadEncryption ? [t("encrypted payloads")] : []),
    ],
    " · ",
  );
}

/** What stands beside an app's name. */
export function rowOf(app: JwtApp, isAlike: boolean): PlainText {
  return joined([...identityOf(app, isAlike), describeApp(app)], " · ");
}

/** As `rowOf`, with what is wrong: the worst comes first, since the end is what a narrow side bar cuts. */
export function rowWithProblems(app: JwtApp, isAlike: boolean, problems: readonly AppProblem[]): PlainText {
  const [worst, ...others] = problems.map(describeProblem);
  return joined([...(worst ? [worst] : []), ...identityOf(app, isAlike), ...others, describeApp(app)], " · ");
}

/**
 * Where an app's name is alike another's, only the client ID tells them apart. Where it was made decides what it can
 * reach, so that is said of all but the usual ones.
 */
function identityOf(app: JwtApp, isAlike: boolean): PlainText[] {
  const origin = { xo: [], admin: [t("Admin")], tables: [t("Data Tables")] }[app.createdIn];
  return [...(isAlike ? [asText(app.clientId)] : []), ...origin];
}

/** A problem in a few words: rows have no room for more. */
export function describeProblem(problem: AppProblem): PlainText {
  switch (problem) {
    case "client-secret-missing":
      return t("client secret missing");
    case "signing-key-missing":
      return t("signing key missing");
    case "platform-key-missing":
      return t("platform key missing");
    case "platform-key-unreadable":
      return t("platform key unreadable");
    case "secrets-absent":
      return t("secrets not in this window");
    case "payload-key-missing":
      return t("payload key missing");
    case "no-scopes":
      return t("no scopes");
    case "no-tables":
      return t("no tables");
    case "scopes-unpublished":
      return t("scopes not published");
    case "algorithm-assumed":
      return t("algorithm assumed");
  }
}

/** The problems by what they come to, in words: what the signs say to those who don't see them. */
export function explainProblems(problems: readonly AppProblem[]): PlainText[] {
  return SEVERITIES.flatMap((severity) => {
    const reasons = problems.filter((problem) => severityOf(problem) === severity).map(describeProblem);
    return reasons.length ? [withSeverity(severity, joined(reasons, ", "))] : [];
  });
}

function withSeverity(severity: Severity, reasons: PlainText): PlainText {
  switch (severity) {
    case "blocked":
      return t("can't work: {0}", reasons);
    case "refused":
      return t("likely to be refused: {0}", reasons);
    case "note":
      return t("good to know: {0}", reasons);
  }
}

/** "read, write": the granted permissions in words. */
export function describePermission(permission: Pick<TablePermission, "read" | "write" | "delete">): PlainText {
  const granted = [
    ...(permission.read ? [t("read")] : []),
    ...(permission.write ? [t("write")] : []),
    ...(permission.delete ? [t("delete")] : []),
  ];
  return granted.length ? joined(granted, ", ") : t("no permission");
}
