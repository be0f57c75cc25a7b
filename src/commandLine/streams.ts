/** Where a program writes its lines. */
export interface Streams {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}
