import { LIMITS } from "../../limits";
import { textBehindToken } from "../../tokens/verify/sentToken";
import type { FileVariable } from "../read/requestFile";
import { parseRequestFile } from "../read/parseRequestFile";
import type { TextRange } from "../../text/textRange";

export interface TextEdit extends TextRange {
  readonly text: string;
}

/**
 * What a header's value holds beside its token: `Bearer ` before it, quotes around it, or a comment behind it; undefined
 * where it holds nothing else.
 */
export function wrapOf(value: string): { readonly scheme: string; readonly bare: string } | undefined {
  const unquoted = value.replace(QUOTED, "$2");
  const [scheme = ""] = /^(?:bearer|jwt|basic)[ \t]+/i.exec(unquoted) ?? [];
  const inner = unquoted.slice(scheme.length).replace(QUOTED, "$2");
  const bare = inner.slice(0, inner.length - (textBehindToken(inner)?.length ?? 0)).trim();
  return bare === value ? undefined : { scheme, bare };
}

const QUOTED = /^(["'`])([^]*)\1[,;]?$/;

/**
 * Takes all but the token out of a variable of a request file, for headers `auth` that are nothing but `{{name}}`. Where
 * the value begins with `Bearer`, its other users get that themselves. No edits where that can't be told for all of them:
 * the variable stands in a script or an expression, or no definition of the file holds more than a token.
 */
export function mendVariable(text: string, variable: string): TextEdit[] {
  const { blocks } = parseRequestFile(text);
  const definitions = blocks.flatMap(({ variables }) => variables);
  const names = chainOf(variable, definitions);
  const mended = definitions
    .filter(({ name }) => names.has(name))
    .flatMap(({ value }) => {
      const wrap = wrapOf(value.text);
      return wrap ? [{ value, ...wrap }] : [];
    });
  if (mended.length === 0) return [];
  const [{ scheme }] = [...mended.filter((each) => each.scheme !== ""), { scheme: "" }] as [{ scheme: string }];
  const users = usersOf(text, definitions, names);
  if (!users) return [];
  const edits = mended.map(({ value: { start, end }, bare }) => ({ start, end, text: bare }));
  if (scheme === "") return edits;
  return [...edits, ...users.map((start) => ({ start, end: start, text: scheme }))].sort((a, b) => a.start - b.start);
}

/** Gives another value to those of a file's variables, and of those that they are other names for, that hold `from`. */
export function setVariable(text: string, variables: readonly string[], from: string, to: string): TextEdit[] {
  const definitions = parseRequestFile(text).blocks.flatMap((block) => block.variables);
  const names = new Set(variables.flatMap((variable) => [...chainOf(variable, definitions)]));
  return definitions
    .filter(({ name, value }) => names.has(name) && value.text === from)
    .map(({ value: { start, end } }) => ({ start, end, text: to }));
}

/** The variable, and those that it is nothing but another name for. */
function chainOf(variable: string, definitions: readonly FileVariable[]): ReadonlySet<string> {
  const names = new Set([variable]);
  for (let depth = 0, size = 0; size !== names.size && depth < LIMITS.variableDepth; depth++) {
    size = names.size;
    for (const { name, value } of definitions) {
      const other = names.has(name) ? aloneIn(value.text) : undefined;
      if (other !== undefined) names.add(other);
    }
  }
  return names;
}

/** The name of the variable that a text is nothing but. */
export function aloneIn(text: string): string | undefined {
  return /^\{\{[ \t]*([\w-]{1,200})[ \t]*\}\}$/.exec(text)?.[1];
}

/** Where the variables are used, but for headers `auth` and their own chain; undefined where that can't be told. */
function usersOf(text: string, definitions: readonly FileVariable[], names: ReadonlySet<string>): number[] | undefined {
  const exempt = new Set<number>();
  for (const { name, value } of definitions)
    if (names.has(name) && names.has(aloneIn(value.text) ?? "")) exempt.add(value.start);
  const users: number[] = [];
  for (const { index, 0: whole, 1: inner = "" } of text.matchAll(/\{\{([^{}]{0,2000})\}\}/g)) {
    const alone = aloneIn(whole);
    // In a script or an expression it may be anything.
    if (alone === undefined && [...names].some((name) => inner.split(/[^\w-]+/).includes(name))) return undefined;
    // In headers `auth` of other texts, too: a curl command, a request that is commented out.
    const isAuth = AUTH_BEFORE.test(text.slice(Math.max(0, index - LONGEST_BEFORE), index));
    if (alone !== undefined && names.has(alone) && !isAuth && !exempt.has(index)) users.push(index);
  }
  return users;
}

const AUTH_BEFORE = /(?:^|[^\w-])auth[ \t]{0,20}:[ \t]{0,20}$/i;
/** Characters. */
const LONGEST_BEFORE = 50;
