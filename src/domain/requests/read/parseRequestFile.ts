import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { marksIn } from "../../text/nextMark";
import type { Piece, TextRange } from "../../text/textRange";
import type { Closings } from "./bodyLines";
import { type Differences, differ, FORCED_DELIMITER, parseBody } from "./parseBody";
import type { AppLine, FileHeader, FileRequest, FileVariable, RequestBlock, RequestFile } from "./requestFile";
import {
  appOf,
  commentOf,
  headerOf,
  isComment,
  LINES_A_STEP,
  linesOf,
  type RequestLine,
  requestLineOf,
  scriptEnd,
  trimmed,
  variableOf,
  withoutVersion,
} from "./requestLines";

/** Reads the whole text. Never throws; takes time linear in the text. */
export function parseRequestFile(text: string): RequestFile {
  return atOnce(parseRequestFileInSteps(text));
}

/** The same in steps. Of more than `LIMITS.blocks` the last holds the rest, and says that it is cut. */
export function* parseRequestFileInSteps(text: string): Steps<RequestFile> {
  const starts = yield* blockStarts(text);
  const isCut = starts.length > LIMITS.blocks;
  const blocks: RequestBlock[] = [];
  for (let index = 0; index < Math.min(starts.length, LIMITS.blocks); index++) {
    const isLast = isCut && index === LIMITS.blocks - 1;
    const end = (isLast ? undefined : starts[index + 1]) ?? text.length;
    const section = yield* parseSectionInSteps(text, starts[index] ?? 0, end, LIMITS.blocks - blocks.length);
    for (const block of section) blocks.push(isLast ? { ...block, isCut } : block);
    if (blocks.length >= LIMITS.blocks) break;
    if (index % BLOCKS_A_STEP === BLOCKS_A_STEP - 1) yield;
  }
  return { text, blocks };
}

/** Where the file and its lines with `###` begin, in order; at most one more than `LIMITS.blocks`. */
export function* blockStarts(text: string): Steps<number[]> {
  const starts = [0];
  for (const at of yield* marksIn(text, "\n###", LIMITS.blocks)) starts.push(at + 1);
  return starts;
}

const BLOCKS_A_STEP = 200;

/**
 * Reads what stands between `start`, where a line begins, and `end`, where one with `###` does, in steps: one block, or
 * several where a line in it begins with a method, or an indented `###`. At most `most`, of which the last is then cut.
 */
export function* parseSectionInSteps(text: string, start: number, end: number, most: number): Steps<RequestBlock[]> {
  const blocks: RequestBlock[] = [];
  let hasRequest = false;
  const closings: Closings = new Map();
  const bounds = [...(yield* indentedSeparators(text, start, end)), end];
  for (let at = start, bound = 0; at < end || blocks.length === 0;) {
    while ((bounds[bound] ?? end) <= at && bound < bounds.length - 1) bound++;
    const block = yield* parseBlock(text, at, bounds[bound] ?? end, closings);
    if (blocks.length % BLOCKS_A_STEP === BLOCKS_A_STEP - 1) yield;
    blocks.push({ ...block, ...(at > start && { isContinued: true, ...(hasRequest && { isShared: true }) }) });
    hasRequest ||= block.request !== undefined || block.isForeign === true;
    at = block.end;
    if (blocks.length < most || at >= end) continue;
    blocks.push({ ...(blocks.pop() ?? block), end, isCut: true });
    break;
  }
  return blocks;
}

/** Where lines begin that are separators for httpYac, and comments for REST Client. */
function* indentedSeparators(text: string, start: number, end: number): Steps<number[]> {
  const found: number[] = [];
  for (const mark of yield* marksIn(text.slice(start, end), "###", LIMITS.marks)) {
    let line = start + mark;
    while (line > start && isBlank(text[line - 1] ?? "")) line--;
    if (line > start && line < start + mark && text[line - 1] === "\n") found.push(line);
  }
  return found;
}

function isBlank(character: string): boolean {
  return character !== "\n" && /\s/.test(character);
}

function* parseBlock(text: string, start: number, end: number, closings: Closings): Steps<RequestBlock> {
  const head = yield* parseHead(text, start, end);
  const { line, variables, appLines, comments, headers, hasMoreHeaders, bodyFrom } = head;
  if (head.isCut) return { start, end, variables, appLines, comments, isCut: true };
  const rest = bodyFrom === undefined ? undefined : yield* parseBody(text, bodyFrom, end, head, closings);
  const common = { start, end: rest?.end ?? end, variables, appLines, comments };
  if (variables.length >= LIMITS.partsOfBlock) return { ...common, isCut: true };
  if (!line) return { ...common, ...(head.isForeign && { isForeign: true }) };
  const body = rest?.body;
  const request: FileRequest = {
    ...line,
    headers,
    ...(body && { body }),
    ...(hasMoreHeaders && { hasMoreHeaders }),
    differences: head.differences,
    end: body?.end ?? headers.at(-1)?.end ?? line.url.end,
  };
  return { ...common, request };
}

