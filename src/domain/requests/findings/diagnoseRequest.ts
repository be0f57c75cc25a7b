import { botIdForm, isBotId, sameBotId } from "../../apps/credentials";
import type { JwtApp } from "../../apps/jwtApp";
import { meantBotId } from "../../apps/meantBotId";
import { accessChecks } from "../../tokens/verify/accessChecks";
import { isMisspelling } from "../../text/misspelling";
import { percentDecoded } from "../../text/percentDecoded";
import { nearPaths } from "../../scopes/nearPaths";
import { say } from "../../tokens/verify/check";
import { type Route, routeOf } from "../../tokens/verify/route";
import { sentToken } from "../../tokens/verify/sentToken";
import type { Check, Message, Verdict } from "../../tokens/verify/verdict";
import type { ChecksOn } from "./checkFindings";
import { clientDifferences, noBlankLine } from "./clientDifferences";
import type { Finding, FindingCode, Fix } from "./findings";
import { aloneIn, wrapOf } from "./mendVariable";
import { missingHeader } from "./missingHeader";
import type { FileHeader, FileRequest } from "../read/requestFile";
import type { TextRange } from "../../text/textRange";
import type { SentRequest } from "../read/requestOfBlock";

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
  /** A script in the file, or what else stands around it, may give requests headers that aren't in it. */
  readonly mayGetHeaders?: boolean;
}

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
  const context: Context = { ...diagnosed, route, app: verdict.app ?? tiedApp };
  const findings = checksOf(verdict, route, tiedApp).flatMap((check) =>
    isOnRequest(check.id) ? RULES[check.id](check, context) : [],
  );
  return [...findings, ...streamPath(context), ...noBlankLine(diagnosed), ...clientDifferences(diagnosed)];
}

interface Context extends DiagnosedRequest {
  readonly route: Route;
  readonly app: JwtApp | undefined;
}

/** Those of the tied app stand in for what couldn't be told without one. */
function checksOf(verdict: Verdict, route: Route, tiedApp: JwtApp | undefined): readonly Check[] {
  if (verdict.app || !tiedApp) return verdict.checks;
  return [...verdict.checks.filter(({ id }) => id !== "bot"), ...accessChecks(route, tiedApp)];
}

function isOnRequest(id: Check["id"]): id is ChecksOn<"request"> {
  return Object.hasOwn(RULES, id);
}

const RULES: Readonly<Record<ChecksOn<"request">, (check: Check, context: Context) => Finding[]>> = {
  endpoint: unknownPath,
  method: wrongMethod,
  token: missingToken,
  header: wrongHeader,
  format: malformedToken,
  sub: missingSubject,
  level: (check, { request }) => (check.outcome === "failed" ? [found("wrong-level", check, request.url)] : []),
  bot: (check, context) =>
    check.reason === "other-bot"
      ? otherBot(check, context)
      : [...malformedBotId(check, context), ...unusualBotId(check, context)],
  scope: (check, { request, app }) =>
    check.outcome === "failed"
      ? [found("missing-scope", check, request.url, app && { kind: "assignScopes", app })]
      : [],
  published: (check, { request, app }) =>
    check.outcome === "failed"
      ? [found("unpublished-scope", check, request.url, app && { kind: "publishScopes", app })]
      : [],
  tables: missingPermission,
};

function found(
  code: FindingCode,
  { message, outcome }: Pick<Check, "message" | "outcome">,
  { start, end }: TextRange,
  fix?: Fix,
): Finding {
  return {
    code,
    severity: outcome === "failed" ? "warning" : "information",
    message,
    start,
    end,
    ...(fix ? { fix } : {}),
  };
}

