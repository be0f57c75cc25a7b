import { SHORTEST_LONG_VALUE } from "./looksEncoded";
import { possibleLengths } from "./possibleLengths";

/**
 * What a length and a look say; `random`: enough for IV, tag and ciphertext, and no name or number; `text`: not encoded,
 * and kept for what its characters say.
 */
export type ValueKind = "key" | "iv" | "random" | "other" | "none" | "text";

/** Of a value, or of each of its pieces. */
export function kindsOf(content: string | Uint8Array): ValueKind[] {
  return possibleLengths(content).map((lengths) => {
    if (lengths.some(isModulusLength)) return "key";
    if (lengths.some((length) => length === 12 || length === 16) && isNoWord(content)) return "iv";
    if (looksRandom(content, lengths)) return "random";
    return lengths.length > 0 ? "other" : "none";
  });
}

/** As long as the modulus of an RSA key of 2048 bits or more; one byte longer where a sign byte was left in front. */
function isModulusLength(length: number): boolean {
  return length >= 256 && length <= 1025 && length % 64 <= 1;
}

function looksRandom(content: string | Uint8Array, lengths: readonly number[]): boolean {
  if (!lengths.some((length) => length >= 28)) return false;
  if (typeof content !== "string") return true;
  const head = content.slice(0, 400);
  if (content.length < SHORTEST_LONG_VALUE) return false;
  return HEX.test(head) || (/[a-z]/.test(head) && /[A-Z]/.test(head) && /[0-9+/]/.test(head));
}

/** Names of 16 letters are as long as an IV in base64. */
function isNoWord(content: string | Uint8Array): boolean {
  return (
    typeof content !== "string" ||
    HEX.test(content.slice(0, 400)) ||
    (/[A-Z0-9]/.test(content) && /[a-z+/=]/.test(content))
  );
}

const HEX = /^[0-9a-fA-F\s]+$/;
