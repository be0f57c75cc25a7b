import type { Steps } from "../../steps";
import { sharedVariablesInSteps } from "../destination/fileBlocks";
import { aloneIn, type TextEdit } from "../findings/mendVariable";
import { type FileVariable, holdsScript, type RequestFile } from "../read/requestFile";
import { withoutOwnScripts } from "../write/tokenScript";
import { REGION } from "../write/writeRequest";

/** Names for values: of what the file defines for all of its requests already, else new ones that are free. */
export class BaseVariables {
  readonly #names: Map<string, string>;
  readonly #taken: Set<string>;
  readonly #added = new Map<string, string>();

  private constructor(shared: ReadonlyMap<string, string>, taken: Set<string>) {
    this.#names = new Map([...shared].map(([name, value]) => [value, name]));
    this.#taken = taken;
  }

  static *of({ text, blocks }: RequestFile): Steps<BaseVariables> {
    const shared = yield* sharedVariablesInSteps(text);
    yield;
    return new BaseVariables(shared, new Set(blocks.flatMap(({ variables }) => variables.map(({ name }) => name))));
  }

  /** Those that the file lacks, with their values. */
  get added(): ReadonlyMap<string, string> {
    return this.#added;
  }

  /** The wanted name, or one with a number. */
  nameOf(value: string, wanted: string): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}${count}`;
    this.#taken.add(name);
    this.#added.set(name, value);
    this.#names.set(value, name);
    return name;
  }
}

/**
 * The edits that define variables and take others away that nothing uses once `edits` are made: in the place of one of
 * these where that counts for the whole file, else above all requests. Takes time linear in the text times the names.
 */
export function* changedDefinitions(
  file: RequestFile,
  edits: readonly TextEdit[],
  { added, unused }: { readonly added: ReadonlyMap<string, string>; readonly unused: ReadonlySet<string> },
): Steps<TextEdit[]> {
  const gone = yield* unusedDefinitions(file, edits, unused);
  const eol = file.text.includes("\r\n") ? "\r\n" : "\n";
  const lines = [...added].map(([name, value]) => `@${name} = ${value}`).join(eol);
  const place = lines === "" ? undefined : gone.find((variable) => isInHead(file, variable));
  const others = gone.filter((variable) => variable !== place).map((variable) => removal(file.text, variable));
  if (lines === "") return others;
  if (!place) return [insertion(file, lines, eol), ...others];
  return [{ start: regionAbove(file.text, place) ?? place.start, end: place.end, text: lines }, ...others];
}

/** Definitions of the names that nothing uses any more. What a script reads can't be told. */
function* unusedDefinitions(
  file: RequestFile,
  edits: readonly TextEdit[],
  names: ReadonlySet<string>,
): Steps<FileVariable[]> {
  if (names.size === 0) return [];
  const definitions = file.blocks.flatMap(({ variables }) => variables.filter(({ name }) => names.has(name)));
  yield;
  const rest = applied(file.text, [...edits, ...definitions.map(({ start, end }) => ({ start, end, text: "" }))]);
  yield;
  const own = withoutOwnScripts(rest);
  yield;
  if (holdsScript(own) || /\{%|^[^\S\n\r\u2028\u2029]*\?\?/m.test(own)) return [];
  const used = new Set<string>();
  let count = 0;
  for (const [, inner = ""] of rest.matchAll(/\{\{([^{}]{0,2000})\}\}/g)) {
    if (++count % VARIABLES_A_STEP === 0) yield;
    for (const word of inner.split(/[^\w-]+/)) if (names.has(word)) used.add(word);
  }
  return definitions.filter(({ name }) => !used.has(name));
}

const VARIABLES_A_STEP = 2_000;

/** A text with edits that don't overlap, in any order. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: put } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, start), put);
    at = Math.max(at, end);
  }
  return parts.concat(text.slice(at)).join("");
}

/** The line, with its line break and the comment on it of ours. */
function removal(text: string, variable: FileVariable): TextEdit {
  const lineStart = text.lastIndexOf("\n", variable.start - 1) + 1;
  const found = text.indexOf("\n", variable.end);
  return { start: regionAbove(text, variable) ?? lineStart, end: found < 0 ? text.length : found + 1, text: "" };
}

function regionAbove(text: string, { start }: FileVariable): number | undefined {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const [above] = REGION_ABOVE.exec(text.slice(Math.max(0, lineStart - REGION.length - 3), lineStart)) ?? [];
  return above === undefined ? undefined : lineStart - above.trimStart().length;
}

const REGION_ABOVE = new RegExp(`(?:^|\\n)${REGION.replace(/\./g, "\\.")}\\r?\\n$`);

function isInHead({ blocks }: RequestFile, variable: FileVariable): boolean {
  const [head] = blocks;
  return head !== undefined && !head.request && !head.isForeign && variable.start < head.end;
}

/** Above all requests, where each client has it count for all of them. */
function insertion({ text, blocks }: RequestFile, line: string, eol: string): TextEdit {
  const [head] = blocks;
  const isHead = head && !head.request && !head.isForeign && !text.slice(head.start).startsWith("###");
  if (!isHead || text.slice(head.start, head.end).trim() === "") {
    const at = text.startsWith("\ufeff") ? 1 : 0;
    const separates = /^\s*###/.test(text.slice(at)) ? "" : `###${eol}${eol}`;
    return { start: at, end: at, text: `${line}${eol}${eol}${separates}` };
  }
  const first = head.variables[0];
  if (first) return { start: first.start, end: first.start, text: `${line}${eol}` };
  const at = head.start + text.slice(head.start, head.end).trimEnd().length;
  return { start: at, end: at, text: `${eol}${eol}${line}` };
}

/** The names of the variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(/\{\{[^{}]{1,200}\}\}/g)].flatMap(([whole]) => aloneIn(whole) ?? []);
}
