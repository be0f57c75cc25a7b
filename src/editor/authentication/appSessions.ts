import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import { appNamed, findApp } from "../../domain/apps/findApp";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { assertMintable, type Minter } from "../../domain/tokens/mint";
import { joined, type PlainText } from "../../domain/text/asText";
import type { CommandRunner } from "../commands/commandRunner";
import { refusalOf } from "../commands/refusal";
import { hostFromFile } from "../commands/tokenQuestion";
import { Cancelled, confirmed } from "../prompts/prompts";
import type { AppStore } from "../storage/appStore";
import { confirmHost } from "../storage/confirmHost";
import { mintRequest } from "../tokens/mintRequest";
import type { TokenService } from "../tokens/tokenService";
import { type FailureLog, inBackground } from "../workbench/inBackground";
import { AUTHENTICATION } from "../workbench/contributions";
import { t } from "../workbench/words";
import { keptLabel, newLabel } from "./accountLabel";
import { appInScopes, scopeFor } from "./appInScopes";
import { setSignedIn, signedIn } from "./signedIn";

export interface SessionServices {
  readonly store: Pick<AppStore, "apps" | "list" | "secretsOf" | "update" | "onDidChange">;
  readonly tokens: Pick<TokenService, "mintFor">;
  readonly minted: Pick<Minter, "mint">;
  readonly memory: vscode.Memento;
  readonly runner: Pick<CommandRunner, "failure">;
  readonly log: FailureLog;
}

type Session = vscode.AuthenticationSession;

/**
 * Sessions of apps, one for each that is signed in. Which extension asks VS Code tells nobody, and it asks for the
 * sessions before it looks whom a person allowed. So an app has none until a person said yes to that app, and what is
 * only listed has no token.
 */
export class AppSessions implements vscode.Disposable {
  /** By label: those that VS Code knows of. */
  readonly #told = new Map<string, Session>();
  /** By internal id: what is on its way, for all who ask meanwhile. */
  readonly #minting = new Map<string, Promise<string>>();
  readonly #disposables: vscode.Disposable[];

  readonly #services: SessionServices;
  readonly #changed: vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>;

