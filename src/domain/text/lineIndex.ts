import type { Steps } from "../steps";
import type { ChangedLines } from "./lineChanges";
import type { Piece } from "./textRange";

/** A piece of a text in one of its lines: line from 0, offsets in the line in UTF-16 units. */
export interface LinePiece extends Piece {
  readonly line: number;
}

/** A text by its lines, as it is now. */
export interface Lines {
  /** The text of a line, without its line break. */
  line(line: number): string;
}

/**
 * The pieces of a whole text by their lines, in order and in steps. Lines end with LF or CRLF; `find` gives the pieces in
 * order, none of which goes over the end of a line.
 */
export function* indexByLineInSteps(text: string, find: (text: string) => Steps<readonly Piece[]>): Steps<LinePiece[]> {
  const placed: LinePiece[] = [];
  let line = 0;
  let lineStart = 0;
  // Remembered, or each piece of a long line would search it to its end.
  let lineBreak = text.indexOf("\n");
  for (const { start, end, text: own } of yield* find(text)) {
    while (lineBreak >= 0 && lineBreak < start) {
      line++;
      lineStart = lineBreak + 1;
      lineBreak = text.indexOf("\n", lineStart);
      if (line % LINES_A_STEP === 0) yield;
    }
    placed.push({ line, start: start - lineStart, end: end - lineStart, text: own });
  }
  return placed;
}

const LINES_A_STEP = 10_000;

/** The pieces after a change: those in unchanged lines as they are known, and the changed lines looked at again. */
export function updateByLine(
  pieces: readonly LinePiece[],
  changes: readonly ChangedLines[],
  lines: Lines,
  find: (line: string) => readonly Piece[],
): LinePiece[] {
  const updated: LinePiece[] = [];
  let at = 0;
  let shift = 0;
  const keepUpTo = (line: number): void => {
    for (let piece = pieces[at]; piece && piece.line < line; piece = pieces[++at]) {
      updated.push(shift === 0 ? piece : { ...piece, line: piece.line + shift });
    }
  };
  for (const { from, to, newFrom, newTo } of changes) {
    keepUpTo(from);
    while ((pieces[at]?.line ?? Infinity) <= to) at++;
    for (let line = newFrom; line <= newTo; line++) {
      for (const { start, end, text } of find(lines.line(line))) updated.push({ line, start, end, text });
    }
    shift = newTo - to;
  }
  keepUpTo(Infinity);
  return updated;
}
