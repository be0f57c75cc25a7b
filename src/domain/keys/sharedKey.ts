import { UserError } from "../errors";
import { base64ToBytes, bytesToBase64 } from "./base64";
import { cleanPastedText } from "./pastedText";

/** The length of an AES-256 key in bytes. */
export const SHARED_KEY_BYTES = 32;

/**
 * Reads an AES-256 key given as base64, base64url or hex, and returns it as base64 of its 32 bytes.
 * Text of nothing but an even number of hex digits counts as hex unless only base64 makes 32 bytes of it.
 * @throws UserError `not-a-shared-key`, or `shared-key-length` with the length found
 */
export function importSharedKey(text: string): string {
  const compact = cleanPastedText(text).replace(/\s/g, "");
  const asHex = hexToBytes(compact);
  const asBase64 = base64ToBytes(compact);
  const readings = [asHex, asBase64].filter((bytes) => bytes !== undefined);
  const key = readings.find(({ length }) => length === SHARED_KEY_BYTES);
  if (key) return bytesToBase64(key);
  const [best] = readings;
  if (!best) {
    throw new UserError("not-a-shared-key", "This is not an AES-256 key: it is neither base64 nor hex.", {
      remedy: "Paste 44 characters of base64 or 64 hex digits.",
    });
  }
  throw new UserError("shared-key-length", "This key has {0} bytes; an AES-256 key has {1}.", {
    args: [best.length, SHARED_KEY_BYTES],
    remedy: "Paste 44 characters of base64 or 64 hex digits.",
  });
}

function hexToBytes(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}
