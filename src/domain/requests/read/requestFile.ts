import type { Piece, TextRange } from "../../text/textRange";
import type { BodyLine } from "./bodyLines";

/** A `.http` or `.rest` file as httpYac reads it, with the places where REST Client reads something else. */
export interface RequestFile {
  readonly text: string;
  /** In order; together they are the whole text. */
  readonly blocks: readonly RequestBlock[];
}

/**
 * From one `###` line to the next, or, as httpYac takes it, to the next line that begins with a method; the first begins
 * with the file.
 */
export interface RequestBlock extends TextRange {
  /** The `@name = value` lines, in order; those in and behind the body, too. */
  readonly variables: readonly FileVariable[];
  /** The `# jwt-app: name` lines, in order. */
  readonly appLines: readonly AppLine[];
  /** Texts of all other comment lines above the body, without `#` or `//`, trimmed. */
  readonly comments: readonly Piece[];
  readonly request?: FileRequest;
  /** It begins with something else that runs a request, such as a curl command. */
  readonly isForeign?: true;
  /** No `###` stands before it where a line begins: what is above it decides where it begins. */
  readonly isContinued?: true;
  /** REST Client takes it for a part of a request above it. */
  readonly isShared?: true;
  /** It has more lines before its body than are read (`LIMITS.partsOfBlock`), and so may say something else than what is here. */
  readonly isCut?: true;
}

export interface FileVariable extends TextRange {
  readonly name: string;
  readonly value: Piece;
}

/** `start` and `end` are the whole line's, without its line break. */
export interface AppLine extends TextRange {
  readonly app: Piece;
}

/** `start` is the request line's; `end` is behind the last header or the body. */
export interface FileRequest extends TextRange {
  /** In upper case; GET where the line has none. */
  readonly method: string;
  /** Empty at the URL where the line has no method. */
  readonly methodRange: TextRange;
  /** As written, variables included; lines of a query joined. The range is from its first line to its last. */
  readonly url: Piece;
  readonly headers: readonly FileHeader[];
  /** From its first line to its last that isn't blank; not all between them are sent (`sentBody`). */
  readonly body?: RequestBody;
  /** httpYac takes more headers from a variable: `...name`. */
  readonly hasMoreHeaders?: true;
  /** What the clients read in different ways: the first of each kind, in order. */
  readonly differences: readonly Difference[];
}

/** A line that is one thing for httpYac and another for REST Client. */
export interface Difference extends TextRange {
  readonly kind: DifferenceKind;
  /** No blank line stands before it: REST Client takes it for a header. */
  readonly isUnderHeaders?: true;
}

/**
 * In the head: `hash`, a comment for REST Client, a header or the end of the headers for httpYac; `url`, a part of the
 * address for one of them. In the body: what httpYac takes for something else (`BodyLine`), and `form`: lines of a form
 * that they join in different ways.
 */
export type DifferenceKind = "hash" | "url" | "form" | Exclude<BodyLine, "sent" | "file" | "comment" | "request">;

export interface FileHeader extends TextRange {
  /** As written. */
  readonly name: Piece;
  readonly value: Piece;
}

export interface RequestBody extends TextRange {
  /** All or some of it is taken from another file: `< ./body.json`. */
  readonly isFile: boolean;
  /** No blank line stands before it: httpYac sends it, and REST Client takes it for headers. */
  readonly isUnderHeaders?: true;
}

/**
 * The name of the app that a `# jwt-app:` line ties the block to: one of its own, or else the last before it in a
 * block without a request, which counts for the file. `block` is one of `blocks`, which are in order.
 */
export function tiedAppName(blocks: readonly RequestBlock[], block: RequestBlock): string | undefined {
  return tiedAppNames(blocks).get(block);
}

/** The same for all blocks of a file. */
export function tiedAppNames(blocks: readonly RequestBlock[]): ReadonlyMap<RequestBlock, string> {
  const names = new Map<RequestBlock, string>();
  let ofFile: string | undefined;
  let above: string | undefined;
  for (const block of blocks) {
    const own = block.appLines.at(-1)?.app.text;
    const name = own ?? (block.isContinued ? above : undefined) ?? ofFile;
    above = name;
    if (name !== undefined) names.set(block, name);
    if (!block.request) ofFile = name;
  }
  return names;
}

/** The block that holds the offset, or the one before it. */
export function blockAt({ blocks }: Pick<RequestFile, "blocks">, offset: number): RequestBlock | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}

/**
 * Whether a request file has a script of httpYac or JetBrains in it, which can write what a request sends. Takes time
 * linear in the text.
 */
export function holdsScript(text: string): boolean {
  return SCRIPT.test(text);
}

/**
 * `^` and `$` of a pattern over several lines stand at each `\r`, U+2028 and U+2029, too. What is skipped before
 * and behind is therefore no such character, or each of them would be read again from every one before it.
 */
const SCRIPT =
  /^[^\S\n\r\u2028\u2029]*(?:\{\{[^}\n\r\u2028\u2029]*$|<[^\S\n]*\{%|<[^\S\n]+[^\s{]+\.js[^\S\n\r\u2028\u2029]*$)/m;
