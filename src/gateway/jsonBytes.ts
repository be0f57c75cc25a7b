import { STEP_LENGTH, type Steps } from "../domain/steps";
import {
  BACKSLASH,
  CLOSING_BRACE,
  CLOSING_BRACKET,
  COLON,
  COMMA,
  DOT,
  MINUS,
  OPENING_BRACE,
  OPENING_BRACKET,
  PLUS,
  QUOTE,
  ZERO,
} from "../domain/text/characterCodes";

/**
 * Whether bytes of UTF-8 are one JSON value (RFC 8259) and nothing else but white space, however long and deep: nothing
 * is made of them, and nothing recurses.
 * @param closed is told of each value once its end is known, those inside first. With it, strings may hold anything:
 * what is wrong in one changes no place
 */
export function* isJsonInSteps(bytes: Uint8Array, closed?: (start: number, end: number) => void): Steps<boolean> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const within = closed ? closingQuote : endOfStrictString;
  /** Where each open container begins. */
  const open: number[] = [];
  /** Behind a member's name and its colon, or -1. */
  const endOfName = (start: number): number => {
    if (buffer[start] !== QUOTE) return -1;
    let end = within(buffer, start + 1);
    while (end < -1) end = within(buffer, -end);
    const colon = end < 0 ? end : skipSpace(buffer, end);
    return colon >= 0 && buffer[colon] === COLON ? skipSpace(buffer, colon + 1) : -1;
  };
  const isMarked = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
  let at = skipSpace(buffer, isMarked ? 3 : 0);
  let pauseAt = at + STEP_LENGTH;
  for (;;) {
    if (at > pauseAt) {
      yield;
      pauseAt = at + STEP_LENGTH;
    }
    // A value begins here.
    const start = at;
    const first = buffer[at];
    if (first === OPENING_BRACE || first === OPENING_BRACKET) {
      at = skipSpace(buffer, at + 1);
      const isEmpty = buffer[at] === (first === OPENING_BRACE ? CLOSING_BRACE : CLOSING_BRACKET);
      if (!isEmpty) {
        open.push(start);
        if (first === OPENING_BRACE && (at = endOfName(at)) < 0) return false;
        continue;
      }
      at++;
    } else {
      at = first === QUOTE ? within(buffer, start + 1) : endOfLiteral(buffer, at);
      while (at < -1) {
        yield;
        at = within(buffer, -at);
      }
      if (at < 0) return false;
    }
    closed?.(start, at);
    // What it stands in goes on, or ends as well.
    for (;;) {
      at = skipSpace(buffer, at);
      const container = open.at(-1);
      if (container === undefined) return at === buffer.length;
      const isObject = buffer[container] === OPENING_BRACE;
      if (buffer[at] === COMMA) {
        at = skipSpace(buffer, at + 1);
        if (isObject && (at = endOfName(at)) < 0) return false;
        break;
      }
      if (buffer[at] !== (isObject ? CLOSING_BRACE : CLOSING_BRACKET)) return false;
      open.pop();
      at++;
      closed?.(container, at);
    }
  }
}

/**
 * Behind the quote that closes the string whose text goes on at `from`; -1 where there is none; below that, as a negative
 * number, where to go on after a step. Long strings are searched natively.
 */
function closingQuote(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length; at++) {
    if (at - from >= SHORT) {
      at = buffer.indexOf(QUOTE, at);
      if (at < 0) return -1;
    }
    if (buffer[at] !== QUOTE) continue;
    if (!isEscaped(buffer, at, from)) return at + 1;
    if (at - from > STRING_STEP) return -at - 1;
  }
  return -1;
}

function isEscaped(buffer: Buffer, quote: number, start: number): boolean {
  let at = quote;
  while (at > start && buffer[at - 1] === BACKSLASH) at--;
  return (quote - at) % 2 === 1;
}

const SHORT = 64;
/** In bytes: a few milliseconds. */
const STRING_STEP = 1_000_000;

/** The same where the string has to be one by the standard. */
function endOfStrictString(buffer: Buffer, from: number): number {
  for (let at = from; at < buffer.length; at++) {
    if (at - from > STRING_STEP) return -at;
    const byte = buffer[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    const escape = buffer[++at] ?? 0;
    if (ESCAPES.includes(escape)) continue;
    if (escape !== LOWER_U || !/^[0-9a-fA-F]{4}$/.test(buffer.toString("latin1", at + 1, at + 5))) return -1;
    at += 4;
  }
  return -1;
}

/** `"`, `\`, `/`, b, f, n, r, t */
const ESCAPES: readonly number[] = [QUOTE, BACKSLASH, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74];
const LOWER_U = 0x75;

/** Behind a number, `true`, `false` or `null`, or -1. */
function endOfLiteral(buffer: Buffer, start: number): number {
  let end = start;
  while (isDigit(buffer[end])) end++;
  // Nearly all numbers are whole, and nothing has to be made of them.
  const isWhole = end > start && (end === start + 1 || buffer[start] !== ZERO);
  if (isWhole && !isOfLiteral(buffer[end])) return end;
  while (isOfLiteral(buffer[end])) end++;
  return LITERAL.test(buffer.toString("latin1", start, end)) ? end : -1;
}

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** Letters, digits, `+`, `-` and `.`. */
function isOfLiteral(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || isDigit(byte) || byte === PLUS || byte === MINUS || byte === DOT;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function skipSpace(buffer: Buffer, start: number): number {
  let at = start;
  for (let byte = buffer[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;) byte = buffer[++at];
  return at;
}
