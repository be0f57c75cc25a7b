import { LIMITS } from "../../limits";
import { STEP_LENGTH, type Steps } from "../../steps";
import { addText, captureString } from "./captureString";
import type { CaptureNode, Scan } from "./captureTree";
import {
  closeFrame,
  type JsonFrame,
  MAX_SHORT_VALUES,
  nameIn,
  noteMember,
  openFrame,
  placeIn,
  type StringPlace,
} from "./jsonFrame";
import { SHORTEST_LONG_VALUE } from "./looksEncoded";
import { hintOf } from "./partNames";
import {
  APOSTROPHE,
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
} from "../../text/characterCodes";

/** In characters: what stands in it can all be kept. */
const SMALL_TEXT = 100_000;
/** Short texts beside an envelope may be its additional authenticated data or its label, under any name. */
const MAX_TEXTS = 8;
const LONGEST_MEMBER = 200;

/**
 * One JSON object or array that begins at `start`, into the node `into`. Where it is nested too deep, the scan begins
 * anew inside it.
 * @returns where it ends, or where it stops being JSON; what is complete by then is kept
 */
export function* captureJson(scan: Scan, start: number, into: CaptureNode): Steps<number> {
  const { text } = scan;
  // An answer of one short value may have its other parts in the headers or anywhere near.
  const keepsShort = into.kind === "message" || text.length < SMALL_TEXT;
  const stack: JsonFrame[] = [openFrame(scan, undefined, into, start)];
  let position = start + 1;
  let expecting: "member" | "separator" = "member";
  let pauseAt = start + STEP_LENGTH;

  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    if (position > pauseAt) {
      yield;
      pauseAt = position + STEP_LENGTH;
    }
    position = skipSpace(text, position);
    const code = text.charCodeAt(position);
    if (code === closingCode(frame)) {
      // Also behind a comma: trailing ones are common in what people paste.
      position++;
      stack.pop();
      closeFrame(scan, frame, position, stack.at(-1), keepsShort);
      expecting = "separator";
      continue;
    }
    if (expecting === "separator") {
      if (code !== COMMA) break;
      position++;
      frame.index++;
      expecting = "member";
      continue;
    }
    if (frame.node.kind === "object") {
      const value = readKey(scan, position, frame);
      if (value < 0) break;
      position = value;
    }
    const first = text.charCodeAt(position);
    if (first === OPENING_BRACE || first === OPENING_BRACKET) {
      if (stack.length >= LIMITS.jsonDepth) {
        scan.budget.tooDeep = true;
        break;
      }
      frame.bytes = undefined;
      if (frame.key === "recipients" || frame.key === "header" || frame.key === "unprotected")
        frame.hasJoseHeader = true;
      stack.push(openFrame(scan, frame, frame.node, position));
      position++;
      continue;
    }
    const isString = first === QUOTE || first === APOSTROPHE;
    const end = isString ? yield* readString(scan, position, frame) : readLiteral(text, position, frame);
    if (end < 0) {
      position = first === QUOTE ? yield* readCutString(scan, position, frame) : position;
      break;
    }
    position = end;
    expecting = "separator";
  }

  for (let frame = stack.pop(); frame; frame = stack.pop()) closeFrame(scan, frame, position, stack.at(-1), keepsShort);
  return position;
}

function closingCode(frame: JsonFrame): number {
  return frame.node.kind === "object" ? CLOSING_BRACE : CLOSING_BRACKET;
}

/**
 * Also one in single quotes or in none, as JavaScript and Python have it.
 * @returns where the member's value begins, or -1
 */
function readKey(scan: Scan, start: number, frame: JsonFrame): number {
  const { text, strings } = scan;
  const quote = text.charCodeAt(start);
  if (quote !== QUOTE && quote !== APOSTROPHE) return readBareKey(text, start, frame);
  const end = strings.end(start + 1, quote === QUOTE ? '"' : "'");
  if (end < 0) return -1;
  // A line break in a name is none of the sender's.
  frame.key = end - start > 300 ? "" : strings.content(start + 1, end).replace(/\r?\n[ \t]*/g, "");
  const colon = skipSpace(text, end + 1);
  return text.charCodeAt(colon) === COLON ? skipSpace(text, colon + 1) : -1;
}

function readBareKey(text: string, start: number, frame: JsonFrame): number {
  BARE_KEY.lastIndex = start;
  const [key] = BARE_KEY.exec(text) ?? [];
  if (key === undefined) return -1;
  frame.key = key;
  const colon = skipSpace(text, start + key.length);
  return text.charCodeAt(colon) === COLON ? skipSpace(text, colon + 1) : -1;
}

const BARE_KEY = /[A-Za-z_$][\w$]{0,100}/y;

