import { UserError } from "../errors";
import { isVisibleLine, oneLine } from "../text/asText";

/** UTF-16 units. */
export const MAX_NAME_LENGTH = 200;

/**
 * What is wrong with a name that somebody gives an app; undefined for nothing. What can't be seen in it, as pasted text
 * has it, goes without a word (`cleanName`): nobody could find it.
 * @param others the other apps
 * @param present the app's name until now: whoever has a name that reads like another's keeps it
 */
export function wrongWithName(
  text: string,
  others: readonly { readonly name: string }[],
  present?: string,
): UserError | undefined {
  const name = cleanName(text, text.length);
  if (name === "") return new UserError("name-missing", "Give the app a name.");
  if (name.length > MAX_NAME_LENGTH) {
    return new UserError("name-too-long", "A name has at most {0} characters; this one has {1}.", {
      args: [MAX_NAME_LENGTH, name.length],
    });
  }
  if (NOT_OF_A_LINE.test(text.trim()))
    return new UserError("name-characters", "A name has no line breaks or other control characters.");
  if (present !== undefined && isSameName(present, name)) return undefined;
  const namesake = others.find((app) => isSameName(app.name, name));
  return namesake && duplicateName(namesake.name);
}

export function duplicateName(name: string): UserError {
  return new UserError("duplicate-name", "There is already an app called “{0}”.", {
    args: [name],
    remedy: "Choose another name.",
  });
}

/** A name in which nothing is wrong, as it is kept: typed in one of the several ways that Unicode has, composed (NFC). */
export function keptName(text: string): string {
  return cleanName(text).normalize("NFC");
}

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
/** Control characters, and those that turn the direction of text around: a name must look like what it is. */
const NOT_OF_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
/** Embeddings, overrides and isolates. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
