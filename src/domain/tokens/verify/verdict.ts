import type { JwtApp } from "../../apps/jwtApp";
import type { EndpointMatch } from "../../scopes/findEndpoint";
import type { Answer, Check } from "./check";

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
