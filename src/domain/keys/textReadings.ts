/**
 * How a key's characters can stand in source code, configuration and terminals. Each function undoes one way; none
 * knows whether it was right: a reading counts only if a whole key comes out. Time is linear in the text's length.
 */

/** What escape sequences stand for, however often the text was escaped; other backslashes go, as at a line's end. */
export function withoutEscapes(text: string): string {
  const lines = /^`r?`?n/.test(text) ? text.replace(/`[nr]/g, "\n") : text;
  if (!lines.includes("\\")) return lines;
  return lines
    .replace(/\\+/g, "\\")
    .replace(/\\(?:u00|x)([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(?:0?1[25]|[nrt])/g, "\n")
    .replace(/\\/g, "");
}

/**
 * What stands in the string literals of source code, joined. A literal is open at the start of the text, and has to be
 * at its end; what stands between two literals is an operator, a call or a comment.
 */
export function joinLiterals(text: string): string | undefined {
  const pieces = text.split(/["'`]+/);
  if (pieces.length === 1 || pieces.length % 2 === 0) return undefined;
  return pieces.filter((_, index) => index % 2 === 0).join("");
}

/** As `joinLiterals`, of text that begins and ends outside of literals. A backslash keeps its meaning for later. */
export function joinAllLiterals(text: string): string | undefined {
  const pieces: string[] = [];
  for (const opening = /["'`]/g; ;) {
    const start = opening.exec(text)?.index;
    if (start === undefined) break;
    let end = start + 1;
    while (end < text.length && text[end] !== text[start]) end += text[end] === "\\" ? 2 : 1;
    if (end >= text.length) break;
    pieces.push(text.slice(start + 1, end));
    opening.lastIndex = end + 1;
  }
  return pieces.length === 0 ? undefined : pieces.join("");
}

/** Without white space, quotes, tags, the headers of RFC 1421, and what continues a line in some language. */
export function compact(text: string): string {
  return text
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, "\n")
    .replace(/^[ \t]*[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*$/gm, "")
    .replace(/=3D/g, "=")
    .replace(/[,;|^`"'\\\s]+/g, "");
}

/**
 * Without what stands before each line, where it stands before the first one too: a comment's sign, a quote's, a
 * diff's, or the line's number.
 * @param lead what stands before the text on its first line
 */
export function withoutLead(text: string, lead: string): string | undefined {
  const lines = text.split(/\r?\n|\r/);
  const [first = "", ...rest] = lines;
  const filled = rest.filter((line) => line.trim() !== "");
  const number = /^\s*(\d{1,6})[\s:|.)-]+$/.exec(lead)?.[1];
  if (number !== undefined) {
    const isNumbered = (line: string, index: number) => Number.parseInt(line, 10) === Number(number) + index + 1;
    return filled.every(isNumbered)
      ? [first, ...filled.map((line) => line.replace(/^\s*\d+[\s:|.)-]*/, ""))].join("\n")
      : undefined;
  }
  const sign = /^\s*([^\s\w"'`{[(]{1,4})/.exec(lead)?.[1];
  if (sign === undefined || !filled.every((line) => line.trimStart().startsWith(sign))) return undefined;
  return [first, ...filled.map((line) => line.trimStart().slice(sign.length))].join("\n");
}

/** Without the sign of a quoted mail or a comment that stands before every line, up to three times. */
export function withoutQuoteSigns(text: string): string | undefined {
  let plain: string | undefined;
  for (let times = 0; times < 3; times++) {
    const lines = (plain ?? text).split(/\r?\n|\r/).filter((line) => line.trim() !== "");
    const sign = /^\s*([>#*|]|\/\/)/.exec(lines[0] ?? "")?.[1];
    if (sign === undefined || !lines.every((line) => line.trimStart().startsWith(sign))) break;
    plain = lines.map((line) => line.trimStart().slice(sign.length)).join("\n");
  }
  return plain;
}

/** A shell ate the backslash of each `\n`, so that an n stands where each line of 64 characters begins and ends. */
export function withoutLostBreaks(text: string): string | undefined {
  if (!/^n(?:[^\s]{64}n)+(?:[^\s]{1,64}n)?$/.test(text)) return undefined;
  return (text.slice(1).match(/[^]{1,65}/g) ?? []).map((line) => line.slice(0, -1)).join("");
}
