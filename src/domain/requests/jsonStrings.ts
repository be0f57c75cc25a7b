/** Finds the ends of JSON strings and their text, by native search, in time that grows with the text alone. */
export class JsonStrings {
  /** The next backslash at or behind `#searchedFrom`; remembered so that it is sought once. */
  #backslash = -2;
  #searchedFrom = 0;

  constructor(private readonly text: string) {}

  /** The offset of the quote that closes the string whose text begins at `start`, or -1. */
  end(start: number): number {
    let from = start;
    for (;;) {
      const quote = this.text.indexOf('"', from);
      if (quote < 0) return -1;
      const backslash = this.#nextBackslash(from);
      if (backslash > quote) return quote;
      from = backslash + 2;
    }
  }

  /** The text between `start` and `end`, its escapes resolved. A slice shares the memory of the whole. */
  content(start: number, end: number): string {
    const raw = this.text.slice(start, end);
    return this.#nextBackslash(start) < end ? unescape(raw) : raw;
  }

  #nextBackslash(from: number): number {
    if (this.#backslash < from || from < this.#searchedFrom) {
      const found = this.text.indexOf("\\", from);
      this.#backslash = found < 0 ? Number.MAX_SAFE_INTEGER : found;
      this.#searchedFrom = from;
    }
    return this.#backslash;
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
