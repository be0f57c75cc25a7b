import { isVisibleLine, oneLine } from "../text/asText";

/** UTF-16 units. */
export const MAX_NAME_LENGTH = 200;

/**
 * Whether two apps would have the same name for whoever reads it: names are unique ignoring case, compatibility forms
 * (Unicode's NFKC), white space around and between words, and what can't be seen.
 */
export function isSameName(a: string, b: string): boolean {
  return a === b || fold(a) === fold(b);
}

/**
 * What is the same for names that are the same. Lower case first, then upper: so "K" (Kelvin) meets "k", and "ß" meets
 * "SS".
 */
export function fold(name: string): string {
  const seen = name.normalize("NFKC").replace(BLANKS, " ").replace(UNSEEN, "").replace(/ +/g, " ").trim();
  return seen.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC");
}

/**
 * A name as it is kept, whatever it came from: in one line, without characters that can't be seen, cut at `maxLength`
 * UTF-16 units; empty where nothing is left. Joiners stay where they change what is read.
 */
export function cleanName(text: string, maxLength = MAX_NAME_LENGTH): string {
  const start = text.slice(0, 8 * maxLength);
  const line = isVisibleLine(start) ? start : oneLine(start.replace(DIRECTIONS, " "));
  return line
    .trim()
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, "")
    .trimEnd();
}

const BLANKS = /(?!\ufeff)[\s\p{Cc}\u2800]+/gu;
/** Default-ignorable characters, joiners and selectors among them, and U+FFF9 to U+FFFB, which nothing shows. */
const UNSEEN = /[\p{DI}\p{Bidi_C}\ufff9-\ufffb]/gu;
/** Embeddings, overrides and isolates. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
