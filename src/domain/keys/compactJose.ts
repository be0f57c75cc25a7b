import { LIMITS } from "../limits";
import { DOT, EQUALS, MINUS, OPENING_BRACE, PLUS, QUOTE, SLASH, UNDERSCORE } from "../text/characterCodes";

/**
 * Whether base64 or base64url from `at` on begins as a JSON object does (RFC 8259, 2), as every JOSE header is one: its
 * brace, a quote, and white space before and between them, in any number. Most headers begin with `{"`, and so with
 * `eyJ`. Offsets are UTF-16 units.
 */
export function beginsLikeHeader(text: string, at = 0): boolean {
  let bits = 0;
  let count = 0;
  let isOpen = false;
  const end = Math.min(text.length, at + LIMITS.tokenHeader);
  for (let index = at; index < end; index++) {
    const value = valueOf(text.charCodeAt(index));
    if (value < 0) return false;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    const byte = (bits >> count) & 0xff;
    if (byte === QUOTE && isOpen) return true;
    if (byte === OPENING_BRACE && !isOpen) isOpen = true;
    else if (!isJsonSpace(byte)) return false;
  }
  return false;
}

/** Base64url and the dot: what the compact form of a JWS or JWE is made of (RFC 7515 and 7516, 7.1). */
export function isUrlSafe(code: number): boolean {
  return code === DOT || code === MINUS || code === UNDERSCORE || (!isStandard(code) && valueOf(code) >= 0);
}

/** What standard base64 has beside the digits of base64url: `+`, `/` and `=` (RFC 4648, 4). */
export function isStandard(code: number): boolean {
  return code === PLUS || code === SLASH || code === EQUALS;
}

function isJsonSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** Of a digit of either alphabet (RFC 4648, 4 and 5), or -1. */
function valueOf(code: number): number {
  return code < 128 ? (VALUES[code] ?? -1) : -1;
}

const VALUES = new Int8Array(128).fill(-1);
for (const alphabet of ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", `${" ".repeat(62)}-_`]) {
  [...alphabet].forEach((digit, value) => digit !== " " && (VALUES[digit.charCodeAt(0)] = value));
}
