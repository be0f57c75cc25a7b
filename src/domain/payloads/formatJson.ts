/** Longer JSON (in UTF-8 bytes) is shown as it came. */
export const MAX_FORMATTED_BYTES = 5_000_000;
/** JSON nested deeper is shown as it came. */
export const MAX_FORMATTED_DEPTH = 200;
/** What an extension can hand to an editor: indentation can make much out of little. */
const MAX_RESULT_LENGTH = 50_000_000;

/**
 * JSON with one member or element a line, two spaces a level. Only white space between tokens changes: numbers beyond
 * 2^53, duplicate names, escapes and order stay. Anything that isn't JSON, or is too long or too deep, comes back as
 * it is. Never throws, and does not recurse.
 */
export function formatJson(text: string): string {
  if (text.length > MAX_FORMATTED_BYTES) return text;
  if (3 * text.length > MAX_FORMATTED_BYTES && new TextEncoder().encode(text).length > MAX_FORMATTED_BYTES) return text;
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
      if (++depth > MAX_FORMATTED_DEPTH) return undefined;
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
    if (length > MAX_RESULT_LENGTH) return undefined;
  }
  return depth === 0 ? pieces.join("") : undefined;
}

/** JSON's own white space (RFC 8259, section 2) and no other. */
function skipSpace(text: string, start: number): number {
  let position = start;
  for (let code = text.charCodeAt(position); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; ) code = text.charCodeAt(++position);
  return position;
}

/** Behind the closing quote, or -1. */
function endOfString(text: string, start: number): number {
  for (let position = start; ; position++) {
    const code = text.charCodeAt(position);
    if (code === 0x5c) position++;
    else if (code === 0x22) return position + 1;
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
