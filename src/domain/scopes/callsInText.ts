/** A call as somebody wrote it: in a request line, a URL, a curl command, a path, a line of code or prose. */
export interface WrittenCall {
  /** In upper case; undefined where none is named. It may be one that no endpoint has. */
  readonly method?: string;
  /** From the root, with its query and without a fragment. */
  readonly path: string;
}

/** Characters that are looked at: the command that a browser copies has all headers of the request, tokens too. */
export const MOST_WRITTEN = 20_000;
/** Further calls of one text are not looked at. */
const MOST_CALLS = 8;
/** Characters in front of a call in which its method stands. */
const BEFORE = 40;

/**
 * The calls in a text, in their order: whatever has a path from the root behind a scheme and a host, a host alone, a
 * placeholder for one, or nothing. Takes time linear in the text, of which at most `MOST_WRITTEN` characters count.
 */
export function callsIn(text: string): readonly WrittenCall[] {
  // JSON may write a slash so.
  const written = text.slice(0, MOST_WRITTEN).replaceAll("\\/", "/");
  const ofCommand = methodOfCommand(written);
  const calls: WrittenCall[] = [];
  for (const run of written.matchAll(RUNS)) {
    const path = pathOf(run[0]);
    if (path === undefined) continue;
    const method = ofCommand ?? methodBefore(written.slice(Math.max(0, run.index - BEFORE), run.index));
    calls.push({ path, ...(method !== undefined && { method: method.toUpperCase() }) });
    if (calls.length === MOST_CALLS) break;
  }
  return calls;
}

/** What stands between white space and quotes; placeholders may hold spaces. */
const RUNS = /(?:\{\{[^{}\n]{0,200}\}\}|[^\s"'`])+/g;

function pathOf(run: string): string | undefined {
  const scheme = /https?:\/\//i.exec(run);
  const slash = run.indexOf("/", scheme ? scheme.index + scheme[0].length : 0);
  if (slash < 0 || (!scheme && !isHost(run.slice(0, slash)))) return undefined;
  const end = run.indexOf("#", slash);
  const path = withoutPunctuation(run.slice(slash, end < 0 ? run.length : end));
  return /[\p{L}\p{N}]/u.test(path) ? path : undefined;
}

/** Nothing, a host, or what stands for one in a file, a script or the documentation; brackets and such before it. */
function isHost(text: string): boolean {
  return /^[([<]*(?:\{\{[^{}]*\}\}|\$?\{[^{}]*\}|\$\w+|%\w+%|<[^<>]*>?|[\w-]+(?:\.[\w-]+)+(?::\d+)?|localhost(?::\d+)?)?$/i.test(
    text,
  );
}

/** What prose, Markdown and shells put behind an address; a bracket that the path has opened is its own. */
function withoutPunctuation(path: string): string {
  let end = path.length;
  while (end > 1 && TRAILING.has(path[end - 1] ?? "")) end--;
  if (path[end] === ">" && path.slice(0, end).lastIndexOf("<") > path.slice(0, end).lastIndexOf(">")) end++;
  return path.slice(0, end);
}

const TRAILING: ReadonlySet<string> = new Set(")],.;:!?\\^>|&");

/** Of curl and its like: the one that it is told, or what it takes where it is told none. */
function methodOfCommand(text: string): string | undefined {
  const [, told] =
    /(?:^|\s)(?:-X\s*|--request[\s=]+|-Method\s+)["']?([A-Za-z]{3,7})\b/.exec(text) ??
    /\bmethod["']?\s{0,5}[:=]\s{0,5}["']([A-Za-z]{3,7})["']/i.exec(text) ??
    [];
  if (told !== undefined || !/^\s*(?:\$\s+)?curl(?:\.exe)?\s/i.test(text)) return told;
  if (/\s(?:-G|--get)(?:\s|$)/.test(text)) return "GET";
  return /\s(?:-d|-F|--data(?:-[a-z]+)?|--form(?:-string)?|--json)[\s=@'"]/.test(text) ? "POST" : "GET";
}

/** "POST https://…", "POST: /…", "requests.post(\"…". */
function methodBefore(text: string): string | undefined {
  const [, ofLine] = /(?:^|[^\w/-])(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)[:\s]\s*["'`<([]*$/i.exec(text) ?? [];
  const [, ofCall] = /\.(get|post|put|delete|patch)\(\s*\w?["'`]$/i.exec(text) ?? [];
  return ofLine ?? ofCall;
}
