/** Every line of a request file that a client may take for the definition of a variable, by the variable's name. */
export type FileDefinitions = ReadonlyMap<string, readonly Definition[]>;

export interface Definition {
  /** From 0. */
  readonly line: number;
  /** What stands behind the equals sign, trimmed. */
  readonly value: string;
  /** `@name = value` in letters that REST Client, httpYac and JetBrains take alike. */
  readonly isPlain: boolean;
}

/**
 * All definitions, wherever they stand: REST Client takes them from bodies too, and httpYac also without an equals sign.
 * Takes time linear in the text.
 */
export function fileDefinitions(lines: readonly string[]): FileDefinitions {
  const found = new Map<string, Definition[]>();
  for (const [line, text] of lines.entries()) {
    const at = text.search(/\S/);
    if (text[at] !== "@") continue;
    const [, name = "", rest = ""] = /^@(?:global\.)?([^\s=:]{0,200})([^]*)$/.exec(text.slice(at)) ?? [];
    if (name === "") continue;
    const value = rest.replace(/^[\s:=]+/, "").trim();
    const definition = { line, value, isPlain: PLAIN.test(text) };
    const others = found.get(name);
    if (others) others.push(definition);
    else found.set(name, [definition]);
  }
  return found;
}

/** No quotes, which httpYac takes off; no backslashes, which REST Client does; no white space but spaces and tabs. */
const PLAIN = /^[ \t]*@[A-Za-z_][\w-]*[ \t]*=[ \t]*(?![ \t=:])[^"'`\\\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/u;
