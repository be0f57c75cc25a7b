import * as vscode from "vscode";
import type { JwtApp } from "../../domain/apps/jwtApp";
import type { MintedToken, Minter } from "../../domain/tokens/mint";
import type { AppOfRequest } from "../../domain/requests/read/appOfRequest";
import type { Caller } from "../commands/caller";
import type { Consents } from "../commands/consents";
import { type AppArgument, type AppPicker, namesApp } from "../storage/appPicker";
import { documentKind } from "../documents/documentKind";
import type { OpenDocuments } from "../documents/openDocuments";
import type { AppStore } from "../storage/appStore";
import type { TokenWish } from "./mintRequest";

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
  readonly #openDocuments: OpenDocuments;

  constructor(store: AppStore, picker: AppPicker, minter: Minter, consents: Consents, openDocuments: OpenDocuments) {
    this.#store = store;
    this.#picker = picker;
    this.#minter = minter;
    this.#consents = consents;
    this.#openDocuments = openDocuments;
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
    const { appAtCursor } = await import("../documents/appAtCursor");
    return appAtCursor(this.#openDocuments, await this.#store.apps());
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
    const { appWithSecrets, mintRequest } = await import("./mintRequest");
    const { app, secrets } = await appWithSecrets(this.#store, wanted);
    const minted = await this.#minter.mint(app, secrets, mintRequest(request, app));
    return { ...minted, jwtApp: app };
  }
}
