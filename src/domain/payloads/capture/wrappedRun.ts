import { STEP_LENGTH, type Steps } from "../../steps";
import { beginsLikeJose } from "./looksEncoded";
import { BACKSLASH, DOT, EQUALS, SLASH } from "../../text/characterCodes";

/** What stands in one piece or over several lines, without what stands between them. */
export interface WrappedRun {
  readonly content: string;
  /** Offset behind it, in UTF-16 units. */
  readonly end: number;
}

/** What is known of the place of a run. */
export interface RunPlace {
  /** Where its line begins. */
  readonly lineStart: number;
  /** How far the line is indented that has the run's name; undefined if it has none. */
  readonly indentOfName: number | undefined;
}

export function inRun(code: number): boolean {
  return code < 128 && RUN[code] === 1;
}

const RUN = new Uint8Array(128);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-.%") {
  RUN[character.charCodeAt(0)] = 1;
}

/** Where a run of characters that encodings use ends; escaped ones (`\/`, `\u002B`) belong to it. */
export function endOfRun(text: string, start: number): number {
  let end = start;
  for (;;) {
    const code = text.charCodeAt(end);
    if (inRun(code)) {
      end++;
      continue;
    }
    const length = code === BACKSLASH ? lengthOfEscape(text, end) : 0;
    if (length === 0) return end;
    end += length;
  }
}

/** Of one of `ESCAPES`, 0 for anything else; looked at by hand, since there can be hundreds of thousands. */
function lengthOfEscape(text: string, start: number): number {
  let end = start;
  while (end - start < 16 && text.charCodeAt(end) === BACKSLASH) end++;
  if (text.charCodeAt(end) === SLASH) return end + 1 - start;
  return text.startsWith("u00", end) && /^(?:2[bBfF]|3[dD])$/.test(text.slice(end + 3, end + 5)) ? end + 5 - start : 0;
}

const ESCAPES = /\\{1,16}(?:(\/)|u00(2[bBfF]|3[dD]))/g;

/** With the padding of base64. */
function endOfPadded(text: string, start: number): number {
  let end = endOfRun(text, start);
  for (let most = end + 2; end < most && text.charCodeAt(end) === EQUALS;) end++;
  return end;
}

/**
 * A run and the lines in which it goes on: those of a fixed width; those that are indented below a name, as in YAML and
 * folded headers; those of one element or of one string, also where it is put together of several; and those of a JWE,
 * as long as parts of it are missing. In time that grows with its length alone.
 */
export function* wrappedRun(text: string, start: number, firstEnd: number, place: RunPlace): Steps<WrappedRun> {
  const first = text.slice(start, firstEnd);
  // As nearly every run is.
  if (!mayGoOn(text, first, firstEnd)) return { content: yield* resolved(first), end: firstEnd };
  const lines = new Lines(text, start, firstEnd, place);
  let end = firstEnd;
  let pauseAt = end + STEP_LENGTH;
  let isPlain = true;
  while (!lines.isComplete) {
    BREAK.lastIndex = end;
    const [lineBreak] = BREAK.exec(text) ?? [];
    if (lineBreak === undefined && !lines.mayHaveSpace) break;
    const next = end + (lineBreak?.length ?? spacesAt(text, end));
    const nextEnd = endOfPadded(text, next);
    if (nextEnd === next || !lines.goesOn(lineBreak ?? " ", next, nextEnd)) break;
    isPlain &&= lineBreak === "\n" || lineBreak === "\r\n";
    end = nextEnd;
    if (end > pauseAt) {
      yield;
      pauseAt = end + STEP_LENGTH;
    }
  }
  const written = text.slice(start, end);
  const joined = isPlain ? written : written.replace(BREAKS, "\n").replace(/[ \t]+/g, "");
  return { content: yield* resolved(joined), end };
}

function mayGoOn(text: string, first: string, end: number): boolean {
  BREAK.lastIndex = end;
  return BREAK.test(text) || beginsLikeJose(first.slice(0, 40));
}

