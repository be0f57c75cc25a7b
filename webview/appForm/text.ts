import { fill } from "../../src/domain/errors";

let strings: Readonly<Record<string, string>> = {};

/** Takes the translations that the extension delivers: English text → text in the user's language. */
export function setStrings(translations: Readonly<Record<string, string>>): void {
  strings = translations;
}

/** The text in the user's language, its {0}, {1} … filled in. */
export function t(text: string, ...args: (string | number)[]): string {
  return fill(Object.hasOwn(strings, text) ? (strings[text] ?? text) : text, args);
}
