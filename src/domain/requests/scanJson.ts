import { LIMITS } from "../limits";
import { STEP_LENGTH, type Steps } from "../steps";
import { addContent, addJsonString } from "./addString";
import { ByteSink } from "./byteSink";
import type { Captured, CaptureNode, Place, Scan } from "./capture";
import { looksEncoded, SHORTEST_LONG_VALUE } from "./looksEncoded";
import { kindsOf } from "./valueKinds";

/** Short values may be parts too (an empty list encrypts to two bytes), but there are many of them. */
const MAX_SHORT_VALUES = 24;

/** In characters: what stands in it can all be kept. */
const SMALL_TEXT = 100_000;
/** An IV of GCM. */
const SHORTEST_BYTES = 12;

const QUOTE = 0x22;

interface Frame {
  readonly node: CaptureNode;
  readonly parent: CaptureNode;
  readonly name: string;
  /** Offset in the scanned text. */
  readonly start: number;
  /** The name under which the next member stands. */
  key: string;
  index: number;
  shortValues: number;
  /** The container so far, if it is nothing but bytes. */
  bytes: ByteSink | undefined;
  isBuffer: boolean;
  hasCiphertext: boolean;
  hasJoseHeader: boolean;
  /** The value of a member "name" or "key", for lists of names and values. */
  label: string | undefined;
}

/**
 * One JSON object or array that begins at `start`, into the node `into`. Where it is nested too deep, the scan begins
 * anew inside it.
 * @returns where it ends, or where it stops being JSON; what is complete by then is kept
 */
