import type { Piece, TextRange } from "../../text/textRange";
import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { type BodyLine, BodyLines, type Closings } from "./bodyLines";
import { marksIn } from "../../text/nextMark";

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
const LINES_A_STEP = 2_000;

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
  const head: MutableRequest = { headers: [], differences: new Map() };
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
      isForced ||= FORCED.test(comment.text);
      const app = appOf(text, comment);
      if (app) appLines.push({ start: line.start, end: line.end, app });
      else comments.push(comment);
      if (
        head.line &&
        text[piece.start] === "#" &&
        !/^#\s/.test(text.slice(piece.start, Math.min(line.end, piece.start + 2)))
      )
        differ(head, "hash", piece);
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
      : yield* readRest(text, bodyFrom, end, { head, variables, isForced, isUnderHeaders, closings });
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

/** httpYac's `# @forceRegionDelimiter`: no line begins a request but behind `###`. */
const FORCED = /^@force-?region-?delimiter\b/i;

function differ(
  { differences }: Pick<MutableRequest, "differences">,
  kind: DifferenceKind,
  { start, end }: TextRange,
  isUnderHeaders = false,
): void {
  if (!differences.has(kind)) differences.set(kind, { kind, start, end, ...(isUnderHeaders && { isUnderHeaders }) });
}

interface Rest {
  readonly head: MutableRequest;
  /** Takes those of the body. */
  readonly variables: FileVariable[];
  readonly isForced: boolean;
  /** No blank line stands before it. */
  readonly isUnderHeaders: boolean;
  readonly closings: Closings;
}

/** The body, and what stands around it, up to the next request or the end. */
function* readRest(
  text: string,
  from: number,
  to: number,
  { head, variables, isForced, ...place }: Rest,
): Steps<{ readonly body: RequestBody | undefined; readonly end: number }> {
  const lines = new BodyLines(text, from, to, place.closings);
  const kind = kindOfBody(head.headers);
  let body: { start: number; end: number; isFile: boolean; isUnderHeaders?: true } | undefined;
  let { isUnderHeaders } = place;
  let isOver = false;
  let isBelowBlank = false;
  let isKept = isForced || kind === "mixed";
  /** Where the comments right above a line begin, which belong to it. */
  let above: number | undefined;
  let count = 0;
  for (const line of linesOf(text, from, to)) {
    if (++count % LINES_A_STEP === 0) yield;
    const written = text.slice(line.start, line.end);
    const use = lines.next(written, line.end);
    if (use === "comment") {
      above ??= line.start;
      isKept ||= FORCED.test(commentOf(text, trimmed(text, line.start, line.end)).text);
      continue;
    }
    if (use === "request" && !isKept) return { body, end: above ?? line.start };
    above = undefined;
    if (written.trim() === "") {
      isUnderHeaders = false;
      isBelowBlank = true;
      continue;
    }
    if (use === "variable") {
      const variable = variableOf(text, trimmed(text, line.start, line.end));
      if (variable) variables.push(variable);
      if (variables.length >= LIMITS.partsOfBlock) break;
    }
    const isSent = use === "sent" || use === "file" || use === "request" || use === "graphql";
    if (use !== "sent" && use !== "file" && use !== "request") differ(head, use, line, isUnderHeaders);
    isOver ||= use === "stream";
    if (!isSent || isOver) continue;
    if (kind === "form" && (isBelowBlank || isJoinedDifferently(written, body !== undefined)))
      differ(head, "form", line);
    isBelowBlank = false;
    body ??= { start: line.start, end: line.end, isFile: false, ...(isUnderHeaders && { isUnderHeaders }) };
    body.end = line.end;
    body.isFile ||= use === "file";
  }
  return { body, end: to };
}

/** httpYac takes away the white space around lines, `=` and `&`, and all line breaks; REST Client only those before `&`. */
function isJoinedDifferently(line: string, isContinuation: boolean): boolean {
  return (isContinuation && !line.startsWith("&")) || /\s(?:[=&]|$)|(?:[=&]|^)\s/.test(line.slice(0, LIMITS.address));
}

/** How the lines of a body are put together. */
type BodyKind = "form" | "multipart" | "mixed" | "ndjson" | "plain";

function kindOfBody(headers: readonly FileHeader[]): BodyKind {
  const types = headers.filter(({ name }) => name.text.toLowerCase() === "content-type");
  // Of several each client makes something that is no type.
  const type = types.length === 1 ? types[0]?.value.text.split(";", 1)[0] : undefined;
  return KINDS[type?.trim().toLowerCase() ?? ""] ?? "plain";
}

const KINDS: Readonly<Record<string, BodyKind>> = {
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
  "multipart/mixed": "mixed",
  "application/x-ndjson": "ndjson",
};

