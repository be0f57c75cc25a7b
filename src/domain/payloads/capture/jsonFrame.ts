import type { Captured, CaptureNode, Place, Scan } from "./captureTree";
import { keepText } from "./captureString";
import { beginsLikeJose } from "./looksEncoded";
import { kindsOf } from "./valueKinds";
import { OPENING_BRACE } from "../../text/characterCodes";

/** An object or array that is open, with what is known of it so far. */
export interface JsonFrame {
  readonly node: CaptureNode;
  readonly parent: CaptureNode;
  readonly name: string;
  /** Offset in the scanned text. */
  readonly start: number;
  /** The name under which the next member stands. */
  key: string;
  index: number;
  shortValues: number;
  /** What is no part by its look, and is kept if the object has one. */
  readonly texts: (StringPlace & { readonly content: string; readonly name: string; readonly place: Place })[];
  /** The container so far, if it is nothing but bytes. */
  bytes: ByteSink | undefined;
  isBuffer: boolean;
  hasCiphertext: boolean;
  hasJoseHeader: boolean;
  /** The value of a member "name" or "key", for lists of names and values. */
  label: string | undefined;
}

export interface StringPlace {
  readonly start: number;
  readonly end: number;
}

export function openFrame(scan: Scan, outer: JsonFrame | undefined, parent: CaptureNode, start: number): JsonFrame {
  const { text, origin } = scan;
  const kind = text.charCodeAt(start) === OPENING_BRACE ? "object" : "array";
  const place = outer ? placeIn(outer) : origin.place;
  return {
    node: { kind, place, ...(origin.range ?? { start, end: start }), values: [], children: [] },
    parent,
    name: outer ? nameIn(outer) : origin.name,
    start,
    key: "",
    index: 0,
    shortValues: 0,
    texts: [],
    bytes: new ByteSink(),
    isBuffer: false,
    hasCiphertext: false,
    hasJoseHeader: false,
    label: undefined,
  };
}

export function placeIn(frame: JsonFrame): Place {
  return { step: frame.node.kind === "object" ? frame.key : frame.index, outer: frame.node.place };
}

/** An element of an array goes by the array's own name. */
export function nameIn(frame: JsonFrame): string {
  return frame.node.kind === "object" ? frame.key : frame.name;
}

/** Remembers what a string member says about its object. */
export function noteMember(head: string, frame: JsonFrame): void {
  const { key } = frame;
  if (key === "ciphertext") frame.hasCiphertext = true;
  else if (key === "protected" && beginsLikeJose(head.slice(0, 40))) frame.hasJoseHeader = true;
  else if (key === "type" && head === "Buffer") frame.isBuffer = true;
  else if ((key === "name" || key === "key") && head.length < 80) frame.label = head;
}

export function closeFrame(
  scan: Scan,
  frame: JsonFrame,
  end: number,
  outer: JsonFrame | undefined,
  keepsShort: boolean,
): void {
  const { node, parent } = frame;
  node.end = scan.origin.range?.end ?? end;
  const bytes = bytesOf(frame);
  if (node.values.length > frame.shortValues) {
    for (const { content, start, end, ...label } of frame.texts) {
      frame.shortValues += keepText(scan, content, node, start, end, { ...label, source: "json" });
    }
  }
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
function bytesOf(frame: JsonFrame): Captured | undefined {
  const { node } = frame;
  const label = { source: "json", name: frame.name, place: node.place, start: node.start, end: node.end } as const;
  const inner = frame.isBuffer
    ? node.values.find(({ bytesForm, name }) => bytesForm === "array" && name === "data")
    : undefined;
  if (inner) return { ...label, content: inner.content, kinds: inner.kinds, bytesForm: "buffer" };
  if (!frame.bytes || frame.bytes.length === 0 || node.children.length > 0) return undefined;
  const content = frame.bytes.take();
  return { ...label, content, kinds: kindsOf(content), bytesForm: node.kind === "array" ? "array" : "indexed" };
}

/** An IV of GCM. */
const SHORTEST_BYTES = 12;

/** Short values may be parts too (an empty list encrypts to two bytes), but there are many of them. */
export const MAX_SHORT_VALUES = 24;

/** Collects bytes one by one without knowing how many will come. */
class ByteSink {
  #bytes = new Uint8Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param value 0…255, or a signed byte */
  push(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value & 0xff;
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}
