import * as vscode from "vscode";
import { LIMITS } from "../../domain/limits";
import {
  indexBlocksInSteps,
  type LineText,
  type PlacedBlock,
  touchedLength,
  updateBlocks,
} from "../../domain/requests/read/blockIndex";
import { gatewayAddresses, gatewayAddressesInSteps } from "../../domain/requests/destination/gatewayAddress";
import { ignoreComments, ignoreCommentsInSteps } from "../../domain/requests/findings/ignoreComments";
import {
  findTokens,
  findTokensInSteps,
  headerStarts,
  headerStartsInSteps,
} from "../../domain/tokens/inText/findTokens";
import { changedLines, type ChangedLines } from "../../domain/text/lineChanges";
import { indexByLineInSteps, type Lines, type LinePiece, updateByLine } from "../../domain/text/lineIndex";
import {
  keyLines,
  keyLinesInSteps,
  secretCandidates,
  secretCandidatesInSteps,
} from "../../domain/requests/findings/secretCandidates";
import { type RequestBlock, tiedAppNames } from "../../domain/requests/read/requestFile";
import { type VariableValues, blockVariables } from "../../domain/requests/read/fileVariables";
import { type Steps, TimeSlices } from "../../domain/steps";
import { type DocumentKind, lengthOf } from "./documentKind";
import { textInSteps } from "./textInSteps";

/** What was found in a text. */
interface Found {
  readonly tokens: readonly LinePiece[];
  readonly candidates: readonly LinePiece[];
  readonly ignores: readonly LinePiece[];
  /** Lines where a private key may begin. */
  readonly keys: readonly LinePiece[];
  /** Where a token may begin, of whatever shape. */
  readonly headers: readonly LinePiece[];
  /** Addresses of the gateway with their keys. */
  readonly gateways: readonly LinePiece[];
  /** Of a request file. */
  readonly blocks: readonly PlacedBlock[];
  /** The document is longer, or has more requests, than what is looked at: then nothing of it is known. */
  readonly isTooLong: boolean;
}

const NOTHING: Found = {
  tokens: [],
  candidates: [],
  ignores: [],
  keys: [],
  headers: [],
  gateways: [],
  blocks: [],
  isTooLong: false,
};

/** What stands in a document. After a small change only the changed lines are looked at again. */
export class DocumentIndex {
  #found: Found = NOTHING;
  /** The version of the document that `found` tells of. */
  #version = -1;
  #eol: vscode.EndOfLine | undefined;
  #looking: Promise<void> | undefined;
  /** Made of the blocks that were found, when they are asked for. */
  #tiedNames: ReadonlyMap<RequestBlock, string> | undefined;
  #variables: ((block: RequestBlock) => VariableValues) | undefined;

  constructor(
    readonly document: vscode.TextDocument,
    readonly kind: DocumentKind,
  ) {}

  get tokens(): readonly LinePiece[] {
    return this.#found.tokens;
  }

  get candidates(): readonly LinePiece[] {
    return this.#found.candidates;
  }

  get ignores(): readonly LinePiece[] {
    return this.#found.ignores;
  }

  get keys(): readonly LinePiece[] {
    return this.#found.keys;
  }

  get gateways(): readonly LinePiece[] {
    return this.#found.gateways;
  }

  /** Neither whole nor cut, nor broken over lines. False where too much stands there to be looked at. */
  get hasNoToken(): boolean {
    return !this.#found.isTooLong && this.#found.headers.length === 0;
  }

  get blocks(): readonly PlacedBlock[] {
    return this.#found.blocks;
  }

  /** What the `# jwt-app:` lines call the apps of requests. */
  get tiedNames(): ReadonlyMap<RequestBlock, string> {
    this.#tiedNames ??= tiedAppNames(this.blocks.map(({ block }) => block));
    return this.#tiedNames;
  }

  /** The values that the file's variables have in a block of it. */
  variablesAt(block: RequestBlock): VariableValues {
    this.#variables ??= blockVariables(this.blocks.map((placed) => placed.block));
    return this.#variables(block);
  }

  get isTooLong(): boolean {
    return this.#found.isTooLong;
  }

  change({ contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { document } = this;
    if (contentChanges.length === 0 && document.version === this.#version) return;
    const updated = this.#isBehindByOne() ? this.#updated(contentChanges) : undefined;
    // Without it, whoever asks next has the whole document looked at.
    if (updated) this.#keep(updated, document.version);
  }

  /** Looks at the whole document, with turns for the host in between, where it was not told of every change. Undefined where `isStale` says that nobody waits any more. */
  async upToDate(isStale: () => boolean): Promise<this | undefined> {
    while (this.#version !== this.document.version) {
      if (this.document.isClosed || isStale()) return undefined;
      this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = undefined));
      await this.#looking;
    }
    return this;
  }

