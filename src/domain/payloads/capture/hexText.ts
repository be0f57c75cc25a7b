import { atOnce, STEP_LENGTH, type Steps } from "../../steps";
import { BACKSLASH, ZERO } from "../../text/characterCodes";

/** A text of bytes in hex with something in between: its digits alone, and where it ends. */
export interface HexText {
  readonly digits: string;
  /** Offset behind it, in UTF-16 units. */
  readonly end: number;
}

/**
 * The hexadecimal digits of a text that is nothing but bytes in hex with something in between: colons, hyphens, commas
 * or white space, `0x` or `\x` in front of each, or a dump with offsets and characters beside it; else undefined. Digits
 * without anything in between are left to whoever decodes them.
 */
export function hexDigitsOf(text: string): string | undefined {
  const start = text.slice(0, 200).search(/[^\s([{]/);
  if (start < 0 || !/^(?:\\*0?x)?[0-9a-f]{2}/i.test(text.slice(start, start + 8))) return undefined;
  const found = atOnce(dumpAt(text, start)) ?? atOnce(hexAt(text, start));
  return found && isClosing(text, found.end) ? found.digits : undefined;
}

/** Bytes in hex from `start` on, eight or more of them; undefined if there are none, or nothing is between them. */
export function* hexAt(text: string, start: number): Steps<HexText | undefined> {
  const style = styleAt(text, start);
  if (!style) return undefined;
  const { next, last } = style;
  const pieces: string[] = [];
  let from = start;
  let end = style.end;
  for (next.lastIndex = end; next.test(text); next.lastIndex = end) {
    end = next.lastIndex;
    if (end - from > STEP_LENGTH) {
      pieces.push(digitsIn(text.slice(from, end)));
      from = end;
      yield;
    }
  }
  if (last) {
    last.lastIndex = end;
    if (last.test(text)) end = last.lastIndex;
  }
  pieces.push(digitsIn(text.slice(from, end)));
  return { digits: pieces.join(""), end };
}

/** By hand: V8 keeps what a replacement found for a while, which is many times the text. */
function digitsIn(written: string): string {
  const codes = new Uint16Array(written.length);
  let count = 0;
  for (let at = 0; at < written.length; at++) {
    const code = written.charCodeAt(at);
    if (isHexDigit(code)) codes[count++] = code;
    else if ((code === 0x78 || code === 0x58) && written.charCodeAt(at - 1) === ZERO) count--;
  }
  const pieces: string[] = [];
  // In pieces: a spread of many thousand arguments overflows the stack.
  for (let at = 0; at < count; at += 0x4000) {
    pieces.push(String.fromCharCode(...codes.subarray(at, Math.min(at + 0x4000, count))));
  }
  return pieces.join("");
}

interface HexStyle {
  /** Behind the first bytes. */
  readonly end: number;
  /** What stands between, and the digits of the next. */
  readonly next: RegExp;
  /** The same for the last digits, where they may be fewer. */
  readonly last?: RegExp;
}

/** Bytes of two digits, or digits in groups, as the first of them are written. */
function styleAt(text: string, start: number): HexStyle | undefined {
  if (!mayBegin(text, start)) return undefined;
  const first = text.charCodeAt(start);
  for (const { beginning, next, last, backslash } of STYLES) {
    if (backslash !== (first === BACKSLASH)) continue;
    beginning.lastIndex = start;
    const separator = beginning.exec(text)?.[1];
    if (separator === undefined) continue;
    return { end: beginning.lastIndex, next: next(separator), ...(last ? { last } : {}) };
  }
  return undefined;
}

/** Nearly every word of a text begins in another way. */
function mayBegin(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  if (first === BACKSLASH) return true;
  const second = text.charCodeAt(start + 1);
  if (!isHexDigit(first)) return false;
  if (!isHexDigit(second)) return first === ZERO && (second === 0x78 || second === 0x58);
  return [2, 4, 8].some((length) => !isWordCharacter(text.charCodeAt(start + length)));
}

function isHexDigit(code: number): boolean {
  return (code >= ZERO && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

function isWordCharacter(code: number): boolean {
  return (code >= ZERO && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

/** Lines may be indented so far. */
const BREAK = "[ \\t]{0,20}\\r?\\n[ \\t]{0,200}";
/** A line of nothing but such bytes, or the end of it where a string or an element ends. */
const lineOf = (digits: number, between: string): string => {
  const group = `[0-9a-f]{${digits}}${between}`;
  const last = `(?:[0-9a-f]{2}){1,${digits / 2}}`;
  const end = `(?:(?:${between})?[ \\t]{0,20}(?:\\r?\\n|$)|[ \\t]{0,20}["'<])`;
  return `(?=(?:${group}){0,128}${last}${end})`;
};
const APART = "(?![0-9A-Za-z:_-])";
/** Many at once: each match is an object, and there are as many bytes as a file has. */
const many = (pattern: string): RegExp => new RegExp(`(?:${pattern}){1,50}`, "iy");
const nextOf =
  (pattern: string): (() => RegExp) =>
  () =>
    many(pattern);

const STYLES: readonly {
  readonly beginning: RegExp;
  readonly next: (separator: string) => RegExp;
  readonly last?: RegExp;
  readonly backslash: boolean;
}[] = [
  {
    // Two letters may be a name: `ad: 30:82`.
    beginning: /[0-9a-f]{2}(?=([:.,-]))(?!:\s{1,20}[0-9a-f]{2}:\S)(?:\1\s{0,20}[0-9a-f]{2}(?![0-9a-z])){7}/iy,
    // The next line may as well begin with a time or a name.
    next: (separator) => {
      const mark = separator === "." ? "\\." : separator;
      return many(`(?:${mark}(?:[ \\t]{0,20}|${BREAK})|${BREAK}${lineOf(2, mark)})[0-9a-f]{2}(?![0-9a-z])`);
    },
    backslash: false,
  },
  ...[
    [2, 7],
    [4, 5],
    [8, 2],
  ].map(([length = 2, more = 7]) => {
    const space = `(?:[ \\t]{1,20}|${BREAK}${lineOf(length, "[ \\t]{1,20}")})`;
    return {
      beginning: new RegExp(`[0-9a-f]{${length}}()(?:${space}[0-9a-f]{${length}}${APART}){${more}}`, "iy"),
      next: nextOf(`${space}[0-9a-f]{${length}}${APART}`),
      ...(length > 2 ? { last: new RegExp(`${space}(?:[0-9a-f]{2}){1,${length / 2 - 1}}${APART}`, "iy") } : {}),
      backslash: false,
    };
  }),
  {
    beginning: /0x[0-9a-f]{2}()(?:[\s,;:]{1,20}0x[0-9a-f]{2}(?![0-9a-z])){7}/iy,
    next: nextOf("[ \\t]{0,20}[,;:]?\\s{0,200}0x[0-9a-f]{2}(?![0-9a-z])"),
    backslash: false,
  },
  {
    beginning: /(\\{1,4})x[0-9a-f]{2}(?:\1x[0-9a-f]{2}){7}/iy,
    next: nextOf("\\\\{1,4}x[0-9a-f]{2}"),
    backslash: true,
  },
];

/**
 * A dump of bytes as `xxd`, `hexdump -C`, `od -t x1` and `openssl` write it, whose first line begins at `start`. Its
 * offsets count from zero and say how many bytes a line has, whatever stands beside them.
 */
export function* dumpAt(text: string, start: number): Steps<HexText | undefined> {
  if (!text.startsWith("0000", start)) return undefined;
  const lines: string[] = [];
  let before = 0;
  let end = start;
  let pauseAt = start + STEP_LENGTH;
  for (let line = dumpLine(text, start); line; line = dumpLine(text, line.next)) {
    const { offset, digits } = line;
    const known = lines.pop() ?? "";
    const length = [16, 8]
      .map((radix) => Number.parseInt(offset, radix) - before)
      .find((each) => 2 * each <= known.length && (each > 0 || known === ""));
    if (length === undefined) {
      lines.push(known);
      break;
    }
    lines.push(known.slice(0, 2 * length), digits);
    before += length;
    end = line.end;
    if (digits === "") break;
    if (end > pauseAt) {
      yield;
      pauseAt = end + STEP_LENGTH;
    }
  }
  const digits = lines.join("");
  return digits.length >= FEWEST_DIGITS ? { digits, end } : undefined;
}

const FEWEST_DIGITS = 16;
const LONGEST_LINE = 300;

interface DumpLine {
  readonly offset: string;
  /** Empty in the last line of some dumps, which only counts. */
  readonly digits: string;
  readonly end: number;
  /** Where the next line begins, or the end of the text. */
  readonly next: number;
}

function dumpLine(text: string, start: number): DumpLine | undefined {
  const window = text.slice(start, start + LONGEST_LINE);
  const lineBreak = window.indexOf("\n");
  if (lineBreak < 0 && start + window.length < text.length) return undefined;
  const line = lineBreak < 0 ? window : window.slice(0, lineBreak);
  const [lead, offset] = /^[ \t]{0,100}([0-9a-f]{4,16})(?::[ \t]+|[ \t]+-[ \t]+|[ \t]+|\r?$)/i.exec(line) ?? [];
  if (lead === undefined || offset === undefined) return undefined;
  const rest = line.slice(lead.length);
  const half = BYTES.exec(rest)?.[0] ?? "";
  // Some leave a wider gap in the middle.
  const isHalf = half.replace(/[ -]/g, "").length === 16 && /^ {2}\S/.test(rest.slice(half.length));
  const other = isHalf ? (BYTES.exec(rest.slice(half.length + 2))?.[0] ?? "") : "";
  const digits = (half + other).replace(/[ -]/g, "");
  const next = start + (lineBreak < 0 ? line.length : lineBreak + 1);
  return { offset, digits, end: start + line.trimEnd().length, next };
}

const BYTES = /^(?:[0-9a-f]{2}){1,16}(?:[ -](?:[0-9a-f]{2}){1,16}(?![0-9a-z]))*(?![0-9a-z])/i;

/** Whether nothing but what closes a list or a string is left. */
function isClosing(text: string, end: number): boolean {
  return text.length - end < 100 && /^[\s)\]},;:]*$/.test(text.slice(end));
}
