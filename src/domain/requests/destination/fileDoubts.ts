import { STEP_LENGTH, type Steps } from "../../steps";
import { type Sentence, say } from "../../text/sentence";
import { LINES_A_STEP } from "./fileDefinitions";

/** Why it can't be told from a request file alone where its requests go; the message names it for a person. */
export interface Doubt {
  readonly code: DoubtCode;
  readonly message: Sentence;
}

export function doubt(code: DoubtCode, template: string, ...args: readonly string[]): Doubt {
  return { code, message: say(template, ...args) };
}

/** The request is one thing for one client, and another for the next. */
export function unclearLines(): Doubt {
  return doubt("lines", "clients read the lines of the request in different ways");
}

export type DoubtCode =
  | "address"
  | "relative"
  | "host-header"
  | "authorization"
  | "variable-undefined"
  | "variable-twice"
  | "variable-elsewhere"
  | "variable-form"
  | "lines"
  | "script"
  | "expression"
  | "metadata"
  | "separator"
  | "special-variable"
  | "too-long"
  | "language"
  | "surroundings"
  | "host-from-file"
  | "gateway";

/**
 * What in a file may change the host of any of its requests, whatever their addresses say: scripts of httpYac and
 * JetBrains, computed expressions, imports and other metadata that runs or asks for something, and lines that only some
 * clients take for a separator. One of each kind. Takes time linear in the text.
 */
export function* fileDoubts(lines: readonly string[]): Steps<Doubt[]> {
  const found = new Map<DoubtCode, Doubt>();
  const add = (code: DoubtCode, message: Sentence): void =>
    void (found.has(code) || found.set(code, { code, message }));
  for (const [number, line] of lines.entries()) {
    if (number % LINES_A_STEP === 0 || line.length > STEP_LENGTH) yield;
    if (line.includes("{{") && !holdsPlainVariablesOnly(line)) {
      const end = line.slice(-MAX_EXPRESSION);
      if (end.includes("{{", end.lastIndexOf("}") + 1))
        add("script", say("a script in the file can change where it goes"));
      else add("expression", say("an expression in the file is computed when the request is sent"));
    }
    if (line.includes("{%") || /^\s*(?:\?\?|<@|>(?!>{1,2}!? ))/.test(line))
      add("script", say("a script in the file can change where it goes"));
    if (/^\s*(?:import|run)\s+(?:#|\S*\.(?:http|rest)\b)/i.test(line.slice(0, MAX_EXPRESSION)))
      add("metadata", say("an import in the file can change where it goes"));
    const [, metadata] = /^\s*(?:#+|\/{2,})\s*@([^\s]{0,100})/.exec(line) ?? [];
    if (metadata !== undefined && !HARMLESS.has(metadata.replace(/-/g, "").toLowerCase())) {
      add("metadata", say("“# @{0}” can change where it goes", metadata));
    }
    if (/^\s+###/.test(line)) add("separator", say("clients divide the file in different ways"));
    const [, special] = /^\s*@(?:global\.)?(request_\w{1,100})/i.exec(line) ?? [];
    if (special !== undefined)
      add("special-variable", say("the variable “{0}” changes how requests are sent", special));
  }
  return [...found.values()];
}

/** The variable names in a text where it holds nothing else between braces; undefined where it does. */
export function plainVariables(text: string): string[] | undefined {
  const names: string[] = [];
  const rest = text.replace(/\{\{[ \t]*([A-Za-z_][\w-]{0,199})[ \t]*\}\}/g, (_, name: string) => {
    names.push(name);
    return "";
  });
  return /[{}]/.test(rest) ? undefined : names;
}

/** Characters of a line's end in which an open script is looked for. */
const MAX_EXPRESSION = 1_000;

/** Metadata that neither runs nor imports anything, nor asks for a variable's value; without hyphens. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["name", "title", "description", "tag", "group", "note"],
  ...[
    "noredirect",
    "nolog",
    "nocookiejar",
    "noresponseview",
    "noautoencoding",
    "debug",
    "verbose",
    "sleep",
    "timeout",
    "connectiontimeout",
  ],
]);

/** Each `{{…}}` of a line names a variable, one of its parts, or a value of REST Client's own: none of them is computed. */
function holdsPlainVariablesOnly(line: string): boolean {
  for (let at = line.indexOf("{{"); at >= 0;) {
    const end = line.indexOf("}}", at + 2);
    if (end < 0 || end - at > MAX_EXPRESSION || !PLAIN_EXPRESSION.test(line.slice(at + 2, end))) return false;
    at = line.indexOf("{{", end + 2);
  }
  return true;
}

/** White space at the end belongs to one part of it alone. */
const PLAIN_EXPRESSION =
  /^[ \t]*(?:%?[A-Za-z_][\w-]*(?:\.[\w$*@-]+|\[[\w*'"$ .-]{1,100}\])*[ \t]*|\$(?:guid|uuid|isoTimestamp|timestamp|datetime|localDatetime|randomInt|random\.[\w.]+|processEnv|dotenv|aadToken|aadV2Token|oidcAccessToken)(?:[ \t][\w \t.:'"%/,-]*)?)$/;
