import { base64ToBytes } from "../keys/base64";
import { MAX_TOKEN_LENGTH } from "../tokens/tokenText";
import type { Piece } from "./requestFile";

/** A JWT (three parts) or JWE (five parts) in a text. */
export interface FoundToken extends Piece {
  readonly parts: 3 | 5;
}

/**
 * All tokens in a text: runs of base64url and dots whose first part is a JOSE header that names an `alg`, and of five
 * parts an `enc` too (RFC 7516, 4.1.2), of which only the encrypted key may be empty (RFC 7516, 5.1). Offsets are UTF-16
 * units. Takes time linear in the text, and little where there is no token.
 */
export function findTokens(text: string): FoundToken[] {
  const found: FoundToken[] = [];
  // A header is `{"` in base64url, with a space between them at most.
  for (let at = text.indexOf("ey"); at >= 0; ) {
    const third = text.charCodeAt(at + 2);
    let next = at + 2;
    if (isHeaderStart(third) && startsWord(text, at)) {
      const token = tokenFrom(text, at);
      if ("parts" in token) found.push(token);
      next = token.end;
    }
    at = text.indexOf("ey", next);
  }
  return found;
}

/** `eyI` to `eyL` are `{"`, `eyA` to `eyD` are `{ `. */
function isHeaderStart(code: number): boolean {
  return (code >= 0x49 && code <= 0x4c) || (code >= 0x41 && code <= 0x44);
}

/** Not in the middle of a word or of another token; an escape such as `\n` or `%20` before it is no word. */
function startsWord(text: string, at: number): boolean {
  if (at === 0 || !isTokenCharacter(text.charCodeAt(at - 1))) return true;
  return /(?:^|[^\\])\\[nrt]$|%[0-9A-Fa-f]{2}$/.test(text.slice(Math.max(0, at - 3), at));
}

/** The token that starts at `start`, or how far there is none. */
function tokenFrom(text: string, start: number): FoundToken | { readonly end: number } {
  const dots: number[] = [];
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!isTokenCharacter(code)) break;
    if (code === DOT) dots.push(end);
  }
  const tooLong = end - start > MAX_TOKEN_LENGTH;
  // A full stop behind it belongs to the sentence.
  if ((dots.length === 3 || dots.length === 5) && dots.at(-1) === end - 1) {
    dots.pop();
    end--;
  }
  const [first = end, second = end, third = end, fourth = end] = dots;
  const parts = dots.length + 1;
  if (tooLong || (parts !== 3 && parts !== 5)) return { end: Math.max(end, start + 2) };
  // Dots can also stand for what was left out: `eyJ….eyJ…...`.
  const isFilled = parts === 3 ? second > first + 1 : third > second + 1 && fourth > third + 1 && end > fourth + 1;
  if (!isFilled || !isHeader(text.slice(start, first), parts)) return { end: Math.max(end, start + 2) };
  return { start, end, text: text.slice(start, end), parts };
}

const DOT = 0x2e;

/** Base64url and the dot. */
function isTokenCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f || code === DOT
  );
}

/** Characters of a header; the platform's have less than a hundred. */
const MAX_HEADER_LENGTH = 20_000;

function isHeader(encoded: string, parts: 3 | 5): boolean {
  if (encoded.length > MAX_HEADER_LENGTH) return false;
  const bytes = base64ToBytes(encoded);
  if (!bytes) return false;
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof header === "object" && header !== null && "alg" in header && (parts === 3 || "enc" in header);
  } catch {
    return false;
  }
}
