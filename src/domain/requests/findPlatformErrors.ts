import { PLATFORM_ERRORS, platformErrorOf } from "../tokens/verify/platformErrors";
import type { TextRange } from "./requestFile";

/** An answer of the platform's that refuses something, where it stands in a text. */
export interface FoundError extends TextRange {
  /** Its own words, without escapes; at most 500 characters. */
  readonly message: string;
  /** It stands in `{"errors":[…]}`, and looks like the platform's: known words, or its key `msg`. Others' APIs have `message`. */
  readonly isPlatforms: boolean;
}

/** Errors of one text that are found. */
const MAX_ERRORS = 1_000;

/**
 * Finds `{"errors":[{"msg":"…"}]}` as it stands in responses and logs (also escaped, or as JavaScript prints it, and
 * with the key `message`), and the platform's known words wherever they stand; where there is neither, the status of a
 * refused request, as in a status line or as clients log it. In order, none within another. Never throws; takes time linear in the text.
 */
export function findPlatformErrors(text: string): FoundError[] {
  const found = [...envelopes(text), ...knownWords(text)].sort((a, b) => a.start - b.start || b.end - a.end);
  const outermost: FoundError[] = [];
  for (const error of found) if (error.start >= (outermost.at(-1)?.end ?? 0)) outermost.push(error);
  return (outermost.length > 0 ? outermost : statusLines(text)).slice(0, MAX_ERRORS);
}

/** Characters between `errors` and its message. */
const NEAR = 300;

function* envelopes(text: string): Generator<FoundError> {
  let count = 0;
  for (const { index, 0: head } of text.matchAll(/\berrors\\{0,15}["'`]?\s{0,20}:\s{0,20}\[/g)) {
    if (++count > MAX_ERRORS) return;
    const from = index + head.length;
    const message = /\b(msg|message)\\{0,15}["'`]?\s{0,20}:\s{0,20}(\\{0,15}["'`])/.exec(text.slice(from, from + NEAR));
    if (!message) continue;
    const quote = message[2] ?? '"';
    const start = from + message.index + message[0].length;
    const end = endOfString(text, start, quote);
    const found = unescaped(text.slice(start, end));
    yield { start: index, end, message: found, isPlatforms: message[1] === "msg" || platformErrorOf(found) !== undefined };
  }
}

/** Characters of a message. */
const MAX_MESSAGE = 500;

/** Where the string ends that began with `quote`: backslashes in front of it are as many as texts around it; a quote of the message's own has more. */
function endOfString(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + MAX_MESSAGE);
  let backslashes = 0;
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === "\n" || (character === quote.at(-1) && backslashes < quote.length)) return at - (character === "\n" ? 0 : backslashes);
    backslashes = character === "\\" ? backslashes + 1 : 0;
  }
  return limit;
}

function unescaped(text: string): string {
  return text.replace(/\\+(["'`/\\])/g, "$1");
}

const WORDS = new RegExp(
  PLATFORM_ERRORS.filter(({ isCommon }) => !isCommon)
    .map(({ words }) => words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
    .join("|"),
  "gi",
);

function* knownWords(text: string): Generator<FoundError> {
  let count = 0;
  for (const { index, 0: words } of text.matchAll(WORDS)) {
    if (++count > MAX_ERRORS) return;
    yield { start: index, end: index + words.length, message: words, isPlatforms: false };
  }
}

/** `HTTP/1.1 401 Unauthorized`, `status code 401`, `status: 401`, `[401] during`, `401 Unauthorized`. */
const STATUS = /^[<\s]{0,4}HTTP\/\d(?:\.\d)?[ \t]([45]\d\d\b[^\r\n]{0,60})|\bstatus(?:[ _]?code)?\\?["']?\s{0,3}[:=]?\s{0,3}([45]\d\d)\b|\[([45]\d\d)\] during\b|\b(40[0-9] (?:Unauthorized|Forbidden|Bad Request|Not Found))\b/gim;

function statusLines(text: string): FoundError[] {
  return [...text.matchAll(STATUS)].map(({ index, 0: whole, 1: line, 2: status, 3: during, 4: words }) => ({ start: index, end: index + whole.length, message: (line ?? status ?? during ?? words ?? "").trim(), isPlatforms: false }));
}
