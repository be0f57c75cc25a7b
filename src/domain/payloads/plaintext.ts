import { UserError } from "../errors";
import type { Codec } from "./payloadPorts";

/** Of plaintext, also after decompression: what an editor or a file can reasonably hold. */
export const MAX_PLAINTEXT_BYTES = 150_000_000;

/** Decrypted bytes, decompressed. Text is made of them last, when nothing else of their size is needed any more. */
export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly compression: "none" | "gzip";
}

/**
 * Gunzips what is gzip.
 * @throws UserError `payload-inflates` if it decompresses to more than `MAX_PLAINTEXT_BYTES`
 */
export async function decompressed(bytes: Uint8Array<ArrayBuffer>, codec: Codec): Promise<Content> {
  const inflated = isGzip(bytes) ? await codec.gunzip(bytes, MAX_PLAINTEXT_BYTES) : undefined;
  if (inflated === "too-large") throw tooInflated();
  return inflated ? { bytes: inflated, compression: "gzip" } : { bytes, compression: "none" };
}

/** The text that strictly valid UTF-8 stands for, a byte order mark included; else undefined. */
export function textOf(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether bytes are strictly valid UTF-8, found without holding the text. */
export function isText(bytes: Uint8Array<ArrayBuffer>): boolean {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for (let start = 0; start < bytes.length; start += CHUNK) decoder.decode(bytes.subarray(start, start + CHUNK), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

const CHUNK = 1 << 20;

export function tooInflated(): UserError {
  return new UserError("payload-inflates", "The payload was decrypted, but it decompresses to more than {0} MB and was dropped.", { args: [MAX_PLAINTEXT_BYTES / 1e6] });
}

/** Whether the beginning of a plaintext looks like one: gzip, or text without control characters. */
export function looksPlain(head: Uint8Array<ArrayBuffer>): boolean {
  if (isGzip(head)) return true;
  try {
    // `stream`: the last character may be cut.
    return !/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));
  } catch {
    return false;
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}