function unknownPath(check: Check, context: Context): Finding[] {
  const { request, sent } = context;
  if (check.reason !== "unknown-path" && check.reason !== "path-case") return [];
  // A part that the file doesn't define may stand for anything.
  if (sent.isPathPartial || withoutQuery(sent.path).includes("{{")) return [];
  const [fix, ...otherFixes] = pathFixes(context);
  if (!fix) return check.reason === "path-case" ? [] : [found("unknown-path", check, request.url)];
  const message =
    check.reason === "path-case" ? check.message : meantMessage([fix, ...otherFixes].map(({ path }) => path));
  return [
    { ...found("unknown-path", { ...check, message }, request.url, fix), ...(otherFixes.length > 0 && { otherFixes }) },
  ];
}

function meantMessage([first = "", second, third]: readonly string[]): Message {
  if (second === undefined) return say("This path is no known endpoint's. Did you mean “{0}”?", first);
  if (third === undefined) return say("This path is no known endpoint's. Did you mean “{0}” or “{1}”?", first, second);
  return say("This path is no known endpoint's. Did you mean “{0}”, “{1}” or “{2}”?", first, second, third);
}

/** What the path is probably meant to be, written with the variables that it has. */
function pathFixes({
  text,
  request,
  sent,
  route,
  app,
}: Context): (Extract<Fix, { kind: "replace" }> & { readonly path: string })[] {
  const written = writtenPath(text, request.url, sent);
  if (!written) return [];
  return nearPaths(route.method, sent.path, app?.createdIn).map(({ path, segments }) => {
    const parts = segments.map((segment) => {
      if (segment.kind === "as-written") return written.segments[segment.index] ?? "";
      return segment.kind === "fixed" ? segment.text : (app?.botId ?? "{{botId}}");
    });
    const { start, end } = written;
    return {
      kind: "replace",
      title: say("Use “{0}”", path),
      range: { start, end },
      text: parts.map((part) => `/${part}`).join(""),
      path,
    };
  });
}

function wrongMethod(check: Check, { request, route }: Context): Finding[] {
  if (check.outcome !== "failed") return [];
  const right = route.match?.kind === "wrongMethod" ? route.match.allowed[0] : "POST";
  const { start, end } = request.methodRange;
  const range = start === end ? request.url : request.methodRange;
  const text = start === end ? `${right} ` : right;
  return [
    found(
      "wrong-method",
      check,
      range,
      right && { kind: "replace", title: say("Use {0}", right), range: request.methodRange, text: text ?? right },
    ),
  ];
}

/** Nothing in the file gives the request a token; a header that is called otherwise may hold one. */
function missingToken(check: Check, context: Context): Finding[] {
  const { request, sent, route, mayGetHeaders, tiedApp } = context;
  if (check.outcome !== "failed" || !takesAppToken(route) || mayGetHeaders || sent.areHeadersOpen) return [];
  if (route.door === "jwtGrant")
    return isReadableGrant(sent) ? [found("missing-token", { ...check, message: NO_ASSERTION }, request.url)] : [];
  const right = route.door === "publicApi" ? "auth" : "Authorization";
  const [misnamed] = request.headers.filter((header) => isMisnamed(header, sent));
  if (misnamed) {
    const bare = wrapOf(misnamed.value.text)?.bare ?? misnamed.value.text;
    const message = say(
      "The platform reads no token from the header “{0}”, but from “{1}”.",
      misnamed.name.text,
      right,
    );
    const title = say("Send the token in “{0}”", right);
    const value = route.door === "publicApi" ? bare : `bearer ${bare}`;
    const range = { start: misnamed.start, end: misnamed.end };
    return [
      found("missing-token", { ...check, message }, misnamed, {
        kind: "replace",
        title,
        range,
        text: `${right}: ${value}`,
      }),
    ];
  }
  const [empty] = request.headers.filter(
    ({ name, value }) => name.text.toLowerCase() === right.toLowerCase() && value.text === "",
  );
  // Of several, of which one is empty, it is said that they are several.
  if (empty && sent.repeatedHeaders?.includes(right.toLowerCase())) return [];
  const message =
    route.door === "publicApi"
      ? say("This request has no token: it belongs into the header “auth”, without “Bearer”.")
      : say("This request has no token: it belongs into the header “Authorization”, after “bearer”.");
  const fix: Fix | undefined = tiedApp && missingHeader(request, sent) && { kind: "insertToken", app: tiedApp };
  return [found("missing-token", { ...check, message }, empty ?? request.url, fix)];
}

