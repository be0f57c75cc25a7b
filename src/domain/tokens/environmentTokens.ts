import type { Later } from "../longTimer";
import type { Clock } from "../ports";

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
