import type { Call } from "../http/call";
import { property } from "../http/jsonBody";
import { ownerOf } from "../http/owner";
import type { OwnMemory } from "./ownMemory";

/** A language that is configured for a bot. */
export interface Language {
  readonly isEnabled: boolean;
  readonly isPublished: boolean;
  readonly isDefault: boolean;
}

/** English is there and published from the beginning; which language is a bot's default, nothing says before it is set. */
export function languageOf(call: Call, code: string, languages: OwnMemory<Language>): Language | undefined {
  return languages.get(ownerOf(call), code.toLowerCase()) ?? (code.toLowerCase() === "en" ? ENGLISH : undefined);
}

/** The page's sample has the one name, its table the other. */
export function newDefaultIn({ json }: Call): string | undefined {
  return languageIn(json, "Language", "languageCode");
}

export function addLanguage(call: Call, languages: OwnMemory<Language>): void {
  const code = languageIn(call.json, "enableLanguage");
  if (code !== undefined) setLanguage(call, code, languages, { isEnabled: true });
}

/** Nothing where it isn't configured. */
export function enableLanguage(call: Call, languages: OwnMemory<Language>, isEnabled: boolean): void {
  const code = languageIn(call.json, "language");
  if (code !== undefined && languageOf(call, code, languages)) setLanguage(call, code, languages, { isEnabled });
}

export function setDefaultLanguage(call: Call, languages: OwnMemory<Language>): void {
  for (const [code, { isDefault }] of [...languages.entries(ownerOf(call))])
    if (isDefault) setLanguage(call, code, languages, { isDefault: false });
  const code = newDefaultIn(call);
  if (code !== undefined) setLanguage(call, code, languages, { isDefault: true });
}

export function publishLanguages(call: Call, languages: OwnMemory<Language>): void {
  for (const [code] of [...languages.entries(ownerOf(call))]) setLanguage(call, code, languages, { isPublished: true });
}

/** The language that a body names, if it is a language code (as in BCP 47). */
function languageIn(json: unknown, ...names: readonly string[]): string | undefined {
  const code = names.map((name) => property(json, name)).find((value) => value !== undefined);
  return typeof code === "string" && /^[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}$/i.test(code) ? code : undefined;
}

function setLanguage(call: Call, code: string, languages: OwnMemory<Language>, is: Partial<Language>): void {
  const known = languageOf(call, code, languages) ?? { isEnabled: false, isPublished: false, isDefault: false };
  languages.set(ownerOf(call), code.toLowerCase(), { ...known, ...is });
}

const ENGLISH: Language = { isEnabled: true, isPublished: true, isDefault: false };