  constructor(
    services: SessionServices,
    changed: vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>,
  ) {
    this.#services = services;
    this.#changed = changed;
    const refresh = (): void => inBackground(services.log, "sessions", () => this.refresh());
    this.#disposables = [
      services.store.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      // Another window may have signed in or out.
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) refresh();
      }),
    ];
  }

  /** Without scopes the accounts are listed, as VS Code's menus do: no token is made for that. */
  async getSessions(
    scopes: readonly string[] | undefined,
    { account }: vscode.AuthenticationProviderSessionOptions,
  ): Promise<Session[]> {
    return this.#answer(async () => {
      const isWanted = ({ id }: Pick<JwtApp, "id">): boolean => account === undefined || account.id === id;
      if (scopes === undefined) {
        const listed = (await this.#current()).filter((session) => isWanted(session.account));
        for (const session of listed) this.#told.set(session.account.label, session);
        return listed;
      }
      const reference = appInScopes(scopes);
      if (!vscode.workspace.isTrusted) throw refusalOf("tokens");
      // Whether there is such an app is told once a person let somebody ask.
      const app = appNamed(await this.#services.store.apps(), reference);
      const label = app && this.#labelOf(app);
      if (!app || label === undefined || !isWanted(app)) return [];
      if (!this.#told.has(label)) inBackground(this.#services.log, "sessions", () => this.refresh());
      return [sessionOf(app, label, scopes, await this.#mint(app))];
    });
  }

  /**
   * VS Code's question names the extension, and not the app; it is asked before this, but for code that calls the command
   * of an item of the Accounts menu. So ours comes each time, and names the app.
   */
  async createSession(scopes: readonly string[]): Promise<Session> {
    return this.#answer(async () => {
      const reference = appInScopes(scopes);
      if (!vscode.workspace.isTrusted) throw refusalOf("tokens");
      const { store, tokens } = this.#services;
      const named = findApp(await store.apps(), reference);
      assertMintable(named);
      await confirmed(
        t("Sign in with “{0}” for another extension?", named.name),
        joined([
          t("Client ID: {0}", named.clientId),
          ...hostFromFile(named),
          t("VS Code, or the item of its Accounts menu, named the extension. If you saw neither, don't sign in."),
          t(
            "It gets a fresh token of this app whenever it asks, until you sign the app out in the Accounts menu or take it off Manage Trusted Extensions. Other extensions need your permission, too.",
          ),
        ]),
        t("Sign In"),
        t("Don't Sign In"),
      );
      await confirmHost(store, named);
      const { token, jwtApp } = await tokens.mintFor(named, {}, "person");
      const label = this.#labelOf(jwtApp) ?? newLabel(jwtApp);
      await setSignedIn(this.#services.memory, { ...signedIn(this.#services.memory), [jwtApp.id]: label });
      const listed = sessionOf(jwtApp, label, scopes);
      this.#told.set(label, listed);
      // VS Code takes the item for these scopes out of its Accounts menu, where it cut them at their spaces.
      const added = [{ ...listed, scopes: scopes.join(" ").split(" ") }];
      this.#changed.fire({ added, removed: [], changed: [] });
      return { ...listed, accessToken: token };
    });
  }

  async removeSession(id: string): Promise<void> {
    const { [id]: label, ...others } = signedIn(this.#services.memory);
    if (label !== undefined) await setSignedIn(this.#services.memory, others);
    await this.refresh();
  }

  /** Ends the sessions of apps that are gone or are called otherwise by now, and tells VS Code what changed. */
  async refresh(): Promise<void> {
    const { store, memory } = this.#services;
    const entries = await store.list();
    const before = Object.entries(signedIn(memory));
    const lasting = before.filter(([id, label]) =>
      entries.some((entry) =>
        entry.status === "ok" ? entry.app.id === id && keptLabel(label, entry.app) !== undefined : entry.id === id,
      ),
    );
    if (lasting.length < before.length) await setSignedIn(memory, Object.fromEntries(lasting));
    const now = new Map((await this.#current()).map((session) => [session.account.label, session]));
    const added = [...now.values()].filter(({ account }) => !this.#told.has(account.label));
    const removed = [...this.#told.values()].filter(({ account }) => !now.has(account.label));
    for (const { account } of removed) this.#told.delete(account.label);
    for (const session of added) this.#told.set(session.account.label, session);
    if (added.length + removed.length > 0) this.#changed.fire({ added, removed, changed: [] });
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  /** In Restricted Mode none: code isn't told there which apps there are. */
  async #current(): Promise<Session[]> {
    if (!vscode.workspace.isTrusted) return [];
    return (await this.#services.store.apps()).flatMap((app) => {
      const label = this.#labelOf(app);
      return label === undefined ? [] : [sessionOf(app, label, [scopeFor(app)])];
    });
  }

  /** Undefined where the app isn't signed in. */
  #labelOf(app: JwtApp): PlainText | undefined {
    const kept = signedIn(this.#services.memory)[app.id];
    return kept === undefined ? undefined : keptLabel(kept, app);
  }

  /** Asks nobody for what is missing: it may be for an extension that gets nothing. */
  #mint(app: JwtApp): Promise<string> {
    const { store, minted } = this.#services;
    const mint = async (): Promise<string> => {
      const secrets = (await store.secretsOf(app)) ?? new AppSecrets();
      return (await minted.mint(app, secrets, mintRequest({}, app))).token;
    };
    const minting = this.#minting.get(app.id) ?? mint().finally(() => this.#minting.delete(app.id));
    this.#minting.set(app.id, minting);
    return minting;
  }

  async #answer<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      // What a person declined is no failure that anybody should be shown.
      if (error instanceof Cancelled) throw new vscode.CancellationError();
      throw this.#services.runner.failure(AUTHENTICATION, error);
    }
  }
}

/** VS Code keeps ids and labels, so nothing else is in them. */
function sessionOf({ id }: JwtApp, label: PlainText, scopes: readonly string[], accessToken = ""): Session {
  return { id, accessToken, account: { id, label }, scopes };
}
