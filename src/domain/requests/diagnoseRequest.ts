import { botIdForm, isBotId, sameBotId } from "../apps/credentials";
import type { JwtApp } from "../apps/jwtApp";
import { accessChecks } from "../tokens/verify/accessChecks";
import { say } from "../tokens/verify/check";
import { type Route, routeOf } from "../tokens/verify/route";
import type { Check, Verdict } from "../tokens/verify/verdict";
import { clientDifferences, noBlankLine } from "./clientDifferences";
import type { Finding, FindingCode, Fix } from "./finding";
import { aloneIn, wrapOf } from "./mendVariable";
import type { FileRequest, TextRange } from "./requestFile";
import type { SentRequest } from "./requestOfBlock";

export interface DiagnosedRequest {
  /** What the request's offsets refer to. */
  readonly text: string;
  readonly request: FileRequest;
  /** The same with variables filled in, as `verdict` saw it. */
  readonly sent: SentRequest;
  readonly verdict: Verdict;
  /** The app that a `# jwt-app:` line names, where the token names none that can be read. */
  readonly tiedApp?: JwtApp | undefined;
  /** Hosts that apps name, in lower case. */
  readonly hosts?: ReadonlySet<string>;
}

/**
 * Whether the request goes to the platform, and so by its rules: to a host of it or of an app, or, where the file doesn't
 * say to which, by its path or whose token it carries; any other host counts only with both.
 */
export function isForPlatform({ sent, verdict, tiedApp, hosts }: Pick<DiagnosedRequest, "sent" | "verdict" | "tiedApp" | "hosts">): boolean {
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
  const checks = verdict.app || !tiedApp ? verdict.checks : [...verdict.checks, ...accessChecks(route, tiedApp)];
  const context: Context = { ...diagnosed, route, app: verdict.app ?? tiedApp };
  const findings = checks.flatMap((check) => RULES[check.id]?.(check, context) ?? []);
  return [...findings, ...streamPath(context), ...noBlankLine(diagnosed), ...clientDifferences(diagnosed)];
}

interface Context extends DiagnosedRequest {
  readonly route: Route;
  readonly app: JwtApp | undefined;
}

const RULES: Readonly<Partial<Record<Check["id"], (check: Check, context: Context) => Finding[]>>> = {
  endpoint: unknownPath,
  method: wrongMethod,
  header: wrongHeader,
  level: (check, { request }) => (check.outcome === "failed" ? [found("wrong-level", check, request.url)] : []),
  bot: (check, context) => [...malformedBotId(check, context), ...unusualBotId(check, context)],
  scope: (check, { request, app }) => (check.outcome === "failed" ? [found("missing-scope", check, request.url, app && { kind: "assignScopes", app })] : []),
  published: (check, { request, app }) => (check.outcome === "failed" ? [found("unpublished-scope", check, request.url, app && { kind: "publishScopes", app })] : []),
  tables: missingPermission,
};

function found(code: FindingCode, { message, outcome }: Pick<Check, "message" | "outcome">, { start, end }: TextRange, fix?: Fix): Finding {
  return { code, severity: outcome === "failed" ? "warning" : "information", message, start, end, ...(fix ? { fix } : {}) };
}

