import { LIMITS } from "../../limits";
import { atOnce, STEP_LENGTH, type Steps } from "../../steps";

/** Where a token may begin. */
export interface HeaderStart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Where tokens may begin in a text, whole or cut, in one line or broken over several. Where there is none, nothing in
 * the text is a token. Offsets are UTF-16 units. Takes time linear in the text.
 */
export function headerStarts(text: string): HeaderStart[] {
  return atOnce(headerStartsInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* headerStartsInSteps(text: string): Steps<HeaderStart[]> {
  const found: HeaderStart[] = [];
  let pauseAt = STEP_LENGTH;
  for (let from = 0; from < text.length && found.length < LIMITS.pieces;) {
    const header = nextHeader(text, from);
    if ("at" in header) {
      const end = header.at + MARK_LENGTH;
      found.push({ start: header.at, end, text: text.slice(header.at, end) });
      from = end;
    } else from = header.noneBefore;
    if (from <= pauseAt) continue;
    yield;
    pauseAt = from + STEP_LENGTH;
  }
  return found;
}

/** Where a JOSE header may begin next, or how far there is none. All offsets are in UTF-16 units. */
export type NextHeader = { readonly at: number } | { readonly noneBefore: number };

/**
 * The next place from `from` on that begins like a JOSE header in base64 and isn't in the middle of a word or of
 * another token. Looks at a bounded piece of the text, so that what calls it can pause.
 */
export function nextHeader(text: string, from: number): NextHeader {
  const window = text.slice(from, from + WINDOW + MARK_LENGTH - 1);
  for (MARK.lastIndex = 0; ;) {
    const found = MARK.exec(window);
    if (!found) return { noneBefore: from + WINDOW };
    const at = from + found.index;
    if (startsWord(text, at) && beginsLikeHeader(text, at)) return { at };
  }
}

/**
 * Whether base64 or base64url from `at` on begins as a JSON object does (RFC 8259, 2): its brace, a quote, and white
 * space before and between them, in any number. Most headers begin with `{"`, and so with `eyJ`.
 */
export function beginsLikeHeader(text: string, at = 0): boolean {
  let bits = 0;
  let count = 0;
  let isOpen = false;
  const end = Math.min(text.length, at + LIMITS.tokenHeader);
  for (let index = at; index < end; index++) {
    const value = valueOf(text.charCodeAt(index));
    if (value < 0) return false;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const byte = (bits >> count) & 0xff;
    if (byte === QUOTE && isOpen) return true;
    if (byte === BRACE && !isOpen) isOpen = true;
    else if (!isJsonSpace(byte)) return false;
  }
  return false;
}

/** A native search over more would be a long step, whatever it finds. */
const WINDOW = 20_000;

/**
 * What such base64 begins with: `{` and a quote, a space, a tab, LF or CR; or one of these four and what may follow it.
 * Has to be set to where it starts before each use.
 */
const MARK = /e(?:y[AI-L]|w[ko0])|I[ACH]|C[QSXgin]|D[QSX]/g;
const MARK_LENGTH = 3;

/** An escape before it is no word: `\n`, `\u0022`, `\x22`, `%20`, `=3D` of quoted-printable, or a terminal's colour. */
function startsWord(text: string, at: number): boolean {
  if (at === 0 || !isUrlSafe(text.charCodeAt(at - 1))) return true;
  return ESCAPE.test(text.slice(Math.max(0, at - LONGEST_ESCAPE), at));
}

const LONGEST_ESCAPE = 12;
const ESCAPE = /(?:\\[bfnrtv0]|\\u[\da-f]{4}|\\x[\da-f]{2}|%[\da-f]{2}|=3D|\[[\d;]{0,10}m)$/i;

const QUOTE = 0x22;
const BRACE = 0x7b;

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Base64url and the dot: what a token is made of. */
export function isUrlSafe(code: number): boolean {
  return code === DOT || code === 0x2d || code === 0x5f || (code !== 0x2b && code !== 0x2f && valueOf(code) >= 0);
}

const DOT = 0x2e;

/** Of a digit of either alphabet (RFC 4648, 4 and 5), or -1. */
function valueOf(code: number): number {
  return code < 128 ? (VALUES[code] ?? -1) : -1;
}

const VALUES = new Int8Array(128).fill(-1);
for (const alphabet of ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", `${" ".repeat(62)}-_`]) {
  [...alphabet].forEach((digit, value) => digit !== " " && (VALUES[digit.charCodeAt(0)] = value));
}