const ENTITY = "(?:&#(?:13|x0?[dD]);)?";
const LITERAL = "(?:\\\\{1,16}r)?\\\\{1,16}n";
/** The end of a string and the beginning of the next; a line break, also behind a backslash; one written as `\n`. */
const BREAK_PATTERN = [
  `(?:${LITERAL})?(["'\`])(?:[ \\t]{0,20}[+.][ \\t]{0,20}|[ \\t]{0,40})\\r?\\n(?:[ \\t]{0,200}[+.][ \\t]{0,20}|[ \\t]{0,220})\\1`,
  `[ \\t]{0,200}${ENTITY}(?:\\\\[ \\t]{0,5})?\\r?\\n[ \\t]{0,200}`,
  `${LITERAL}[ \\t]{0,200}`,
].join("|");
const BREAK = new RegExp(BREAK_PATTERN, "y");
const BREAKS = new RegExp(BREAK_PATTERN, "g");

function* resolved(text: string): Steps<string> {
  if (!text.includes("\\")) return text;
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + STEP_LENGTH);
    // Never within an escape, which has at most 21 characters.
    const last = end < text.length ? text.lastIndexOf("\\", end) : -1;
    if (last > start + STEP_LENGTH / 2 && end - last < 24) {
      end = last;
      while (text.charCodeAt(end - 1) === BACKSLASH && end > start + STEP_LENGTH / 2) end--;
    }
    pieces.push(text.slice(start, end).replace(ESCAPES, unescaped));
    start = end;
    yield;
  }
  return pieces.join("");
}

function unescaped(escape: string, slash: string | undefined, code: string | undefined): string {
  return slash ?? (code === undefined ? escape : String.fromCharCode(Number.parseInt(code, 16)));
}

function spacesAt(text: string, start: number): number {
  let end = start;
  while (end - start < 20 && (text.charCodeAt(end) === 0x20 || text.charCodeAt(end) === 0x09)) end++;
  return end - start;
}

const NARROWEST = 60;
/** What is longer is the line of one value, and the next another, unless they are alike. */
const WIDEST = 160;
const WIDEST_ALIKE = 1000;

/** Decides line by line whether a run goes on. */
class Lines {
  /** Nothing can follow. */
  isComplete = false;
  readonly #isJose: boolean;
  readonly #isEnclosed: boolean;
  /** What was read so far is base64url, by its hyphens and low lines, or can't be, by what base64 has in their place. */
  #isUrlSafe: boolean | undefined;
  #width: number;
  /** Where the first line ends: names in front of the value take some of its width. */
  #column: number;
  #dots: number;
  #count = 1;
  #isLast = false;

  readonly #text: string;
  readonly #place: RunPlace;

  constructor(text: string, start: number, end: number, place: RunPlace) {
    this.#text = text;
    this.#place = place;

    this.#width = end - start;
    this.#column = end - place.lineStart;
    const lead = this.#before(start, 300);
    this.#isEnclosed = /["'`]$|(?:[\w"'/]>|<!\[CDATA\[)\s*$/.test(lead);
    this.#isJose = beginsLikeJose(text.slice(start, Math.min(end, start + 40)));
    this.#isUrlSafe = this.#isJose || this.#alphabetOf(start, end);
    this.#dots = this.#isJose ? this.#dotsIn(start, end) : 0;
    this.isComplete = this.#isPadded(end);
  }

  /** Spaces in a line are between the parts of a JWE. */
  get mayHaveSpace(): boolean {
    return this.#isJose && this.#dots < 4;
  }

  /** Whether the run between `start` and `end`, behind a break, is more of the same. */
  goesOn(lineBreak: string, start: number, end: number): boolean {
    const goesOn = this.#isPart(lineBreak, start, end);
    if (!goesOn) return false;
    this.#count++;
    this.#isUrlSafe ??= this.#alphabetOf(start, end);
    if (this.#isJose) {
      this.#dots += this.#dotsIn(start, end);
      this.#width = Math.max(this.#width, end - start);
    }
    this.isComplete = this.#isLast || this.#isPadded(end);
    return true;
  }

