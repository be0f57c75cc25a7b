import { SHORTEST_LONG_VALUE } from "./looksEncoded";

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

/** The characters that join several parts in one text. */
export const SEPARATORS = [".", ":", "|", ",", ";", "$", "~"] as const;

/**
 * How many bytes a value may stand for, read as hex or as base64, the likeliest first; for each of its pieces if there
 * are several. Long texts are judged by their ends, so a result is a guess to be confirmed by decoding.
 */
export function possibleLengths(content: string | Uint8Array): number[][] {
  if (typeof content !== "string") return [[content.length]];
  const pieces = content.slice(0, 4096).split(/[.:|,;$~]/, 16);
  if (pieces.length === 1) return [lengthsOf(content)];
  // The last piece goes on behind what was looked at.
  const rest = content.length - 4096;
  return pieces.map((piece, index) =>
    rest > 0 && index === pieces.length - 1 ? [Math.floor(((piece.length + rest) * 3) / 4)] : lengthsOf(piece),
  );
}

function lengthsOf(text: string): number[] {
  const small = text.length <= 8192;
  const compact = small
    ? text
        .replace(/\s+|\\[rn]|-----[A-Z0-9 ]+-----/g, "")
        .replace(/%(2B|2F|3D)/gi, (escape) => (/3d/i.test(escape) ? "=" : "+"))
        .replace(/^0x(?=[0-9a-fA-F]+$)/i, "")
    : text;
  const digits = compact.replace(/={1,2}$/, "");
  const lengths: number[] = [];
  // An odd number of digits: a big number that lost its first zero.
  const isHex =
    digits.length > 0 &&
    (digits.length % 2 === 0 || digits.length > 200) &&
    /^[0-9a-fA-F]+$/.test(digits.slice(0, 2000));
  if (isHex) lengths.push(Math.ceil(digits.length / 2));
  if (digits.length % 4 !== 1 && digits.length > 1 && /^[A-Za-z0-9+/_ \r\n-]+$/.test(digits.slice(0, 2000)))
    lengths.push(Math.floor((digits.length * 3) / 4));
  return lengths;
}
