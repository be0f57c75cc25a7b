import { UserError } from "../errors";
import type { Codec } from "./payloadPorts";

/** Of plaintext, also after decompression: what an editor or a file can reasonably hold. */
export const MAX_PLAINTEXT_BYTES = 150_000_000;

export type Plaintext = { readonly compression: "none" | "gzip" } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "binary"; readonly bytes: Uint8Array<ArrayBuffer> }
);

/**
 * Decrypted bytes as what they are: gunzipped if they are gzip, text if they are strictly valid UTF-8.
 * @throws UserError `payload-inflates` if they decompress to more than `MAX_PLAINTEXT_BYTES`
 */
export async function toPlaintext(bytes: Uint8Array<ArrayBuffer>, codec: Codec): Promise<Plaintext> {
  const inflated = isGzip(bytes) ? await codec.gunzip(bytes, MAX_PLAINTEXT_BYTES) : undefined;
  if (inflated === "too-large") throw tooInflated();
  const compression = inflated ? "gzip" : "none";
  const content = inflated ?? bytes;
  const text = utf8(content);
  return text === undefined ? { kind: "binary", bytes: content, compression } : { kind: "text", text, compression };
}

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

function utf8(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