function unknownPath(check: Check, { request, sent, route }: Context): Finding[] {
  // A part that the file doesn't define may stand for anything.
  const isKnown = check.reason !== "unknown-path" || sent.isPathPartial || route.match?.kind !== "unknown" || /\{\{/.test(withoutQuery(sent.path));
  return isKnown ? [] : [found("unknown-path", check, request.url)];
}

function wrongMethod(check: Check, { request, route }: Context): Finding[] {
  if (check.outcome !== "failed") return [];
  const right = route.match?.kind === "wrongMethod" ? route.match.allowed[0] : "POST";
  const { start, end } = request.methodRange;
  const range = start === end ? request.url : request.methodRange;
  const text = start === end ? `${right} ` : right;
  return [found("wrong-method", check, range, right && { kind: "replace", title: say("Use {0}", right), range: request.methodRange, text: text ?? right })];
}

/** The header as its door reads it. */
function wrongHeader(check: Check, context: Context): Finding[] {
  const { request, sent, route } = context;
  if (check.reason === "header-repeated") return repeatedHeader(check, context);
  // Behind a path that is not known may be one of those that take an access token in “Authorization” (facts, 3.4).
  if (check.outcome !== "failed" || (route.door === "publicApi" && route.match?.kind === "unknown")) return [];
  const isPublic = route.door === "publicApi";
  const names = check.reason === "authorization-missing" ? ["auth", "token"] : [HEADERS_BY_REASON[check.reason] ?? (isPublic ? "auth" : "authorization")];
  // The last one is sent.
  const [header] = request.headers.filter(({ name }) => names.includes(name.text.toLowerCase())).slice(-1);
  if (!header) return [];
  const code = check.reason === "text-behind-token" ? "text-behind-token" : "wrong-header";
  const said = /^[^,]+,$/.test(header.value.text) && code === "text-behind-token" ? { ...check, message: say("A comma stands behind the token: REST Client sends it, httpYac leaves it out.") } : check;
  const variable = aloneIn(header.value.text);
  const value = sent.headers[header.name.text.toLowerCase()] ?? "";
  const range = { start: header.start, end: header.end };
  const name = isPublic ? "auth" : "Authorization";
  if (variable !== undefined && wrapOf(value)) {
    if (!isPublic && /^bearer[ \t]/i.test(value) && check.reason === "authorization-missing") {
      return [found(code, said, header, { kind: "replace", title: say("Send the token in “{0}”", name), range, text: `${name}: ${header.value.text}` })];
    }
    const isNamedRight = header.name.text.toLowerCase() === name.toLowerCase();
    const renamed = { range, text: `${name}: ${isPublic ? "" : "bearer "}${header.value.text}` };
    return [found(code, said, header, { kind: "mendVariable", title: say("Keep the token alone in “{0}”", variable), variable, ...(isPublic && isNamedRight ? {} : { header: renamed }) })];
  }
  const bare = wrapOf(header.value.text)?.bare ?? header.value.text;
  const title = code === "text-behind-token" ? say("Take away what stands behind the token") : say("Send the token in “{0}”", name);
  return [found(code, said, header, { kind: "replace", title, range, text: isPublic ? `auth: ${bare}` : `Authorization: bearer ${bare}` })];
}

/** Only the last one is sure to be sent, and an empty one is of no use. */
function repeatedHeader(check: Check, { request, text, route }: Context): Finding[] {
  const wanted = route.door === "publicApi" ? "auth" : "authorization";
  const same = request.headers.filter(({ name }) => name.text.toLowerCase() === wanted);
  const spare = same.find(({ value }) => value.text === "") ?? same[0];
  if (!spare) return [];
  const start = text.lastIndexOf("\n", spare.start - 1) + 1;
  const end = text.indexOf("\n", spare.end) + 1;
  const finding = found("repeated-header", check, spare, { kind: "replace", title: say("Remove this header"), range: { start, end }, text: "" });
  return [{ ...finding, severity: "warning" }];
}

const HEADERS_BY_REASON: Readonly<Record<string, string>> = {
  "bearer-in-auth": "auth",
  "quotes-in-auth": "auth",
  "authorization-instead-of-auth": "authorization",
  "token-instead-of-auth": "token",
};

function malformedBotId(check: Check, context: Context): Finding[] {
  const { request, route, app } = context;
  if (check.reason !== "bot-id-malformed" || route.botId === undefined || route.botId.includes("{{")) return [];
  const range = botIdRange(context, route.botId);
  return [found("malformed-bot-id", check, range ?? request.url, botIdFix(route.botId, range, app, context))];
}

/** The app's bot ID where this one stands: in the request, or in the variable that it comes from. */
function botIdFix(botId: string, range: TextRange | undefined, app: JwtApp | undefined, { text, request }: Context): Fix | undefined {
  if (app?.botId === undefined) return undefined;
  // What the form took with a warning is mended there, for all requests at once.
  if (!isBotId(app.botId)) return sameBotId(app.botId, botId) ? { kind: "editApp", app } : undefined;
  const title = say("Use the app's bot ID");
  if (range) return { kind: "replace", title, range, text: app.botId };
  const variables = [...text.slice(request.start, request.end).matchAll(/\{\{[ \t]*([\w-]{1,200})[ \t]*\}\}/g)].map(([, name = ""]) => name);
  return variables.length === 0 ? undefined : { kind: "setVariable", title, variables, from: botId, text: app.botId };
}

/** Worth knowing where it isn't known to be the app's own, which the form told. */
function unusualBotId(check: Check, context: Context): Finding[] {
  const { botId } = context.route;
  if (check.outcome !== "unknown" || botId === undefined || botIdForm(botId) !== "unusual") return [];
  const message = say("Every known bot ID has a UUID of version 5; this one's is another. It is used as it is.");
  return [found("unusual-bot-id", { message, outcome: "unknown" }, botIdRange(context, botId) ?? context.request.url)];
}

/** Where it stands as written: in the path, or in the body of the SDKs' grant. */
function botIdRange({ text, request, route }: Context, botId: string): TextRange | undefined {
  if (route.door !== "jwtGrant") return segmentRange(text, request.url, (segment) => segment === botId || decoded(segment) === botId);
  if (!request.body || botId === "") return undefined;
  const written = JSON.stringify(botId);
  const member = /"taskBotId"[ \t\r\n]{0,20}:[ \t\r\n]{0,20}/.exec(text.slice(request.body.start, request.body.end));
  const start = member ? request.body.start + member.index + member[0].length : undefined;
  if (start === undefined || !text.startsWith(written, start)) return undefined;
  return { start: start + 1, end: start + written.length - 1 };
}

function missingPermission(check: Check, { request, sent, app }: Context): Finding[] {
  if (check.outcome !== "failed" || withoutQuery(sent.path).includes("{{")) return [];
  return [found("missing-permission", check, request.url, app && { kind: "assignTables", app })];
}

/** The samples of the platform mix the two up; whether it takes both is not known. */
function streamPath({ request, text, route }: Context): Finding[] {
  if (route.match?.kind !== "found") return [];
  const { deviations, endpoint } = route.match;
  const [written, right] = deviations.includes("streamForBot") ? ["stream", "bot"] : deviations.includes("botForStream") ? ["bot", "stream"] : [];
  if (!written || !right) return [];
  const range = segmentRange(text, request.url, (segment) => segment.toLowerCase() === written);
  const message = say("The documented path of {0} has “/{1}/” here, not “/{2}/”.", endpoint.api, right, written);
  const fix: Fix | undefined = range && { kind: "replace", title: say("Use “/{0}/”", right), range, text: right };
  return [found("stream-path", { message, outcome: "unknown" }, range ?? request.url, fix)];
}

/** Where the first fitting segment of the path stands, as written. */
function segmentRange(text: string, url: TextRange, fits: (segment: string) => boolean): TextRange | undefined {
  const written = withoutQuery(text.slice(url.start, url.end));
  let start = 0;
  for (const segment of written.split("/")) {
    if (start > 0 && fits(segment)) return { start: url.start + start, end: url.start + start + segment.length };
    start += segment.length + 1;
  }
  return undefined;
}

function withoutQuery(path: string): string {
  const end = path.search(/[?#\s]/);
  return end < 0 ? path : path.slice(0, end);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
