import type { JwtApp } from "../apps/jwtApp";
import { UserError } from "../errors";
import { bytesToHex } from "../keys/base64";
import { isDeeperThan, isObject } from "../text/json";
import { LIMITS } from "../limits";
import type { Ports } from "../ports";

/**
 * The two shapes of claims that the platform knows: for its public APIs (platform.md, 3.1) and for its SDKs
 * (platform.md, 3.2).
 */
const TOKEN_PROFILES = ["publicApi", "sdk"] as const;
export type TokenProfile = (typeof TOKEN_PROFILES)[number];

export interface ClaimsRequest {
  /** Without it, the one that `profileFor` names. */
  readonly profile?: TokenProfile;
  /** From 1 second to 10 years; 300 without it. */
  readonly lifetimeSeconds?: number;
  /**
   * The claim `sub`. An SDK token without it is one for an anonymous user with a random identity; one for public APIs
   * has the documentation's subject, or none with `null`.
   */
  readonly subject?: string | null;
  /** Further claims, of values that JSON can hold. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** SDK only: the claim `aud`. */
  readonly audience?: string;
  /** SDK only. */
  readonly isAnonymous?: boolean;
  /** SDK only. */
  readonly identityToMerge?: string;
}

/** The claims of a token; times are whole seconds since the epoch. */
export interface Claims {
  readonly [name: string]: unknown;
  readonly iat: number;
  readonly exp: number;
}

const DEFAULT_LIFETIME_SECONDS = 300;
/** With the claim `jti` the platform refuses a longer life (platform.md, 1.4). */
export const MAX_JTI_LIFETIME_SECONDS = 3600;
/** Ten years. The platform's own limit without `jti` is not known (platform.md, 7); this one catches milliseconds. */
const MAX_LIFETIME_SECONDS = 315_360_000;
/** The parameter table has it; elsewhere the text says .ai (platform.md, 3.2). */
export const SDK_AUDIENCE = "https://idproxy.kore.com/authorize";
/** The documentation's own sample: for public APIs any subject does (platform.md, 3.1). */
const PUBLIC_API_SUBJECT = "1234567890";

/** The profile that comes first for an app (platform.md, 9). */
export function profileFor(app: Pick<JwtApp, "usedFor" | "createdIn">): TokenProfile {
  return app.usedFor === "sdks" && app.createdIn !== "tables" ? "sdk" : "publicApi";
}

/** How a token travels: `name: prefix + token`. */
export interface TokenHeader {
  readonly name: "auth" | "Authorization" | "token";
  /** "" or "bearer " with its space. */
  readonly prefix: "" | "bearer ";
}

/**
 * The request header for the app's tokens (platform.md, 3.4 and 9). An SDK's `Authorization: bearer` carries the access
 * token that the JWT is exchanged for, not the JWT.
 */
export function headerFor(app: Pick<JwtApp, "usedFor" | "createdIn">): TokenHeader {
  if (app.createdIn === "tables") return { name: "auth", prefix: "" };
  if (app.usedFor === "channels") return { name: "Authorization", prefix: "bearer " };
  if (app.usedFor === "botkit") return { name: "token", prefix: "" };
  return { name: "auth", prefix: "" };
}

/**
 * The claims of a new token.
 * @throws UserError `unknown-profile`, `bad-lifetime`, `jti-lifetime`, `reserved-claim`, `bad-claim`, `bad-claims`, `claims-too-long`
 */
export function makeClaims(
  app: Pick<JwtApp, "usedFor" | "createdIn" | "clientId" | "enforceJti">,
  request: ClaimsRequest,
  { clock, randomBytes }: Ports,
): Claims {
  const profile = checkedProfile(request.profile ?? profileFor(app));
  const lifetime = checkedLifetime(request.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS, app.enforceJti);
  const issuedAt = Math.floor(clock() / 1000);
  const own =
    profile === "sdk" ? sdkClaims(app.clientId, request, randomBytes) : publicApiClaims(app.clientId, request);
  // The platform's own claims come last, so that nothing can stand in for them.
  const claims: Claims = {
    ...own.replaceable,
    ...checkedExtraClaims(request.claims),
    ...own.fixed,
    iat: issuedAt,
    exp: issuedAt + lifetime,
    ...(app.enforceJti ? { jti: bytesToHex(randomBytes(16)) } : {}),
  };
  for (const [name, isValid] of CLAIM_TYPES) {
    if (Object.hasOwn(claims, name) && !isValid(claims[name])) {
      throw new UserError("bad-claim", "The claim “{0}” has a value of the wrong type.", { args: [name] });
    }
  }
  return claims;
}

/**
 * Reads extra claims that were typed in as JSON.
 * @throws UserError `bad-claims`, `claims-too-long`, `reserved-claim`, `inexact-number`
 */
