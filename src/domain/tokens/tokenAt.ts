import { LIMITS } from "../limits";

/**
 * The JWT (three parts) or JWE (five parts) in `text` that touches `offset`, or else the first one on that line.
 * Offsets are UTF-16 units. Takes time in proportion to the text looked at.
 */
export function tokenAt(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const from = Math.max(start, offset - LIMITS.tokenReach);
  const line = text.slice(from, Math.min(lineEnd < 0 ? text.length : lineEnd, offset + LIMITS.tokenReach));
  let first: string | undefined;
  for (const { index, 0: word } of line.matchAll(/[\w.-]+=*/g)) {
    if (!isToken(word)) continue;
    if (from + index <= offset && offset <= from + index + word.length) return word;
    first ??= word;
  }
  return first;
}

/** A JOSE header in base64url begins with `{"`, and so with "ey". */
function isToken(word: string): boolean {
  return word.startsWith("ey") && word.split(".", 3).length === 3;
}
