import { UserError } from "../../errors";
import { LIMITS } from "../../limits";
import type { CompressionFormat, Layer } from "../envelopeProfile";
import type { Codec } from "../payloadPorts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Decrypted bytes, readable as far as that is possible. Text is made of them last, when nothing else of their size is needed any more. */
export interface Content {
  readonly bytes: Bytes;
  /** What they were wrapped in, the outermost first. */
  readonly layers: readonly Layer[];
}

/**
 * Undoes what a plaintext that is proven may still be wrapped in: compression, UTF-16, and base64 or hex of JSON.
 * @throws UserError `payload-inflates` if it decompresses to more than `LIMITS.plaintext`
 */
export async function readable(bytes: Bytes, codec: Codec): Promise<Content> {
  return (await unlayered(bytes, codec, MAX_LAYERS)) ?? { bytes, layers: [] };
}

/**
 * The same for what no tag proves: undefined unless it is strictly valid UTF-8, which proves little; behind a layer
 * other than gzip, which has a check sum, only if JSON of at least 16 bytes comes out.
 */
export async function readableIfText(bytes: Bytes, codec: Codec): Promise<Content | undefined> {
  const content = await unlayered(bytes, codec, MAX_LAYERS);
  if (!content) return isText(bytes) ? { bytes, layers: [] } : undefined;
  const onlyGzip = content.layers.every((layer) => layer === "gzip");
  return (onlyGzip && isText(content.bytes)) || (content.bytes.length >= 16 && isJson(content.bytes))
    ? content
    : undefined;
}

const MAX_LAYERS = 4;

/** Undefined if there is no layer, or none that leads anywhere. */
async function unlayered(bytes: Bytes, codec: Codec, depth: number): Promise<Content | undefined> {
  if (depth === 0 || bytes.length < 2) return undefined;
  const magic = isGzip(bytes) ? "gzip" : isZlib(bytes) ? "zlib" : undefined;
  const inflated = magic && (await decompressed(magic, bytes, codec));
  if (inflated) return within(magic, inflated, codec, depth);
  const wide = wideText(bytes);
  if (wide) return within(wide.layer, wide.bytes, codec, depth);
  if (looksPlain(bytes.subarray(0, HEAD))) {
    const decoded = decodedText(bytes, codec);
    const content = decoded && (await within(decoded.layer, decoded.bytes, codec, depth));
    return content && isJson(content.bytes) ? content : undefined;
  }
  return isText(bytes) ? undefined : withoutMagic(bytes, codec, depth);
}

async function within(layer: Layer, bytes: Bytes, codec: Codec, depth: number): Promise<Content> {
  const inner = await unlayered(bytes, codec, depth - 1);
  return { bytes: inner?.bytes ?? bytes, layers: [layer, ...(inner?.layers ?? [])] };
}

/** Raw deflate and brotli begin with anything; what comes out tells. */
async function withoutMagic(bytes: Bytes, codec: Codec, depth: number): Promise<Content | undefined> {
  for (const format of ["deflate", "brotli"] as const) {
    if (!codec.formats.includes(format)) continue;
    const inflated = await decompressed(format, bytes, codec);
    if (!inflated || inflated.length < TELLING) continue;
    const content = await within(format, inflated, codec, depth);
    if (isText(content.bytes) && looksPlain(content.bytes.subarray(0, HEAD))) return content;
  }
  return undefined;
}

async function decompressed(format: CompressionFormat, bytes: Bytes, codec: Codec): Promise<Bytes | undefined> {
  const inflated = await codec.decompress(format, bytes, LIMITS.plaintext);
  // What has no magic number may be something else that inflates without end.
  if (inflated === "too-large" && (format === "gzip" || format === "zlib")) throw tooInflated();
  return inflated === "too-large" ? undefined : inflated;
}

const HEAD = 400;
/** Fewer bytes come out of anything. */
const TELLING = 12;
/** UTF-16 with a byte order mark, or beginning with two ASCII characters, as UTF-8. */
function wideText(bytes: Bytes): { readonly layer: Layer; readonly bytes: Bytes } | undefined {
  if (bytes.length % 2 !== 0 || bytes.length < 4 || bytes.length > LIMITS.converted) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  const isLittle =
    (first === 0xff && second === 0xfe) || (isAscii(first) && second === 0 && isAscii(third) && fourth === 0);
  const isBig =
    (first === 0xfe && second === 0xff) || (first === 0 && isAscii(second) && third === 0 && isAscii(fourth));
  if (!isLittle && !isBig) return undefined;
  try {
    const text = new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
    if (CONTROLS.test(text.slice(0, HEAD))) return undefined;
    return { layer: isLittle ? "UTF-16LE" : "UTF-16BE", bytes: new TextEncoder().encode(text) };
  } catch {
    return undefined;
  }
}

function isAscii(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);
}

