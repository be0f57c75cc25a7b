import type { EnvelopeValue } from "../capture/foundEnvelope";
import { SEPARATORS } from "../capture/valueKinds";
import type { Encoding, PartPlace } from "../envelopeProfile";
import { suggests } from "../capture/partNames";
import { type Codec, ROOM_FOR_TAG } from "../payloadPorts";

export type Piece = NonNullable<PartPlace["piece"]>;

/** A captured value, or one that stood in the message that was wrapped. */
export type PartValue = Omit<EnvelopeValue, "source"> & { readonly source: EnvelopeValue["source"] | "key" };

/** One way to read a captured value as bytes. */
export class PartReading {
  #bytes: Uint8Array<ArrayBuffer> | undefined;

  readonly #decode: () => Uint8Array<ArrayBuffer> | undefined;

  constructor(
    readonly value: PartValue,
    readonly encoding: Encoding,
    /** In bytes, if the value can be decoded at all. */
    readonly length: number,
    decode: () => Uint8Array<ArrayBuffer> | undefined,
    readonly piece?: Piece,
  ) {
    this.#decode = decode;
  }

  get name(): string {
    return this.value.name.toLowerCase();
  }

  /** The bytes, with room for a tag in the buffer behind them; undefined if the value can't be decoded after all. */
  bytes(): Uint8Array<ArrayBuffer> | undefined {
    this.#bytes ??= this.#decode();
    return this.#bytes;
  }

  /** Gives the memory back, or up: the bytes are decoded anew when they are needed again. */
  forget(): void {
    this.#bytes = undefined;
  }
}

const ENDS = 4096;
const MAX_PIECES = 12;

/**
 * All ways to read a value, the likeliest first: hex if it is nothing but hex, base64, and the text itself where it is
 * short enough for an IV or is called like what may be text; whole, then in pieces.
 */
export function readingsOf(value: PartValue, codec: Codec): PartReading[] {
  const { content, bytesForm } = value;
  if (typeof content !== "string")
    return [new PartReading(value, bytesForm ?? "array", content.length, () => content.slice())];
  const readings = readingsOfText(value, content, codec);
  if (isHexPairs(content)) return readings;
  for (const separator of SEPARATORS) {
    const pieces = piecesOf(content, separator);
    pieces?.forEach((piece, index) => {
      readings.push(...readingsOfText(value, piece, codec, { separator, index, count: pieces.length }));
    });
  }
  return readings;
}

function readingsOfText(value: PartValue, text: string, codec: Codec, piece?: Piece): PartReading[] {
  const compact = compacted(text);
  const sample = compact.length > 2 * ENDS ? compact.slice(0, ENDS) + compact.slice(-ENDS) : compact;
  const readings: PartReading[] = [];
  // A big number loses its first zero, as in Java's `toString(16)`.
  const isWhole = compact.length % 2 === 0;
  if (compact.length >= 2 && (isWhole || compact.length > LONG_NUMBER) && /^[0-9a-fA-F]+$/.test(sample)) {
    const digits = isWhole ? compact : `0${compact}`;
    readings.push(new PartReading(value, "hex", digits.length / 2, () => codec.fromHex(digits, ROOM_FOR_TAG), piece));
  }
  const digits = compact.length - (compact.endsWith("==") ? 2 : compact.endsWith("=") ? 1 : 0);
  if (digits >= 2 && digits % 4 !== 1 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(sample)) {
    const encoding = /[-_]/.test(sample) || (digits % 4 !== 0 && digits === compact.length) ? "base64url" : "base64";
    const decode = () =>
      codec.fromBase64(compact, ROOM_FOR_TAG) ?? codec.fromBase64(compact.replace(/\s+/g, ""), ROOM_FOR_TAG);
    readings.push(new PartReading(value, encoding, Math.floor((digits * 3) / 4), decode, piece));
  }
  if (text.length <= (mayBeText(value.name) ? MAX_TEXT : MAX_SHORT_TEXT)) {
    const utf8 = new TextEncoder().encode(text);
    readings.push(new PartReading(value, "text", utf8.length, () => utf8.slice(), piece));
  }
  return readings;
}

/** Hex digits: no number is as long but the ciphertext of RSA. */
const LONG_NUMBER = 200;

/** Characters of what is read as it stands: an IV, a key or a salt; and what was authenticated, or the label of OAEP. */
const [MAX_SHORT_TEXT, MAX_TEXT] = [64, 4_000];

function mayBeText(name: string): boolean {
  return suggests(name, "aad") || suggests(name, "label");
}

/** `30:82:0a`, `30 82 0A`, `0x30, 0x82`, `\\x30\\x82`: one byte a group. Only the beginning and the end are looked at. */
function isHexPairs(text: string): boolean {
  const ends = [text.slice(0, 300), text.slice(-300)].map((end) => end.trim());
  return ends.every((end, index) => (index === 0 ? HEX_PAIRS : HEX_PAIRS_END).test(end));
}

const HEX_PAIRS = /^(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,-]{1,3}){3,}|^(?:\\x[0-9a-f]{2}){4,}/i;
const HEX_PAIRS_END = /(?:[\s:,-]{1,3}(?:0x|\\x)?[0-9a-f]{2}){3,}[\s:,]{0,3}$|(?:\\x[0-9a-f]{2}){4,}$/i;

/** Without line breaks (real ones and those that lost their meaning), PEM-like frame, URL encoding and `0x`. */
export function compacted(text: string): string {
  if (isHexPairs(text)) return text.replace(/0x|\\x|[\s:,-]+/gi, "");
  const head = text.slice(0, 2 * ENDS);
  let compact = text;
  if (head.includes("-----BEGIN")) compact = compact.replace(/-----(?:BEGIN|END) [A-Z0-9 ]{1,60}-----/g, "");
  if (/\s|\\/.test(head) || /\s$/.test(text.slice(-1))) compact = compact.replace(/\s+|\\[rn]/g, "");
  if (/%[0-9a-fA-F]{2}/.test(head) || /%3D$/i.test(text.slice(-3))) {
    compact = compact
      .replace(/%2B/gi, "+")
      .replace(/%2F/gi, "/")
      .replace(/%3D/gi, "=")
      .replace(/%0[AD]|%20/gi, "");
  }
  // Only before hex: base64 may begin with the same two letters.
  return /^0[xX][0-9a-fA-F]+$/.test(compact.slice(0, ENDS)) ? compact.slice(2) : compact;
}

/** The parts between separators, which are sought near both ends only: what is long has none. */
function piecesOf(text: string, separator: string): string[] | undefined {
  const at: number[] = [];
  const tail = Math.max(0, text.length - ENDS);
  const seek = (from: number, to: number) => {
    const region = text.slice(from, to);
    for (
      let found = region.indexOf(separator);
      found >= 0 && at.length <= MAX_PIECES;
      found = region.indexOf(separator, found + 1)
    )
      at.push(from + found);
  };
  seek(0, Math.min(ENDS, tail));
  seek(tail, text.length);
  if (at.length === 0 || at.length > MAX_PIECES) return undefined;
  return [...at, text.length].map((end, index) => text.slice(index === 0 ? 0 : (at[index - 1] ?? 0) + 1, end));
}