const NO_ASSERTION = say("This request has no token: it belongs into the body, as “assertion”.");

/** A header with a whole token in it, or the name of one with a token misspelled. */
function isMisnamed({ name, value }: FileHeader, { headers }: SentRequest): boolean {
  const key = name.text.toLowerCase();
  if (["auth", "authorization", "token", "cookie"].includes(key) || value.text === "") return false;
  const filled = headers[key] ?? "";
  if (/^(?:bearer[ \t]+)?eyJ[\w-]+\.[\w-]*\.[\w-]*(?:\.[\w-]*\.[\w-]*)?$/i.test(filled)) return true;
  return ["auth", "authorization", "authentication"].some((right) =>
    isMisspelling(key.replace(/^x-|[_-]|token$/g, ""), right),
  );
}

/** Whether the door is one for a token that an app signs, as far as the path tells. */
function takesAppToken({ door, match }: Route): boolean {
  return door !== "sdk" && match?.kind !== "unknown";
}

/** Whether a grant's body says all that it is going to say. */
function isReadableGrant({ body, isBodyOpen }: SentRequest): boolean {
  if (isBodyOpen) return false;
  if (!body) return true;
  try {
    const grant: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof grant === "object" && grant !== null;
  } catch {
    return false;
  }
}

/** What stands in the token's place and is none. */
function malformedToken(check: Check, { request, text, sent, verdict, route }: Context): Finding[] {
  const isMisplaced = verdict.checks.some(({ id, outcome }) => id === "header" && outcome === "failed");
  if (check.outcome !== "failed" || isMisplaced || !takesAppToken(route)) return [];
  const token = sentToken({ request: sent }, route) ?? "";
  // What the file doesn't define may make a token of it.
  if (token.includes("{{")) return [];
  if (route.door === "jwtGrant")
    return [found("malformed-token", check, jsonValueRange(text, request, "assertion") ?? request.url)];
  const [header] = request.headers.filter(({ name }) => sent.headers[name.text.toLowerCase()] === token).slice(-1);
  return [found("malformed-token", check, header?.value ?? request.url)];
}

function missingSubject(check: Check, { request, text }: Context): Finding[] {
  if (check.outcome !== "failed") return [];
  return [found("missing-subject", check, jsonValueRange(text, request, "assertion") ?? request.url)];
}

/** Where the text of a field of the JSON in the body stands, as written and without its quotes. */
function jsonValueRange(text: string, { body }: FileRequest, name: "assertion" | "taskBotId"): TextRange | undefined {
  if (!body) return undefined;
  const written = text.slice(body.start, body.end);
  const [whole, value] = FIELDS[name].exec(written) ?? [];
  if (whole === undefined || value === undefined) return undefined;
  const end = body.start + written.indexOf(whole) + whole.length - 1;
  return { start: end - value.length, end };
}

const FIELDS = {
  assertion: /"assertion"\s{0,20}:\s{0,20}"([^"\\\r\n]*)"/,
  taskBotId: /"taskBotId"\s{0,20}:\s{0,20}"([^"\\\r\n]*)"/,
} as const;