/** What a text is the base64 or the hex of, in quotes or without. */
function decodedText(bytes: Bytes, codec: Codec): { readonly layer: Layer; readonly bytes: Bytes } | undefined {
  const ends = ascii(bytes.subarray(0, HEAD)) + ascii(bytes.subarray(-HEAD));
  if (
    bytes.length > LIMITS.converted ||
    !/^[\s"']{0,10}[A-Za-z0-9+/_=\s-]+[\s"']{0,10}[A-Za-z0-9+/_=\s-]*["'\s]{0,10}$/.test(ends)
  )
    return undefined;
  const compact = ascii(bytes).replace(/[\s"']+/g, "");
  const hex = /^[0-9a-fA-F]+$/.test(compact.slice(0, HEAD)) ? codec.fromHex(compact) : undefined;
  if (hex) return { layer: "hex", bytes: hex };
  const decoded = codec.fromBase64(compact);
  return decoded && { layer: "base64", bytes: decoded };
}

function ascii(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

/** The text that strictly valid UTF-8 stands for, a byte order mark included; else undefined. */
export function textOf(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether bytes are strictly valid UTF-8, found without holding the text. */
function isText(bytes: Bytes): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let start = 0; start < bytes.length; start += CHUNK)
      decoder.decode(bytes.subarray(start, start + CHUNK), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

const CHUNK = 1 << 20;

/** Whether bytes are a JSON object or array; long ones are judged by their ends and as text. */
export function isJson(bytes: Bytes): boolean {
  const ends = endsOf(bytes);
  if (ends !== "{}" && ends !== "[]") return false;
  if (bytes.length > LIMITS.formatted) return isText(bytes);
  try {
    const text = textOf(bytes);
    return text !== undefined && typeof JSON.parse(text.replace(/^\ufeff/, "")) === "object";
  } catch {
    return false;
  }
}

/** The first and the last character that are no white space. */
export function endsOf(bytes: Uint8Array): string {
  const trimmed = (some: Uint8Array) =>
    ascii(some)
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trim();
  return trimmed(bytes.subarray(0, 100)).slice(0, 1) + trimmed(bytes.subarray(-100)).slice(-1);
}

export function tooInflated(): UserError {
  return new UserError(
    "payload-inflates",
    "The payload was decrypted, but it decompresses to more than {0} MB and was dropped.",
    { args: [LIMITS.plaintext / 1e6] },
  );
}

const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Whether the beginning of a plaintext looks like one: compression with a magic number, UTF-16, or text without control characters. */
export function looksPlain(head: Uint8Array): boolean {
  return isPlainUtf8(head) || isGzip(head) || isZlib(head) || isWide(head);
}

/** The same of the sum of both, from `from` on: nearly all that is none shows that in four bytes, and nothing is copied for it. */
export function sumLooksPlain(bytes: Uint8Array, from: number, to: number, stream: Uint8Array): boolean {
  const length = Math.min(to - from, stream.length);
  if (length >= 4) {
    let isText = true;
    for (let index = 0; index < 4 && isText; index++) {
      const byte = (bytes[from + index] ?? 0) ^ (stream[index] ?? 0);
      isText = byte < 0x80 ? isAscii(byte) : index > 0 || (byte >= 0xc2 && byte <= 0xf4);
    }
    const [first, second] = [(bytes[from] ?? 0) ^ (stream[0] ?? 0), (bytes[from + 1] ?? 0) ^ (stream[1] ?? 0)];
    const mayHaveMagic = (first & 0x0f) === 8 || first === 0x1f || first >= 0xfe || first === 0 || second === 0;
    if (!isText && !mayHaveMagic) return false;
  }
  const sum = new Uint8Array(length);
  for (let index = 0; index < length; index++) sum[index] = (bytes[from + index] ?? 0) ^ (stream[index] ?? 0);
  return looksPlain(sum);
}

/** Strictly valid UTF-8 (RFC 3629, 4) without control characters, of which the last character may be cut. */
export function isPlainUtf8(head: Uint8Array): boolean {
  for (let index = 0; index < head.length;) {
    const byte = head[index] ?? 0;
    if (byte < 0x80) {
      if (!isAscii(byte)) return false;
      index++;
      continue;
    }
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte < 0xc2 || byte > 0xf4) return false;
    const second = head[index + 1];
    const [least, most] = SECOND[byte] ?? [0x80, 0xbf];
    if (second !== undefined && (second < least || second > most)) return false;
    for (let rest = index + 2; rest < Math.min(index + length, head.length); rest++)
      if (((head[rest] ?? 0) & 0xc0) !== 0x80) return false;
    index += length;
  }
  return true;
}

/** Neither overlong, nor surrogates, nor beyond U+10FFFF. */
const SECOND: Readonly<Record<number, readonly [number, number]>> = {
  0xe0: [0xa0, 0xbf],
  0xed: [0x80, 0x9f],
  0xf0: [0x90, 0xbf],
  0xf4: [0x80, 0x8f],
};

/** UTF-16 as `wideText` takes it, by its first eight bytes: four would be one in thousands. */
function isWide(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const [first = 0, second = 0] = head;
  const start = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) ? 2 : 0;
  const zeros = start === 2 ? Number(first === 0xff) : Number(second === 0);
  for (let index = start; index < Math.min(8, head.length); index++) {
    const byte = head[index] ?? 0;
    if (index % 2 === zeros ? byte !== 0 : !isAscii(byte)) return false;
  }
  return head.length >= 8 || start === 2;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

/** RFC 1950, 2.2: deflate, a window of at most 32 kB, a check of both bytes, no dictionary. */
function isZlib([cmf = 0, flg = 0]: Uint8Array): boolean {
  return (cmf & 0x0f) === 8 && cmf >> 4 <= 7 && (256 * cmf + flg) % 31 === 0 && (flg & 0x20) === 0;
}

/** What a plaintext that nothing here can undo is by its first bytes. */
export function formatOf(bytes: Uint8Array): string | undefined {
  const head = ascii(bytes.subarray(0, 8));
  return FORMATS.find(([magic]) => head.startsWith(magic))?.[1];
}

const FORMATS: readonly (readonly [string, string])[] = [
  ["\x28\xb5\x2f\xfd", "Zstandard"],
  ["\x04\x22\x4d\x18", "LZ4"],
  ["BZh", "bzip2"],
  ["\xfd7zXZ", "xz"],
  ["PK\x03\x04", "ZIP"],
  ["\xff\x06\x00\x00sNaP", "Snappy"],
  ["%PDF-", "PDF"],
  ["\x89PNG", "PNG"],
];
