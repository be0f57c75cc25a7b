import { LIMITS } from "../limits";
import { atOnce, type Steps } from "../steps";
import { marksIn } from "./nextMark";

/** UTF-16 offsets into the text, `end` excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A `.http` or `.rest` file as REST Client and httpYac read it, as far as both agree. */
export interface RequestFile {
  readonly text: string;
  /** In order; together they are the whole text. */
  readonly blocks: readonly RequestBlock[];
}

/** From one `###` line to the next; the first begins with the file. */
export interface RequestBlock extends TextRange {
  /** The `@name = value` lines, in order. */
  readonly variables: readonly FileVariable[];
  /** The `# jwt-app: name` lines, in order. */
  readonly appLines: readonly AppLine[];
  /** Texts of all other comment lines above the body, without `#` or `//`, trimmed. */
  readonly comments: readonly Piece[];
  readonly request?: FileRequest;
  /** It has more lines before its body than are read (`LIMITS.partsOfBlock`), and so may say something else than what is here. */
  readonly isCut?: true;
}

/** Some trimmed text and where it stands. */
export interface Piece extends TextRange {
  readonly text: string;
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
  /** As written, from its first line to its last that isn't blank. */
  readonly body?: RequestBody;
}

export interface FileHeader extends TextRange {
  /** As written. */
  readonly name: Piece;
  readonly value: Piece;
}

export interface RequestBody extends TextRange {
  /** Taken from another file: `< ./body.json`. */
  readonly isFile: boolean;
}

