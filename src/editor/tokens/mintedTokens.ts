import type { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { MintedToken, Minter, MintRequest } from "../../domain/tokens/mint";
import type { LoadedLater } from "../workbench/loadedLater";

/** What an encrypted token was made from, which can't be told from the token. */
export interface Made {
  readonly appId: string;
  readonly request: MintRequest;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Encrypted tokens that are remembered; each request with Enforce JTI takes one. */
const MAX_REMEMBERED = 500;
/** Characters at a token's end by which it is known: its authentication tag, and more. Of no use without the rest. */
const TAIL_LENGTH = 40;

/** A minter that remembers of the encrypted tokens of this session how they were made, so that they can be made again. */
export class MintedTokens implements Minter {
  readonly #made = new Map<string, Made>();

  readonly #minter: LoadedLater<Minter>;

  constructor(minter: LoadedLater<Minter>) {
    this.#minter = minter;
  }

  async mint(app: JwtApp, secrets: AppSecrets, request: MintRequest = {}): Promise<MintedToken> {
    const minted = await (await this.#minter.load()).mint(app, secrets, request);
    if (app.enforceJwe) this.#remember(minted.token, { appId: app.id, request, expiresAt: minted.expiresAt });
    return minted;
  }

  /** How an encrypted token was made, if that was in this session. */
  of(token: string): Made | undefined {
    return this.#made.get(token.slice(-TAIL_LENGTH));
  }

  forget(appId?: string): void {
    this.#minter.ifWanted((minter) => minter.forget(appId)).catch(() => undefined);
    for (const [tail, made] of this.#made) if (appId === undefined || made.appId === appId) this.#made.delete(tail);
  }

  #remember(token: string, made: Made): void {
    this.#made.set(token.slice(-TAIL_LENGTH), made);
    const [oldest] = this.#made.keys();
    if (this.#made.size > MAX_REMEMBERED && oldest !== undefined) this.#made.delete(oldest);
  }
}
