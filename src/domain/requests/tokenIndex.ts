import { findTokens } from "./findTokens";
import type { ChangedLines } from "./lineChanges";

/** A text by its lines, as it is now. */
export interface Lines {
  /** The text of a line, without its line break. */
  line(line: number): string;
}

/** A token and where it stands: line from 0, offsets in the line in UTF-16 units. */
export interface PlacedToken {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly token: string;
}

/** The tokens of a whole text, in order. Lines end with LF or CRLF. */
export function indexTokens(text: string): PlacedToken[] {
  const found = findTokens(text);
  const placed: PlacedToken[] = [];
  let line = 0;
  let lineStart = 0;
  for (const { start, end, text: token } of found) {
    for (let next = text.indexOf("\n", lineStart); next >= 0 && next < start; next = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = next + 1;
    }
    placed.push({ line, start: start - lineStart, end: end - lineStart, token });
  }
  return placed;
}

/** The tokens after a change: those in unchanged lines as they are known, and the changed lines looked at again. */
export function updateTokens(tokens: readonly PlacedToken[], changes: readonly ChangedLines[], lines: Lines): PlacedToken[] {
  const updated: PlacedToken[] = [];
  let at = 0;
  let shift = 0;
  const keepUpTo = (line: number): void => {
    for (let token = tokens[at]; token && token.line < line; token = tokens[++at]) {
      updated.push(shift === 0 ? token : { ...token, line: token.line + shift });
    }
  };
  for (const { from, to, newFrom, newTo } of changes) {
    keepUpTo(from);
    while ((tokens[at]?.line ?? Infinity) <= to) at++;
    for (let line = newFrom; line <= newTo; line++) {
      for (const { start, end, text } of findTokens(lines.line(line))) updated.push({ line, start, end, token: text });
    }
    shift = newTo - to;
  }
  keepUpTo(Infinity);
  return updated;
}
