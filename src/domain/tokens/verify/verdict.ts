import type { JwtApp } from "../../apps/jwtApp";
import type { EndpointMatch } from "../../scopes/findEndpoint";

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

/** One English sentence with {0}, {1} …, the key for localisation. Holds no secret, token text or decrypted text. */
export interface Message {
  readonly template: string;
  readonly args: readonly (string | number)[];
}

/** Something that probably led to a failure. */
export interface Cause {
  /** Stable, in kebab-case. */
  readonly code: string;
  readonly message: Message;
}

export interface Check {
  readonly id: CheckId;
  readonly outcome: Outcome;
  /** Why this outcome: stable, in kebab-case. */
  readonly reason: string;
  readonly message: Message;
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

export interface Verdict {
  /** The app that the token names, or clearly means. */
  readonly app?: JwtApp;
  readonly checks: readonly Check[];
  /** The first check that failed. Absent: nothing refuses. */
  readonly decidedBy?: Check;
  /** What the platform would answer; status 200 with an empty body where nothing refuses. */
  readonly answer: Answer;
  readonly endpoint?: Extract<EndpointMatch, { kind: "found" }>;
  /** Where the token goes, told from the request's path. */
  readonly door?: Door;
  /** Of the signed token; of the JWE where that can't be opened. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** Of the JWE around the signed token. */
  readonly jweHeader?: Readonly<Record<string, unknown>>;
  /** Any JSON value may stand under any name. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The request's body without its payload encryption. */
  readonly openedBody?: Uint8Array;
}

/**
 * `publicApi`: header `auth`. `webhook`: `Authorization: bearer` with a JWT. `jwtGrant`: the body's `assertion`.
 * `sdk`: `Authorization: bearer` with the access token that a JWT was exchanged for (platform.md, 3.3, 3.4 and 9).
 */
export type Door = "publicApi" | "webhook" | "jwtGrant" | "sdk";
