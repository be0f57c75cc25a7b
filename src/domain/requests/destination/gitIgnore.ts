/** A file of patterns as gitignore(5) has them, and the folder that they are relative to: "" for the repository's. */
export interface IgnoreFile {
  readonly folder: string;
  readonly text: string;
}

/**
 * Whether git ignores a file that it doesn't track, by these files in the order in which they count, the last first
 * asked. `path` is relative to the repository, with slashes. What is below an ignored folder can't be taken back.
 */
export function isIgnoredBy(files: readonly IgnoreFile[], path: string): boolean {
  // What isn't read could take it back.
  if (files.some(({ text }) => isTooLong(text))) return false;
  const rules = files.flatMap(({ folder, text }) => rulesIn(folder, text));
  const parts = path.split("/");
  return parts.some((_, index) => {
    const one = parts.slice(0, index + 1).join("/");
    const isFolder = index < parts.length - 1;
    const last = rules.filter((rule) => fits(rule, one, isFolder)).at(-1);
    return last !== undefined && !last.isTakenBack;
  });
}

interface Rule {
  readonly folder: string;
  readonly isTakenBack: boolean;
  readonly isForFolders: boolean;
  /** Without a slash before its end it fits a name at any depth. */
  readonly isForNames: boolean;
  readonly tokens: readonly Token[];
}

/** A character, one of some, any but a slash, as many of these as there are, or any folders. */
type Token =
  | { readonly kind: "one"; readonly is: (character: string) => boolean }
  | { readonly kind: "run" | "folders" };

/** Lines of one file, and characters of a line, that are read. */
const [MAX_LINES, MAX_LENGTH] = [5_000, 500];

function isTooLong(text: string): boolean {
  if (text.length > MAX_LINES * 100) return true;
  const lines = text.split("\n", MAX_LINES + 1);
  return lines.length > MAX_LINES || lines.some((line) => line.length > MAX_LENGTH && !line.startsWith("#"));
}

function rulesIn(folder: string, text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => ruleOf(folder, line) ?? []);
}

function ruleOf(folder: string, line: string): Rule | undefined {
  if (line.startsWith("#")) return undefined;
  let pattern = line.replace(/(?<!\\) +$/, "").replace(/^\ufeff/, "");
  const isTakenBack = pattern.startsWith("!");
  if (isTakenBack) pattern = pattern.slice(1);
  const isForFolders = pattern.endsWith("/");
  if (isForFolders) pattern = pattern.slice(0, -1);
  const isForNames = !pattern.includes("/");
  const bare = pattern.startsWith("/") ? pattern.slice(1) : pattern;
  return bare === "" ? undefined : { folder, isTakenBack, isForFolders, isForNames, tokens: tokensOf(bare) };
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at);
    const atStart = at === 0 || pattern[at - 1] === "/";
    const [stars = ""] = /^\*+/.exec(rest) ?? [];
    const isFolders = atStart && stars.length > 1;
    if (isFolders && rest[stars.length] === "/") {
      tokens.push({ kind: "folders" });
      at += stars.length + 1;
    } else if (isFolders && rest === stars) {
      tokens.push({ kind: "folders" }, { kind: "run" });
      at += stars.length;
    } else if (stars !== "") {
      tokens.push({ kind: "run" });
      at += stars.length;
    } else {
      const [is, length] = oneOf(rest);
      tokens.push({ kind: "one", is });
      at += length;
    }
  }
  return tokens;
}

/** What one character has to be, and how much of the pattern says so. */
function oneOf(rest: string): readonly [is: (character: string) => boolean, length: number] {
  const [first = ""] = rest;
  if (first === "?") return [(character) => character !== "/", 1];
  if (first === "\\" && rest.length > 1) return [(character) => character === rest[1], 2];
  const [whole, negated, members = ""] = /^\[([!^]?)(\]?(?:\\.|[^\]\\])*)\]/.exec(rest) ?? [];
  if (whole === undefined) return [(character) => character === first, 1];
  const has = membersOf(members);
  return [(character) => character !== "/" && has(character) === (negated === ""), whole.length];
}

function membersOf(text: string): (character: string) => boolean {
  const ranges = [...text.matchAll(/(\\?[^])-(\\?[^])|\\?([^])/g)].map(
    ([, from, to, one]): readonly [string, string] => {
      const bare = (member: string | undefined): string => member?.at(-1) ?? "";
      return one === undefined ? [bare(from), bare(to)] : [one, one];
    },
  );
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}

function fits({ folder, isForFolders, isForNames, tokens }: Rule, path: string, isFolder: boolean): boolean {
  if (isForFolders && !isFolder) return false;
  if (folder !== "" && !path.startsWith(`${folder}/`)) return false;
  const below = folder === "" ? path : path.slice(folder.length + 1);
  return matches(tokens, isForNames ? below.slice(below.lastIndexOf("/") + 1) : below);
}

/** Place by place, so that stars can't make it try everything: it takes their number times the length. */
function matches(tokens: readonly Token[], text: string): boolean {
  let reached = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const at of reached) {
      if (token.kind === "one") {
        if (at < text.length && token.is(text[at] ?? "")) next.add(at + 1);
      } else if (token.kind === "folders") {
        next.add(at);
        for (let slash = text.indexOf("/", at); slash >= 0; slash = text.indexOf("/", slash + 1)) next.add(slash + 1);
      } else {
        for (let to = at; ; to++) {
          if (next.has(to) && to > at) break;
          next.add(to);
          if (to >= text.length || text[to] === "/") break;
        }
      }
    }
    reached = next;
  }
  return reached.has(text.length);
}
