import * as vscode from "vscode";
import type { DocumentIndex } from "./documentIndex";
import { documentKind } from "./documentKind";

/** Milliseconds after the start in which documents that were open before are left alone. */
const QUIET_START = 500;

/**
 * The open documents, each with its index. The features that look into documents hear of them from here alone: an index knows of a change
 * before they do, and goes with its document.
 */
export class OpenDocuments implements vscode.Disposable {
  readonly #indexes = new Map<vscode.TextDocument, DocumentIndex>();
  readonly #opened = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #closed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #disposables: readonly vscode.Disposable[];

  /** One that can be edited. Those that were open at the start come a moment later. */
  readonly onDidOpen = this.#opened.event;
  /** Its text changed. */
  readonly onDidChange = this.#changed.event;
  /** Also where it gets another language: then it is opened anew. */
  readonly onDidClose = this.#closed.event;

  constructor() {
    const open = (document: vscode.TextDocument): void => {
      if (documentKind(document)) this.#opened.fire(document);
    };
    const quiet = setTimeout(() => vscode.workspace.textDocuments.forEach(open), QUIET_START);
    this.#disposables = [
      { dispose: () => clearTimeout(quiet) },
      vscode.workspace.onDidOpenTextDocument(open),
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.#indexes.get(event.document)?.change(event);
        if (event.contentChanges.length > 0) this.#changed.fire(event.document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#indexes.delete(document);
        this.#closed.fire(document);
      }),
      this.#opened,
      this.#changed,
      this.#closed,
    ];
  }

  /**
   * What stands in a document as it is now. Undefined for what nobody edits, and where `isStale` says that nobody waits
   * for it any more.
   */
  async index(document: vscode.TextDocument, isStale: () => boolean = () => false): Promise<DocumentIndex | undefined> {
    const kind = documentKind(document);
    if (!kind || document.isClosed) return undefined;
    const known = this.#known(document, kind);
    if (known) return known.upToDate(isStale);
    const { DocumentIndex } = await import("./documentIndex");
    if (document.isClosed) return undefined;
    // Somebody else may have asked meanwhile.
    const index = this.#known(document, kind) ?? new DocumentIndex(document, kind);
    this.#indexes.set(document, index);
    return index.upToDate(isStale);
  }

  dispose(): void {
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  #known(document: vscode.TextDocument, kind: DocumentIndex["kind"]): DocumentIndex | undefined {
    const index = this.#indexes.get(document);
    return index?.kind === kind ? index : undefined;
  }
}
