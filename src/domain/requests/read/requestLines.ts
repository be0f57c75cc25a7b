import type { Piece, TextRange } from "../../text/textRange";
import type { FileHeader, FileRequest, FileVariable } from "./requestFile";

export interface Line extends TextRange {
  /** Where the next one begins. */
  readonly next: number;
}

/** Lines between two yields. */
export const LINES_A_STEP = 2_000;

/** The lines between two offsets, the line breaks excluded. */
export function* linesOf(text: string, start: number, end: number): Generator<Line> {
  for (let at = start; at < end;) {
    const found = text.indexOf("\n", at);
    const next = found < 0 || found >= end ? end : found + 1;
    const breaks = found < 0 || found >= end ? 0 : text[found - 1] === "\r" && found > at ? 2 : 1;
    yield { start: at, end: next - breaks, next };
    at = next;
  }
}

/** Where the line of an offset ends, its line break excluded. */
export function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  if (found < 0) return text.length;
  return found > offset && text[found - 1] === "\r" ? found - 1 : found;
}

export function trimmed(text: string, start: number, end: number): Piece {
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

export function isComment(line: string): boolean {
  return line.startsWith("#") || line.startsWith("//");
}

export function commentOf(text: string, piece: Piece): Piece {
  let from = piece.start;
  while (from < piece.end && (text[from] === "#" || text[from] === "/")) from++;
  return trimmed(text, from, piece.end);
}

export function appOf(text: string, comment: Piece): Piece | undefined {
  const mark = /^jwt-app[ \t]*:/i.exec(comment.text.slice(0, 100))?.[0];
  if (mark === undefined) return undefined;
  const app = trimmed(text, comment.start + mark.length, comment.end);
  return app.text === "" ? undefined : app;
}

/** `@name = value`, and httpYac's `@name := value`. */
export function variableOf(text: string, piece: Piece): FileVariable | undefined {
  const equals = piece.text.indexOf("=");
  if (equals < 0) return undefined;
  const name = piece.text.slice(1, equals).replace(/:$/, "").trim();
  if (name === "" || /\s/.test(name)) return undefined;
  return { start: piece.start, end: piece.end, name, value: trimmed(text, piece.start + equals + 1, piece.end) };
}

/** What closes the script that begins with this line: httpYac's `{{ … }}` and JetBrains' `> {% … %}`. */
export function scriptEnd(line: string): RegExp | undefined {
  if (line.length > 200) return undefined;
  if (/^\{\{[@+]?\w*$/.test(line)) return /^\}\}$/;
  if (/^[<>] ?\{%/.test(line) && !line.includes("%}")) return /%\}/;
  return undefined;
}

export type RequestLine = Pick<FileRequest, "start" | "method" | "methodRange" | "url">;

const METHODS =
  /^(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH)(?=[ \t])/i;

export function requestLineOf(text: string, piece: Piece): RequestLine | undefined {
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
export function withoutVersion(text: string, start: number, end: number): Piece {
  const version = /[ \t]HTTP\/[\d.]{1,5}$/i.exec(text.slice(Math.max(start, end - 12), end));
  return trimmed(text, start, end - (version?.[0].length ?? 0));
}

export function headerOf(text: string, piece: Piece): FileHeader | undefined {
  const colon = piece.text.indexOf(":");
  if (colon < 1) return undefined;
  const name = trimmed(text, piece.start, piece.start + colon);
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name.text)) return undefined;
  return { start: piece.start, end: piece.end, name, value: trimmed(text, piece.start + colon + 1, piece.end) };
}
