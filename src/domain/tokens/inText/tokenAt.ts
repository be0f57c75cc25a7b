import { LIMITS } from "../../limits";
import { atOnce, type Steps } from "../../steps";
import { beginsLikeHeader, isUrlSafe, nextHeader } from "./headerStart";
import { readTokensInSteps, type TokenInText } from "./readTokens";

/**
 * What is meant at an offset of a text, as it is to be inspected: the token that touches it, what is nearly one there
 * (cut, damaged, with too many parts), or else the first of either on that line. A token that is broken over lines has
 * them. Offsets are UTF-16 units. Takes time in proportion to the text looked at.
 */
export function tokenAt(text: string, offset: number): string | undefined {
  return atOnce(tokenAtInSteps(text, offset));
}

/** The same in steps. */
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
  const nearest = near.find((one) => touches(one, offset - nearFrom)) ?? headless(piece, offset - nearFrom);
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

const NEWLINE = 0x0a;

interface Near {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function touches({ start, end }: Pick<Near, "start" | "end">, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** On either side: what is nearly a token is no long one. */
const NEAR_REACH = 100_000;
/** Shorter words begin like a header by chance. */
const SHORTEST_NEAR = 8;
const MAX_NEAR = 1_000;

/** Runs that begin like a header. */
function nearTokens(line: string): Near[] {
  const found: Near[] = [];
  for (let from = 0; from < line.length && found.length < MAX_NEAR;) {
    const header = nextHeader(line, from);
    if ("noneBefore" in header) from = header.noneBefore;
    else {
      const near = nearAt(line, header.at, endOfRun(line, header.at));
      if (near) found.push(near);
      from = Math.max(near?.end ?? 0, header.at + 1);
    }
  }
  return found;
}

/** A run whose header lost its beginning: behind its first dot it goes on like claims. */
function headless(line: string, offset: number): Near | undefined {
  let start = offset;
  while (start > 0 && inRun(line, start - 1)) start--;
  const run = line.slice(start, endOfRun(line, start));
  const name = /^[\w-]{1,40}=(?=\w)/.exec(run)?.[0].length ?? 0;
  const dot = run.indexOf(".");
  return dot >= 0 && beginsLikeHeader(run, dot + 1) ? nearAt(line, start + name, start + run.length) : undefined;
}

/** Dots behind it stand for what was left out. */
function nearAt(line: string, start: number, runEnd: number): Near | undefined {
  let end = runEnd;
  while (end > start && line.charAt(end - 1) === ".") end--;
  return end - start < SHORTEST_NEAR ? undefined : { start, end, text: line.slice(start, end) };
}

function endOfRun(line: string, from: number): number {
  let end = from;
  while (end < line.length && inRun(line, end)) end++;
  return end;
}

/** Of either alphabet, a dot or padding. */
function inRun(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return isUrlSafe(code) || code === 0x2b || code === 0x2f || code === 0x3d;
}
