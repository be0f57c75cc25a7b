import { LIMITS } from "../../limits";
import { atOnce, STEP_LENGTH, type Steps } from "../../steps";
import { type CompactForm, compactFormAt } from "./compactForm";
import { isUrlSafe, nextHeader } from "./headerStart";
import type { Piece } from "../../text/textRange";

/** A JWT (three parts) or JWE (five parts) in a text. */
export interface FoundToken extends Piece {
  readonly parts: 3 | 5;
  /** Its last part is as long as its header says. */
  readonly isWhole: boolean;
}

/**
 * All tokens in a text, each in one line, as `compactForm` knows them. Offsets are UTF-16 units. Takes time linear in
 * the text, and little where there is no token.
 */
export function findTokens(text: string): FoundToken[] {
  return atOnce(findTokensInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function* findTokensInSteps(text: string): Steps<FoundToken[]> {
  const found: FoundToken[] = [];
  const runs = new Runs(text);
  let pauseAt = STEP_LENGTH;
  let candidates = 0;
  for (let from = 0; from < text.length && found.length < LIMITS.pieces;) {
    const header = nextHeader(text, from);
    if ("at" in header) {
      const token = runs.tokenFrom(header.at);
      if ("parts" in token) found.push(token);
      from = token.end;
      candidates++;
    } else from = header.noneBefore;
    // A header that is none costs as much as thousands of characters: the parser throws.
    if (from > pauseAt || candidates >= CANDIDATES_A_STEP) {
      yield;
      pauseAt = from + STEP_LENGTH;
      candidates = 0;
    }
  }
  return found;
}

const CANDIDATES_A_STEP = 100;

/** Runs of what tokens are made of. */
class Runs {
  /** Up to here runs of standard base64 were looked at, each of which can hold many of base64url. */
  #lookedAt = 0;

  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The token that starts at `start`, or how far there is none. */
  tokenFrom(start: number): FoundToken | { readonly end: number } {
    const text = this.#text;
    const limit = Math.min(text.length, start + LIMITS.token + 2);
    let end = start;
    while (end < limit && isUrlSafe(text.charCodeAt(end))) end++;
    const form =
      end - start > LIMITS.token
        ? undefined
        : compactFormAt(text, start, end, () => this.#standardRun(start, end, limit));
    return form ? placed(text, start, form) : { end: Math.max(end, start + 2) };
  }

  /** Empty where it was looked at before. */
  #standardRun(start: number, from: number, limit: number): string {
    if (start < this.#lookedAt) return "";
    let end = from;
    for (; end < limit; end++) {
      const code = this.#text.charCodeAt(end);
      if (!isUrlSafe(code) && !isStandard(code)) break;
    }
    this.#lookedAt = end;
    return end > from ? this.#text.slice(start, end) : "";
  }
}

function placed(text: string, start: number, { length, parts, isWhole }: CompactForm): FoundToken {
  return { start, end: start + length, text: text.slice(start, start + length), parts, isWhole };
}

/** What standard base64 has beside the digits of base64url: `+`, `/` and `=`. */
function isStandard(code: number): boolean {
  return code === 0x2b || code === 0x2f || code === 0x3d;
}
