import { BACKSLASH } from "../../text/characterCodes";

/** Finds the ends of JSON strings and their text, by native search, in time that grows with the text alone. */
export class JsonStrings {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * The offset of the quote that closes the string whose text begins at `start`, or -1. Nothing is remembered from one
   * string to the next: TurboFan takes `indexOf` for a pure operation, and V8 11 (Node 20) moves a search out of the
   * branch that should have saved it, once the function is optimised. Each string then searched to the end of the text.
   */
  end(start: number, mark: '"' | "'" = '"'): number {
    for (let quote = this.#text.indexOf(mark, start); quote >= 0; quote = this.#text.indexOf(mark, quote + 1)) {
      if (!this.#isEscaped(quote, start)) return quote;
    }
    return -1;
  }

  /** The text between `start` and `end`, its escapes resolved. A slice shares the memory of the whole. */
  content(start: number, end: number): string {
    const raw = this.#text.slice(start, end);
    return raw.includes("\\") ? unescape(raw) : raw;
  }

  /** An odd number of backslashes stands before it. */
  #isEscaped(quote: number, start: number): boolean {
    let at = quote;
    while (at > start && this.#text.charCodeAt(at - 1) === BACKSLASH) at--;
    return (quote - at) % 2 === 1;
  }
}

function unescape(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    // Raw line breaks and unknown escapes: not JSON, but readable.
    return raw.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, escape: string) =>
      escape.length > 1 ? String.fromCharCode(Number.parseInt(escape.slice(1), 16)) : (ESCAPES[escape] ?? escape),
    );
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
