import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";

/** Every line of a request file that a client may take for the definition of a variable, by the variable's name. */
export type FileDefinitions = ReadonlyMap<string, Definitions>;

/** All that define one name. */
export interface Definitions {
  /** In the order of their lines. */
  readonly all: readonly Definition[];
  /** The first few values, each once. */
  readonly values: readonly string[];
  /** Each of them is plain, and all say the same. */
  readonly isPlain: boolean;
  readonly isOneWay: boolean;
  readonly hasBackslash: boolean;
}

interface Definition {
  /** From 0. */
  readonly line: number;
  /** What stands behind the equals sign, trimmed. */
  readonly value: string;
  /** `@name = value` in letters that REST Client, httpYac and JetBrains take alike. */
  readonly isPlain: boolean;
}

/** Values of one name that are told. */
const MAX_VALUES = 5;

/**
 * All definitions, wherever they stand: REST Client takes them from bodies too, and httpYac also without an equals sign.
 * Takes time linear in the text.
 */
export function* fileDefinitions(lines: readonly string[]): Steps<FileDefinitions> {
  const found = new Map<
    string,
    { all: Definition[]; values: string[]; isPlain: boolean; isOneWay: boolean; hasBackslash: boolean }
  >();
  for (const [line, text] of lines.entries()) {
    if (line % LINES_A_STEP === 0) yield;
    const at = text.search(/\S/);
    if (text[at] !== "@") continue;
    const [, name = "", rest = ""] =
      /^@(?:global\.)?([^\s=:]{0,200})([^]*)$/.exec(text.slice(at, at + 2 * LIMITS.address)) ?? [];
    if (name === "") continue;
    const value = rest.replace(/^[\s:=]+/, "").trim();
    const definition = { line, value, isPlain: text.length <= LIMITS.address && PLAIN.test(text) };
    const known = found.get(name) ?? { all: [], values: [], isPlain: true, isOneWay: true, hasBackslash: false };
    found.set(name, known);
    known.all.push(definition);
    known.isPlain &&= definition.isPlain;
    known.hasBackslash ||= value.includes("\\");
    if (known.values.includes(value)) continue;
    known.isOneWay = known.values.length === 0;
    if (known.values.length < MAX_VALUES) known.values.push(value.slice(0, LIMITS.address));
  }
  return found;
}

/** Lines between two yields. */
export const LINES_A_STEP = 1_000;

/** No quotes, which httpYac takes off; no backslashes, which REST Client does; no white space but spaces and tabs. */
const PLAIN =
  /^[ \t]*@[A-Za-z_][\w-]*[ \t]*=[ \t]*(?![ \t=:])[^"'`\\\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/u;

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
