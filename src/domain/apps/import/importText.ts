import { UserError } from "../../errors";
import type { ImportRemarks } from "./importRemarks";
import { STEP_LENGTH, type Steps } from "../../steps";
import { isStructure } from "../../text/json";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  NEWLINE,
  OPENING_BRACE,
  OPENING_BRACKET,
  QUOTE,
} from "../../text/characterCodes";

/** One JSON value of a text, and the line that it begins in, counted from 1. */
export interface JsonDocument {
  readonly value: unknown;
  readonly line: number;
}

/**
 * The JSON values in a text, in their order: one alone, or several one after the other, as pages of a list or several
 * exports are pasted, with or without the heads of HTTP responses (`curl -i`, REST Client). JSON that is itself a JSON
 * string is unwrapped once. What is neither is told. Takes time linear in the text.
 * @param whole what `wholeJson` makes of the text
 * @throws UserError where there is no text or no JSON, of which none of the other things that Import reads was found
 */
export function* documentsIn(text: string, whole: unknown): Steps<Documents> {
  if (text.trim() === "") throw notImportable("nothing-to-import", "There is nothing to import.");
  if (typeof whole === "string") return yield* documentsOf(whole);
  if (whole !== undefined) return { documents: [{ value: whole, line: 1 }], problems: [], notes: [] };
  return yield* documentsOf(text);
}

interface Documents extends ImportRemarks {
  readonly documents: readonly JsonDocument[];
}

/** What a text is that is JSON as a whole; else undefined. */
export function wholeJson(text: string): unknown {
  return parse(text.trim());
}

/** An error for whoever has a text that is nothing of what can be read, which it names. */
export function notImportable(code: string, template: string, args: readonly string[] = []): UserError {
  return new UserError(code, template, { args, remedy: WHAT_IMPORT_READS });
}

const WHAT_IMPORT_READS =
  "Import reads the whole response of the Get Bots API, what Export Apps wrote, a list of your own (“name”, “clientId”, “clientSecret” and “algorithm” of each app), a dotenv file, BotKit's config.json, the Web SDK's botOptions, and Postman's environments and collections.";

function* documentsOf(text: string): Steps<Documents> {
  const pieces = new Pieces(text);
  yield* pieces.read();
  const documents = pieces.documents
    .slice(0, MAX_DOCUMENTS)
    .map(({ value, line }) => ({ value: typeof value === "string" ? parse(value) : value, line }));
  if (documents.length === 0) {
    throw notImportable("import-not-json", "This is nothing that can be imported, or it was cut off.");
  }
  return { documents, ...pieces.remarks() };
}

/** Goes through a text line by line until JSON begins, and on behind its end. */
class Pieces {
  readonly documents: JsonDocument[] = [];
  readonly #text: string;
  readonly #damaged = new Lines();
  #damagedPieces = 0;
  readonly #other = new Lines();
  #at = 0;
  #line = 1;
  #endOfLine = -1;
  #isInHead = false;
  #isChunked = false;

  constructor(text: string) {
    this.#text = text;
  }

  *read(): Steps<void> {
    for (let stepEnd = 0; this.#at < this.#text.length && !this.#isTooMuch();) {
      if (this.#at >= stepEnd) {
        yield;
        stepEnd = this.#at + STEP_LENGTH;
      }
      if (this.#endOfLine < this.#at) this.#endOfLine = endOfLine(this.#text, this.#at);
      const end = this.#endOfLine;
      const isHead = this.#isOfHead(this.#textBefore(end)) && !this.#mayHoldApps(end);
      const start = isHead ? end : yield* this.#nextStart(end);
      if (start === end) this.#leave(end);
      else this.#take(start);
    }
  }

  #isTooMuch(): boolean {
    return this.documents.length > MAX_DOCUMENTS || this.#damagedPieces > MAX_DAMAGED;
  }

