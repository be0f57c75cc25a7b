import type { DocumentationPage } from "./documentationPage";
import { asText, type PlainText, type TextOptions } from "./asText";
import { visibleJson } from "./visibleJson";

declare const MARKDOWN: unique symbol;

/** Markdown in which what came from files is text: reports and hovers take no other, by its type. */
export type Markdown = string & { readonly [MARKDOWN]: true };

/**
 * Text of unknown origin for a place in Markdown, in a line of its own too: what is rendered is what `asText` gives,
 * and nothing of it is a link (by itself neither: GFM, 6.9, and names without a scheme, which previews take for one),
 * an image, HTML, an entity, code, a cell of a table, or the start of a block. `maxLength` counts what is rendered.
 */
export function asMarkdown(value: string | number, { maxLength = MAX_LENGTH }: TextOptions = {}): Markdown {
  return asText(value, { maxLength }).replace(MARKUP, "\\$&") as Markdown;
}

/** UTF-16 units of a sentence, which has arguments of its own. */
const MAX_LENGTH = 2_000;

/** Markdown of ours, with what `asMarkdown` made in it: md`**${name}**`. */
export function md(strings: TemplateStringsArray, ...values: readonly Markdown[]): Markdown {
  return strings.reduce((text, part, index) => text + (values[index - 1] ?? "") + part) as Markdown;
}

/** Lines of Markdown, or, with another separator, parts of one. */
export function markdownOf(parts: readonly Markdown[], separator: "\n" | " · " | " " | "" = "\n"): Markdown {
  return parts.join(separator) as Markdown;
}

export function markdownTable(head: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
  const line = (cells: readonly Markdown[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n") as Markdown;
}

/** A link that runs a command of ours; only JSON goes with it. */
export function commandLink(title: PlainText, command: string, argument: object): Markdown {
  // A bracket would end the link.
  const query = encodeURIComponent(JSON.stringify([argument]))
    .replace(/\(/g, "%28")
    .replace(/\)/g, "%29");
  return `[${asMarkdown(title)}](command:${command}?${query})` as Markdown;
}

/** A link to a page of the platform's documentation: an address of ours, never one from a file. */
export function pageLink(title: PlainText, page: DocumentationPage): Markdown {
  return `[${asMarkdown(title)}](${page})` as Markdown;
}

/**
 * A value as JSON in a block of its own, of at most `maxLength` UTF-16 units. Characters that can't be seen are
 * written as JSON's escapes, so that the text reads as it is.
 */
export function jsonBlock(value: unknown, { maxLength, indent }: JsonOptions = {}): Markdown {
  const text = visibleJson(value, indent);
  const shown = maxLength !== undefined && text.length > maxLength ? `${text.slice(0, maxLength)}\n…` : text;
  // No line of JSON begins with a backtick, so nothing in it ends the block.
  return `\`\`\`json\n${shown}\n\`\`\`` as Markdown;
}

interface JsonOptions {
  readonly maxLength?: number;
  readonly indent?: number;
}

/**
 * Any ASCII punctuation may be escaped (CommonMark, 2.4). Only what can mean something is, so that the Markdown itself
 * can be read too: always; as in "www.example.com", "https://" and "//localhost"; and at the start of a line.
 */
const MARKUP = /[\\`*_{}[\]()<>#+!|~&$^@]|\.(?=[^\s\d])|[:/](?=\/)|(?<=^ ?)[-=:]|(?<=^ ?\d+)[.)]/g;
