import { APOSTROPHE, BACKSLASH, NEWLINE, QUOTE, SLASH } from "../../text/characterCodes";

/** A word is a name, a number or a keyword; a sign is one character, or the code between two parts of a template. */
export interface ScriptToken {
  readonly kind: "word" | "text" | "sign";
  /** Of a text what it says, without its quotes; undefined where code is in it. */
  readonly text: string | undefined;
  /** Whether a line ends before it. */
  readonly isOnNewLine: boolean;
  readonly end: number;
}

/**
 * The tokens of JavaScript, or of JSON, as far as telling texts from code needs them: comments are left out, and a
 * quote that its line doesn't close is a sign like others, as in the prose of a page. Nothing is evaluated. Takes time
 * linear in the text, whatever stands there.
 */
export function* scriptTokens(text: string): Generator<ScriptToken> {
  const lastBacktick = text.lastIndexOf("`");
  const lastCommentEnd = text.lastIndexOf("*/");
  /** Of each kind of quote the end of the line in which none closes any more. */
  const unclosedUntil = new Map<number, number>();
  /** For each template that is open the braces that are open in its code. */
  const templates: number[] = [];
  let isOnNewLine = true;
  let at = 0;
  const token = (kind: ScriptToken["kind"], value: string | undefined, end: number): ScriptToken => {
    const found = { kind, text: value, isOnNewLine, end };
    isOnNewLine = false;
    at = end;
    return found;
  };
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) isOnNewLine = true;
    if (code <= SPACE || code === NO_BREAK_SPACE || code === BYTE_ORDER_MARK) {
      at++;
      continue;
    }
    if (code === SLASH && text.charCodeAt(at + 1) === SLASH) {
      at = lineEnd(text, at);
      continue;
    }
    if (code === SLASH && text.charCodeAt(at + 1) === ASTERISK && at + 2 <= lastCommentEnd) {
      at = text.indexOf("*/", at + 2) + 2;
      isOnNewLine = true;
      continue;
    }
    if (code === BACKTICK && text.startsWith("```", at)) {
      // The fence of Markdown around it.
      at = lineEnd(text, at);
      continue;
    }
    if (code === QUOTE || code === APOSTROPHE) {
      const end = at < (unclosedUntil.get(code) ?? -1) ? undefined : closingQuote(text, at);
      if (end === undefined) {
        if (at >= (unclosedUntil.get(code) ?? -1)) unclosedUntil.set(code, lineEnd(text, at));
        yield token("sign", text.charAt(at), at + 1);
      } else yield token("text", unescaped(text.slice(at + 1, end - 1)), end);
      continue;
    }
    const open = templates.at(-1);
    const isResumed = open === 0 && text.charAt(at) === "}";
    if ((code === BACKTICK && at < lastBacktick) || isResumed) {
      if (isResumed) templates.pop();
      const { end, isCode } = templatePart(text, at + 1);
      if (isCode) templates.push(0);
      const isWhole = !isCode && !isResumed;
      yield token("text", isWhole ? unescaped(text.slice(at + 1, end - 1)) : undefined, end);
      continue;
    }
    if (open !== undefined && (text.charAt(at) === "{" || text.charAt(at) === "}"))
      templates[templates.length - 1] = open + (text.charAt(at) === "{" ? 1 : -1);
    if (isOfWord(code)) {
      let end = at + 1;
      while (end < text.length && isOfWord(text.charCodeAt(end))) end++;
      yield token("word", text.slice(at, end), end);
    } else yield token("sign", text.charAt(at), at + 1);
  }
}

/** A text of JavaScript as it is meant; an escape that is none stands for its character. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r?\n)|([^]))/gi,
    (_, long?: string, short?: string, hex?: string, newline?: string, character = "") => {
      const digits = long ?? short ?? hex;
      if (digits !== undefined) return codePoint(Number.parseInt(digits, 16));
      return newline === undefined ? (ESCAPES.get(character) ?? character) : "";
    },
  );
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
]);

/** Behind the quote that closes the one at `start`; undefined where its line has none. */
function closingQuote(text: string, start: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEWLINE) return undefined;
    if (code === BACKSLASH) at += text.startsWith("\r\n", at + 1) ? 2 : 1;
  }
  return undefined;
}

/** Behind the backtick that closes a template, or behind the `${` of code in it. */
function templatePart(text: string, start: number): { readonly end: number; readonly isCode: boolean } {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKTICK) return { end: at + 1, isCode: false };
    if (code === BACKSLASH) at++;
    else if (code === DOLLAR && text.charAt(at + 1) === "{") return { end: at + 2, isCode: true };
  }
  return { end: text.length, isCode: false };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** ASCII letters, digits, `_` and `$`, and all that isn't ASCII: which of it may be in a name changes nothing here. */
function isOfWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === DOLLAR ||
    code > 0x7f
  );
}

const SPACE = 0x20;
const NO_BREAK_SPACE = 0xa0;
const BYTE_ORDER_MARK = 0xfeff;
const DOLLAR = 0x24;
const ASTERISK = 0x2a;
const BACKTICK = 0x60;