export function parseClaims(text: string): Readonly<Record<string, unknown>> {
  if (text.length > MAX_CLAIMS_LENGTH) throw claimsTooLong();
  let claims: unknown;
  try {
    claims = JSON.parse(text);
  } catch {
    throw badClaims();
  }
  assertExactNumbers(text);
  return checkedExtraClaims(claims as Record<string, unknown>);
}

/** A user's ID of twenty digits would become another user's. @param json is valid */
function assertExactNumbers(json: string): void {
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    if (/^-?\d+$/.test(token) ? Number.isSafeInteger(value) : Number.isFinite(value)) continue;
    throw new UserError("inexact-number", "The number {0} in the extra claims would not be kept as it is.", {
      args: [token.slice(0, 50)],
      remedy: "Write it as text, in quotes, if the reader of the token takes that.",
    });
  }
}

/** In characters of JSON. What servers accept as a header is far less. */
const MAX_CLAIMS_LENGTH = 50_000;

/** Set from the app and the clock alone. */
const RESERVED_CLAIMS = ["appId", "iss", "iat", "exp", "jti"] as const;

const isText = (value: unknown) => typeof value === "string" && value !== "";

/** RFC 7519, 4.1, and platform.md, 3.2. */
const CLAIM_TYPES: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["sub", isText],
  ["aud", (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText))],
  ["nbf", Number.isInteger],
  ["isAnonymous", (value) => typeof value === "boolean"],
  ["identityToMerge", isText],
  ["privateClaims", isObject],
  ["secureCustomData", isObject],
];

interface ProfileClaims {
  readonly replaceable: Readonly<Record<string, unknown>>;
  readonly fixed: Readonly<Record<string, unknown>>;
}

function publicApiClaims(clientId: string, request: ClaimsRequest): ProfileClaims {
  return {
    replaceable: request.subject === null ? {} : { sub: request.subject ?? PUBLIC_API_SUBJECT },
    fixed: { appId: clientId },
  };
}

function sdkClaims(clientId: string, request: ClaimsRequest, randomBytes: Ports["randomBytes"]): ProfileClaims {
  const subject = request.subject ?? undefined;
  const isNamed = subject !== undefined || Object.hasOwn(request.claims ?? {}, "sub");
  return {
    replaceable: {
      sub: subject ?? (isNamed ? undefined : bytesToHex(randomBytes(16))),
      aud: request.audience ?? SDK_AUDIENCE,
      isAnonymous: request.isAnonymous ?? !isNamed,
      ...(request.identityToMerge === undefined ? {} : { identityToMerge: request.identityToMerge }),
    },
    fixed: { iss: clientId },
  };
}

function checkedProfile(profile: TokenProfile): TokenProfile {
  if (TOKEN_PROFILES.includes(profile)) return profile;
  throw new UserError("unknown-profile", "There is no such token profile.", {
    args: [...TOKEN_PROFILES],
    remedy: "The profiles are {0} and {1}.",
  });
}

function checkedLifetime(seconds: number, enforceJti: boolean): number {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_LIFETIME_SECONDS) {
    throw new UserError("bad-lifetime", "A token's lifetime is a whole number of seconds from 1 to {0}.", {
      args: [MAX_LIFETIME_SECONDS],
    });
  }
  if (enforceJti && seconds > MAX_JTI_LIFETIME_SECONDS) {
    throw new UserError(
      "jti-lifetime",
      "This app enforces the jti claim, and with it the platform refuses a token that lives longer than {0} seconds; {1} were asked for.",
      { args: [MAX_JTI_LIFETIME_SECONDS, seconds], remedy: "Choose a lifetime of one hour or less." },
    );
  }
  return seconds;
}

/** A copy of plain data, whatever was handed in: it may come from another extension. */
function checkedExtraClaims(claims: unknown): Readonly<Record<string, unknown>> {
  if (claims === undefined) return {};
  let copy: unknown;
  let json: string;
  try {
    json = JSON.stringify(claims);
    copy = JSON.parse(json);
  } catch {
    throw badClaims();
  }
  if (json.length > MAX_CLAIMS_LENGTH) throw claimsTooLong();
  if (isDeeperThan(LIMITS.jsonDepth, json)) throw badClaims();
  if (!isObject(copy)) throw badClaims();
  const reserved = RESERVED_CLAIMS.find((name) => Object.hasOwn(copy, name));
  if (reserved) {
    throw new UserError("reserved-claim", "The claim “{0}” is set from the app and the clock, and can't be given.", {
      args: [reserved],
      remedy: "Take “{0}” out of the extra claims.",
    });
  }
  return copy;
}

function badClaims(): UserError {
  return new UserError("bad-claims", "The extra claims are not a JSON object.", {
    remedy: 'Write them like {"fName":"Jane"}.',
  });
}

function claimsTooLong(): UserError {
  return new UserError("claims-too-long", "The extra claims are longer than {0} characters.", {
    args: [MAX_CLAIMS_LENGTH],
  });
}