function* readString(scan: Scan, start: number, frame: JsonFrame): Steps<number> {
  const { text, strings } = scan;
  const mark = text.charCodeAt(start) === QUOTE ? '"' : "'";
  const end = strings.end(start + 1, mark);
  if (end < 0) return -1;
  const pieces = joinedStrings(scan, start, end);
  frame.bytes = undefined;
  const name = nameIn(frame);
  const isShort = end - start - 1 < SHORTEST_LONG_VALUE;
  const isMember = frame.node.kind === "object";
  if (isMember && end === start + 1 && hintOf(frame.key) === "ciphertext") frame.node.hasEmptyData = true;
  if (isMember) noteMember(text.slice(start + 1, Math.min(end, start + 100)), frame);
  const textEnd = (pieces.at(-1)?.end ?? end) + 1;
  if (isShort && frame.shortValues >= MAX_SHORT_VALUES) return textEnd;
  const isLabelled = frame.label !== undefined && name.toLowerCase() === "value";
  const label = { name: isLabelled ? (frame.label ?? "") : name, place: placeIn(frame), source: "json" } as const;
  const added = yield* pieces.length === 1
    ? captureString(scan, start, end, frame.node, label)
    : addText(scan, contentOf(pieces, scan), frame.node, start, textEnd, label);
  const isText = added.values > 0 && frame.node.values.at(-1)?.kinds[0] === "text";
  if (isShort || isText) frame.shortValues += added.values;
  const { text: plain } = added;
  if (isMember && plain !== undefined && plain.length <= LONGEST_MEMBER && frame.texts.length < MAX_TEXTS) {
    frame.texts.push({ content: plain, start, end: textEnd, name: label.name, place: label.place });
  }
  return textEnd;
}

/** The quotes of a string, and of those that are put behind it as JavaScript does it: `'…' + '…'`. */
function joinedStrings({ text, strings }: Scan, start: number, end: number): StringPlace[] {
  const pieces = [{ start, end }];
  for (let last = end; ;) {
    CONCATENATION.lastIndex = last + 1;
    if (!CONCATENATION.test(text)) return pieces;
    const next = CONCATENATION.lastIndex - 1;
    last = strings.end(next + 1, text.charCodeAt(next) === QUOTE ? '"' : "'");
    if (last < 0) return pieces;
    pieces.push({ start: next, end: last });
  }
}

function contentOf(pieces: readonly StringPlace[], { strings }: Scan): string {
  return pieces.map(({ start, end }) => strings.content(start + 1, end)).join("");
}

const CONCATENATION = /\s{0,200}\+\s{0,200}["']/y;

/** A string that the end of the text or of the line cuts off. */
function* readCutString(scan: Scan, start: number, frame: JsonFrame): Steps<number> {
  const newline = scan.text.indexOf("\n", start);
  const end = newline < 0 ? scan.text.length : newline;
  const content = scan.strings.content(start + 1, end - (backslashesBefore(scan.text, end) % 2)).trimEnd();
  if (content.length >= SHORTEST_LONG_VALUE) {
    const label = { name: nameIn(frame), place: placeIn(frame), source: "json" } as const;
    yield* addText(scan, content, frame.node, start, end, label, true);
  }
  return end;
}

/** An odd one is the half of an escape. */
function backslashesBefore(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at - 1) === BACKSLASH) at--;
  return end - at;
}

/** A number, true, false or null. @returns where it ends, or -1 */
function readLiteral(text: string, start: number, frame: JsonFrame): number {
  let end = start;
  while (end < text.length && end - start < 400 && isLiteral(text.charCodeAt(end))) end++;
  if (end === start || !isDelimiter(text, end)) return -1;
  // What is no number may be a value without quotes.
  if (end - start >= SHORTEST_LONG_VALUE && !/^[-+.\dEe]*$/.test(text.slice(start, end))) return -1;
  if (frame.bytes) {
    const expected = frame.node.kind === "array" || frame.key === String(frame.index);
    const value = expected && end - start <= 4 ? Number(text.slice(start, end)) : NaN;
    // Java's bytes are signed.
    if (Number.isInteger(value) && value >= -128 && value <= 255) frame.bytes.push(value);
    else frame.bytes = undefined;
  }
  return end;
}

function isLiteral(code: number): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return (code >= 0x30 && code <= 0x39) || isLetter || code === MINUS || code === PLUS || code === DOT;
}

/** What may follow a literal; else it is the beginning of something longer. */
function isDelimiter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    at >= text.length ||
    code <= 0x20 ||
    code === COMMA ||
    code === CLOSING_BRACKET ||
    code === CLOSING_BRACE ||
    code === BACKSLASH
  );
}

/** Also line breaks and tabs that are written as `\n` and `\t`, where JSON stands in a string with other quotes. */
function skipSpace(text: string, start: number): number {
  let position = start;
  for (;;) {
    const code = text.charCodeAt(position);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff) position++;
    else if (code === BACKSLASH && ESCAPED_SPACES.includes(text.charCodeAt(position + 1))) position += 2;
    else return position;
  }
}

/** n, r, t */
const ESCAPED_SPACES: readonly number[] = [0x6e, 0x72, 0x74];