  remarks(): ImportRemarks {
    const [damaged, other] = [this.#damaged.listed(), this.#other.listed()];
    const problems = [
      ...(damaged
        ? [
            new UserError(
              "import-piece-damaged",
              "A part is no JSON, or was cut off, so it was left out. It begins in line {0}.",
              { args: [damaged] },
            ),
          ]
        : []),
      ...(this.#isTooMuch()
        ? [
            new UserError(
              "import-too-many-pieces",
              "There are more than {0} JSON values one after the other; the rest was left out.",
              { args: [this.documents.length > MAX_DOCUMENTS ? MAX_DOCUMENTS : MAX_DAMAGED] },
            ),
          ]
        : []),
    ];
    const notes = other
      ? [
          new UserError("import-other-text", "Beside the JSON stands other text, which was not read, in line {0}.", {
            args: [other],
          }),
        ]
      : [];
    return { problems, notes };
  }

  /** Of a response, or of the request before it. A line with JSON in it is none, unless a head has begun. */
  #isOfHead(line: string): boolean {
    if (FIRST_LINE.test(line)) this.#isInHead = true;
    else if (!HEADER.test(line)) this.#isInHead &&= /^[ \t]+[^\s{["]/.test(line);
    else if (!this.#isInHead) return !/[[{]/.test(line);
    if (this.#isInHead && /^(?:< )?transfer-encoding:.*chunked/i.test(line)) this.#isChunked = true;
    return this.#isInHead;
  }

  /** Headers may have JSON in them; a body that was pasted right behind one is none of it. */
  #mayHoldApps(end: number): boolean {
    const line = this.#text.slice(this.#at, end);
    return /[[{]/.test(line) && /jwt.?apps|client.?id|"cs-/i.test(line);
  }

  /** Where JSON begins before `end`, or `end`. */
  *#nextStart(end: number): Steps<number> {
    const lead = this.#text.slice(this.#at, end).search(/\S/);
    const first = lead < 0 ? end : this.#at + lead;
    if (this.#text.charAt(first) === '"' && isWholeString(this.#text, first, end)) return first;
    for (let at = first; at < end; at++) {
      if ((at - first) % STEP_LENGTH === STEP_LENGTH - 1) yield;
      const character = this.#text.charCodeAt(at);
      if ((character === OPENING_BRACE || character === OPENING_BRACKET) && looksLikeJson(this.#text, at)) return at;
    }
    return end;
  }

  /** The text of a line, up to its end or to where JSON begins. */
  #leave(end: number): void {
    const text = this.#textBefore(end).trim();
    const isChunkSize = this.#isChunked && /^[0-9a-f]{1,8}$/i.test(text);
    const isNothing =
      this.#isInHead || isChunkSize || !/[\p{L}\p{N}]/u.test(text) || FENCE.test(text) || HEADER.test(text);
    if (!isNothing) this.#other.add(this.#line);
    this.#advance(this.#text.charAt(end) === "\n" ? end + 1 : end);
  }

  #take(start: number): void {
    if (start > this.#at) this.#leave(start);
    const end = this.#text.charAt(start) === '"' ? endOfString(this.#text, start) : endOfBrackets(this.#text, start);
    const value = parse(this.#text.slice(start, end));
    if (value === undefined || (typeof value === "string" && !isStructure(parse(value)))) {
      this.#damaged.add(this.#line);
      this.#damagedPieces++;
    } else this.documents.push({ value, line: this.#line });
    this.#isInHead = false;
    this.#advance(end);
  }

  #textBefore(end: number): string {
    return this.#text.slice(this.#at, Math.min(end, this.#at + MAX_HEAD_LINE));
  }

  #advance(end: number): void {
    for (let at = this.#at; at < end; at++) if (this.#text.charCodeAt(at) === NEWLINE) this.#line++;
    this.#at = end;
  }
}

/** Numbers of lines, of which a message lists a few. */
class Lines {
  readonly #first: number[] = [];
  #last = 0;
  #count = 0;

  add(line: number): void {
    if (line === this.#last) return;
    this.#last = line;
    this.#count++;
    if (this.#first.length < 10) this.#first.push(line);
  }

  /** Undefined where there are none. */
  listed(): string | undefined {
    if (this.#count === 0) return undefined;
    return [...this.#first, ...(this.#count > this.#first.length ? [`… (${this.#count})`] : [])].join(", ");
  }
}

/** JSON values one after the other; a list of a thousand pages has 50,000 bots. */
const MAX_DOCUMENTS = 1_000;
/** Characters behind a bracket in which JSON goes on. */
const MAX_SPACE = 200;
/** Pieces that only begin like JSON; trying each takes a few microseconds. */
const MAX_DAMAGED = 50_000;
/** Characters of a line that are looked at to tell whether it is of a head. */
const MAX_HEAD_LINE = 1_000;
/** A status line or a request line, as they are sent or as `curl -v` shows them. */
const FIRST_LINE = /^(?:[<>] )?(?:HTTP\/\d(?:\.\d)? \d{3}\b|[A-Z]{3,10} \S+ HTTP\/\d(?:\.\d)?\s*$)/;
/** RFC 9110, 5.1 and 5.5; `curl -v` has more than headers. */
const HEADER = /^(?:[<>] )?[\w!#$%&'*+.^`|~-]+:(?:\s|$)|^[<>]\s*$|^\* /;
const FENCE = /^(?:`{3,}|~{3,})\s*\w*$/;

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** Whether nothing else stands in the line, and there may be JSON in the string. */
function isWholeString(text: string, start: number, endOfLine: number): boolean {
  const end = endOfString(text, start);
  const isClosed = end > start + 1 && end <= endOfLine && text.charAt(end - 1) === '"';
  return isClosed && text.slice(end, endOfLine).trim() === "" && /[[{]/.test(text.slice(start, end));
}

/** What follows the bracket tells JSON from `[info]` and `{{host}}`. */
function looksLikeJson(text: string, at: number): boolean {
  let behind = at + 1;
  while (behind < at + MAX_SPACE && /\s/.test(text.charAt(behind))) behind++;
  const next = behind < at + MAX_SPACE ? text.charAt(behind) : "";
  return text.charAt(at) === "{" ? next === '"' || next === "}" : /["[{\]\d\-tfn]/.test(next);
}

/** Behind the quote that ends the string, or where its line ends. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === BACKSLASH) at++;
    else if (character === QUOTE) return at + 1;
    else if (character === NEWLINE) return at;
  }
  return text.length;
}

/** Behind the bracket that closes the one at `start`, or the text's end. */
function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) at = endOfString(text, at) - 1;
    else if (character === OPENING_BRACE || character === OPENING_BRACKET) depth++;
    else if ((character === CLOSING_BRACE || character === CLOSING_BRACKET) && --depth === 0) return at + 1;
  }
  return text.length;
}