/** The header as its door reads it. */
function wrongHeader(check: Check, context: Context): Finding[] {
  const { request, sent, route } = context;
  if (check.reason === "header-repeated") return repeatedHeader(check, context);
  // Behind a path that is not known may be one of those that take an access token in “Authorization”
  // (platform.md, 3.4).
  if (check.outcome !== "failed" || (route.door === "publicApi" && route.match?.kind === "unknown")) return [];
  const isPublic = route.door === "publicApi";
  const names =
    check.reason === "authorization-missing"
      ? ["auth", "token"]
      : [HEADERS_BY_REASON[check.reason] ?? (isPublic ? "auth" : "authorization")];
  // The last one is sent.
  const [header] = request.headers.filter(({ name }) => names.includes(name.text.toLowerCase())).slice(-1);
  if (!header) return [];
  const code = check.reason === "text-behind-token" ? "text-behind-token" : "wrong-header";
  const said =
    /^[^,]+,$/.test(header.value.text) && code === "text-behind-token"
      ? { ...check, message: say("A comma stands behind the token: REST Client sends it, httpYac leaves it out.") }
      : check;
  const variable = aloneIn(header.value.text);
  const value = sent.headers[header.name.text.toLowerCase()] ?? "";
  const range = { start: header.start, end: header.end };
  const name = isPublic ? "auth" : "Authorization";
  if (variable !== undefined && wrapOf(value)) {
    if (!isPublic && /^bearer[ \t]/i.test(value) && check.reason === "authorization-missing") {
      return [
        found(code, said, header, {
          kind: "replace",
          title: say("Send the token in “{0}”", name),
          range,
          text: `${name}: ${header.value.text}`,
        }),
      ];
    }
    const isNamedRight = header.name.text.toLowerCase() === name.toLowerCase();
    const renamed = { range, text: `${name}: ${isPublic ? "" : "bearer "}${header.value.text}` };
    return [
      found(code, said, header, {
        kind: "mendVariable",
        title: say("Keep the token alone in “{0}”", variable),
        variable,
        ...(isPublic && isNamedRight ? {} : { header: renamed }),
      }),
    ];
  }
  const bare = wrapOf(header.value.text)?.bare ?? header.value.text;
  const title =
    code === "text-behind-token" ? say("Take away what stands behind the token") : say("Send the token in “{0}”", name);
  return [
    found(code, said, header, {
      kind: "replace",
      title,
      range,
      text: isPublic ? `auth: ${bare}` : `Authorization: bearer ${bare}`,
    }),
  ];
}

/** Only the last one is sure to be sent, and an empty one is of no use. */
function repeatedHeader(check: Check, { request, text, route }: Context): Finding[] {
  const wanted = route.door === "publicApi" ? "auth" : "authorization";
  const same = request.headers.filter(({ name }) => name.text.toLowerCase() === wanted);
  const spare = same.find(({ value }) => value.text === "") ?? same[0];
  if (!spare) return [];
  const start = text.lastIndexOf("\n", spare.start - 1) + 1;
  const end = text.indexOf("\n", spare.end) + 1;
  const finding = found("repeated-header", check, spare, {
    kind: "replace",
    title: say("Remove this header"),
    range: { start, end },
    text: "",
  });
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
  if (check.reason !== "bot-id-malformed" || route.botId === undefined) return [];
  // A variable that the file doesn't define may stand for anything, unless its name is an ID in too many braces.
  if (route.botId.includes("{{") && meantBotId(route.botId) === undefined) return [];
  const range = botIdRange(context, route.botId);
  const [fix, ...otherFixes] = botIdFixes(route.botId, range, app, context);
  const finding = found("malformed-bot-id", check, range ?? request.url, fix);
  return [{ ...finding, ...(otherFixes.length > 0 && { otherFixes }) }];
}

/** What is plainly meant, the app's bot ID, or where that is entered. */
function botIdFixes(botId: string, range: TextRange | undefined, app: JwtApp | undefined, context: Context): Fix[] {
  const written = { botId, range, context };
  const own = app?.botId !== undefined && isBotId(app.botId) ? app.botId : undefined;
  const meant = meantBotId(botId);
  // An Admin Console app has other bots of the account, too; any other app has its own alone.
  const mayBeOther = own === undefined || (app?.createdIn === "admin" && meant !== undefined && !sameBotId(own, meant));
  const replacements = [
    ...(meant !== undefined && mayBeOther ? useBotId(say("Use “{0}”", meant), meant, written) : []),
    ...(own === undefined ? [] : useBotId(say("Use the app's bot ID"), own, written)),
  ];
  if (!app || own !== undefined) return replacements;
  const enter: Fix = { kind: "enterBotId", app };
  // What the form took with a warning is mended there, for all requests at once.
  return app.botId !== undefined && sameBotId(app.botId, botId) ? [enter, ...replacements] : [...replacements, enter];
}

