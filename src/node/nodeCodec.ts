import { Buffer } from "node:buffer";
import * as zlib from "node:zlib";
import { COMPRESSION_FORMATS, type CompressionFormat } from "../domain/payloads/envelopeProfile";
import type { Codec } from "../domain/payloads/payloadPorts";

/** Bytes and text with Node's native conversions. */
export const nodeCodec: Codec = {
  fromBase64(text, room = 0) {
    const digits = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
    return digits % 4 === 1 ? undefined : decoded(text, digits, Math.floor((digits * 3) / 4), "base64", room);
  },

  fromHex(text, room = 0) {
    return text.length % 2 !== 0 ? undefined : decoded(text, text.length, text.length / 2, "hex", room);
  },

  toBase64: (bytes) => asBuffer(bytes).toString("base64"),
  toHex: (bytes) => asBuffer(bytes).toString("hex"),

  formats: COMPRESSION_FORMATS,

  decompress: (format, bytes, limit) =>
    new Promise((resolve) => {
      const [, undo] = FUNCTIONS[format];
      // Bytes left over mean that it is something else, but for gzip, whose magic number leaves no doubt.
      undo(bytes, { maxOutputLength: limit, info: true }, (error: Error | null, result: unknown) => {
        if (error)
          return resolve((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : undefined);
        const { buffer, engine } = result as {
          readonly buffer: Buffer;
          readonly engine: { readonly bytesWritten: number };
        };
        resolve(format === "gzip" || engine.bytesWritten === bytes.length ? plainArray(buffer) : undefined);
      });
    }),

  compress: (format, bytes) =>
    new Promise((resolve, reject) => {
      const [apply] = FUNCTIONS[format];
      apply(bytes, (error: Error | null, result: Buffer) => (error ? reject(error) : resolve(plainArray(result))));
    }),
};

type Callback<T> = (error: Error | null, result: T) => void;
type Options = zlib.ZlibOptions & { readonly info: true };

const FUNCTIONS: Readonly<
  Record<
    CompressionFormat,
    readonly [
      (bytes: Uint8Array, callback: Callback<Buffer>) => void,
      (bytes: Uint8Array, options: Options, callback: (error: Error | null, result: unknown) => void) => void,
    ]
  >
> = {
  gzip: [zlib.gzip, zlib.gunzip],
  zlib: [zlib.deflate, zlib.inflate],
  deflate: [zlib.deflateRaw, zlib.inflateRaw],
  brotli: [zlib.brotliCompress, zlib.brotliDecompress as never],
};

/** A multiple of four. In pieces, since Node copies the whole text before it decodes it. */
const CHUNK = 1 << 20;

/** Buffer skips what it can't read; a result of another length than expected shows that. */
function decoded(
  text: string,
  digits: number,
  length: number,
  encoding: "base64" | "hex",
  room: number,
): Uint8Array<ArrayBuffer> | undefined {
  const memory = new ArrayBuffer(length + room);
  const buffer = Buffer.from(memory, 0, length);
  let at = 0;
  for (let start = 0; start < digits; start += CHUNK) {
    const piece = text.slice(start, Math.min(start + CHUNK, digits));
    const written = buffer.write(piece, at, encoding);
    if (written !== Math.floor(encoding === "hex" ? piece.length / 2 : (piece.length * 3) / 4)) return undefined;
    at += written;
  }
  return new Uint8Array(memory, 0, length);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function plainArray(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer.buffer as ArrayBuffer, buffer.byteOffset, buffer.byteLength);
}
