/** UTF-16 offsets into the text, `end` excluded. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Some trimmed text and where it stands. */
export interface Piece extends TextRange {
  readonly text: string;
}
