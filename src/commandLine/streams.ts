/** Where a program writes its lines. */
export interface Streams {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** The same of a program that also takes something in, and gives out what is no line. */
export interface CommandStreams extends Streams {
  /** Bytes as they are, without a line's end. */
  readonly write: (bytes: Uint8Array) => void;
  /** What comes on standard input. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Standard input is a terminal, at which somebody sits. */
  readonly isTyped: boolean;
  /** Characters in a line of the terminal that standard output is; undefined where it is none. */
  readonly columns: number | undefined;
}
