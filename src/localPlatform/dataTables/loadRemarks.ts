import { neutral } from "../../edge/neutral";

/** What is said of a file that was loaded: a line each, and of many the first. */
export class LoadRemarks {
  #count = 0;
  readonly #report: (line: string) => void;

  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  add(sentence: string): void {
    if (++this.#count <= MAX_LINES) this.#report(neutral(`The file with the tables: ${sentence}`));
  }

  /** To be called once, after the last. */
  end(): void {
    const more = this.#count - MAX_LINES;
    if (more > 0) this.#report(`The file with the tables: there ${more === 1 ? "is 1" : `are ${more}`} more of these.`);
  }
}

const MAX_LINES = 20;
