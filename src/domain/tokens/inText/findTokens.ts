/**
 * The one way to find tokens in a text: in a document as it is typed, under a cursor or pointer, in a selection, and in
 * the clipboard.
 *
 * `headerStart` gives the places where a JOSE header may begin, in steps. What begins there is, by falling certainty:
 * - a token in one line (`compactForm`): all that a client would send, and so all that `findTokens` finds;
 * - a token broken over lines, or with escapes in it (`wrappedToken`): `readTokens` takes it too, where a person
 *   selected, copied or pointed at it;
 * - what was meant to be a token (`nearToken`), cut or damaged: `tokenAt` and `nearToken` take it where there is no
 *   better, so that a person is told what is wrong with it.
 *
 * All offsets are UTF-16 units.
 */
import { isStandard, isUrlSafe } from "../../keys/compactJose";
import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import type { Piece, TextRange } from "../../text/textRange";
import { type CompactForm, compactFormAt } from "./compactForm";
import { findAtHeaders, MARK_LENGTH, type ReadFrom } from "./headerStart";
import { headlessToken, nearTokens } from "./nearToken";
import { wrappedTokenFrom } from "./wrappedToken";
import { NEWLINE } from "../../text/characterCodes";

/** A JWT (three parts) or JWE (five parts) in a text. */
export interface FoundToken extends Piece {
  readonly parts: 3 | 5;
  /** Its last part is as long as its header says. */
  readonly isWhole: boolean;
}

/** A token that somebody pointed at or copied, as it stands there; `text` is what a server would get of it, were it sent in one line. */
export interface TokenInText extends FoundToken {
  /** With the line breaks in it, which a server doesn't take away. */
  readonly written: string;
}

/**
 * All tokens in a text, each in one line, as `compactForm` knows them. Takes time linear in the text, and little where
 * there is no token.
 */
