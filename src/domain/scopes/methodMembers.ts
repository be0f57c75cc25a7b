/**
 * Reads the members `method: "POST"` of objects and of arguments in code, JSON and markup, and says which of them belongs
 * to what stands at a place: one of the brackets around it, the innermost first, or of the object that follows it there,
 * as in `fetch(url, { method: "POST" })`. What stands in other strings is none. Takes time linear in the text.
 */
export function methodMembersIn(text: string): (at: number) => string | undefined {
  const root: Group = { start: 0, end: text.length, opener: "", parent: undefined, method: undefined, objects: [] };
  const groups = [root];
  let group = root;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const member = /["'m]/i.test(character) && !/\w/.test(text[at - 1] ?? "") ? memberAt(text, at) : undefined;
    if (member) {
      group.method ??= member.method;
      at = member.end - 1;
    } else if (character === '"' || (character === "'" && !/\w/.test(text[at - 1] ?? ""))) at = stringEnd(text, at);
    else if (character === "{" || character === "(" || character === "[") {
      const opened: Group = {
        start: at,
        end: text.length,
        opener: character,
        parent: group,
        method: undefined,
        objects: [],
      };
      if (character === "{" && /,\s*$/.test(text.slice(Math.max(0, at - MOST_SPACE), at))) group.objects.push(opened);
      groups.push(opened);
      group = opened;
    } else if (CLOSERS.get(character) === group.opener && group.parent) {
      group.end = at;
      group = group.parent;
    }
  }
  return (at) => methodAt(groups, at);
}

interface Group {
  readonly start: number;
  end: number;
  readonly opener: string;
  readonly parent: Group | undefined;
  method: string | undefined;
  /** Those that stand in it behind a comma. */
  readonly objects: Group[];
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["}", "{"],
  [")", "("],
  ["]", "["],
]);

/** White space between a comma and the object behind it. */
const MOST_SPACE = 100;

function methodAt(groups: readonly Group[], at: number): string | undefined {
  // The last that began is the innermost one.
  const around = groups.filter(({ start, end }) => start <= at && at < end);
  for (let group = around.at(-1); group; group = group.parent) {
    const behind = group.objects.find(({ start, method }) => start > at && method !== undefined);
    const method = group.method ?? behind?.method;
    if (method !== undefined) return method;
  }
  return undefined;
}

function memberAt(text: string, at: number): { readonly method: string; readonly end: number } | undefined {
  MEMBER.lastIndex = at;
  const found = MEMBER.exec(text);
  const method = found?.[3];
  return found && method !== undefined && isMethod(method) ? { method, end: MEMBER.lastIndex } : undefined;
}

const MEMBER = /(["']?)method\1\s{0,5}[:=]\s{0,5}(["'`])([A-Za-z]{3,7})\2/iy;

function isMethod(text: string): boolean {
  return /^(?:get|post|put|delete|patch|head|options)$/i.test(text);
}

/** The quote that closes a string of one line, or the line's end: prose has apostrophes. */
function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === text[start] || text[at] === "\n") return at;
    if (text[at] === "\\") at++;
  }
  return text.length;
}
