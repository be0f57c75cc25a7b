import type { AppSecrets } from "../domain/apps/appSecrets";
import type { JwtApp } from "../domain/apps/jwtApp";
import type { MintedToken } from "../domain/tokens/mint";
import { type TokenPlace, tokenPlaceOf } from "../domain/tokens/tokenPlace";
import type { TokenProfile } from "../domain/tokens/claims";
import type { Route } from "../domain/tokens/verify/route";
import type { GatewayServices } from "./gateway";
import { withAssertion } from "./grantAssertion";

/**
 * `header`: replaces every header in which clients send tokens. `body`: the grant's, with our assertion. `none`: what
 * this door takes is none of our tokens, so the client's own header stays.
 */
export type RequestToken =
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  | { readonly kind: "body"; readonly body: Uint8Array }
  | { readonly kind: "none"; readonly why: string };

/** A token for each request: a new one where the app enforces `jti`, else the last one as long as it lives. */
export class RequestTokens {
  readonly #services: Pick<GatewayServices, "minter" | "clock">;
  /** By the app's internal id, then by the profile. */
  readonly #kept = new Map<string, Map<TokenProfile, KeptToken>>();

  constructor(services: Pick<GatewayServices, "minter" | "clock">) {
    this.#services = services;
  }

  /**
   * @param body of the request, which the JWT grant's token goes into
   * @throws UserError where no token can be made (those of `Minter.mint`), or the grant's body is none: `grant-body`,
   * `grant-too-large`
   */
  async for(app: JwtApp, secrets: AppSecrets, route: Route, body?: Uint8Array): Promise<RequestToken> {
    const { header, carries }: TokenPlace = tokenPlaceOf(route, app);
    if (carries === "accessToken") return { kind: "none", why: "access-token" };
    if (!this.#kept.has(app.id)) this.#kept.set(app.id, new Map());
    if (!header) {
      // Each grant is for a user of its own, whose identity may be made with the token.
      const { token } = await this.#services.minter.mint(app, secrets, { profile: carries });
      return { kind: "body", body: withAssertion(body, token) };
    }
    const { token } = await this.#token(app, secrets, carries);
    return { kind: "header", name: header.name, value: header.prefix + token };
  }

  /** Forgets the tokens and the imported keys of all apps but these. */
  keepOnly(apps: readonly Pick<JwtApp, "id">[]): void {
    const ids = new Set(apps.map(({ id }) => id));
    for (const id of this.#kept.keys()) {
      if (ids.has(id)) continue;
      this.#kept.delete(id);
      this.#services.minter.forget(id);
    }
  }

  /** Makes new ones from now on: what goes into them beside the app and its secrets has changed. */
  renew(): void {
    this.#kept.clear();
  }

  #token(app: JwtApp, secrets: AppSecrets, profile: TokenProfile): Promise<MintedToken> {
    const { minter, clock } = this.#services;
    if (app.enforceJti) return minter.mint(app, secrets, { profile });
    const kept = this.#kept.get(app.id);
    const known = kept?.get(profile);
    if (known?.isOf(app, secrets) && known.livesAt(clock() / 1000)) return known.token;
    const token = minter.mint(app, secrets, { profile });
    const one = new KeptToken(app, secrets, token);
    kept?.set(profile, one);
    token.catch(() => kept?.get(profile) === one && kept.delete(profile));
    return token;
  }
}

/** Seconds before a token's end from which on it isn't sent any more: clocks differ, and requests take their time. */
const MARGIN = 30;

class KeptToken {
  readonly #secrets: AppSecrets;
  #minted: MintedToken | undefined;

  constructor(
    readonly app: JwtApp,
    secrets: AppSecrets,
    /** While it is being made, all requests wait for the same one. */
    readonly token: Promise<MintedToken>,
  ) {
    this.#secrets = secrets;
    token.then(
      (minted) => (this.#minted = minted),
      () => undefined,
    );
  }

  /** Whether nothing of what it was made from has changed. */
  isOf(app: JwtApp, secrets: AppSecrets): boolean {
    if (app !== this.app && madeFrom(app) !== madeFrom(this.app)) return false;
    if (secrets === this.#secrets) return true;
    const [now, then] = [secrets.reveal(), this.#secrets.reveal()];
    return now.clientSecret === then.clientSecret && now.signingPrivateKey === then.signingPrivateKey;
  }

  /** A clock that was set back makes it one of the future, which the platform may refuse. */
  livesAt(now: number): boolean {
    const minted = this.#minted;
    return !minted || (minted.issuedAt <= now && now < minted.expiresAt - MARGIN);
  }
}

function madeFrom(app: JwtApp): string {
  const { secretsRevision, updatedAt, clientId, algorithm, enforceJwe, platformKey, contentEncryption } = app;
  const { createdIn, usedFor } = app;
  return JSON.stringify([
    ...[secretsRevision, updatedAt, clientId, algorithm, enforceJwe, contentEncryption, createdIn, usedFor],
    platformKey,
  ]);
}
