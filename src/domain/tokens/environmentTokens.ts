import type { JwtApp } from "../apps/jwtApp";
import type { Later } from "../longTimer";
import type { Clock } from "../ports";
import type { TokenProfile } from "./claims";

export interface EnvironmentPorts {
  /** The process's own, which other extensions and child processes can read. */
  readonly environment: Record<string, string | undefined>;
  readonly clock: Clock;
  readonly later: Later;
}

/** A fresh token; `expiresAt` in seconds since the epoch. */
export type MintForEnvironment = () => Promise<{ readonly token: string; readonly expiresAt: number }>;

interface Kept {
  readonly appId: string;
  expiresAt: number;
  callOff: () => void;
}

/** Tokens in variables of the environment, replaced while they are still valid and gone when they no longer are. */
export class EnvironmentTokens {
  readonly #kept = new Map<string, Kept>();

  readonly #ports: EnvironmentPorts;

  constructor(ports: EnvironmentPorts) {
    this.#ports = ports;
  }

  get variables(): readonly string[] {
    return [...this.#kept.keys()];
  }

  has(variable: string): boolean {
    return this.#kept.has(variable);
  }

  /** Puts a token there now, and fresh ones from then on; rejects where the first can't be minted. */
  async keep(variable: string, appId: string, mint: MintForEnvironment): Promise<void> {
    this.#drop(variable);
    const kept: Kept = { appId, expiresAt: 0, callOff: () => undefined };
    this.#kept.set(variable, kept);
    try {
      await this.#put(variable, kept, mint);
    } catch (error) {
      if (this.#kept.get(variable) === kept) this.#drop(variable);
      throw error;
    }
  }

  /** Of one app, or of all. */
  forget(appId?: string): void {
    for (const [variable, kept] of [...this.#kept])
      if (appId === undefined || kept.appId === appId) this.#drop(variable);
  }

  async #put(variable: string, kept: Kept, mint: MintForEnvironment): Promise<void> {
    const { token, expiresAt } = await mint();
    // Forgotten while it was minted.
    if (this.#kept.get(variable) !== kept) return;
    const { environment, clock } = this.#ports;
    environment[variable] = token;
    kept.expiresAt = expiresAt * 1000;
    this.#wait(kept, clock() + (kept.expiresAt - clock()) * 0.8, () => {
      this.#put(variable, kept, mint).catch(() => {
        if (this.#kept.get(variable) === kept) this.#wait(kept, kept.expiresAt, () => this.#drop(variable));
      });
    });
  }

  #wait(kept: Kept, until: number, run: () => void): void {
    kept.callOff = this.#ports.later(Math.max(0, until - this.#ports.clock()), run);
  }

  #drop(variable: string): void {
    this.#kept.get(variable)?.callOff();
    if (this.#kept.delete(variable)) delete this.#ports.environment[variable];
  }
}

export const ENVIRONMENT_PREFIX = "JWT_APPS_";

/** The local platform reads its secrets from the one, request files the gateway's address from the other. */
const RESERVED = ["SECRETS", "GATEWAY"].map((name) => ENVIRONMENT_PREFIX + name);

/**
 * The environment variable for an app's tokens: `JWT_APPS_` and its name in capitals, which REST Client's `\w+` takes.
 * Of apps whose names give the same, all but the oldest have a piece of their ID behind it.
 */
export function environmentVariable(app: JwtApp, apps: readonly JwtApp[], profile: TokenProfile = "publicApi"): string {
  const plain = plainVariable(app);
  const older = apps.some((other) => other.id !== app.id && plainVariable(other) === plain && isOlder(other, app));
  const own =
    older || RESERVED.includes(plain) || plain === ENVIRONMENT_PREFIX
      ? `${plain}_${app.id.slice(0, 8).toUpperCase()}`
      : plain;
  // No name gives two underscores in a row.
  return profile === "sdk" ? `${own}__SDK` : own;
}

/** The variables of ours that a request file reads by `$processEnv`. */
export function environmentVariablesIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/\$processEnv[ \t]{1,20}(JWT_APPS_\w{1,300})/g)].map(([, name]) => name ?? ""));
}

function plainVariable({ name }: JwtApp): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase();
  return ENVIRONMENT_PREFIX + letters.replace(/[^A-Z0-9]+/g, "_").replace(/^_|_$/g, "");
}

function isOlder(one: JwtApp, other: JwtApp): boolean {
  return one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
}
