import type { Steps } from "../../steps";
import { LINES_A_STEP } from "./fileDefinitions";

/**
 * Names of a file's requests, from titles and `# @name` lines. They are variables too: of the request's response. Clients
 * make them of the name in ways of their own (httpYac: `my host` is `myHost`, and `myHostResponse`), so letters and digits
 * alone are compared.
 */
export class RequestNames {
  readonly #names = new Set<string>();

  static *of(lines: readonly string[]): Steps<RequestNames> {
    const found = new RequestNames();
    for (const [at, line] of lines.entries()) {
      if (at % LINES_A_STEP === 0) yield;
      const text = /^\s*(?:(?:#+|\/{2,})\s*@name\b|#{3,}(?!#))(.*)$/i.exec(line.slice(0, MAX_LINE))?.[1];
      if (text !== undefined) found.#names.add(lettersOf(text));
    }
    return found;
  }

  /** Whether a variable of this name may be a response. */
  has(variable: string): boolean {
    const letters = lettersOf(variable);
    return letters !== "" && (this.#names.has(letters) || this.#names.has(letters.replace(/response$/, "")));
  }
}

/** Characters of a line that are read; no variable's name is as long. */
const MAX_LINE = 1_000;

function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
}
