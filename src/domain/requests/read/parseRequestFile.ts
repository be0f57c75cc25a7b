import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { marksIn } from "../../text/nextMark";
import type { Piece } from "../../text/textRange";
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
  const variables: FileVariable[] = [];
  const appLines: AppLine[] = [];
  const comments: Piece[] = [];
  const head: Head = { headers: [], differences: new Map() };
  let bodyFrom: number | undefined;
  let isUnderHeaders = false;
  let closing: RegExp | undefined;
  let isForced = false;
  let isForeign = false;
  let count = 0;
  for (const line of linesOf(text, start, end)) {
    if (++count % LINES_A_STEP === 0) yield;
    if (variables.length + appLines.length + comments.length + head.headers.length >= LIMITS.partsOfBlock)
      return { start, end, variables, appLines, comments, isCut: true };
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
      if (!head.line) continue;
      bodyFrom = line.next;
      break;
    }
    if (isComment(piece.text)) {
      const comment = commentOf(text, piece);
      isForced ||= FORCED_DELIMITER.test(comment.text);
      const app = appOf(text, comment);
      if (app) appLines.push({ start: line.start, end: line.end, app });
      else comments.push(comment);
      if (
        head.line &&
        text[piece.start] === "#" &&
        !/^#\s/.test(text.slice(piece.start, Math.min(line.end, piece.start + 2)))
      )
        differ(head.differences, "hash", piece);
    } else if (!head.line) {
      if (piece.text.startsWith("@")) {
        const variable = variableOf(text, piece);
        if (variable) variables.push(variable);
        continue;
      }
      // What JetBrains runs before the request: `< {% … %}` on one line, or `< ./script.js`.
      if (piece.text.startsWith("<")) continue;
      head.line = requestLineOf(text, piece);
      isForeign = !head.line;
      if (!isForeign) continue;
      bodyFrom = line.next;
      break;
    } else if (continuesUrl(head, piece)) {
      const { url } = head.line;
      const more = withoutVersion(text, piece.start, piece.end);
      head.line = { ...head.line, url: { text: url.text + more.text, start: url.start, end: more.end } };
    } else if (/^\.{3}[^\s]+,?$/.test(piece.text)) head.hasMoreHeaders = true;
    else {
      const header = headerOf(text, piece);
      if (header) head.headers.push(header);
      // Here the headers end for httpYac, and what follows is the body, a variable, a script or the next request.
      else {
        bodyFrom = line.start;
        isUnderHeaders = true;
        break;
      }
    }
  }
  const { line: requestLine, headers, hasMoreHeaders } = head;
  const rest =
    bodyFrom === undefined
      ? undefined
      : yield* parseBody(text, bodyFrom, end, { ...head, variables, isForced, isUnderHeaders, closings });
  const common = { start, end: rest?.end ?? end, variables, appLines, comments };
  if (variables.length >= LIMITS.partsOfBlock) return { ...common, isCut: true };
  if (!requestLine) return { ...common, ...(isForeign && { isForeign }) };
  const body = rest?.body;
  const last = body?.end ?? headers.at(-1)?.end ?? requestLine.url.end;
  const differences = [...head.differences.values()];
  const request: FileRequest = {
    ...requestLine,
    headers,
    ...(body ? { body } : {}),
    ...(hasMoreHeaders && { hasMoreHeaders }),
    differences,
    end: last,
  };
  return { ...common, request };
}

/** A request as far as it is read. */
interface Head {
  line?: RequestLine | undefined;
  hasMoreHeaders?: true;
  readonly headers: FileHeader[];
  readonly differences: Differences;
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
