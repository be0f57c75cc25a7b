import { LIMITS } from "../../limits";
import { atOnce, STEP_LENGTH, type Steps } from "../../steps";
import { type FoundToken, findTokensInSteps } from "./findTokens";
import { nextHeader } from "./headerStart";
import { wrappedTokenFrom } from "./wrappedToken";

/** A token that somebody pointed at or copied, as it stands there. Offsets are UTF-16 units. */
export interface TokenInText {
  readonly start: number;
  readonly end: number;
  /** What a server would get of it, were it sent in one line. */
  readonly text: string;
  /** With the line breaks in it, which a server doesn't take away. */
  readonly written: string;
  readonly parts: 3 | 5;
}

/**
 * The tokens of a text that a person selected, copied or pointed at: those of `findTokens`, and those that are broken
 * over lines or hold escapes. Takes time linear in the text.
 */
export function readTokens(text: string): TokenInText[] {
  return atOnce(readTokensInSteps(text));
}

/** The same in steps. */
export function* readTokensInSteps(text: string): Steps<TokenInText[]> {
  const plain = new Map((yield* findTokensInSteps(text)).map((token) => [token.start, token]));
  const found: TokenInText[] = [];
  let pauseAt = STEP_LENGTH;
  let candidates = 0;
  for (let from = 0; from < text.length && found.length < LIMITS.pieces;) {
    const header = nextHeader(text, from);
    if ("noneBefore" in header) from = header.noneBefore;
    else {
      const { token, readTo } = readAt(text, header.at, plain.get(header.at));
      if (token) found.push(token);
      from = Math.max(token?.end ?? readTo, header.at + 1);
      candidates++;
    }
    if (from > pauseAt || candidates >= CANDIDATES_A_STEP) {
      yield;
      pauseAt = from + STEP_LENGTH;
      candidates = 0;
    }
  }
  return found;
}

/** Each is read several times, to where its lines end. */
const CANDIDATES_A_STEP = 20;

/** The token that begins at `start`, where `plain` is what its line says. */
function readAt(
  text: string,
  start: number,
  plain: FoundToken | undefined,
): { readonly token?: TokenInText; readonly readTo: number } {
  if (plain?.isWhole) return { token: { ...plain, written: plain.text }, readTo: plain.end };
  const { token, readTo } = wrappedTokenFrom(text, start);
  // What is no token by itself goes on; what is one does only where nothing else makes it whole.
  if (token && (!plain || token.isWhole)) return { token, readTo };
  return plain ? { token: { ...plain, written: plain.text }, readTo: plain.end } : { readTo };
}