/** What stands above a block's body. */
interface Head {
  readonly variables: FileVariable[];
  readonly appLines: AppLine[];
  readonly comments: Piece[];
  /** The request line, with the lines that go on with its address. */
  line?: RequestLine | undefined;
  readonly headers: FileHeader[];
  hasMoreHeaders?: true;
  readonly differences: Differences;
  isForced: boolean;
  isForeign: boolean;
  isCut: boolean;
  /** Where the body begins, if the block has more lines. */
  bodyFrom?: number;
  /** No blank line stands before the body. */
  isUnderHeaders: boolean;
}

function* parseHead(text: string, start: number, end: number): Steps<Head> {
  const head: Head = {
    variables: [],
    appLines: [],
    comments: [],
    headers: [],
    differences: [],
    isForced: false,
    isForeign: false,
    isCut: false,
    isUnderHeaders: false,
  };
  let closing: RegExp | undefined;
  let count = 0;
  for (const line of linesOf(text, start, end)) {
    if (++count % LINES_A_STEP === 0) yield;
    const { variables, appLines, comments, headers } = head;
    if (variables.length + appLines.length + comments.length + headers.length >= LIMITS.partsOfBlock)
      return { ...head, isCut: true };
    const piece = trimmed(text, line.start, line.end);
    // The separator's own words name the request.
    if (line.start === start && piece.text.startsWith("###")) continue;
    if (closing) {
      if (closing.test(piece.text)) closing = undefined;
      continue;
    }
    if (!head.line) closing = scriptEnd(piece.text);
    if (closing) continue;
    if (piece.text === "") {
      if (head.line) return { ...head, bodyFrom: line.next };
    } else if (isComment(piece.text)) addComment(head, text, line, piece);
    else if (head.line) {
      if (addToRequest(head, head.line, text, piece)) continue;
      // Here the headers end for httpYac, and what follows is the body, a variable, a script or the next request.
      return { ...head, bodyFrom: line.start, isUnderHeaders: true };
    } else if (piece.text.startsWith("@")) {
      const variable = variableOf(text, piece);
      if (variable) variables.push(variable);
      // What JetBrains runs before the request: `< {% … %}` on one line, or `< ./script.js`.
    } else if (!piece.text.startsWith("<")) {
      head.line = requestLineOf(text, piece);
      if (!head.line) return { ...head, isForeign: true, bodyFrom: line.next };
    }
  }
  return head;
}

function addComment(head: Head, text: string, { start, end }: TextRange, piece: Piece): void {
  const comment = commentOf(text, piece);
  head.isForced ||= FORCED_DELIMITER.test(comment.text);
  const app = appOf(text, comment);
  if (app) head.appLines.push({ start, end, app });
  else head.comments.push(comment);
  const isHash = text[piece.start] === "#" && !/^#\s/.test(text.slice(piece.start, Math.min(end, piece.start + 2)));
  if (head.line && isHash) differ(head.differences, "hash", piece);
}

/** Whether the line below a request line belongs to the address or the headers. */
function addToRequest(head: Head, line: RequestLine, text: string, piece: Piece): boolean {
  if (continuesUrl(head, piece)) {
    const more = withoutVersion(text, piece.start, piece.end);
    head.line = { ...line, url: { text: line.url.text + more.text, start: line.url.start, end: more.end } };
    return true;
  }
  if (/^\.{3}[^\s]+,?$/.test(piece.text)) return (head.hasMoreHeaders = true);
  const header = headerOf(text, piece);
  if (header) head.headers.push(header);
  return header !== undefined;
}

/**
 * What goes on with the address: lines with `?` and `&` for both clients, where httpYac wants a value in them and REST
 * Client wants them right below; a path for httpYac alone. The others are told.
 */
function continuesUrl(head: Head, piece: Piece): boolean {
  const { text } = piece;
  const isQuery = /^[?&](?:[^(=?&)]+=|\{\{.*\}\}$)/.test(text);
  const isRight = head.headers.length === 0 && !head.hasMoreHeaders;
  const isPath = text.startsWith("/") && !text.includes("*");
  if (!isQuery && !isPath && (!isRight || !/^[?&](?!\?)/.test(text))) return false;
  if (!isQuery || !isRight) differ(head.differences, "url", piece);
  return true;
}
