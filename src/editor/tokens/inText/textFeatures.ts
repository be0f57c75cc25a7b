import type * as vscode from "vscode";
import type { Caller } from "../../commands/commandRunner";
import { copyClaims } from "./copyClaims";
import { DocumentIndexes } from "../../documents/documentIndex";
import { explainError, type ReturnedCause } from "../../requests/errors/explainError";
import { refreshToken, type Refreshed } from "./refreshToken";
import { TokenDiagnostics } from "../../requests/findings/findingDiagnostics";
import { tokenHover } from "./tokenHover";
import { TokenLenses } from "./tokenLenses";
import { TokenPresence } from "./tokenPresence";
import type { TextServices } from "./tokensInText";

/** What `registerTokensInText` registers, loaded when the first document asks for it. */
export class TextFeatures implements vscode.Disposable {
  readonly #indexes = new DocumentIndexes();
  readonly #diagnostics: TokenDiagnostics;
  readonly #lenses: TokenLenses;
  readonly #presence: TokenPresence;

  readonly #services: TextServices;

  constructor(services: TextServices, lensesChanged: () => void) {
    this.#services = services;

    this.#diagnostics = new TokenDiagnostics(services, this.#indexes);
    this.#lenses = new TokenLenses(services, this.#indexes, lensesChanged);
    this.#presence = new TokenPresence(this.#indexes, services.log);
  }

  opened(document: vscode.TextDocument): void {
    this.#diagnostics.judge(document);
  }

  changed(event: vscode.TextDocumentChangeEvent): void {
    this.#indexes.change(event);
    if (event.contentChanges.length === 0) return;
    this.#diagnostics.judge(event.document);
    this.#presence.changed(event.document);
  }

  closed(document: vscode.TextDocument): void {
    this.#diagnostics.close(document);
    this.#indexes.forget(document);
    this.#lenses.forget(document);
  }

  hover(
    document: vscode.TextDocument,
    position: vscode.Position,
    cancellation: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> {
    return tokenHover(this.#services, this.#indexes, { document, position, cancellation });
  }

  findLenses(document: vscode.TextDocument, isStale: () => boolean): Promise<vscode.CodeLens[] | undefined> {
    return this.#lenses.find(document, isStale);
  }

  fixes(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): vscode.CodeAction[] {
    return this.#diagnostics.fixes(document, range, context);
  }

  refresh(argument: unknown, caller: Caller): Promise<Refreshed> {
    return refreshToken(this.#services, this.#indexes, argument, caller);
  }

  explainError(argument: unknown, caller: Caller): Promise<ReturnedCause[]> {
    return explainError(this.#services, this.#indexes, argument, caller);
  }

  copyClaims(argument: unknown, caller: Caller): Promise<object> {
    return copyClaims(this.#services, argument, caller);
  }

  dispose(): void {
    this.#diagnostics.dispose();
    this.#lenses.dispose();
    this.#presence.dispose();
  }
}