export function findTokens(text: string): FoundToken[] {
  return atOnce(findTokensInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function findTokensInSteps(text: string): Steps<FoundToken[]> {
  const runs = new Runs(text);
  // A header that is none costs as much as thousands of characters: the parser throws.
  return findAtHeaders(text, (at) => runs.tokenFrom(at), 100);
}

/** The token that a range touches: the one that begins there, or else the first. */
export function tokenInRange(text: string, { start, end }: TextRange): FoundToken | undefined {
  const touched = findTokens(text).filter((token) => token.start <= end && start <= token.end);
  return touched.find((token) => token.start === start) ?? touched[0];
}

/**
 * Where tokens may begin in a text, whole or cut, in one line or broken over several. Where there is none, nothing in
 * the text is a token. Takes time linear in the text.
 */
export function headerStarts(text: string): Piece[] {
  return atOnce(headerStartsInSteps(text));
}

/** The same in steps; at most `LIMITS.pieces`. */
export function headerStartsInSteps(text: string): Steps<Piece[]> {
  const read = (start: number): ReadFrom<Piece> => {
    const end = start + MARK_LENGTH;
    return { found: { start, end, text: text.slice(start, end) }, readTo: end };
  };
  return findAtHeaders(text, read, Infinity);
}

/**
 * The tokens of a text that a person selected, copied or pointed at: those of `findTokens`, and those that are broken
 * over lines or hold escapes, in steps. Takes time linear in the text.
 */
export function* readTokensInSteps(text: string): Steps<TokenInText[]> {
  const plain = new Map((yield* findTokensInSteps(text)).map((token) => [token.start, token]));
  // Each is read several times, to where its lines end.
  return yield* findAtHeaders(text, (at) => readFrom(text, at, plain.get(at)), 20);
}

/**
 * What is meant at an offset of a text, as it is to be inspected: the token that touches it, what is nearly one there
 * (cut, damaged, with too many parts), or else the first of either on that line. A token that is broken over lines has
 * them. In steps; takes time in proportion to the text looked at.
 */
export function* tokenAtInSteps(text: string, offset: number): Steps<string | undefined> {
  const { from, to, line } = around(text, offset);
  const at = offset - from;
  const tokens = yield* readTokensInSteps(text.slice(from, to));
  const touching = tokens.find((token) => touches(token, at));
  if (touching) return touching.written;
  yield;
  const isToken = new Set(tokens.map(({ start }) => from + start));
  const nearFrom = Math.max(line.from, offset - NEAR_REACH);
  const piece = text.slice(nearFrom, Math.min(line.to, offset + NEAR_REACH));
  const near = nearTokens(piece).filter(({ start }) => !isToken.has(nearFrom + start));
  const nearest = near.find((one) => touches(one, offset - nearFrom)) ?? headlessToken(piece, offset - nearFrom);
  if (nearest) return nearest.text;
  const first = tokens.find(({ start, end }) => start <= line.to - from && line.from - from <= end);
  return first?.written ?? near[0]?.text;
}

/** The token that touches an offset. */
export function* tokenTouchingInSteps(text: string, offset: number): Steps<TokenInText | undefined> {
  const { from, to } = around(text, offset);
  const found = (yield* readTokensInSteps(text.slice(from, to))).find((token) => touches(token, offset - from));
  return found && { ...found, start: from + found.start, end: from + found.end };
}

/** What is nearly a token in a text: cut, damaged, or with too many parts. */
export function nearToken(text: string): string | undefined {
  return nearTokens(text.slice(0, NEAR_REACH))[0]?.text;
}

/** Lines before and behind an offset that a token can be broken over. */
export const WRAPPED_LINES = 200;
/** How long such are, in UTF-16 units. */
export const LONGEST_WRAPPED_LINE = 2_000;

/** Runs of what tokens are made of. */
class Runs {
  /** Up to here runs of standard base64 were looked at, each of which can hold many of base64url. */
  #lookedAt = 0;

  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The token that starts at `start`, and how far it or what is none goes. */
  tokenFrom(start: number): ReadFrom<FoundToken> {
    const text = this.#text;
    const limit = Math.min(text.length, start + LIMITS.token + 2);
    let end = start;
    while (end < limit && isUrlSafe(text.charCodeAt(end))) end++;
    const form =
      end - start > LIMITS.token
        ? undefined
        : compactFormAt(text, start, end, () => this.#standardRun(start, end, limit));
    if (!form) return { readTo: Math.max(end, start + 2) };
    const found = placed(text, start, form);
    return { found, readTo: found.end };
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

/** The token that starts at `start`, where `plain` is what its line says. */
function readFrom(text: string, start: number, plain: FoundToken | undefined): ReadFrom<TokenInText> {
  const { token, readTo } = plain?.isWhole ? { readTo: start } : wrappedTokenFrom(text, start);
  // What is no token by itself goes on; what is one does only where nothing else makes it whole.
  const found = token && (!plain || token.isWhole) ? token : plain && { ...plain, written: plain.text };
  return { found, readTo: found?.end ?? readTo };
}

interface TextSpan {
  readonly from: number;
  readonly to: number;
}

/** The line of an offset, and the short lines around it. */
function around(text: string, offset: number): TextSpan & { readonly line: TextSpan } {
  const least = Math.max(0, offset - LIMITS.tokenReach);
  const most = Math.min(text.length, offset + LIMITS.tokenReach);
  // Behind a slice, since a search for a line break would go on to the end.
  const before = text.slice(least, offset).lastIndexOf("\n");
  const behind = text.slice(offset, most).indexOf("\n");
  const line = { from: before < 0 ? least : least + before + 1, to: behind < 0 ? most : offset + behind };
  let { from, to } = line;
  for (let count = 0; count < WRAPPED_LINES && from > 0 && text.charCodeAt(from - 1) === NEWLINE; count++) {
    const start = text.slice(Math.max(0, from - 1 - LONGEST_WRAPPED_LINE), from - 1).lastIndexOf("\n");
    if (start < 0 && from - 1 > LONGEST_WRAPPED_LINE) break;
    from = start < 0 ? 0 : Math.max(0, from - 1 - LONGEST_WRAPPED_LINE) + start + 1;
  }
  for (let count = 0; count < WRAPPED_LINES && to < text.length && text.charCodeAt(to) === NEWLINE; count++) {
    const next = text.slice(to + 1, to + 1 + LONGEST_WRAPPED_LINE).indexOf("\n");
    if (next < 0 && text.length - to > LONGEST_WRAPPED_LINE) break;
    to = next < 0 ? text.length : to + 1 + next;
  }
  return { from, to, line };
}

/** On either side: what is nearly a token is no long one. */
const NEAR_REACH = 100_000;

function touches({ start, end }: TextRange, offset: number): boolean {
  return start <= offset && offset <= end;
}