  #isPart(lineBreak: string, start: number, end: number): boolean {
    const text = this.#text;
    if (lineBreak === " ") return text.charCodeAt(start) === DOT || /\.[ \t]{1,20}$/.test(this.#before(start, 21));
    const isReal = lineBreak.includes("\n");
    const indent = lineBreak.length - lineBreak.lastIndexOf("\n") - 1;
    if (isReal && this.#isBoundary(start, end, indent)) return false;
    // Another one, as in a file with one a line.
    if (this.#isJose && beginsLikeJose(text.slice(start, start + 40))) return false;
    const isString = /["'`]/.test(lineBreak);
    const tail = text.slice(end, end + 12);
    if (!(isReal && !isString ? LINE_END : ANY_END).test(tail)) return false;
    const mayBeWord = this.#count === 1 && (this.#width + end - start) % 4 !== 0;
    const isWord = mayBeWord && /^[A-Za-z]?[a-z]{0,15}$/.test(text.slice(start, Math.min(end, start + 20)));
    if (!isReal) return !isWord || /^["'`\\]/.test(tail);
    if (isString) return true;
    const isBehindDot = text.charCodeAt(start - lineBreak.length - 1) === DOT;
    if (this.#isJose && (this.#dots < 4 || isBehindDot)) return true;
    if (this.#isEnclosed && (!isWord || CLOSED.test(tail))) return true;
    if (this.#isBelowName(indent)) return true;
    return this.#fits(end - start, indent, isWord);
  }

  /** Lines of a fixed width, of which only the last may be shorter, and the first where something stands before it. */
  #fits(length: number, indent: number, isWord: boolean): boolean {
    const isSecond = this.#count === 1;
    const column = indent + length;
    if (this.#width >= NARROWEST && this.#width <= WIDEST_ALIKE && length <= this.#width) {
      if (length === this.#width) return true;
      this.#isLast = true;
      return this.#width <= WIDEST || !isSecond;
    }
    if (!isSecond || this.#column < NARROWEST || this.#column > WIDEST || column > this.#column || isWord) return false;
    this.#isLast = column < this.#column;
    this.#width = length;
    return true;
  }

  /**
   * What stands between the parts of a form, or the end of a frame. base64url may begin with two hyphens by chance; where
   * nothing told its alphabet before, such a line is of the value by its width or its place below a name.
   */
  #isBoundary(start: number, end: number, indent: number): boolean {
    if (!this.#text.startsWith("--", start)) return false;
    if (this.#text.startsWith("----", start)) return true;
    return !(this.#isUrlSafe ?? (end - start === this.#width || this.#isBelowName(indent)));
  }

  #isBelowName(indent: number): boolean {
    const { indentOfName } = this.#place;
    return indentOfName !== undefined && indent > indentOfName;
  }

  /** Whether it is base64url; undefined where nothing tells. */
  #alphabetOf(start: number, end: number): boolean | undefined {
    const telling = /[-_+/]/.exec(this.#text.slice(start, Math.min(end, start + WIDEST_ALIKE)))?.[0];
    return telling === undefined ? undefined : /[-_]/.test(telling);
  }

  /** Padding ends a value, unless it is one part of a JWE. */
  #isPadded(end: number): boolean {
    return this.#text.charCodeAt(end - 1) === EQUALS && !this.mayHaveSpace;
  }

  #before(end: number, length: number): string {
    return this.#text.slice(Math.max(0, end - length), end);
  }

  #dotsIn(start: number, end: number): number {
    return this.#text.slice(start, end).split(".", 6).length - 1;
  }
}

/** Nothing else in the line, or the end of a string, an element or a comment. */
const LINE_END = /^[ \t]{0,9}(?:$|\r?\n|\\\r?\n|&#|\\{0,4}["'`]|<|\]\]>|\)|-->)/;
const CLOSED = /^\s{0,9}(?:["'`<]|\]\]>)/;
const ANY_END = /^(?:[\s"'`\\,;)}\]<]|$)/;
