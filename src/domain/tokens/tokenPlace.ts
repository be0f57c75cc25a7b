import type { JwtApp } from "../apps/jwtApp";
import { headerFor, profileFor, type TokenHeader, type TokenProfile } from "./claims";
import type { Route } from "./verify/route";
import type { Door } from "./verify/verdict";

/** Where a request has its token, and which one. */
export interface TokenPlace {
  /** Absent where it stands in the body, as `assertion`. */
  readonly header?: TokenHeader;
  /** The claims of a JWT, or an access token that a JWT was exchanged for. */
  readonly carries: TokenProfile | "accessToken";
}

/** What each door takes (platform.md, 3.3, 3.4 and 9), whatever the app is used for. */
export const TOKEN_PLACES = {
  publicApi: { header: { name: "auth", prefix: "" }, carries: "publicApi" },
  webhook: { header: { name: "Authorization", prefix: "bearer " }, carries: "publicApi" },
  jwtGrant: { carries: "sdk" },
  sdk: { header: { name: "Authorization", prefix: "bearer " }, carries: "accessToken" },
} as const satisfies Readonly<Record<Door, TokenPlace>>;

/**
 * What a request of an app needs there. Of a path that is in no catalogue nothing is known: there the app's use tells.
 */
export function tokenPlaceOf(
  { door, match }: Pick<Route, "door" | "match">,
  app: Pick<JwtApp, "usedFor" | "createdIn">,
): TokenPlace {
  if (door !== "publicApi" || match?.kind !== "unknown") return TOKEN_PLACES[door];
  return { header: headerFor(app), carries: profileFor(app) };
}
