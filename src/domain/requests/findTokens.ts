import { base64ToBytes } from "../keys/base64";
import { LIMITS } from "../limits";
import { atOnce, STEP_LENGTH, type Steps } from "../steps";
import { nextMark } from "./nextMark";
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
  return atOnce(findTokensInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* findTokensInSteps(text: string): Steps<FoundToken[]> {
  const found: FoundToken[] = [];
  let pauseAt = STEP_LENGTH;
  let candidates = 0;
  // A header is `{"` in base64url, with a space between them at most.
  for (let from = 0; from < text.length && found.length < LIMITS.pieces; ) {
    const mark = nextMark(text, "ey", from);
    if ("at" in mark) {
      from = mark.at + 2;
      if (isHeaderStart(text.charCodeAt(from)) && startsWord(text, mark.at)) {
        const token = tokenFrom(text, mark.at);
        if ("parts" in token) found.push(token);
        from = token.end;
        candidates++;
      }
    } else from = mark.noneBefore;
    // A header that is none costs as much as thousands of characters: the parser throws.
    if (from > pauseAt || candidates >= CANDIDATES_A_STEP) {
      yield;
      pauseAt = from + STEP_LENGTH;
      candidates = 0;
    }
  }
  return found;
}

const CANDIDATES_A_STEP = 200;

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
  const limit = Math.min(text.length, start + LIMITS.token + 2);
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (!isTokenCharacter(code)) break;
    // No token has more, and a run of dots would be remembered one by one.
    if (code === DOT && dots.length < MAX_DOTS) dots.push(end);
  }
  const tooLong = end - start > LIMITS.token;
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
/** Five parts, a full stop, and one too many. */
const MAX_DOTS = 6;

/** Base64url and the dot. */
function isTokenCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f || code === DOT
  );
}

/** `{"alg":""}` in base64url. */
const SHORTEST_HEADER = 14;

function isHeader(encoded: string, parts: 3 | 5): boolean {
  if (encoded.length > LIMITS.tokenHeader || encoded.length < SHORTEST_HEADER) return false;
  const bytes = base64ToBytes(encoded);
  if (!bytes) return false;
  try {
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof header === "object" && header !== null && "alg" in header && (parts === 3 || "enc" in header);
  } catch {
    return false;
  }
}
