import { LIMITS } from "../../limits";
import { BACKSLASH, QUOTE } from "../../text/characterCodes";

/**
 * JSON with one member or element a line, two spaces a level. Only white space between tokens changes: numbers beyond
 * 2^53, duplicate names, escapes and order stay. Anything that isn't JSON, or is too long or too deep, comes back as
 * it is. Never throws, and does not recurse.
 */
export function formatJson(text: string): string {
  if (text.length > LIMITS.formatted) return text;
  if (3 * text.length > LIMITS.formatted && new TextEncoder().encode(text).length > LIMITS.formatted) return text;
  const formatted = laidOut(text);
  // Last, since the levels have to be counted before a parser may see the text.
  return formatted !== undefined && isJson(text) ? formatted : text;
}

function laidOut(text: string): string | undefined {
  const pieces: string[] = [];
  let length = 0;
  let depth = 0;
  let position = 0;
  const add = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  const newLine = () => add(`\n${"  ".repeat(depth)}`);

  while ((position = skipSpace(text, position)) < text.length) {
    const start = position;
    const character = text.charAt(position++);
    if (character === "{" || character === "[") {
      add(character);
      const next = skipSpace(text, position);
      if (text.charAt(next) === "}" || text.charAt(next) === "]") {
        add(text.charAt(next));
        position = next + 1;
        continue;
      }
      if (++depth > LIMITS.jsonDepth) return undefined;
      newLine();
    } else if (character === "}" || character === "]") {
      if (--depth < 0) return undefined;
      newLine();
      add(character);
    } else if (character === ",") {
      add(character);
      newLine();
    } else if (character === ":") {
      add(": ");
    } else {
      position = character === '"' ? endOfString(text, position) : endOfLiteral(text, position);
      if (position < 0) return undefined;
      add(text.slice(start, position));
    }
    if (length > LIMITS.formattedResult) return undefined;
  }
  return depth === 0 ? pieces.join("") : undefined;
}

/** JSON's own white space (RFC 8259, section 2) and no other. */
function skipSpace(text: string, start: number): number {
  let position = start;
  for (let code = text.charCodeAt(position); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;)
    code = text.charCodeAt(++position);
  return position;
}

/** Behind the closing quote, or -1. */
function endOfString(text: string, start: number): number {
  for (let position = start; ; position++) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) position++;
    else if (code === QUOTE) return position + 1;
    else if (Number.isNaN(code)) return -1;
  }
}

function endOfLiteral(text: string, start: number): number {
  let position = start;
  while (position < text.length && !' \n\r\t,:"{}[]'.includes(text.charAt(position))) position++;
  return position;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