  /** Versions count by one; what was missed is looked at as a whole. */
  #isBehindByOne(): boolean {
    const { version, eol } = this.document;
    return this.#version >= 0 && this.#version === version - 1 && eol === this.#eol;
  }

  /** Undefined where that could take longer than a step. */
  #updated(contentChanges: vscode.TextDocumentChangeEvent["contentChanges"]): Found | undefined {
    const { document, kind } = this;
    const found = this.#found;
    if (found.isTooLong || lengthOf(document) > LIMITS.document) return undefined;
    const changes = changedLines(
      contentChanges.map(({ range, text }) => ({
        startLine: range.start.line,
        endLine: range.end.line,
        breaks: breaksIn(text),
      })),
    );
    if (!isShort(document, changes, found.blocks)) return undefined;
    const lines: Lines & LineText = {
      line: (line) => document.lineAt(line).text,
      lineCount: document.lineCount,
      between: (from, to) => document.getText(new vscode.Range(from, 0, to, 0)),
    };
    const updated: Found = {
      tokens: updateByLine(found.tokens, changes, lines, findTokens),
      candidates: updateByLine(found.candidates, changes, lines, secretCandidates),
      ignores: updateByLine(found.ignores, changes, lines, ignoreComments),
      keys: updateByLine(found.keys, changes, lines, keyLines),
      headers: updateByLine(found.headers, changes, lines, headerStarts),
      gateways: updateByLine(found.gateways, changes, lines, gatewayAddresses),
      blocks: kind === "request" ? updateBlocks(found.blocks, changes, lines) : [],
      isTooLong: false,
    };
    // What was left out of a full list may have its turn now.
    const isFull = [
      updated.tokens,
      updated.candidates,
      updated.ignores,
      updated.keys,
      updated.headers,
      updated.gateways,
    ].some(({ length }) => length >= LIMITS.pieces);
    return isFull || updated.blocks.length > LIMITS.blocks ? undefined : updated;
  }

  async #lookAtAll(): Promise<void> {
    const { document } = this;
    const { version, eol } = document;
    const found = await new TimeSlices(() => document.isClosed || document.version !== version).run(
      lookAt(document, this.kind),
    );
    if (!found || document.version !== version) return;
    this.#keep(found, version);
    this.#eol = eol;
  }

  #keep(found: Found, version: number): void {
    this.#found = found;
    this.#version = version;
    this.#tiedNames = undefined;
    this.#variables = undefined;
  }
}

function* lookAt(document: vscode.TextDocument, kind: DocumentKind): Steps<Found> {
  const tooLong: Found = { ...NOTHING, isTooLong: true };
  if (lengthOf(document) > LIMITS.document) return tooLong;
  const text = yield* textInSteps(document);
  const blocks = kind === "request" ? yield* indexBlocksInSteps(text) : [];
  if (!blocks) return tooLong;
  return {
    tokens: yield* indexByLineInSteps(text, findTokensInSteps),
    candidates: yield* indexByLineInSteps(text, secretCandidatesInSteps),
    ignores: yield* indexByLineInSteps(text, ignoreCommentsInSteps),
    keys: yield* indexByLineInSteps(text, keyLinesInSteps),
    headers: yield* indexByLineInSteps(text, headerStartsInSteps),
    gateways: yield* indexByLineInSteps(text, gatewayAddressesInSteps),
    blocks,
    isTooLong: false,
  };
}

/** Whether what has to be looked at again is short. */
function isShort(
  document: vscode.TextDocument,
  changes: readonly ChangedLines[],
  blocks: readonly PlacedBlock[],
): boolean {
  let length = touchedLength(blocks, changes);
  for (const { newFrom, newTo } of changes) {
    length += newTo - newFrom;
    for (let line = newFrom; line <= newTo && length <= LIMITS.change; line++)
      length += document.lineAt(line).text.length;
  }
  return length <= LIMITS.change;
}

function breaksIn(text: string): number {
  return text.split(/\r\n|\n|\r/).length - 1;
}

/** Where a piece stands. */
export function rangeOf({ line, start, end }: LinePiece): vscode.Range {
  return new vscode.Range(line, start, line, end);
}
