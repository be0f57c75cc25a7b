import { isMisspelling } from "../../text/misspelling";
import type { TextRange } from "../../text/textRange";
import { findTokens } from "../../tokens/inText/findTokens";
import type { Check } from "../../tokens/verify/check";
import { say } from "../../text/sentence";
import { type Route, routeOf } from "../../tokens/verify/route";
import { sentToken, TOKEN_HEADERS } from "../../tokens/verify/sentToken";
import type { FileHeader } from "../read/requestFile";
import { lineEnd } from "../read/requestLines";
import type { SentRequest } from "../read/requestOfBlock";
import type { Finding, Fix } from "./finding";
import { aloneIn, wrapOf } from "./mendVariable";
import { found, jsonValueRange, type RequestContext } from "./requestFinding";

/** Nothing in the file gives the request a token; a header that is called otherwise may hold one. */
export function missingToken(check: Check, context: RequestContext): Finding[] {
  const { request, sent, route, otherHeaders, tiedApp } = context;
  // The gateway gives it one.
  if (sent.gateway) return [];
  if (check.outcome !== "failed" || !takesAppToken(route) || sent.areHeadersOpen) return [];
  if (otherHeaders === "any" || TOKEN_HEADERS.some((name) => otherHeaders?.has(name))) return [];
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
  const fix: Fix | undefined = tiedApp && missingHeader(context, sent) && { kind: "insertToken", app: tiedApp };
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
export function malformedToken(check: Check, { request, text, sent, verdict, route }: RequestContext): Finding[] {
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

export function missingSubject(check: Check, { request, text }: RequestContext): Finding[] {
  if (check.outcome !== "failed") return [];
  return [found("missing-subject", check, jsonValueRange(text, request, "assertion") ?? request.url)];
}

/** The header as its door reads it. */
export function wrongHeader(check: Check, context: RequestContext): Finding[] {
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
function repeatedHeader(check: Check, { request, text, route }: RequestContext): Finding[] {
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

/** Where the header with a token belongs that a request lacks. */
export interface MissingHeader {
  /** In the request's text: the header that stands there empty, or the end of the address's last line. */
  readonly range: TextRange;
  /** What stands there with a token. */
  readonly write: (token: string, eol: string) => string;
}

/** Undefined where it has a token, or something else in its place, or gets it in its body. */
export function missingHeader(
  { text, request }: Pick<RequestContext, "text" | "request">,
  sent: SentRequest,
): MissingHeader | undefined {
  const { door } = routeOf(sent);
  if (sent.gateway) return undefined;
  if (door === "jwtGrant" || door === "sdk") return undefined;
  const [name, prefix] = door === "publicApi" ? ["auth", ""] : ["Authorization", "bearer "];
  const same = request.headers.filter((header) => header.name.text.toLowerCase() === name.toLowerCase());
  const [empty] = same.filter(({ value }) => value.text === "");
  if (same.length > (empty ? 1 : 0)) return undefined;
  if (Object.values(sent.headers).some((value) => value !== undefined && findTokens(value).length > 0))
    return undefined;
  if (empty) {
    const { start, end } = empty;
    return { range: { start, end }, write: (token) => `${name}: ${prefix}${token}` };
  }
  const at = lineEnd(text, request.url.end);
  return { range: { start: at, end: at }, write: (token, eol) => `${eol}${name}: ${prefix}${token}` };
}
