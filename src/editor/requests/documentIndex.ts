import * as vscode from "vscode";
import { indexBlocks, type LineText, type PlacedBlock, updateBlocks } from "../../domain/requests/blockIndex";
import { ignoreComments } from "../../domain/requests/finding";
import { findTokens } from "../../domain/requests/findTokens";
import { changedLines } from "../../domain/requests/lineChanges";
import { indexPieces, type Lines, type PlacedPiece, updatePieces } from "../../domain/requests/pieceIndex";
import { keyLines, secretCandidates } from "../../domain/requests/secretCandidates";
import { documentKind, type DocumentKind, lengthOf } from "./documentKind";

/** Characters; in longer documents nothing is looked for. */
export const MAX_DOCUMENT_LENGTH = 20_000_000;

/** What stands in a document. After a change only the changed lines are looked at again. */
export class DocumentIndex {
  tokens: readonly PlacedPiece[] = [];
  candidates: readonly PlacedPiece[] = [];
  ignores: readonly PlacedPiece[] = [];
  /** Lines where a private key may begin. */
  keys: readonly PlacedPiece[] = [];
  /** Of a request file. */
  blocks: readonly PlacedBlock[] = [];
  isTooLong = false;
  private version = -1;
  private eol: vscode.EndOfLine | undefined;

  constructor(
    readonly document: vscode.TextDocument,
    readonly kind: DocumentKind,
  ) {
    this.lookAtAll();
  }

  change({ contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { document } = this;
    if (contentChanges.length === 0 && document.version === this.version) return;
    const isTooLong = lengthOf(document) > MAX_DOCUMENT_LENGTH;
    if (isTooLong || this.isTooLong || document.eol !== this.eol) return this.lookAtAll();
    const changes = changedLines(contentChanges.map(({ range, text }) => ({ startLine: range.start.line, endLine: range.end.line, breaks: breaksIn(text) })));
    const lines: Lines & LineText = {
      line: (line) => document.lineAt(line).text,
      lineCount: document.lineCount,
      between: (from, to) => document.getText(new vscode.Range(from, 0, to, 0)),
    };
    this.tokens = updatePieces(this.tokens, changes, lines, findTokens);
    this.candidates = updatePieces(this.candidates, changes, lines, secretCandidates);
    this.ignores = updatePieces(this.ignores, changes, lines, ignoreComments);
    this.keys = updatePieces(this.keys, changes, lines, keyLines);
    if (this.kind === "request") this.blocks = updateBlocks(this.blocks, changes, lines);
    this.version = document.version;
  }

  /** Where it was not told of a change. */
  catchUp(): this {
    if (this.version !== this.document.version) this.lookAtAll();
    return this;
  }

  private lookAtAll(): void {
    this.isTooLong = lengthOf(this.document) > MAX_DOCUMENT_LENGTH;
    this.version = this.document.version;
    this.eol = this.document.eol;
    const text = this.isTooLong ? "" : this.document.getText();
    this.tokens = indexPieces(text, findTokens);
    this.candidates = indexPieces(text, secretCandidates);
    this.ignores = indexPieces(text, ignoreComments);
    this.keys = indexPieces(text, keyLines);
    this.blocks = this.kind === "request" ? indexBlocks(text) : [];
  }
}

/** The indexes of those documents that something was asked of. */
export class DocumentIndexes {
  private readonly known = new Map<vscode.TextDocument, DocumentIndex>();

  /** Undefined for what nobody edits. */
  of(document: vscode.TextDocument): DocumentIndex | undefined {
    const kind = documentKind(document);
    const known = this.known.get(document);
    if (known && known.kind === kind) return known.catchUp();
    if (!kind || document.isClosed) return undefined;
    const index = new DocumentIndex(document, kind);
    this.known.set(document, index);
    return index;
  }

  change(event: vscode.TextDocumentChangeEvent): void {
    this.known.get(event.document)?.change(event);
  }

  forget(document: vscode.TextDocument): void {
    this.known.delete(document);
  }
}

function breaksIn(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1;
}
