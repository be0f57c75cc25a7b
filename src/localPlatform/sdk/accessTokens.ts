import { createHash } from "node:crypto";
import { bytesToBase64Url } from "../../domain/keys/base64";
import type { Ports } from "../../domain/ports";

/** Who an access token stands for. */
export interface Session {
  /** Our internal id of the app. */
  readonly appId: string;
  readonly expiresAt: number;
}

export interface IssuedToken {
  readonly accessToken: string;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const LIFETIME = 3_600_000;
const MAX_TOKENS = 20_000;

/** The access tokens that JWTs were exchanged for; only their digests are kept. */
export class AccessTokens {
  readonly #sessions = new Map<string, Session>();

  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Undefined while as many are out as there may be. */
  issue(appId: string): IssuedToken | undefined {
    const issuedAt = this.#ports.clock();
    this.#forgetExpired(issuedAt);
    if (this.#sessions.size >= MAX_TOKENS) return undefined;
    const accessToken = bytesToBase64Url(this.#ports.randomBytes(48));
    const expiresAt = issuedAt + LIFETIME;
    this.#sessions.set(digest(accessToken), { appId, expiresAt });
    return { accessToken, issuedAt, expiresAt };
  }

  /** @param header the value of `Authorization` */
  sessionOf(header: string | undefined): Session | undefined {
    const [, token] = /^bearer +([\w-]{64})$/i.exec(header?.trim() ?? "") ?? [];
    const session = token === undefined ? undefined : this.#sessions.get(digest(token));
    return session && session.expiresAt > this.#ports.clock() ? session : undefined;
  }

  /** All live equally long, so the oldest expire first. */
  #forgetExpired(now: number): void {
    for (const [key, { expiresAt }] of this.#sessions) {
      if (expiresAt > now) return;
      this.#sessions.delete(key);
    }
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