/**
 * The body as the clients send it where they agree, else as httpYac does, with its variables filled in as far as
 * `maxLength` goes: without comments and without what is no part of it, lines ended by `\n` (on Windows they send
 * `\r\n`), those of a multipart form by `\r\n`, those of a form joined and percent-encoded. A `< file` stays as written.
 */
export function* sentBodyInSteps(
  text: string,
  request: FileRequest,
  values: VariableValues,
  maxLength: number,
): Steps<string> {
  const { body, headers } = request;
  if (!body) return "";
  const kind = kindOfBody(headers);
  const sent: string[] = [];
  const lines = new BodyLines(text, body.start, body.end);
  let count = 0;
  for (const line of linesOf(text, body.start, body.end)) {
    if (++count % LINES_A_STEP === 0) yield;
    const written = text.slice(line.start, line.end);
    const use = lines.next(written, line.end);
    if (use === "stream") break;
    if (use === "sent" || use === "file" || use === "request" || use === "graphql") sent.push(written);
  }
  if (kind === "form") {
    const joined = sent.map((line, index) => (index === 0 || line.startsWith("&") ? line : `\n${line}`)).join("");
    return formEncoded(yield* fillInSteps(joined, values, maxLength));
  }
  const joined = sent.join(kind === "multipart" ? "\r\n" : "\n");
  return yield* fillInSteps(kind === "ndjson" ? `${joined}\n` : joined, values, maxLength);
}

function formEncoded(text: string): string {
  const trimmedAround = (line: string, mark: string): string =>
    line
      .split(mark)
      .map((part) => part.trim())
      .join(mark);
  const joined = text
    .split(/\r?\n/)
    .map((line) => trimmedAround(trimmedAround(line, "="), "&"))
    .join("");
  // What an address may hold stays, as in the package `encodeurl` 2 that httpYac takes.
  return joined.replace(/[^!#-;=?-_a-z|~]|%(?![0-9A-Fa-f]{2})/gu, (character) =>
    encodeURI(/\p{Cs}/u.test(character) ? "\ufffd" : character),
  );
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

/** What variables stand for, by their names. */
export type VariableValues = Pick<ReadonlyMap<string, string>, "get">;

/**
 * Fills in the `{{name}}` of a text, also those that stand in values, where neither it nor the result is longer than
 * `maxLength`. What `values` doesn't have (environments, scripts, prompts) stays as it is written.
 */
export function fillWith(text: string, values: VariableValues, maxLength: number = LIMITS.filled): string {
  return atOnce(fillInSteps(text, values, maxLength));
}

/** The same in steps. */
export function* fillInSteps(text: string, values: VariableValues, maxLength: number): Steps<string> {
  let filled = text;
  for (let depth = 0; depth < LIMITS.variableDepth; depth++) {
    const next = yield* filledOnce(filled, values, maxLength);
    if (next === undefined) return filled;
    filled = next;
  }
  return filled;
}

/** The first variable that a filled text still has, as it is written between its braces. */
export function openVariable(text: string): string | undefined {
  for (let close = text.indexOf("}}"); close >= 0; close = text.indexOf("}}", close + 1)) {
    const before = text.slice(Math.max(0, close - MAX_VARIABLE_NAME - 2), close);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const open = line.indexOf("{{");
    if (open >= 0 && open + 2 < line.length) return line.slice(open + 2).trim();
  }
  return undefined;
}

const MAX_VARIABLE_NAME = 200;

/** The values of the file's variables: the last definition before `end` counts for the whole file, wherever it stands. */
export function fileVariables(blocks: readonly RequestBlock[], end = Infinity): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { variables } of blocks)
    for (const { name, value, start } of variables) if (start < end) values.set(name, value.text);
  return values;
}

const VARIABLE = /\{\{([^{}]{1,200})\}\}/g;

/** Undefined where there is nothing to fill in. */
function* filledOnce(text: string, values: VariableValues, maxLength: number): Steps<string | undefined> {
  if (text.length > maxLength || !text.includes("{{")) return undefined;
  let room = maxLength - text.length;
  let from = 0;
  let count = 0;
  const pieces: string[] = [];
  for (const { index, 0: whole, 1: name = "" } of text.matchAll(VARIABLE)) {
    if (++count % VARIABLES_A_STEP === 0) yield;
    const value = values.get(name.trim());
    if (value === undefined || value.length > room) continue;
    room -= value.length;
    pieces.push(text.slice(from, index), value);
    from = index + whole.length;
  }
  return from === 0 ? undefined : pieces.concat(text.slice(from)).join("");
}

const VARIABLES_A_STEP = 2_000;

