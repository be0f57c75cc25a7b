import { say, type Sentence } from "../../text/sentence";

/**
 * Every check, in the order in which they decide. First the route, as in any server, then the token from the outside
 * to the inside, then what its app may do. A verdict leaves out those that don't apply.
 */
export const CHECK_IDS = [
  /** The path is a known endpoint's. */
  "endpoint",
  "method",
  /** There is a token. */
  "token",
  /** It stands in the right header, as that header wants it. */
  "header",
  /** It is a JWT: three or five parts that can be read. */
  "format",
  /** JWE: `alg` and `enc`. */
  "jweHeader",
  /** JWE: it opens with the platform's private key. */
  "jweDecryption",
  /** JWE: a signed token is in it. */
  "jweContent",
  /** The claim `appId` (or `iss`) is spelled exactly so. */
  "appClaim",
  /** It names an app. */
  "app",
  /** JWE: `kid` is the app's platform key's. */
  "jweKeyId",
  /** Five parts where the app enforces JWE. */
  "jweEnforced",
  /** `alg` is the app's. */
  "algorithm",
  "signature",
  /** JWT grant of the SDKs: an identity. */
  "sub",
  "exp",
  "iat",
  "nbf",
  /** There is a `jti` where the app enforces it. */
  "jti",
  /** With `jti`: `exp` is there and at most an hour ahead. */
  "jtiLifetime",
  /** With `jti`: it was not used before. */
  "replay",
  /** The app's level can call the endpoint. */
  "level",
  /** The bot ID in the path, or in the body of the SDKs' grant, is well formed and the app's. */
  "bot",
  "scope",
  "published",
  /** The app's permissions for the table or view. */
  "tables",
  /** The endpoint supports payload encryption at the app's level. */
  "payloadSupport",
  /** The request's envelope opens. */
  "payloadBody",
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** `unknown`: can't be told here, or the platform's rule is not known; it refuses nothing. */
export type Outcome = "passed" | "failed" | "unknown";

/** Something that probably led to a failure. */
export interface Cause {
  /** Stable, in kebab-case. */
  readonly code: string;
  readonly message: Sentence;
}

export interface Check {
  readonly id: CheckId;
  readonly outcome: Outcome;
  /** Why this outcome: stable, in kebab-case. */
  readonly reason: string;
  readonly message: Sentence;
  /** The likely causes of a failure, the likeliest first. */
  readonly causes: readonly Cause[];
  /** Where it failed: what the platform would answer if no check before it had failed. */
  readonly answer?: Answer;
}

/**
 * `documented` and `observed`: exactly the platform's words, by its documentation or seen by others (platform.md, 3.5).
 * `inferred`: the words are the platform's for a like situation, or only the words are known; that they come here, with
 * this status and code, is not.
 * `unverified`: the platform's words are not known; the body says so and why.
 */
export type Certainty = "documented" | "observed" | "inferred" | "unverified";

export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly body: unknown;
  readonly certainty: Certainty;
}

/** `template` has to be a literal: by it the localisation finds the sentence. */
export function passed(id: CheckId, reason: string, message: Sentence): Check {
  return { id, outcome: "passed", reason, message, causes: [] };
}

export function unknown(id: CheckId, reason: string, message: Sentence): Check {
  return { id, outcome: "unknown", reason, message, causes: [] };
}

export function failed(
  id: CheckId,
  reason: string,
  message: Sentence,
  answer: Answer,
  causes: readonly Cause[] = [],
): Check {
  return { id, outcome: "failed", reason, message, causes, answer };
}

export function cause(code: string, template: string, ...args: readonly (string | number)[]): Cause {
  return { code, message: say(template, ...args) };
}
