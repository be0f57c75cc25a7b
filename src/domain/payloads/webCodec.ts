import type { CompressionFormat } from "./envelopeProfile";
import type { Codec } from "./payloadPorts";

/** The codec of hosts that have nothing but Web APIs. */
export const webCodec: Codec = {
  fromBase64(text, room = 0) {
    const digits = text.endsWith("==") ? text.slice(0, -2) : text.endsWith("=") ? text.slice(0, -1) : text;
    if (digits.length % 4 === 1) return undefined;
    const bytes = withRoom(Math.floor((digits.length * 3) / 4), room);
    for (let start = 0; start < digits.length; start += CHUNK) {
      const chunk = digits.slice(start, start + CHUNK);
      if (!/^[A-Za-z0-9+/_-]*$/.test(chunk)) return undefined;
      const binary = atob(chunk.replaceAll("-", "+").replaceAll("_", "/"));
      const at = (start / 4) * 3;
      for (let index = 0; index < binary.length; index++) bytes[at + index] = binary.charCodeAt(index);
    }
    return bytes;
  },

  fromHex(text, room = 0) {
    if (text.length % 2 !== 0) return undefined;
    const bytes = withRoom(text.length / 2, room);
    for (let index = 0; index < bytes.length; index++) {
      const high = digitOf(text.charCodeAt(2 * index));
      const low = digitOf(text.charCodeAt(2 * index + 1));
      if (high < 0 || low < 0) return undefined;
      bytes[index] = 16 * high + low;
    }
    return bytes;
  },

  toBase64(bytes) {
    const pieces: string[] = [];
    // A multiple of three bytes, and few enough arguments for any stack.
    for (let start = 0; start < bytes.length; start += 0x6000)
      pieces.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 0x6000))));
    return pieces.join("");
  },

  toHex(bytes) {
    const pieces: string[] = [];
    for (const byte of bytes) pieces.push(byte.toString(16).padStart(2, "0"));
    return pieces.join("");
  },

  formats: ["gzip", "zlib", "deflate"],

  async decompress(format, bytes, limit) {
    const name = STREAMS[format];
    if (name === undefined) return undefined;
    const chunks: Uint8Array[] = [];
    let length = 0;
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(name)).getReader();
    try {
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        chunks.push(read.value);
        length += read.value.length;
        if (length > limit) {
          reader.cancel().catch(() => undefined);
          return "too-large";
        }
      }
    } catch {
      return undefined;
    }
    return joined(chunks, length);
  },

  async compress(format, bytes) {
    const name = STREAMS[format];
    if (name === undefined) throw new Error(`no ${format} here`);
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream(name));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  },
};

/** The names of the Compression Streams standard; it has no brotli. */
const STREAMS: Readonly<Partial<Record<CompressionFormat, "gzip" | "deflate" | "deflate-raw">>> = {
  gzip: "gzip",
  zlib: "deflate",
  deflate: "deflate-raw",
};

/** Of base64 characters; a multiple of four. */
const CHUNK = 1 << 18;

function withRoom(length: number, room: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length + room), 0, length);
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
