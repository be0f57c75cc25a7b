import { LIMITS } from "../../limits";
import type { Steps } from "../../steps";
import { type FoundApp, isFoundClientId, type LeftOut } from "./foundApp";
import { pairedApps } from "./pairNames";
import { type NamedValue, tooManyValues } from "./scriptValues";

/** The apps of a dotenv file, or of a part of one; undefined where nothing in the text is a line of such a file that names one. */
export function* readDotenv(text: string, leftOut: LeftOut): Steps<FoundApp[] | undefined> {
  const values = yield* dotenvValues(text);
  if (!values.some(({ name, value = "" }) => /client_?(?:id|secret)/i.test(name) || isFoundClientId(value)))
    return undefined;
  return yield* pairedApps(values, leftOut);
}

/**
 * The names and values of a dotenv file: with or without `export`, in quotes, over several lines, with comments behind
 * them. A value with another variable in it is none that is plain. Takes time linear in the text.
 */
function* dotenvValues(text: string): Steps<NamedValue[]> {
  const values: NamedValue[] = [];
  for (let at = 0, count = 1; at < text.length; count++) {
    if (count % LINES_A_STEP === 0) yield;
    const end = lineEnd(text, at);
    ASSIGNMENT.lastIndex = at;
    const [lead, name] = ASSIGNMENT.exec(text) ?? [];
    if (lead === undefined || name === undefined || at + lead.length > end) {
      at = end + 1;
      continue;
    }
    const value = valueAt(text, at + lead.length, end);
    if (values.push({ name, value: isPlain(value) ? value.text : undefined }) > LIMITS.ownValues) throw tooManyValues();
    at = lineEnd(text, value.end) + 1;
  }
  return values;
}

const LINES_A_STEP = 1_000;
/** Also as scripts of Windows, compose files and Dockerfiles give variables their values. */
const ASSIGNMENT =
  /[ \t\ufeff]{0,100}(?:(?:export|set|SET|ENV|-)[ \t]{1,100})?([A-Za-z_][\w.-]{0,199})[ \t]{0,100}=[ \t]{0,100}/y;

interface Value {
  readonly text: string;
  readonly end: number;
  readonly isLiteral: boolean;
}

function valueAt(text: string, start: number, endOfLine: number): Value {
  const quote = text.charAt(start);
  const close = quote === '"' || quote === "'" || quote === "`" ? closingQuote(text, start) : undefined;
  if (close !== undefined) {
    const inside = text.slice(start + 1, close);
    const isLiteral = quote === "'";
    return { text: quote === '"' ? unescaped(inside) : inside, end: close + 1, isLiteral };
  }
  const line = text.slice(start, endOfLine);
  const comment = line.search(/(?:^|[ \t])#/);
  return { text: (comment < 0 ? line : line.slice(0, comment)).trim(), end: start, isLiteral: false };
}

/** Where the quote closes, with nothing behind it but a comment; a quote alone is a character of its value. */
function closingQuote(text: string, start: number): number | undefined {
  const quote = text.charAt(start);
  let at = start + 1;
  for (; at < text.length && text.charAt(at) !== quote; at++) if (text.charAt(at) === "\\" && quote !== "'") at++;
  return at < text.length && /^[ \t]*(?:#|\r?$)/.test(text.slice(at + 1, Math.min(lineEnd(text, at), at + 200)))
    ? at
    : undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, character: string) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** `$NAME` and `${NAME}` come from elsewhere, but not in single quotes. */
function isPlain({ text, isLiteral }: Value): boolean {
  return isLiteral || !/\$(?:\{|[A-Za-z_])/.test(text);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
