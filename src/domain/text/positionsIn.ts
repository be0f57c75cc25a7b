/** From 0, as editors have it; characters are UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** The lines and columns of offsets in a text, in their order; time grows with the length and their number. */
export function positionsIn(text: string, offsets: readonly number[]): Position[] {
  const found = new Map<number, Position>();
  let [line, lineStart] = [0, 0];
  LINE_END.lastIndex = 0;
  let next = LINE_END.exec(text);
  for (const offset of [...new Set(offsets)].sort((one, other) => one - other)) {
    while (next && LINE_END.lastIndex <= offset) {
      line++;
      lineStart = LINE_END.lastIndex;
      next = LINE_END.exec(text);
    }
    found.set(offset, { line, character: offset - lineStart });
  }
  return offsets.map((offset) => found.get(offset) ?? { line: 0, character: 0 });
}

const LINE_END = /\r\n|\r|\n/g;
