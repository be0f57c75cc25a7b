import * as vscode from "vscode";
import { later } from "../../../domain/longTimer";
import { ContextKeys, setContextKey } from "../../workbench/contributions";
import { type FailureLog, inBackground } from "../../workbench/inBackground";
import type { DocumentIndexes } from "../../documents/documentIndex";

/** Milliseconds between the last change of a document and a look at what its index says: when findings are looked for. */
const PAUSE = 300;

/**
 * Tells palette and menus where there surely is no token, so that commands that need one hide: by what is indexed of the
 * active editor's document for its findings anyway. No cursor's move is looked at.
 */
export class TokenPresence implements vscode.Disposable {
  readonly #listener: vscode.Disposable;
  #callOff = (): void => undefined;
  #told = false;

  readonly #indexes: DocumentIndexes;
  readonly #log: FailureLog;

  constructor(indexes: DocumentIndexes, log: FailureLog) {
    this.#indexes = indexes;
    this.#log = log;

    this.#listener = vscode.window.onDidChangeActiveTextEditor(() => this.#look());
    this.#look();
  }

  changed(document: vscode.TextDocument): void {
    if (document === vscode.window.activeTextEditor?.document) this.#look(PAUSE);
  }

  dispose(): void {
    this.#callOff();
    this.#listener.dispose();
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
    const index = await this.#indexes.of(document, isStale);
    if (!isStale()) this.#tell(index?.hasNoToken ?? false);
  }

  #tell(hasNone: boolean): void {
    if (hasNone === this.#told) return;
    this.#told = hasNone;
    setContextKey(ContextKeys.noTokenInEditor, hasNone);
  }
}
