import { endpointsOfScope, scopesForLevel } from "./catalogue";
import { once } from "../once";
import { camelWords, wordsAsTyped } from "./searchWords";

/** More are no help. */
const MOST = 3;

/**
 * The names of the scopes that are known and for which no endpoint is, of which all words are typed: of a name, of one of
 * its spellings, or more than one of its description.
 */
export function scopesWithoutEndpoint(typed: string): readonly string[] {
  const words = wordsAsTyped(typed);
  if (words.length === 0) return [];
  const isIn = (text: string): boolean =>
    words.every(
      ({ text: word, others }) =>
        text.includes(` ${word} `) ||
        text.includes(` ${word}s `) ||
        others.some((other) => text.includes(` ${other.text}`)),
    );
  const found = bare().filter(
    ({ names, described }) =>
      names.some((name) => isIn(name.text) && name.length <= words.length) || (words.length > 1 && isIn(described)),
  );
  return [...new Set(found.map(({ name }) => name))].slice(0, MOST);
}

interface BareScope {
  readonly name: string;
  /** Of each spelling its words, and how many they are. */
  readonly names: readonly { readonly text: string; readonly length: number }[];
  readonly described: string;
}

const bare = once((): readonly BareScope[] =>
  (["xo", "admin"] as const).flatMap((level) =>
    scopesForLevel(level)
      .filter(({ id }) => endpointsOfScope(id).length === 0)
      .map(({ name, aliases = [], description = "" }) => ({
        name,
        names: [name, ...aliases].map((each) => {
          const words = camelWords(each);
          return { text: ` ${words.join(" ")} ${words.join("")} `, length: words.length };
        }),
        described: ` ${camelWords(`${name} ${description}`).join(" ")} `,
      })),
  ),
);
