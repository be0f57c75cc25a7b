/** Characters that are looked at on either side of the offset. */
const REACH = 2_000_000;

/**
 * The JWT (three parts) or JWE (five parts) in `text` that touches `offset`, or else the first one on that line.
 * Offsets are UTF-16 units. Takes time in proportion to the text looked at.
 */
export function tokenAt(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset);
  const from = Math.max(start, offset - REACH);
  const line = text.slice(from, Math.min(lineEnd < 0 ? text.length : lineEnd, offset + REACH));
  const words = [...line.matchAll(/[\w.-]+=*/g)].filter(([word]) => isToken(word));
  const touched = words.find(({ index, 0: word }) => from + index <= offset && offset <= from + index + word.length);
  return (touched ?? words[0])?.[0];
}

/** A JOSE header in base64url begins with `{"`, and so with "ey". */
function isToken(word: string): boolean {
  return word.startsWith("ey") && word.split(".", 3).length === 3;
}
