import * as vscode from "vscode";
import type { JwtApp } from "../../../domain/apps/jwtApp";
import { UserError } from "../../../domain/errors";
import { later } from "../../../domain/longTimer";
import { webPorts } from "../../../domain/ports";
import type { TokenProfile } from "../../../domain/tokens/claims";
import { EnvironmentTokens, environmentVariable } from "../../../domain/tokens/environmentTokens";
import { inBackground } from "../../workbench/inBackground";
import { confirmed } from "../../prompts/prompts";
import { DestinationGate } from "../../requests/destination/destinationGate";
import { environmentReaders, onEnvironmentReaders } from "../../documents/environmentReaders";
import type { GateMemory } from "../../requests/destination/gateMemory";
import type { AppStore } from "../../storage/appStore";
import type { TokenService } from "../tokenService";
import { environmentApps, setEnvironmentApps } from "./environmentApps";
import { asText } from "../../../domain/text/asText";
import { t } from "../../workbench/words";

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

const PROFILES: readonly TokenProfile[] = ["publicApi", "sdk"];

/**
 * Keeps a fresh token in the extension host's environment for the apps that the user chose, while a request file that
 * reads it is open, and never otherwise: there, other extensions and their child processes can read it.
 */
export class TokenEnvironment implements vscode.Disposable {
  readonly #kept: EnvironmentTokens;
  /** Of each app that has tokens there, how it was when they were made. */
  readonly #madeFor = new Map<string, string>();
  readonly #disposables: vscode.Disposable[];
  #refreshing: Promise<void> = Promise.resolve();

  readonly #services: TokenEnvironmentServices;

  constructor(services: TokenEnvironmentServices) {
    this.#services = services;

    this.#kept = new EnvironmentTokens({
      environment: services.environment ?? {},
      clock: webPorts.clock,
      later,
    });
    this.#disposables = [
      onEnvironmentReaders(() => this.#changed()),
      services.store.onDidChange(() => this.#changed()),
    ];
    this.#changed();
  }

  /** Why an app's tokens are not put into the environment, or undefined. */
  refusal(app: Pick<JwtApp, "name" | "enforceJti">): UserError | undefined {
    if (this.#services.environment === undefined) {
      return new UserError(
        "environment-web",
        "In VS Code for the Web there is no process environment to put a token into.",
      );
    }
    if (this.#services.remoteName !== undefined) {
      return new UserError("environment-remote", "In a remote window no token is put into the environment.", {
        remedy: "The request may be sent from another machine than the one that holds it: choose another way.",
      });
    }
    if (!vscode.workspace.isTrusted)
      return new UserError("environment-restricted", "In Restricted Mode no token is put into the environment.");
    if (app.enforceJti) {
      return new UserError("environment-jti", "“{0}” enforces JTI, so each request needs a token of its own.", {
        args: [app.name],
        remedy: "One in the environment would serve once: choose another way.",
      });
    }
    return undefined;
  }

  /** The variables of an app, once the user has agreed to them; `refresh` fills them when a file reads them. */
  async allow(app: JwtApp): Promise<Readonly<Record<TokenProfile, string>>> {
    const variables = await this.#variablesOf(app);
    if (this.#chosen().includes(app.id)) return variables;
    await confirmed(
      t("Keep a fresh token of “{0}” in the environment?", app.name),
      t(
        "It stands in the variable {0} of VS Code's extension host while a request file that reads it is open. Every other extension, and the programs that these start, can read it there. “Forget Tokens” ends it.",
        variables.publicApi,
      ),
      t("Keep It There"),
      t("Don't Keep It"),
    );
    await setEnvironmentApps(this.#services.memory, [...this.#chosen(), app.id]);
    return variables;
  }

  /** Puts the tokens there that an open request file reads, and takes away the others; one run after the other. */
  refresh(): Promise<void> {
    const run = this.#refreshing.then(() => this.#bringUpToDate());
    this.#refreshing = run.catch(() => undefined);
    return run;
  }

  /** Takes the tokens of one app or of all out of the environment, until the user chooses this again. */
  forget(appId?: string): void {
    this.#kept.forget(appId);
    const rest = appId === undefined ? [] : this.#chosen().filter((id) => id !== appId);
    inBackground(this.#services.log, "environment", () => setEnvironmentApps(this.#services.memory, rest));
  }

  dispose(): void {
    this.#kept.forget();
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #changed(): void {
    if (this.#chosen().length === 0) return;
    this.refresh().catch((error: unknown) =>
      this.#services.log.warn(
        error instanceof UserError
          ? asText(error.message, { maxLength: 2_000 })
          : "A token could not be kept in the environment.",
      ),
    );
  }

  async #bringUpToDate(): Promise<void> {
    const read = await environmentReaders();
    for (const id of this.#chosen()) {
      const app = await this.#services.store.get(id);
      if (!app || this.refusal(app)) {
        this.#kept.forget(id);
        continue;
      }
      const variables = await this.#variablesOf(app);
      const readers = read.filter((reader) => PROFILES.some((profile) => reader.variables.has(variables[profile])));
      const mayGo = readers.length > 0 && (await this.#mayGo(app, readers));
      // Forgotten while that was found out.
      if (!this.#chosen().includes(id)) continue;
      const wanted = mayGo
        ? PROFILES.filter((profile) => readers.some((reader) => reader.variables.has(variables[profile])))
        : [];
      // Another secret, algorithm or switch: the tokens there are no longer the app's.
      const state = JSON.stringify(app);
      if (this.#madeFor.get(id) !== state) this.#kept.forget(id);
      this.#madeFor.set(id, state);
      // Another name, or no file that reads it any more.
      if (wanted.length === 0) this.#kept.forget(id);
      for (const profile of wanted)
        if (!this.#kept.has(variables[profile])) await this.#keep(id, profile, variables[profile]);
    }
  }

  /** Every request of each file that reads the variable may take it; a person is asked in front of the file alone. */
  async #mayGo(app: JwtApp, readers: readonly { readonly document: vscode.TextDocument }[]): Promise<boolean> {
    const gate = new DestinationGate(this.#services.gateMemory);
    for (const { document } of readers) {
      const isInFront = vscode.window.activeTextEditor?.document === document;
      if (!(await gate.passOnce({ document, app, use: "environment" }, isInFront))) return false;
    }
    return true;
  }

  /** The user has agreed to this app, so its tokens are minted as for a person. */
  #keep(id: string, profile: TokenProfile, variable: string): Promise<void> {
    return this.#kept.keep(variable, id, async () => {
      const app = await this.#services.store.get(id);
      if (!app || this.refusal(app) || !this.#chosen().includes(id)) {
        throw new UserError(
          "environment-over",
          "The token in the environment is not renewed: its app is gone, or it now enforces JTI.",
        );
      }
      return this.#services.tokens.mintFor(app, { profile }, "person");
    });
  }

  async #variablesOf(app: JwtApp): Promise<Record<TokenProfile, string>> {
    const apps = await this.#services.store.apps();
    return { publicApi: environmentVariable(app, apps), sdk: environmentVariable(app, apps, "sdk") };
  }

  #chosen(): readonly string[] {
    return environmentApps(this.#services.memory);
  }
}
