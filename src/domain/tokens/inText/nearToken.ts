import { beginsLikeHeader, isStandard, isUrlSafe } from "../../keys/compactJose";
import { atOnce } from "../../steps";
import type { Piece } from "../../text/textRange";
import { findAtHeaders } from "./headerStart";

/** Runs that begin like a header in a text of bounded length, and are nearly a token each: cut, damaged, or with too many parts. */
export function nearTokens(text: string): Piece[] {
  const read = (at: number) => {
    const found = nearAt(text, at, endOfRun(text, at));
    return { found, readTo: found?.end ?? at };
  };
  return atOnce(findAtHeaders(text, read, Infinity, MAX_NEAR));
}

/** A run around an offset whose header lost its beginning: behind its first dot it goes on like claims. */
export function headlessToken(text: string, offset: number): Piece | undefined {
  let start = offset;
  while (start > 0 && inRun(text, start - 1)) start--;
  const run = text.slice(start, endOfRun(text, start));
  const name = /^[\w-]{1,40}=(?=\w)/.exec(run)?.[0].length ?? 0;
  const dot = run.indexOf(".");
  return dot >= 0 && beginsLikeHeader(run, dot + 1) ? nearAt(text, start + name, start + run.length) : undefined;
}

/** Shorter words begin like a header by chance. */
const SHORTEST_NEAR = 8;
const MAX_NEAR = 1_000;

/** Dots behind it stand for what was left out. */
function nearAt(text: string, start: number, runEnd: number): Piece | undefined {
  let end = runEnd;
  while (end > start && text.charAt(end - 1) === ".") end--;
  return end - start < SHORTEST_NEAR ? undefined : { start, end, text: text.slice(start, end) };
}

function endOfRun(text: string, from: number): number {
  let end = from;
  while (end < text.length && inRun(text, end)) end++;
  return end;
}

/** Of either alphabet, a dot or padding. */
function inRun(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return isUrlSafe(code) || isStandard(code);
}
