import type { JwtApp } from "../../apps/jwtApp";
import { type InspectedToken, timesOf } from "../inspect";
import { UserError } from "../../errors";
import type { Endpoint } from "../../scopes/catalogue";
import { meantEndpoints } from "../../scopes/meantEndpoints";
import type { JsonObject } from "../../text/json";
import { accessChecks, botCheck } from "./accessChecks";
import { ACCEPTED, refusal } from "./platformAnswers";
import { appNamedBy } from "./appClaim";
import { type Check, type CheckId, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { formatChecks } from "./formatChecks";
import { jtiChecks, replayChecks } from "./jtiChecks";
import { jweAppChecks } from "./jweAppChecks";
import { withPageAnswers } from "./pageAnswers";
import { payloadChecks } from "./payloadChecks";
import { readToken, type ReadToken } from "./readToken";
import { routeChecks, routeOf } from "./route";
import { sentToken, sentTokenChecks } from "./sentToken";
import { chooseApp, signatureChecks, unsigned } from "./signatureChecks";
import { timeChecks } from "./timeChecks";
import { parseJsonPart } from "../tokenText";
import type { Door, Verdict } from "./verdict";
import type { VerifyInput, VerifyRequest } from "./verifyInput";

/**
 * Applies the platform's rules to a token and, where given, the request that carries it. Never rejects, whatever the
 * token, request, app or secret is. Takes time in proportion to token and body.
 */
export async function verify(input: VerifyInput): Promise<Verdict> {
  const { request } = input;
  const route = request && routeOf(request);
  const sent = sentToken(input, route);
  const token = await readToken(sent, input);
  const before = [
    ...(route ? routeChecks(route) : []),
    ...sentTokenChecks(sent, request, route),
    ...formatChecks(token, route?.door ?? "publicApi"),
  ];

  const { app, checks } = await tokenChecks(token, before, route?.door ?? "publicApi", input);
  if (route) checks.push(...(app ? accessChecks(route, app) : botCheck(route, undefined)));
  const endpoint = route?.match?.kind === "found" ? route.match : undefined;
  const payload = endpoint && app ? await payloadChecks(endpoint.endpoint, app, checks, input) : { checks: [] };

  return {
    ...verdictOf(withPageAnswers([...checks, ...payload.checks], endpoint ? meantBy(endpoint, request) : [])),
    ...seen(token),
    ...(app && { app }),
    ...(endpoint && { endpoint }),
    ...(route && { door: route.door }),
    ...openedBody(payload),
  };
}

/** The endpoints that a request may be for: of those that share its method and path what its body tells. */
function meantBy(match: NonNullable<Verdict["endpoint"]>, request: VerifyRequest | undefined): readonly Endpoint[] {
  return meantEndpoints(match, match.others.length > 0 ? bodyOf(request) : undefined);
}

/** Bytes of a body that are read for that: the longest sample takes 5 KB. */
const MAX_TELLING_BODY = 100_000;

function bodyOf({ body }: Partial<Pick<VerifyRequest, "body">> = {}): JsonObject | undefined {
  if (!body || body.length > MAX_TELLING_BODY) return undefined;
  const json = parseJsonPart(body, "body");
  return json instanceof UserError ? undefined : json;
}

/** All checks up to and with those of the token itself, and the app that it names. */
async function tokenChecks(
  token: ReadToken,
  before: readonly Check[],
  door: Door,
  input: VerifyInput,
): Promise<{ app: JwtApp | undefined; checks: Check[] }> {
  switch (token.kind) {
    case "absent":
    case "unreadable":
    case "foreignContent":
      return { app: undefined, checks: [...before, ...unreadableChecks("token-unreadable")] };
    case "closed":
      return {
        app: token.jwe.app,
        checks: [...before, ...unreadableChecks("not-decrypted", jweAppChecks(token, token.jwe.app))],
      };
    case "bareClaims":
      return claimsChecks(token, token.claims, undefined, before, door, input);
    case "jws":
      return claimsChecks(token, token.signed.claims ?? {}, token.signed, before, door, input);
  }
}

async function claimsChecks(
  token: ReadToken,
  claims: JsonObject,
  signed: InspectedToken | undefined,
  before: readonly Check[],
  door: Door,
  input: VerifyInput,
): Promise<{ app: JwtApp | undefined; checks: Check[] }> {
  const now = input.clock() / 1000;
  const named = appNamedBy(claims, input.apps, input.areAllApps === true, door);
  const app = await chooseApp(named.candidates, signed?.token, input);
  const times = signed ?? timesOf(claims);
  const checks = [
    ...before,
    ...named.checks,
    ...jweAppChecks(token, app),
    ...(signed ? await signatureChecks(signed.token, signed.header ?? {}, app, input, door) : unsigned),
    ...(door === "jwtGrant" ? [subjectCheck(claims)] : []),
    ...timeChecks(times, claims, now, door),
    ...jtiChecks(claims, times.expiresAt, app, now),
  ];
  checks.push(
    ...(await replayChecks(claims, { app, expiresAt: times.expiresAt, before: checks, replays: input.replays })),
  );
  return { app, checks };
}

/** The SDKs' grant needs an identity: `sub`, or `kore_sub` in its place (platform.md, 1.4 and 3.5). */
function subjectCheck(claims: JsonObject): Check {
  const name = ["kore_sub", "sub"].find((key) => Object.hasOwn(claims, key));
  const value = name === undefined ? undefined : claims[name];
  if (typeof value === "string" && value !== "") return passed("sub", "sub-present", say("The token names a user."));
  const message = say("The token names no user: “sub” is missing or no text.");
  return failed("sub", "sub-missing", message, refusal("jwtGrant", "sub", message));
}

function unreadableChecks(reason: "token-unreadable" | "not-decrypted", ofJwe: readonly Check[] = []): Check[] {
  const message =
    reason === "not-decrypted" ? say("That stands in the encrypted part.") : say("The token can't be read.");
  const unread = (id: CheckId): Check => unknown(id, reason, message);
  return [
    unread("appClaim"),
    unread("app"),
    ...ofJwe,
    unread("algorithm"),
    unread("signature"),
    unread("exp"),
    unread("iat"),
  ];
}

function verdictOf(checks: readonly Check[]): Pick<Verdict, "checks" | "decidedBy" | "answer"> {
  const decidedBy = checks.find(({ outcome }) => outcome === "failed");
  return { checks, ...(decidedBy && { decidedBy }), answer: decidedBy?.answer ?? ACCEPTED };
}

/** What the caller may show of the token. */
function seen(token: ReadToken): Pick<Verdict, "header" | "jweHeader" | "claims"> {
  switch (token.kind) {
    case "absent":
      return {};
    case "unreadable": {
      const { kind, header, claims } = token.read;
      return { ...(header && (kind === "jwe" ? { jweHeader: header } : { header })), ...(claims && { claims }) };
    }
    case "closed":
    case "foreignContent":
      return { jweHeader: token.jwe.header };
    case "bareClaims":
      return { jweHeader: token.jwe.header, claims: token.claims };
    case "jws": {
      const { header, claims } = token.signed;
      return {
        ...(header && { header }),
        ...(claims && { claims }),
        ...(token.jwe && { jweHeader: token.jwe.header }),
      };
    }
  }
}

function openedBody(payload: { readonly openedBody?: Uint8Array }): Pick<Verdict, "openedBody"> {
  return payload.openedBody ? { openedBody: payload.openedBody } : {};
}
