import type { JwtApp } from "../../apps/jwtApp";
import { placeAt, type PlaceName, placeOf } from "../../apps/onPlatform";
import { isLevelStated } from "../../scopes/levelFit";
import { CREATED_IN } from "../../scopes/scope";
import { accessChecks } from "../../tokens/verify/accessChecks";
import { type Route, routeOf } from "../../tokens/verify/route";
import type { Verdict } from "../../tokens/verify/verdict";
import type { Check } from "../../tokens/verify/check";
import { malformedBotId, otherBot, unusualBotId } from "./botIdFindings";
import type { ChecksOn } from "./checkFindings";
import { clientDifferences, noBlankLine } from "./clientDifferences";
import { streamPath, unknownPath, wrongMethod } from "./endpointFindings";
import type { Finding } from "./finding";
import { droppedTokens, unknownGatewayApp } from "./gatewayFindings";
import { missingHeaders } from "./missingHeader";
import { missingParameters } from "./missingParameter";
import { type DiagnosedRequest, found, type RequestContext } from "./requestFinding";
import { malformedToken, missingSubject, missingToken, wrongHeader } from "./sentTokenFindings";
import { withoutQuery } from "./writtenPath";

/**
 * Whether the request goes to the platform, and so by its rules: to a host of it or of an app, or, where the file doesn't
 * say to which, by its path or whose token it carries; any other host counts only with both.
 */
export function isForPlatform({
  sent,
  verdict,
  tiedApp,
  hosts,
}: Pick<DiagnosedRequest, "sent" | "verdict" | "tiedApp" | "hosts">): boolean {
  if (sent.host === "platform" || hosts?.has(sent.authority)) return true;
  const isKnownPath = verdict.checks.some(({ id, reason }) => id === "endpoint" && reason !== "unknown-path");
  if (sent.host === "foreign") return isKnownPath && verdict.app !== undefined;
  return isKnownPath || verdict.app !== undefined || tiedApp !== undefined;
}

/** What the rule book says against a request, without its token. Offsets are in its text. */
export function diagnoseRequest(diagnosed: DiagnosedRequest): Finding[] {
  const { sent, verdict, tiedApp } = diagnosed;
  if (!isForPlatform(diagnosed)) return [];
  const route = routeOf(sent);
  const context: RequestContext = {
    ...diagnosed,
    route,
    app: verdict.app ?? tiedApp,
    variables: diagnosed.variables ?? new Map(),
  };
  const findings = checksOf(verdict, route, tiedApp).flatMap((check) =>
    isOnRequest(check.id) ? RULES[check.id](check, context) : [],
  );
  return [
    ...findings,
    ...unknownGatewayApp(context),
    ...droppedTokens(context),
    ...streamPath(context),
    ...missingHeaders(context),
    ...missingParameters(context),
    ...noBlankLine(diagnosed),
    ...clientDifferences(diagnosed),
  ];
}

/** Those of the tied app stand in for what couldn't be told without one. */
function checksOf(verdict: Verdict, route: Route, tiedApp: JwtApp | undefined): readonly Check[] {
  if (verdict.app || !tiedApp) return verdict.checks;
  return [...verdict.checks.filter(({ id }) => id !== "bot"), ...accessChecks(route, tiedApp)];
}

function isOnRequest(id: Check["id"]): id is ChecksOn<"request"> {
  return Object.hasOwn(RULES, id);
}

const RULES: Readonly<Record<ChecksOn<"request">, (check: Check, context: RequestContext) => Finding[]>> = {
  endpoint: unknownPath,
  method: wrongMethod,
  token: missingToken,
  header: wrongHeader,
  format: malformedToken,
  sub: missingSubject,
  level: wrongLevel,
  bot: (check, context) =>
    check.reason === "other-bot"
      ? otherBot(check, context)
      : [...malformedBotId(check, context), ...unusualBotId(check, context)],
  scope: (check, { request, app }) =>
    check.outcome === "failed"
      ? [atPlace(found("missing-scope", check, request.url, app && { kind: "assignScopes", app }), "scopes", app)]
      : [],
  published: (check, { request, app }) =>
    check.outcome === "failed"
      ? [atPlace(found("unpublished-scope", check, request.url, app && { kind: "publishScopes", app }), "publish", app)]
      : [],
  tables: missingPermission,
};

/** A new app is made where the endpoint wants it. */
function wrongLevel(check: Check, { request, route, app }: RequestContext): Finding[] {
  if (check.outcome !== "failed") return [];
  const finding = found("wrong-level", check, request.url);
  if (route.match?.kind !== "found" || app?.credentials === "generated") return [finding];
  const { access } = route.match.endpoint;
  const wanted = CREATED_IN.find((level) => access[level] && isLevelStated(access[level]));
  const place = wanted && placeAt("app", wanted);
  return [place ? { ...finding, place } : finding];
}

function missingPermission(check: Check, { request, sent, app }: RequestContext): Finding[] {
  if (check.outcome !== "failed" || withoutQuery(sent.path).includes("{{")) return [];
  return [
    atPlace(found("missing-permission", check, request.url, app && { kind: "assignTables", app }), "tables", app),
  ];
}

/** What is noted here has to be done there first. */
function atPlace(finding: Finding, name: PlaceName, app: JwtApp | undefined): Finding {
  const place = app && placeOf(name, app);
  return place ? { ...finding, place } : finding;
}
