import type { JwtApp } from "../apps/jwtApp";
import { UserError } from "../errors";
import { MAX_JTI_LIFETIME_SECONDS, profileFor } from "./claims";
import { type InspectedToken, timesOf } from "./inspect";
import type { MintRequest } from "./mint";

/**
 * What to mint in place of a token of `app`: the same claims for as long a life, with times and `jti` of its own. Where
 * the token's life can't be told, `lifetimeSeconds` stays open. A misspelled claim that holds the client ID is dropped.
 * @throws UserError `inexact-claim` where a number is beyond what JSON's readers keep (RFC 8259, 6): a user's ID of twenty
 * digits would become another user's
 */
export function refreshRequest(claims: NonNullable<InspectedToken["claims"]>, app: JwtApp): MintRequest {
  const inexact = Object.entries(claims).find(([name, value]) => !OWN_CLAIMS.has(name) && !isExact(value));
  if (inexact)
    throw new UserError("inexact-claim", "The token's claim “{0}” has a number that would not be kept as it is.", {
      args: [inexact[0].slice(0, 100)],
      remedy: "Make the token anew, with that number as text.",
    });
  const { sub: oldSubject, aud, isAnonymous, identityToMerge, ...others } = claims;
  // Issuers that write a number say so against RFC 7519 (4.1.2); a new token has it as the text that it should be.
  const sub = typeof oldSubject === "number" ? String(oldSubject) : oldSubject;
  const isSdk = !Object.hasOwn(claims, "appId") && (claims["iss"] === app.clientId || profileFor(app) === "sdk");
  const extra = Object.fromEntries(
    Object.entries(others).filter(([name, value]) => !OWN_CLAIMS.has(name) && value !== app.clientId),
  );
  const lifetimeSeconds = lifetimeOf(claims, app);
  return {
    profile: isSdk ? "sdk" : "publicApi",
    ...(lifetimeSeconds === undefined ? {} : { lifetimeSeconds }),
    ...(typeof sub === "string" && sub !== "" ? { subject: sub } : isSdk ? {} : { subject: null }),
    ...(isSdk && typeof aud === "string" ? { audience: aud } : {}),
    ...(isSdk && typeof isAnonymous === "boolean" ? { isAnonymous } : {}),
    ...(isSdk && typeof identityToMerge === "string" ? { identityToMerge } : {}),
    claims: {
      ...extra,
      ...(aud !== undefined && !(isSdk && typeof aud === "string") ? { aud } : {}),
      ...(!isSdk && isAnonymous !== undefined ? { isAnonymous } : {}),
      ...(!isSdk && identityToMerge !== undefined ? { identityToMerge } : {}),
    },
  };
}

function isExact(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(isExact);
}

/** Made anew for each token. */
const OWN_CLAIMS: ReadonlySet<string> = new Set(["appId", "iss", "iat", "exp", "nbf", "jti", "kore_jti"]);

/** In seconds, as long as the old token lived, if that is told and allowed. */
function lifetimeOf(claims: NonNullable<InspectedToken["claims"]>, { enforceJti }: JwtApp): number | undefined {
  const { issuedAt, expiresAt } = timesOf(claims);
  if (!("seconds" in issuedAt) || !("seconds" in expiresAt)) return undefined;
  const lifetime = Math.round(expiresAt.seconds - issuedAt.seconds);
  if (lifetime < 1 || lifetime > MAX_KEPT_LIFETIME_SECONDS) return undefined;
  return enforceJti ? Math.min(lifetime, MAX_JTI_LIFETIME_SECONDS) : lifetime;
}

/** A day: a token that lives longer is one to get rid of, and not to make again. */
const MAX_KEPT_LIFETIME_SECONDS = 86_400;