export function* scanJson(scan: Scan, start: number, into: CaptureNode): Steps<number> {
  const { text } = scan;
  // An answer of one short value may have its other parts in the headers or anywhere near.
  const keepsShort = into.kind === "message" || text.length < SMALL_TEXT;
  const stack: Frame[] = [openFrame(scan, undefined, into, start)];
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
      if (code !== 0x2c) break;
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
    if (first === 0x7b || first === 0x5b) {
      if (stack.length >= LIMITS.jsonDepth) {
        scan.budget.tooDeep = true;
        break;
      }
      frame.bytes = undefined;
      if (frame.key === "recipients" || frame.key === "header" || frame.key === "unprotected") frame.hasJoseHeader = true;
      stack.push(openFrame(scan, frame, frame.node, position));
      position++;
      continue;
    }
    const end = first === QUOTE ? yield* readString(scan, position, frame) : readLiteral(text, position, frame);
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

function openFrame(scan: Scan, outer: Frame | undefined, parent: CaptureNode, start: number): Frame {
  const { text, origin } = scan;
  const kind = text.charCodeAt(start) === 0x7b ? "object" : "array";
  const place = outer ? placeIn(outer) : origin.place;
  return {
    node: { kind, place, ...(origin.range ?? { start, end: start }), values: [], children: [] },
    parent,
    name: outer ? nameIn(outer) : origin.name,
    start,
    key: "",
    index: 0,
    shortValues: 0,
    bytes: new ByteSink(),
    isBuffer: false,
    hasCiphertext: false,
    hasJoseHeader: false,
    label: undefined,
  };
}

function closingCode(frame: Frame): number {
  return frame.node.kind === "object" ? 0x7d : 0x5d;
}

function placeIn(frame: Frame): Place {
  return { step: frame.node.kind === "object" ? frame.key : frame.index, outer: frame.node.place };
}

/** An element of an array goes by the array's own name. */
function nameIn(frame: Frame): string {
  return frame.node.kind === "object" ? frame.key : frame.name;
}

/** @returns where the member's value begins, or -1 */
function readKey(scan: Scan, start: number, frame: Frame): number {
  const { text, strings } = scan;
  if (text.charCodeAt(start) !== QUOTE) return -1;
  const end = strings.end(start + 1);
  if (end < 0) return -1;
  frame.key = end - start > 300 ? "" : strings.content(start + 1, end);
  const colon = skipSpace(text, end + 1);
  return text.charCodeAt(colon) === 0x3a ? skipSpace(text, colon + 1) : -1;
}

function* readString(scan: Scan, start: number, frame: Frame): Steps<number> {
  const { text, strings } = scan;
  const end = strings.end(start + 1);
  if (end < 0) return -1;
  frame.bytes = undefined;
  const name = nameIn(frame);
  const isShort = end - start - 1 < SHORTEST_LONG_VALUE;
  if (frame.node.kind === "object") noteMember(text.slice(start + 1, Math.min(end, start + 100)), frame);
  if (isShort && frame.shortValues >= MAX_SHORT_VALUES) return end + 1;
  const label = { name: frame.label !== undefined && name.toLowerCase() === "value" ? frame.label : name, place: placeIn(frame), source: "json" } as const;
  const added = yield* addJsonString(scan, start, end, frame.node, label);
  if (isShort) frame.shortValues += added;
  return end + 1;
}

/** Remembers what a string member says about its object. */
function noteMember(head: string, frame: Frame): void {
  const { key } = frame;
  if (key === "ciphertext") frame.hasCiphertext = true;
  else if (key === "protected" && head.startsWith("ey")) frame.hasJoseHeader = true;
  else if (key === "type" && head === "Buffer") frame.isBuffer = true;
  else if ((key === "name" || key === "key") && head.length < 80) frame.label = head;
}

/** A string that the end of the text or of the line cuts off. */
function* readCutString(scan: Scan, start: number, frame: Frame): Steps<number> {
  const newline = scan.text.indexOf("\n", start);
  const end = newline < 0 ? scan.text.length : newline;
  const content = scan.text.slice(start + 1, end).trimEnd();
  if (content.length >= SHORTEST_LONG_VALUE && looksEncoded(content)) {
    yield* addContent(scan, content, frame.node, start, end, { name: nameIn(frame), place: placeIn(frame), source: "json" }, true);
  }
  return end;
}

/** A number, true, false or null. @returns where it ends, or -1 */
function readLiteral(text: string, start: number, frame: Frame): number {
  let end = start;
  while (end < text.length && end - start < 400 && isLiteral(text.charCodeAt(end))) end++;
  if (end === start) return -1;
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
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x45;
}

function closeFrame(scan: Scan, frame: Frame, end: number, outer: Frame | undefined, keepsShort: boolean): void {
  const { node, parent } = frame;
  node.end = scan.origin.range?.end ?? end;
  const bytes = bytesOf(frame);
  if (bytes) {
    const isShort = bytes.content.length < SHORTEST_BYTES;
    if (scan.budget.values-- <= 0 || (isShort && (outer?.shortValues ?? 0) >= MAX_SHORT_VALUES)) return;
    if (outer && isShort) outer.shortValues++;
    parent.values.push(bytes);
  } else if (node.children.length > 0 || node.values.length > (keepsShort ? 0 : frame.shortValues)) {
    if (frame.hasCiphertext && frame.hasJoseHeader) node.jweJson = scan.text.slice(frame.start, end);
    parent.children.push(node);
  }
}

/** The bytes that a container writes as numbers. */
function bytesOf(frame: Frame): Captured | undefined {
  const { node } = frame;
  const label = { source: "json", name: frame.name, place: node.place, start: node.start, end: node.end } as const;
  const inner = frame.isBuffer ? node.values.find(({ bytesForm, name }) => bytesForm === "array" && name === "data") : undefined;
  if (inner) return { ...label, content: inner.content, kinds: inner.kinds, bytesForm: "buffer" };
  if (!frame.bytes || frame.bytes.length === 0 || node.children.length > 0) return undefined;
  const content = frame.bytes.take();
  return { ...label, content, kinds: kindsOf(content), bytesForm: node.kind === "array" ? "array" : "indexed" };
}

function skipSpace(text: string, start: number): number {
  let position = start;
  for (let code = text.charCodeAt(position); code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff; ) code = text.charCodeAt(++position);
  return position;
}
