import { commandsIn } from "./commandsInText";
import { methodMembersIn } from "./methodMembers";

/** A call as somebody wrote it: in a request line, a URL, a curl command, a path, a line of code or prose. */
export interface WrittenCall {
  /** One of HTTP's, in upper case, which may be one that no endpoint has; undefined where none is named, or is told. */
  readonly method?: HttpWord;
  /** From the root, with its query and without a fragment. */
  readonly path: string;
  /** Host and port in lower case, where they are written out. */
  readonly authority?: string;
}

export type HttpWord = "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD" | "OPTIONS";

/** Characters that are looked at: the command that a browser copies has all headers of the request, tokens too. */
export const MOST_WRITTEN = 20_000;
/** Further calls of one text are not looked at. */
const MOST_CALLS = 8;
/** Characters in front of a call in which its method stands. */
const BEFORE = 40;

/**
 * The calls in a text, in their order: whatever has a path from the root behind a scheme and a host, a host alone, a
 * placeholder for one, or nothing. The method is what stands right before the call, else what its command is told or
 * takes, else that of the object in code which it stands in. Takes time linear in the text, of which at most
 * `MOST_WRITTEN` characters count.
 */
export function callsIn(text: string): readonly WrittenCall[] {
  // JSON may write a slash so.
  const written = text.slice(0, MOST_WRITTEN).replaceAll("\\/", "/");
  const calls: WrittenCall[] = [];
  let around: ReturnType<typeof methodsAround> | undefined;
  for (const run of written.matchAll(RUNS)) {
    const call = callOf(run[0]);
    if (!call) continue;
    const before = methodBefore(written.slice(Math.max(0, run.index - BEFORE), run.index));
    around ??= methodsAround(written);
    const method = before ?? around(run.index);
    calls.push({ ...call, ...(method !== undefined && { method }) });
    if (calls.length === MOST_CALLS) break;
  }
  return calls;
}

/** Of what is told beside a call, by its place. */
function methodsAround(text: string): (at: number) => HttpWord | undefined {
  const commands = commandsIn(text);
  const members = methodMembersIn(text);
  return (at) => {
    const command = commands.find(({ start, end }) => start <= at && at < end);
    return httpWord(command ? command.method : members(at));
  };
}

/** What stands between white space and quotes; placeholders may hold spaces. */
const RUNS = /(?:\{\{[^{}\n]{0,200}\}\}|[^\s"'`])+/g;

function callOf(run: string): Omit<WrittenCall, "method"> | undefined {
  const scheme = /https?:\/\//i.exec(run) ?? SCHEME_LEFT_OUT.exec(run);
  const from = scheme ? scheme.index + scheme[0].length : 0;
  const slash = run.indexOf("/", from);
  const host = run.slice(from, slash);
  if (slash < 0 || (!scheme && !isHost(host))) return undefined;
  const end = run.indexOf("#", slash);
  const path = withoutPunctuation(run.slice(slash, end < 0 ? run.length : end));
  if (!/[\p{L}\p{N}]/u.test(path)) return undefined;
  const authority = authorityOf(host);
  return { path, ...(authority !== undefined && { authority }) };
}

/** `//host/path`, as pages have it; a doubled slash before anything else is one of a path. */
const SCHEME_LEFT_OUT = /^[([<]*\/\/(?=(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d{1,5})?\/)/i;

/** Nothing, a host, or what stands for one in a file, a script or the documentation; brackets and such before it. */
function isHost(text: string): boolean {
  return /^[([<]*(?:\{\{[^{}]*\}\}|\$?\{[^{}]*\}|\$\w+|%\w+%|<[^<>]*>?|[\w-]+(?:\.[\w-]+)+(?::\d+)?|(?:localhost)?(?::\d{0,5})?)?$/i.test(
    text,
  );
}

/**
 * Without a user's name and password; undefined where anything stands for a part of it. HTTPie's `:8787` is localhost's.
 * Behind a backslash clients read on or don't: such a host stays one that is none.
 */
function authorityOf(host: string): string | undefined {
  const bare = (host.includes("\\") ? host.replaceAll("@", "") : host.slice(host.lastIndexOf("@") + 1))
    .replace(/^(?:[(<]|\[(?![\da-f:.]+\]))+/i, "")
    .toLowerCase();
  if (bare === "" || bare.startsWith(":") || /[{}<>$]|^%\w+%$/.test(host)) return undefined;
  return bare.slice(0, LONGEST_AUTHORITY);
}

/** More than a name of DNS and a port take. */
const LONGEST_AUTHORITY = 300;

/** What prose, Markdown and shells put behind an address; a bracket that the path has opened is its own. */
function withoutPunctuation(path: string): string {
  let end = path.length;
  while (end > 1 && TRAILING.has(path[end - 1] ?? "")) end--;
  if (path[end] === ">" && path.slice(0, end).lastIndexOf("<") > path.slice(0, end).lastIndexOf(">")) end++;
  return path.slice(0, end);
}

const TRAILING: ReadonlySet<string> = new Set(")],.;:!?\\^>|&");

/** "POST https://…", "POST: /…", "requests.post(\"…", "request(\"POST\", \"…"; in lower case a word of prose may be it. */
function methodBefore(text: string): HttpWord | undefined {
  const [, named] = /(?:^|[^\w/-])(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)[:\s]\s*["'`<([]*$/.exec(text) ?? [];
  const [, ofLine] = /(?:^|\n)\s*(?:\$\s+)?(get|post|put|delete|patch|head|options)[:\s]\s*$/i.exec(text) ?? [];
  const [, ofCall] = /\.(get|post|put|delete|patch|head|options)\(\s*\w?["'`]$/i.exec(text) ?? [];
  const [, first] = /\b(get|post|put|delete|patch|head|options)["'`]?\s*,\s*\w?["'`]$/i.exec(text) ?? [];
  return httpWord(named ?? ofLine ?? ofCall ?? first);
}

const WORDS: readonly HttpWord[] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

function httpWord(method: string | undefined): HttpWord | undefined {
  return WORDS.find((word) => word === method?.toUpperCase());
}