interface Line extends TextRange {
  /** Where the next one begins. */
  readonly next: number;
}

function* linesOf(text: string, start: number, end: number): Generator<Line> {
  for (let at = start; at < end;) {
    const found = text.indexOf("\n", at);
    const next = found < 0 || found >= end ? end : found + 1;
    const breaks = found < 0 || found >= end ? 0 : text[found - 1] === "\r" && found > at ? 2 : 1;
    yield { start: at, end: next - breaks, next };
    at = next;
  }
}

function trimmed(text: string, start: number, end: number): Piece {
  let from = start;
  let to = end;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return { text: text.slice(from, to), start: from, end: to };
}

/** White space, line breaks and the byte order mark. */
function isSpace(code: number): boolean {
  return code <= 0x20 || code === 0xa0 || code === 0xfeff;
}

function isComment(line: string): boolean {
  return line.startsWith("#") || line.startsWith("//");
}

function commentOf(text: string, piece: Piece): Piece {
  let from = piece.start;
  while (from < piece.end && (text[from] === "#" || text[from] === "/")) from++;
  return trimmed(text, from, piece.end);
}

function appOf(text: string, comment: Piece): Piece | undefined {
  const mark = /^jwt-app[ \t]*:/i.exec(comment.text.slice(0, 100))?.[0];
  if (mark === undefined) return undefined;
  const app = trimmed(text, comment.start + mark.length, comment.end);
  return app.text === "" ? undefined : app;
}

/** `@name = value`, and httpYac's `@name := value`. */
function variableOf(text: string, piece: Piece): FileVariable | undefined {
  const equals = piece.text.indexOf("=");
  if (equals < 0) return undefined;
  const name = piece.text.slice(1, equals).replace(/:$/, "").trim();
  if (name === "" || /\s/.test(name)) return undefined;
  return { start: piece.start, end: piece.end, name, value: trimmed(text, piece.start + equals + 1, piece.end) };
}

/** What closes the script that begins with this line: httpYac's `{{ … }}` and JetBrains' `> {% … %}`. */
function scriptEnd(line: string): RegExp | undefined {
  if (line.length > 200) return undefined;
  if (/^\{\{[@+]?\w*$/.test(line)) return /^\}\}$/;
  if (/^[<>] ?\{%/.test(line) && !line.includes("%}")) return /%\}/;
  return undefined;
}

type RequestLine = Pick<FileRequest, "start" | "method" | "methodRange" | "url">;

interface MutableRequest {
  line?: RequestLine | undefined;
  hasMoreHeaders?: true;
  readonly headers: FileHeader[];
  readonly differences: Map<DifferenceKind, Difference>;
}

const METHODS =
  /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH)(?=[ \t])/i;

function requestLineOf(text: string, piece: Piece): RequestLine | undefined {
  const method = METHODS.exec(piece.text)?.[0];
  if (method === undefined && !/^(?:https?:\/\/|\/|\{\{)/i.test(piece.text)) return undefined;
  const from = piece.start + (method?.length ?? 0);
  const url = withoutVersion(text, from, piece.end);
  if (url.text === "") return undefined;
  return {
    start: piece.start,
    method: (method ?? "GET").toUpperCase(),
    methodRange: { start: piece.start, end: from },
    url,
  };
}

/** What is left of the line before `HTTP/1.1`. */
function withoutVersion(text: string, start: number, end: number): Piece {
  const version = /[ \t]HTTP\/[\d.]{1,5}$/i.exec(text.slice(Math.max(start, end - 12), end));
  return trimmed(text, start, end - (version?.[0].length ?? 0));
}

/**
 * What goes on with the address: lines with `?` and `&` for both clients, where httpYac wants a value in them and REST
 * Client wants them right below; a path for httpYac alone. The others are told.
 */
function continuesUrl(head: MutableRequest, piece: Piece): boolean {
  const { text } = piece;
  const isQuery = /^[?&](?:[^(=?&)]+=|\{\{.*\}\}$)/.test(text);
  const isRight = head.headers.length === 0 && !head.hasMoreHeaders;
  const isPath = text.startsWith("/") && !text.includes("*");
  if (!isQuery && !isPath && (!isRight || !/^[?&](?!\?)/.test(text))) return false;
  if (!isQuery || !isRight) differ(head, "url", piece);
  return true;
}

function headerOf(text: string, piece: Piece): FileHeader | undefined {
  const colon = piece.text.indexOf(":");
  if (colon < 1) return undefined;
  const name = trimmed(text, piece.start, piece.start + colon);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name.text)) return undefined;
  return { start: piece.start, end: piece.end, name, value: trimmed(text, piece.start + colon + 1, piece.end) };
}
