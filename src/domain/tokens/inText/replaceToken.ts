import { type FoundToken, findTokens } from "./findTokens";
import type { TextRange } from "../../text/textRange";

/** The token that a range touches: the one that begins there, or else the first. */
export function tokenInRange(text: string, { start, end }: TextRange): FoundToken | undefined {
  const touched = findTokens(text).filter((token) => token.start <= end && start <= token.end);
  return touched.find((token) => token.start === start) ?? touched[0];
}

/** The text with `fresh` in place of the token that the range touches, or undefined where there is none. */
export function replaceToken(text: string, range: TextRange, fresh: string): string | undefined {
  const token = tokenInRange(text, range);
  return token && text.slice(0, token.start) + fresh + text.slice(token.end);
}
