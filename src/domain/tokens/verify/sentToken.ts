import { refusal, unverified } from "./platformAnswers";
import { cause, type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { disputedHeader } from "./disputedHeaders";
import { assertionOf } from "./grantBody";
import { TOKEN_PLACES } from "../tokenPlace";
import type { Route } from "./route";
import type { VerifyInput, VerifyRequest } from "./verifyInput";

/** The token as it was given or found in the request, not cleaned. */
export type SentToken = string | undefined;

/** The token itself, or what the request carries where this door looks for it, or else where tokens are put by mistake. */
export function sentToken(
  { token, request }: Pick<VerifyInput, "token" | "request">,
  route: Route | undefined,
): SentToken {
  if (token !== undefined || !request || !route) return nonEmpty(token);
  if (route.door === "jwtGrant") return nonEmpty(assertionOf(request));
  const right = TOKEN_PLACES[route.door].header.name.toLowerCase();
  return (
    nonEmpty(request.headers[right]) ??
    TOKEN_HEADERS.map((name) => nonEmpty(request.headers[name])).find((value) => value !== undefined)
  );
}

/** Whether there is a token, and in the right header (platform.md, 3.4). */
export function sentTokenChecks(
  sent: SentToken,
  request: VerifyRequest | undefined,
  route: Route | undefined,
): Check[] {
  if (sent === undefined) {
    const message = say("There is no token.");
    const absent = failed(
      "token",
      "no-token",
      message,
      refusal(route?.door ?? "publicApi", isWithoutAuth(request) ? "noHeader" : "noToken", message),
      absenceCauses(route),
    );
    // The last one is empty.
    const isOneOfSeveral = route?.door === "publicApi" && request !== undefined && isRepeated("auth", request);
    return isOneOfSeveral ? [absent, repeatedHeader("auth")] : [absent];
  }
  const present = passed("token", "token-present", say("There is a token."));
  if (!request || !route) return [present];
  if (route.door === "jwtGrant") return WRAPPED.test(sent.trim()) ? [present, wrappedAssertion()] : [present];
  return [present, route.door === "publicApi" ? authHeaderCheck(request) : bearerHeaderCheck(request)];
}

/** What people paste around a token. Reading a token takes it away; a server does not. */
const WRAPPED = /^(?:(?:authorization|auth|token)\s*:|(?:bearer|jwt|basic)\s|["'`])/i;

function wrappedAssertion(): Check {
  const message = say("The “assertion” holds more than the token.");
  return failed("header", "assertion-wrapped", message, unverified(message));
}

/** Headers in which tokens travel (platform.md, 3.4 and 9), in the order in which a misplaced one is looked for. */
export const TOKEN_HEADERS: readonly string[] = ["auth", "authorization", "token"];

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

function absenceCauses(route: Route | undefined) {
  if (route?.door === "publicApi")
    return [cause("auth-header-missing", "The token belongs into the header “auth”, without “Bearer”.")];
  if (route?.door === "jwtGrant")
    return [cause("assertion-missing", "The token belongs into the body, as “assertion”.")];
  return route
    ? [cause("authorization-header-missing", "The token belongs into the header “Authorization”, after “bearer”.")]
    : [];
}

function authHeaderCheck(request: VerifyRequest): Check {
  const { headers } = request;
  const auth = nonEmpty(headers["auth"])?.trim();
  if (auth !== undefined) {
    const disputed = disputedHeader(request.path, "auth", auth);
    if (disputed) return disputed;
    if (/^(?:bearer|jwt|basic)\s/i.test(auth)) {
      return wrappedToken("bearer-in-auth", "The header “auth” holds more than the token: it takes no “Bearer”.");
    }
    if (/^["'`]/.test(auth)) {
      return wrappedToken("quotes-in-auth", "The token in the header “auth” stands in quotes.");
    }
    if (WRAPPED.test(auth)) {
      return wrappedToken(
        "name-in-auth",
        "The header “auth” holds more than the token: the name of a header stands in it again.",
      );
    }
    if (textBehindToken(auth) !== undefined) {
      return wrappedToken(
        "text-behind-token",
        "The header “auth” holds more than the token: something stands behind it.",
      );
    }
    if (isRepeated("auth", request)) return repeatedHeader("auth");
    return passed("header", "right-header", say("The token is in the header “auth”."));
  }
  for (const [name, reason] of [
    ["authorization", "authorization-instead-of-auth"],
    ["token", "token-instead-of-auth"],
  ] as const) {
    if (nonEmpty(headers[name]) === undefined) continue;
    const disputed = disputedHeader(request.path, name, headers[name] ?? "");
    if (disputed) return disputed;
    const message = say(
      "The token is in the header “{0}”; public APIs and Data Tables read it from “auth”, without “Bearer”.",
      name,
    );
    return failed(
      "header",
      reason,
      message,
      refusal("publicApi", isWithoutAuth({ headers }) ? "noHeader" : "noToken", message),
    );
  }
  return headerUnknown();
}

/**
 * What stands behind the token in a header's value, white space before it included: a comment, a comma, a quotation mark.
 * Clients send it as they find it. Undefined where the value is a token alone, or begins with something else, or where
 * a variable right behind may be the rest of the token.
 */
export function textBehindToken(value: string): string | undefined {
  const [, rest] =
    /^(?:\{\{[^{}]{1,200}\}\}|[\w-]+(?:\.[\w-]*){2,4})((?:\s+\S|(?!\{\{)[^\s\w.+/=-])[^]*)$/.exec(value.trim()) ?? [];
  return rest;
}

function isRepeated(name: string, { repeatedHeaders }: VerifyRequest): boolean {
  return repeatedHeaders?.includes(name) === true;
}

/** Which one counts is for the client and the server to say. */
function repeatedHeader(name: string): Check {
  return unknown(
    "header",
    "header-repeated",
    say(
      "There are several headers “{0}”: httpYac sends the last one, or all where they are spelled alike, REST Client one with all values and commas between them.",
      name,
    ),
  );
}

function wrappedToken(reason: string, template: string): Check {
  const message = say(template);
  return failed("header", reason, message, refusal("publicApi", "format", message));
}

/** Without the header altogether, as it was observed. */
function isWithoutAuth(request: Pick<VerifyRequest, "headers"> | undefined): boolean {
  return request !== undefined && request.headers["auth"] === undefined;
}

function bearerHeaderCheck(request: VerifyRequest): Check {
  const { headers } = request;
  const authorization = nonEmpty(headers["authorization"])?.trim();
  if (authorization !== undefined) {
    const after = /^bearer\s+(.*)$/is.exec(authorization)?.[1];
    if (after !== undefined && WRAPPED.test(after)) {
      const message = say("In the header “Authorization” more than the token stands after “bearer”.");
      return failed("header", "more-than-token", message, unverified(message));
    }
    if (after !== undefined && textBehindToken(after) !== undefined) {
      const message = say("In the header “Authorization” more stands behind the token.");
      return failed("header", "text-behind-token", message, unverified(message));
    }
    if (isRepeated("authorization", request)) return repeatedHeader("Authorization");
    if (after !== undefined)
      return passed("header", "right-header", say("The token is in the header “Authorization”, after “bearer”."));
    const message = say("In the header “Authorization” the token stands after “bearer”.");
    return failed("header", "bearer-missing", message, unverified(message));
  }
  if (nonEmpty(headers["auth"]) === undefined && nonEmpty(headers["token"]) === undefined) return headerUnknown();
  const message = say("Here the token belongs into the header “Authorization”, after “bearer”.");
  return failed("header", "authorization-missing", message, unverified(message));
}

/** The token was handed over beside the request. */
function headerUnknown(): Check {
  return unknown("header", "not-in-request", say("The request itself carries no token."));
}
