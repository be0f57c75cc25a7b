import * as vscode from "vscode";
import { AppSecrets } from "../../domain/apps/appSecrets";
import type { JwtApp } from "../../domain/apps/jwtApp";
import { signsWithSecret } from "../../domain/keys/joseAlgorithms";
import { type ClaimsRequest, MAX_JTI_LIFETIME_SECONDS } from "../../domain/tokens/claims";
import type { MintedToken, Minter, MintRequest } from "../../domain/tokens/mint";
import { type AppWithSecrets, enterClientSecret } from "../apps/enterClientSecret";
import type { AppOfRequest } from "../../domain/requests/read/appOfRequest";
import type { Caller } from "../commands/caller";
import type { Consents } from "../commands/consents";
import { execute } from "../commands/execute";
import { Commands, readSetting } from "../workbench/contributions";
import { answered, Cancelled } from "../prompts/prompts";
import { type AppArgument, type AppPicker, namesApp } from "../storage/appPicker";
import { documentKind } from "../documents/documentKind";
import type { AppStore } from "../storage/appStore";
import { t } from "../workbench/words";

/** What a token should say; `subject` is `null` for none at all. */
export type TokenWish = Omit<ClaimsRequest, "subject"> & { readonly subject?: string | null | undefined };

/** A token and the app it is for. */
export interface Minted extends MintedToken {
  readonly jwtApp: JwtApp;
}

/** Mints for the commands: finds the app and its secrets, and asks a person where code is asking. */
export class TokenService {
  readonly #store: AppStore;
  readonly #picker: AppPicker;
  readonly #minter: Minter;
  readonly #consents: Consents;

  constructor(store: AppStore, picker: AppPicker, minter: Minter, consents: Consents) {
    this.#store = store;
    this.#picker = picker;
    this.#minter = minter;
    this.#consents = consents;
  }

  /**
   * The app that the argument names; else a person picks it. The one that the request at the cursor names stands first,
   * and is not taken unasked: another extension can call without an argument too, and the file may be anybody's.
   */
  async appOf(argument: AppArgument): Promise<JwtApp> {
    const first = namesApp(argument) ? undefined : (await this.#appAtCursor())?.app;
    return this.#picker.resolve(argument, { first });
  }

  async #appAtCursor(): Promise<AppOfRequest | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || documentKind(document) !== "request") return undefined;
    const { appAtCursor } = await import("../requests/write/appAtCursor");
    return appAtCursor(await this.#store.apps());
  }

  /** The app stands first where a person is asked for one next. */
  prefer(app: Pick<JwtApp, "id">): void {
    this.#picker.prefer(app.id);
  }

  async mint(argument: AppArgument & TokenWish, caller: Caller): Promise<Minted> {
    return this.mintFor(await this.appOf(argument), argument, caller);
  }

  /** Tokens leave by a person's hand: anybody else is let through once a person said so. */
  async allow(app: JwtApp, caller: Caller): Promise<void> {
    if (caller !== "person") await this.#consents.tokens(app);
  }

  async mintFor(wanted: JwtApp, request: TokenWish, caller: Caller): Promise<Minted> {
    await this.allow(wanted, caller);
    const { app, secrets } = await this.#withSecrets(wanted);
    const minted = await this.#minter.mint(app, secrets, withDefaults(request, app));
    return { ...minted, jwtApp: app };
  }

  /** The app with its secrets; where this host has none, they are taken again. */
  async #withSecrets(app: JwtApp): Promise<AppWithSecrets> {
    const secrets = await this.#store.secretsOf(app);
    if (secrets && (!signsWithSecret(app.algorithm) || secrets.reveal().clientSecret)) return { app, secrets };
    if (!signsWithSecret(app.algorithm)) return { app, secrets: secrets ?? new AppSecrets() };
    return secrets ? enterClientSecret(this.#store, app, secrets) : this.#askWhereAbsent(app);
  }

  async #askWhereAbsent(app: JwtApp): Promise<AppWithSecrets> {
    const [enter, edit, reload] = [t("Enter Client Secret"), t("Edit App"), t("Reload Window")];
    // Storing the client secret alone would replace what another window may hold beside it.
    const onlySecret = !app.enforcePayloadEncryption && app.credentials === "pasted";
    const again = onlySecret ? enter : edit;
    const answer = await answered(
      vscode.window.showWarningMessage(
        t(
          "The secrets of “{0}” are not in this window's secret storage. If another window stored them just now, reload this one.",
          app.name,
        ),
        again,
        reload,
      ),
    );
    if (answer === reload) await vscode.commands.executeCommand("workbench.action.reloadWindow");
    if (answer === edit) await execute(Commands.editApp, { app: app.id });
    if (answer !== enter) throw new Cancelled();
    return enterClientSecret(this.#store, app);
  }
}

function withDefaults(request: TokenWish, { enforceJti }: JwtApp): MintRequest {
  // A wish is refused where it is too long; the setting is no wish, so it gives way.
  const lifetime = readSetting("token.lifetimeSeconds");
  return {
    profile: request.profile,
    lifetimeSeconds: request.lifetimeSeconds ?? (enforceJti ? Math.min(lifetime, MAX_JTI_LIFETIME_SECONDS) : lifetime),
    // An empty subject is a wish for none, which is not the same as no wish.
    subject:
      request.subject === undefined
        ? readSetting("token.subject") || undefined
        : request.subject === ""
          ? undefined
          : request.subject,
    audience: request.audience ?? readSetting("token.audience"),
    claims: request.claims,
    isAnonymous: request.isAnonymous,
    identityToMerge: request.identityToMerge,
    cty: readSetting("token.contentType"),
  };
}
