import { asText, type TextOptions } from "./asText";

/**
 * Text of unknown origin for a place in Markdown, in a line of its own too: what is rendered is what `asText` gives,
 * and nothing of it is a link (by itself neither: GFM, section 6.9, and the names without a scheme that previews take for one),
 * an image, HTML, an entity, code, a cell of a table, or the start of a block. `maxLength` counts what is rendered.
 * Not for what is Markdown already.
 */
export function asMarkdown(value: string | number, options?: TextOptions): string {
  return asText(value, options).replace(MARKUP, "\\$&");
}

/**
 * Any ASCII punctuation may be escaped (CommonMark, 2.4). Only what can mean something is, so that the Markdown itself
 * can be read too: always; inside a word, as in "www.example.com" and "//localhost"; and at the start of a line.
 */
const MARKUP = /[\\`*_{}[\]()<>#+!|~&$^@]|[.:/](?=\S)|(?<=^ ?)[-=:]|(?<=^ ?\d+)[.)]/g;

/** Text in a block of code, whose fence is longer than any run of backticks in it. Line breaks stay. */
export function codeBlock(text: string, language = ""): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}
