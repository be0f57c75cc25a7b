import * as vscode from "vscode";
import { later } from "../../../domain/longTimer";
import { ContextKeys, setContextKey } from "../../workbench/contributions";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import type { OpenDocuments } from "../../documents/openDocuments";

/** Milliseconds between the last change of a document and a look at what its index says: when findings are looked for. */
const PAUSE = 300;

/**
 * Tells palette and menus where there surely is no token, so that commands that need one hide: by what is indexed of the
 * active editor's document for its findings anyway. No cursor's move is looked at.
 */
export class TokenPresence implements vscode.Disposable {
  readonly #listeners: vscode.Disposable;
  #callOff = (): void => undefined;
  #told = false;

  readonly #openDocuments: OpenDocuments;
  readonly #log: FailureLog;

  constructor({ openDocuments, log }: { readonly openDocuments: OpenDocuments; readonly log: FailureLog }) {
    this.#openDocuments = openDocuments;
    this.#log = log;

    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => this.#look()),
      openDocuments.onDidChange((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.#look(PAUSE);
      }),
    );
    this.#look();
  }

  dispose(): void {
    this.#callOff();
    this.#listeners.dispose();
    this.#tell(false);
  }

  #look(milliseconds = 0): void {
    this.#callOff();
    // What was told of another document, or before the change, may not be so.
    this.#tell(false);
    this.#callOff = later(milliseconds, () => inBackground(this.#log, "token in the editor", () => this.#lookNow()));
  }

  async #lookNow(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return;
    const { version } = document;
    const isStale = (): boolean =>
      document.version !== version || vscode.window.activeTextEditor?.document !== document;
    const index = await this.#openDocuments.index(document, isStale);
    if (!isStale()) this.#tell(index?.hasNoToken ?? false);
  }

  #tell(hasNone: boolean): void {
    if (hasNone === this.#told) return;
    this.#told = hasNone;
    setContextKey(ContextKeys.noTokenInEditor, hasNone);
  }
}
