import type { ChangedLines } from "./lineChanges";
import type { Piece } from "./requestFile";

/** A piece of a text in one of its lines: line from 0, offsets in the line in UTF-16 units. */
export interface PlacedPiece {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Finds pieces, none of which goes over the end of a line. */
export type PieceFinder = (text: string) => readonly Piece[];

/** A text by its lines, as it is now. */
export interface Lines {
  /** The text of a line, without its line break. */
  line(line: number): string;
}

/** The pieces of a whole text, in order. Lines end with LF or CRLF. */
export function indexPieces(text: string, find: PieceFinder): PlacedPiece[] {
  const placed: PlacedPiece[] = [];
  let line = 0;
  let lineStart = 0;
  for (const { start, end, text: own } of find(text)) {
    for (let next = text.indexOf("\n", lineStart); next >= 0 && next < start; next = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = next + 1;
    }
    placed.push({ line, start: start - lineStart, end: end - lineStart, text: own });
  }
  return placed;
}

/** The pieces after a change: those in unchanged lines as they are known, and the changed lines looked at again. */
export function updatePieces(pieces: readonly PlacedPiece[], changes: readonly ChangedLines[], lines: Lines, find: PieceFinder): PlacedPiece[] {
  const updated: PlacedPiece[] = [];
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
