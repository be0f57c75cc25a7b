import type * as vscode from "vscode";
import { inBackground } from "../../workbench/inBackground";
import type { AppStore } from "../../storage/appStore";
import type { TokenService } from "../tokenService";
import type { GateMemory } from "../../requests/destination/gateMemory";
import type { TokenEnvironment } from "./tokenEnvironment";

export interface TokenEnvironmentServices {
  readonly store: AppStore;
  readonly tokens: TokenService;
  /** Keeps which apps the user agreed to. */
  readonly memory: vscode.Memento;
  /** The process's environment; web hosts have none. */
  readonly environment: Record<string, string | undefined> | undefined;
  /** As `vscode.env.remoteName`. */
  readonly remoteName: string | undefined;
  readonly log: vscode.LogOutputChannel;
  readonly gateMemory: GateMemory;
}

/** The memory's key for the ids of those apps. */
export const ENVIRONMENT_APPS = "environmentApps";

export function environmentApps(memory: vscode.Memento): readonly string[] {
  const value: unknown = memory.get(ENVIRONMENT_APPS);
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** Loads what keeps tokens in the environment once the user has chosen it for an app, and never before. */
export class TokenEnvironmentLoader implements vscode.Disposable {
  #loaded: Promise<TokenEnvironment> | undefined;

  readonly #services: TokenEnvironmentServices;

  constructor(services: TokenEnvironmentServices) {
    this.#services = services;

    if (environmentApps(services.memory).length > 0) inBackground(services.log, "environment", () => this.load());
  }

  load(): Promise<TokenEnvironment> {
    this.#loaded ??= import("./tokenEnvironment").then(({ TokenEnvironment }) => new TokenEnvironment(this.#services));
    return this.#loaded;
  }

  /** Of one app, or of all. */
  async forget(appId?: string): Promise<void> {
    (await this.#loaded)?.forget(appId);
  }

  dispose(): void {
    inBackground(this.#services.log, "environment", () => this.#loaded?.then((environment) => environment.dispose()));
  }
}
