import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { PLATFORM_ERRORS, platformErrorOf } from "../../tokens/verify/platformErrors";
import { matchesInSteps } from "../../text/matchesInSteps";
import type { TextRange } from "../../text/textRange";

/** An answer of the platform's that refuses something, where it stands in a text. */
export interface FoundError extends TextRange {
  /** Its own words, without escapes; at most 500 characters. */
  readonly message: string;
  /** It stands in `{"errors":[…]}`, and looks like the platform's: known words, or its key `msg`. Others' APIs have `message`. */
  readonly isPlatforms: boolean;
  /** Of HTTP, where it stands beside the answer. */
  readonly status?: number;
}

/**
 * Finds `{"errors":[{"msg":"…"}]}` as it stands in responses and logs (also escaped, or as JavaScript prints it, and
 * with the key `message`), and the platform's known words wherever they stand; where there is neither, the status of a
 * refused request, as in a status line or as clients log it, with the words of the answer behind it (`{"error":"…"}`,
 * `{"message":"…"}`, or plain text); or else an object that is nothing but an `error`. In order, none within another, in
 * steps. Never throws; takes time linear in the text.
 * @param furtherWords of answers that are known besides, such as those on the pages of endpoints
 */
export function* findPlatformErrorsInSteps(text: string, furtherWords?: RegExp): Steps<FoundError[]> {
  const found = [
    ...(yield* envelopes(text)),
    ...(yield* knownWords(text, WORDS)),
    ...(furtherWords ? yield* knownWords(text, furtherWords) : []),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const outermost: FoundError[] = [];
  for (const error of found) if (error.start >= (outermost.at(-1)?.end ?? 0)) outermost.push(error);
  const statuses = yield* statusLines(text);
  if (outermost.length === 0) return statuses.length > 0 ? statuses : bareError(text);
  let at = 0;
  return outermost.slice(0, LIMITS.errors).map((error) => {
    // The last one above it; both are in order.
    while ((statuses[at]?.start ?? Infinity) < error.start) at++;
    const { start = -Infinity, status } = statuses[at - 1] ?? {};
    return status === undefined || error.start - start >= LIMITS.statusReach ? error : { ...error, status };
  });
}

/** Characters between `errors` and its message. */
const NEAR = 300;

function* envelopes(text: string): Steps<FoundError[]> {
  const heads = yield* matchesInSteps(text, /\berrors\\{0,15}["'`]?\s{0,20}:\s{0,20}\[/g, LIMITS.errors);
  return heads.flatMap(({ index, 0: head }) => {
    const from = index + head.length;
    const message = /\b(msg|message)\\{0,15}["'`]?\s{0,20}:\s{0,20}(\\{0,15}["'`])/.exec(text.slice(from, from + NEAR));
    if (!message) return [];
    const quote = message[2] ?? '"';
    const start = from + message.index + message[0].length;
    const end = endOfString(text, start, quote);
    const found = unescaped(text.slice(start, end));
    return [
      { start: index, end, message: found, isPlatforms: message[1] === "msg" || platformErrorOf(found) !== undefined },
    ];
  });
}

/** Where the string ends that began with `quote`: backslashes in front of it are as many as texts around it; a quote of the message's own has more. */
function endOfString(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + LIMITS.errorMessage);
  let backslashes = 0;
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === "\n" || (character === quote.at(-1) && backslashes < quote.length))
      return at - (character === "\n" ? 0 : backslashes);
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

function* knownWords(text: string, pattern: RegExp): Steps<FoundError[]> {
  const words = yield* matchesInSteps(text, pattern, LIMITS.errors);
  return words.map(({ index, 0: message }) => ({
    start: index,
    end: index + message.length,
    message,
    isPlatforms: false,
  }));
}

/** `HTTP/1.1 401 Unauthorized`, `status code 401`, `status: 401`, `[401] during`, `401 Unauthorized`. */
const STATUS =
  /^[<\s]{0,4}HTTP\/\d(?:\.\d)?[ \t]([45]\d\d\b[^\r\n]{0,60})|\bstatus(?:[ _]?code)?\\?["']?\s{0,3}[:=]?\s{0,3}([45]\d\d)\b|\[([45]\d\d)\] during\b|\b(40[0-9] (?:Unauthorized|Forbidden|Bad Request|Not Found))\b/gim;

function* statusLines(text: string): Steps<FoundError[]> {
  const lines = yield* matchesInSteps(text, STATUS, LIMITS.errors);
  return lines.map(({ index, 0: whole, 1: line, 2: status, 3: during, 4: words }, at) => {
    const end = index + whole.length;
    const message = (line ?? status ?? during ?? words ?? "").trim();
    const answer = text.slice(end, Math.min(end + LIMITS.statusReach, lines[at + 1]?.index ?? text.length));
    const said = wordsIn(answer) ?? (line === undefined ? undefined : plainBody(answer));
    const found = { start: index, end, isPlatforms: false, status: Number(message.slice(0, 3)) };
    return said === undefined ? { ...found, message } : { ...found, end: end + said.end, message: said.text };
  });
}

/** `{"error":"…"}` alone: that it is an answer is said by whoever asks. */
function bareError(text: string): FoundError[] {
  const start = text.search(/\S/);
  if (!/^\{\s{0,200}["']?error["']?\s{0,20}:\s{0,20}["'{]/.test(text.slice(start, start + NEAR))) return [];
  const said = wordsIn(text.slice(start, start + LIMITS.statusReach));
  return said ? [{ start, end: start + said.end, message: said.text, isPlatforms: false }] : [];
}

/** What an answer's JSON says in words, under the names that servers give them; the end is in the text. */
function wordsIn(text: string): { readonly text: string; readonly end: number } | undefined {
  for (const name of WORD_NAMES) {
    const found = name.exec(text);
    if (!found) continue;
    const start = found.index + found[0].length;
    const end = endOfString(text, start, found[1] ?? '"');
    const said = unescaped(text.slice(start, end)).trim();
    if (said !== "") return { text: said, end };
  }
  return undefined;
}

/** The first that is there says it best. */
const WORD_NAMES = ["error_description", "msg", "message", "errorMessage", "error", "detail"].map(
  (name) => new RegExp(`\\b${name}\\\\{0,15}["'\`]?\\s{0,20}:\\s{0,20}(\\\\{0,15}["'\`])`),
);

/** The first line of a body that is plain text. */
function plainBody(text: string): { readonly text: string; readonly end: number } | undefined {
  const body = /\r?\n[ \t]*\r?\n\s{0,100}/.exec(text);
  const start = body ? body.index + body[0].length : -1;
  if (start < 0) return undefined;
  const line = /^[^\r\n]{1,300}/.exec(text.slice(start))?.[0].trim() ?? "";
  // Markup, JSON without words, and the next request of a file say nothing.
  return line === "" || /^(?:[<{[#]|(?:GET|POST|PUT|PATCH|DELETE)\s)/.test(line)
    ? undefined
    : { text: line, end: start + line.length };
}
