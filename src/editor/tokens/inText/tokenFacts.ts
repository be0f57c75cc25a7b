import type { JwtApp } from "../../../domain/apps/jwtApp";
import { inspectionOf } from "../../../domain/tokens/inspect";
import { appNamedBy } from "../../../domain/tokens/verify/appClaim";
import type { MintedTokens } from "../mintedTokens";

/** What can be told of a token at once, without a key. */
export interface TokenFacts {
  readonly app: JwtApp | undefined;
  /** The apps that it may be of where only its signature could tell: they have one client ID. */
  readonly twins: readonly JwtApp[];
  /** Seconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly neverExpires: boolean;
  /** It says when it expires, in a way that can't be read: never shown as valid. */
  readonly expiryUnreadable: boolean;
  /** A fresh one of the same app can be made: its claims are readable, or it is known how it was made, or for which app. */
  readonly canRefresh: boolean;
}

export function tokenFacts(
  minted: Pick<MintedTokens, "of">,
  token: string,
  apps: readonly JwtApp[],
  tied: JwtApp | undefined,
  inspected = inspectionOf(token),
): TokenFacts {
  const { kind, claims, expiresAt } = inspected;
  const made = minted.of(token);
  if (kind === "jws") {
    const { candidates } = appNamedBy(claims ?? {}, apps, false, "publicApi");
    const app = candidates.length < 2 ? candidates[0] : candidates.find(({ id }) => id === (made?.appId ?? tied?.id));
    const seconds = expiresAt.state === "read" ? expiresAt.seconds : undefined;
    const expiryUnreadable = seconds === undefined && expiresAt.state !== "absent";
    return {
      app,
      twins: app ? [] : candidates,
      expiresAt: seconds,
      neverExpires: expiresAt.state === "absent",
      expiryUnreadable,
      canRefresh: candidates.length > 0,
    };
  }
  const app = apps.find(({ id }) => id === made?.appId) ?? tied;
  return {
    app,
    twins: [],
    expiresAt: made?.expiresAt,
    neverExpires: false,
    expiryUnreadable: false,
    canRefresh: app !== undefined,
  };
}
