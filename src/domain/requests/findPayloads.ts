import { UserError } from "../errors";
import { findEnvelopes } from "./findEnvelopes";
import type { TextRange } from "./requestFile";

/**
 * Where encrypted payloads stand in a text that nobody said holds one: without what only may be one, and without the
 * encrypted tokens (JWE) that requests carry. In the order of the text; none where it can't be read.
 */
export function findPayloads(text: string): TextRange[] {
  try {
    return findEnvelopes(text)
      .filter(({ kind, start }) => kind !== "weak" && !(kind === "jwe" && isToken(text, start)))
      .map(({ start, end }) => ({ start, end }));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Whether a JWE there is named as a token is: a header, a variable of a request file, a member of JSON. */
function isToken(text: string, start: number): boolean {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const before = text.slice(Math.max(lineStart, start - 200), start);
  return /(?:^|["'\s>{,-])(?:auth|authorization|token|assertion|jwt|@\w{1,100})["']?\s{0,5}[:=]\s{0,5}["']?(?:bearer\s{1,5})?$/i.test(before);
}
