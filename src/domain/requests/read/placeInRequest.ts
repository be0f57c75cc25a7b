import type { TextRange } from "../../text/textRange";
import type { FileRequest } from "./requestFile";
import { lineEnd } from "./requestLines";

/** Where a cursor stands in a request that is being written, and the range that what is chosen there replaces. */
export type PlaceInRequest =
  /** The name behind `# jwt-app:`. */
  | (TextRange & { readonly kind: "app" })
  /** An app's name in an address of the gateway. */
  | (TextRange & { readonly kind: "slug" })
  | PathPlace
  | HeaderPlace
  | (TextRange & { readonly kind: "headerValue"; readonly name: string });

/** The path of a request line, from its slash up to the query. */
export interface PathPlace extends TextRange {
  readonly kind: "path";
  /** In upper case; GET where the line has none. */
  readonly method: string;
  /** Empty where the line has none. */
  readonly methodRange: TextRange;
  /** Scheme and host as written; empty where the line names none. */
  readonly base: string;
  /** Nothing stands before what is typed, which is no path: the host is to be written, too. */
  readonly isWholeAddress: boolean;
  readonly hasQuery: boolean;
}

/** The name of a header. */
export interface HeaderPlace extends TextRange {
  readonly kind: "headerName";
  /** It has a value already. */
  readonly hasColon: boolean;
  /** The body begins right below. */
  readonly isAboveBody: boolean;
}

/**
 * What can be written at an offset of a block's text; undefined where it is nothing of these. `request` is what was read
 * of the block: a line that has only a method yet is none. `isGateway` tells what an app's name follows in addresses.
 */
export function placeInRequest(
  text: string,
  request: FileRequest | undefined,
  offset: number,
  isGateway: (base: string) => boolean = () => false,
): PlaceInRequest | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = lineEnd(text, offset);
  if (end - start > LONGEST_LINE) return undefined;
  const line: Line = { start, text: text.slice(start, end), at: offset - start };
  if (request?.body && request.body.start < start) return undefined;
  if (/^\s*(?:#|\/\/)/.test(line.text)) return appPlace(line);
  if (!request || (request.start >= start && request.start <= end)) return pathPlace(line, isGateway);
  return request.start < start ? headerPlace(text, request, line) : undefined;
}

/** Longer ones are no request that somebody types, and each choice has in it what is typed. */
const LONGEST_LINE = 2_000;

interface Line {
  /** Where it begins in the text. */
  readonly start: number;
  readonly text: string;
  /** The cursor, in the line. */
  readonly at: number;
}

function appPlace({ start, text, at }: Line): PlaceInRequest | undefined {
  const [mark] = /^[ \t]*(?:#{1,2}(?!#)|\/{2,})[ \t]*jwt-app[ \t]*:[ \t]*/i.exec(text) ?? [];
  if (mark === undefined || at < mark.length) return undefined;
  return { kind: "app", start: start + mark.length, end: start + Math.max(mark.length, text.trimEnd().length) };
}

/** In no address is a scheme without a host a beginning of something else. */
const SCHEME = /^https?:/i;
const BASE = /^(?:https?:\/\/)?(?:\{\{[^{}]{0,200}\}\}|[^/?#{}\s])*/i;
const PATH = /^(?:\{\{[^{}]{0,200}\}\}|[^?#\s])*/;

function pathPlace({ start, text, at }: Line, isGateway: (base: string) => boolean): PlaceInRequest | undefined {
  const [head = "", blank = "", method, gap = ""] =
    /^([ \t]*)(?:(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)([ \t]+))?/i.exec(text) ?? [];
  if (at < head.length) return undefined;
  const rest = text.slice(head.length);
  let [base = ""] = BASE.exec(rest) ?? [];
  const [path = ""] = PATH.exec(rest.slice(base.length)) ?? [];
  let typed = path;
  if (path === "") {
    // What follows a variable, or stands alone, is typed to find something by.
    const [, host = "", word] = /^((?:https?:\/\/)?\{\{[^{}]*\}\})?([A-Za-z][\w-]*)$/i.exec(base) ?? [];
    if (word !== undefined) [base, typed] = [host, word];
  }
  if (path !== "" && isGateway(base)) {
    const [slug = ""] = /^\/[^/]*/.exec(path) ?? [];
    const from = start + head.length + base.length + 1;
    if (at > head.length + base.length && at <= head.length + base.length + slug.length)
      return { kind: "slug", start: from, end: from + slug.length - 1 };
    base += slug;
    typed = path.slice(slug.length);
  }
  const isWholeAddress = base === "" && !typed.startsWith("/");
  if (isWholeAddress && method === undefined) return undefined;
  if (SCHEME.test(base) && !/^https?:\/\/[^/]/i.test(base)) return undefined;
  const from = head.length + base.length;
  const to = from + typed.length;
  if (at < from || at > to) return undefined;
  const methodRange =
    method === undefined
      ? { start: start + head.length, end: start + head.length }
      : { start: start + blank.length, end: start + head.length - gap.length };
  return {
    kind: "path",
    start: start + from,
    end: start + to,
    method: (method ?? "GET").toUpperCase(),
    methodRange,
    base,
    isWholeAddress,
    hasQuery: text[to] === "?",
  };
}

/** Below the request line up to the first blank line, that one included: there a header begins. */
function headerPlace(text: string, request: FileRequest, { start, text: line, at }: Line): PlaceInRequest | undefined {
  const above = text.slice(lineEnd(text, request.url.end), start);
  if (/\n[ \t\r]*\n/.test(above) || !above.includes("\n")) return undefined;
  const [, blank = "", name = "", behind = "", colon] = /^([ \t]*)([\w!#$%&'*+.^`|~-]*)([ \t]*)(:)?/.exec(line) ?? [];
  const from = start + blank.length;
  const to = from + name.length;
  if (colon !== undefined && at > blank.length + name.length + behind.length) {
    const value = line.slice(blank.length + name.length + behind.length + 1);
    const lead = value.length - value.trimStart().length;
    const begins = line.length - value.length + lead;
    const valueStart = start + Math.min(begins, at);
    return { kind: "headerValue", name, start: valueStart, end: Math.max(valueStart, start + line.trimEnd().length) };
  }
  // What has something else behind its name is a line of a body.
  if (at < blank.length || at > blank.length + name.length) return undefined;
  if (colon === undefined && line.trim() !== name) return undefined;
  return {
    kind: "headerName",
    start: from,
    end: to,
    hasColon: colon !== undefined,
    isAboveBody: isAboveBody(text, to),
  };
}

/** Whether a line follows that is no header and no comment. */
function isAboveBody(text: string, from: number): boolean {
  const end = text.indexOf("\n", from);
  if (end < 0) return false;
  const next = text.slice(end + 1, lineEnd(text, end + 1)).slice(0, LONGEST_LINE);
  return next.trim() !== "" && !/^\s*(?:#|\/\/|[\w!$%&'*+.^`|~-]+[ \t]*:|\.{3})/.test(next);
}