interface WrittenBotId {
  readonly botId: string;
  readonly range: TextRange | undefined;
  readonly context: Context;
}

/** Another bot ID where this one stands: in the request, or in the variable that it comes from. */
function useBotId(title: Message, text: string, { botId, range, context }: WrittenBotId): Fix[] {
  if (range) return [{ kind: "replace", title, range, text }];
  const { start, end } = context.request;
  const variables = [...context.text.slice(start, end).matchAll(/\{\{[ \t]*([\w-]{1,200})[ \t]*\}\}/g)].map(
    ([, name = ""]) => name,
  );
  return variables.length === 0 ? [] : [{ kind: "setVariable", title, variables, from: botId, text }];
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
  if (route.door !== "jwtGrant")
    return segmentRange(
      text,
      request.url,
      (segment) => segment === botId || (percentDecoded(segment) ?? segment) === botId,
    );
  const range = jsonValueRange(text, request, "taskBotId");
  return range && text.slice(range.start, range.end) === botId ? range : undefined;
}

/** A bot of which the file says that it isn't the app's. */
function otherBot(check: Check, { request, text, sent, route, app }: Context): Finding[] {
  if (check.outcome !== "failed" || app?.botId === undefined) return [];
  const range =
    route.door === "jwtGrant" ? jsonValueRange(text, request, "taskBotId") : botSegment(text, request.url, sent, route);
  const fix: Fix | undefined = range && { kind: "replace", title: say("Use the app's bot ID"), range, text: app.botId };
  return [found("other-bot", check, range ?? request.url, fix)];
}

/** Where the bot ID stands in the path, or the variable that holds it. */
function botSegment(text: string, url: TextRange, sent: SentRequest, { botId }: Route): TextRange | undefined {
  const written = writtenPath(text, url, sent);
  const index = segmentsOf(sent.path).findIndex((segment) => (percentDecoded(segment) ?? segment) === botId);
  if (!written || index < 0) return undefined;
  const start =
    written.start + written.segments.slice(0, index).reduce((length, segment) => length + 1 + segment.length, 1);
  return { start, end: start + (written.segments[index]?.length ?? 0) };
}

interface WrittenPath extends TextRange {
  /** One for each segment of the path that is sent, with the variables that stand for it. */
  readonly segments: readonly string[];
}

/** The path as it is written, from its first slash; undefined where a variable stands for several of its segments, or it goes over lines. */
function writtenPath(text: string, { start, end }: TextRange, { path }: SentRequest): WrittenPath | undefined {
  const written = withoutQuery(text.slice(start, end));
  const count = segmentsOf(path).length;
  const segments = written.split("/").slice(-count);
  const length = segments.reduce((sum, segment) => sum + 1 + segment.length, 0);
  const from = written.length - length;
  if (segments.length < count || from < 0 || written.charAt(from) !== "/") return undefined;
  const isSame = segmentsOf(path).every(
    (segment, index) => segments[index] === segment || aloneIn(segments[index] ?? "") !== undefined,
  );
  return isSame ? { start: start + from, end: start + written.length, segments } : undefined;
}

function segmentsOf(path: string): string[] {
  return withoutQuery(path).split("/").slice(1);
}

function missingPermission(check: Check, { request, sent, app }: Context): Finding[] {
  if (check.outcome !== "failed" || withoutQuery(sent.path).includes("{{")) return [];
  return [found("missing-permission", check, request.url, app && { kind: "assignTables", app })];
}

/** The samples of the platform mix the two up; whether it takes both is not known. */
function streamPath({ request, text, route }: Context): Finding[] {
  if (route.match?.kind !== "found") return [];
  const { deviations, endpoint } = route.match;
  const [written, right] = deviations.includes("streamForBot")
    ? ["stream", "bot"]
    : deviations.includes("botForStream")
      ? ["bot", "stream"]
      : [];
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