/** Whether a file is a request file, by its name or path. */
export function isRequestFileName(path: string): boolean {
  return /\.(?:http|rest)$/i.test(path);
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
    const block = yield* parseRequestBlockInSteps(text, starts[index] ?? 0, (isLast ? undefined : starts[index + 1]) ?? text.length);
    blocks.push(isLast ? { ...block, isCut } : block);
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

/** Reads what stands between `start`, where a line begins, and `end` as one block, in steps. */
export function* parseRequestBlockInSteps(text: string, start: number, end: number): Steps<RequestBlock> {
  const variables: FileVariable[] = [];
  const appLines: AppLine[] = [];
  const comments: Piece[] = [];
  const head: MutableRequest = { headers: [] };
  const lines = linesOf(text, start, end);
  let bodyFrom: number | undefined;
  let closing: RegExp | undefined;
  let count = 0;
  for (const line of lines) {
    if (++count % LINES_A_STEP === 0) yield;
    if (variables.length + appLines.length + comments.length + head.headers.length >= LIMITS.partsOfBlock) return { start, end, variables, appLines, comments, isCut: true };
    const piece = trimmed(text, line.start, line.end);
    // The separator's own words name the request.
    if (line.start === start && isSeparator(text, line)) continue;
    if (closing) {
      if (closing.test(piece.text)) closing = undefined;
      continue;
    }
    closing = scriptEnd(piece.text);
    if (closing) continue;
    if (piece.text === "") {
      if (!head.line) continue;
      bodyFrom = line.next;
      break;
    }
    if (isComment(piece.text)) {
      const comment = commentOf(text, piece);
      const app = appOf(text, comment);
      if (app) appLines.push({ start: line.start, end: line.end, app });
      else comments.push(comment);
    } else if (piece.text.startsWith("@")) {
      const variable = variableOf(text, piece);
      if (variable) variables.push(variable);
    } else if (!head.line) {
      // What JetBrains runs before the request: `< {% … %}` on one line, or `< ./script.js`.
      if (piece.text.startsWith("<")) continue;
      head.line = requestLineOf(text, piece);
      // Something else that runs a request, such as a curl command.
      if (!head.line) break;
    } else if (head.headers.length === 0 && continuesUrl(text, line, piece)) {
      const { url } = head.line;
      const more = withoutVersion(text, piece.start, piece.end);
      head.line = { ...head.line, url: { text: url.text + more.text, start: url.start, end: more.end } };
    } else {
      const header = headerOf(text, piece);
      if (header) head.headers.push(header);
    }
  }
  const { line: requestLine, headers } = head;
  if (!requestLine) return { start, end, variables, appLines, comments };
  const body = bodyFrom === undefined ? undefined : yield* bodyOf(text, bodyFrom, end);
  const last = body?.end ?? headers.at(-1)?.end ?? requestLine.url.end;
  const request: FileRequest = { ...requestLine, headers, ...(body ? { body } : {}), end: last };
  return { start, end, variables, appLines, comments, request };
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
  for (const block of blocks) {
    const own = block.appLines.at(-1)?.app.text;
    const name = own ?? ofFile;
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

/** The values of the file's variables: the last definition counts for the whole file, wherever it stands. */
export function fileVariables(blocks: readonly RequestBlock[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { variables } of blocks) for (const { name, value } of variables) values.set(name, value.text);
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
  for (let at = start; at < end; ) {
    const found = text.indexOf("\n", at);
    const next = found < 0 || found >= end ? end : found + 1;
    const breaks = found < 0 || found >= end ? 0 : text[found - 1] === "\r" && found > at ? 2 : 1;
    yield { start: at, end: next - breaks, next };
    at = next;
  }
}

function isSeparator(text: string, { start }: Line): boolean {
  return text.startsWith("###", start);
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
  readonly headers: FileHeader[];
}

const METHODS = /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH)(?=[ \t])/i;

function requestLineOf(text: string, piece: Piece): RequestLine | undefined {
  const method = METHODS.exec(piece.text)?.[0];
  if (method === undefined && !/^(?:https?:\/\/|\/|\{\{)/i.test(piece.text)) return undefined;
  const from = piece.start + (method?.length ?? 0);
  const url = withoutVersion(text, from, piece.end);
  if (url.text === "") return undefined;
  return { start: piece.start, method: (method ?? "GET").toUpperCase(), methodRange: { start: piece.start, end: from }, url };
}

/** What is left of the line before `HTTP/1.1`. */
function withoutVersion(text: string, start: number, end: number): Piece {
  const version = /[ \t]HTTP\/[\d.]{1,5}$/i.exec(text.slice(Math.max(start, end - 12), end));
  return trimmed(text, start, end - (version?.[0].length ?? 0));
}

/** A query on lines of its own, as both take it; a path only where it is indented. */
function continuesUrl(text: string, line: Line, piece: Piece): boolean {
  const first = text[piece.start];
  return first === "?" || first === "&" ? !piece.text.startsWith("??") : first === "/" && piece.start > line.start;
}

function headerOf(text: string, piece: Piece): FileHeader | undefined {
  const colon = piece.text.indexOf(":");
  if (colon < 1) return undefined;
  const name = trimmed(text, piece.start, piece.start + colon);
  if (/\s/.test(name.text)) return undefined;
  return { start: piece.start, end: piece.end, name, value: trimmed(text, piece.start + colon + 1, piece.end) };
}

/** Ends before what handles the response: scripts, httpYac's assertions, references to stored responses. */
function* bodyOf(text: string, from: number, to: number): Steps<RequestBody | undefined> {
  let start: number | undefined;
  let end = from;
  let isFile = false;
  let count = 0;
  for (const line of linesOf(text, from, to)) {
    if (++count % LINES_A_STEP === 0) yield;
    const piece = trimmed(text, line.start, line.end);
    if (piece.text === "") continue;
    if (endsBody(piece.text)) break;
    isFile ||= start === undefined && /^<@?\w* \S/.test(piece.text.slice(0, 40));
    start ??= line.start;
    end = line.end;
  }
  return start === undefined ? undefined : { start, end, isFile };
}

function endsBody(line: string): boolean {
  return /^(?:>{1,2}!? |<> |\?\? |\{\{[@+]?\w*$)/.test(line.slice(0, 40));
}
