import { ASKED_FOR } from "./askedFor";
import { callsOf, type Endpoint, endpointsOfScope, scopeById, segmentsOfTemplate } from "./catalogue";
import { once } from "../once";
import type { Scope } from "./scope";
import { camelWords, folded, type Word } from "./searchWords";
import { type Search, foundBy } from "./typedSearch";

/** Smaller is better. */
export type Rank = number;

/** A scope that was found, with those of its endpoints by which it was, the best first. */
export interface FoundScope {
  readonly rank: Rank;
  readonly endpoints: readonly Endpoint[];
}

/**
 * How well an endpoint fits; undefined where it doesn't. Searches its names, its paths, and its scopes: all spellings of
 * their names, and what they are for.
 */
export function rankOfEndpoint(search: Search, endpoint: Endpoint): Rank | undefined {
  return rankOf(search, endpoint, searchable(endpoint));
}

/** The same of what is in no catalogue; `call` is a method and a path template. */
export function rankOfDoor({ words, segments }: Search, name: string, call: string): Rank | undefined {
  const [, path = ""] = call.split(" ");
  const own = segmentsOf(path);
  if (segments && holds(own, segments)) return FIRST_OF_PATH;
  return rankOfWords(words, [
    textOf([name], 1),
    textOf(
      own.flatMap((segment) => segment ?? []),
      2,
    ),
  ]);
}

/** The name of the scope by which an endpoint was found; undefined where it is found by its own words or path. */
export function scopeFoundBy(search: Search, endpoint: Endpoint): string | undefined {
  if (rankOf(search, endpoint, searchable(endpoint, false)) !== undefined) return undefined;
  const { texts } = searchable(endpoint, false);
  return scopesOf(endpoint).find(
    (scope) => rankOfWords(search.words, [...texts, ...textsOfScopes([scope])]) !== undefined,
  )?.name;
}

/** The scopes that fit, in the order of the list. */
export function matchingScopes(
  search: Search,
  list: readonly Scope[],
): readonly (FoundScope & { readonly scope: Scope })[] {
  return foundBy(search, (reading) =>
    list.flatMap((scope) => {
      const found = searchScope(reading, scope);
      return found ? [{ scope, ...found }] : [];
    }),
  );
}

/** How well a scope fits, by its own words, those of one of its endpoints, or both together; undefined where it doesn't. */
function searchScope(search: Search, scope: Scope): FoundScope | undefined {
  const own = scopeTexts(scope);
  // No scope is assigned for what the platform calls.
  const opened = endpointsOfScope(scope.id).filter(({ address }) => address !== "yours");
  const byEndpoint = opened.flatMap((endpoint) => {
    const rank = rankOf(search, endpoint, searchable(endpoint, false));
    return rank === undefined ? [] : [{ endpoint, rank }];
  });
  const ownRank = rankOfWords(search.words, own);
  if (byEndpoint.length > 0) {
    byEndpoint.sort((a, b) => a.rank - b.rank);
    const best = byEndpoint[0]?.rank ?? 0;
    // Of a whole path those alone that it is, or is nearly.
    const shown = byEndpoint.filter(({ rank }) => best >= FIRST_OF_PATH || rank < FIRST_OF_PATH);
    return { rank: Math.min(best, ownRank ?? Infinity), endpoints: shown.map(({ endpoint }) => endpoint) };
  }
  if (search.segments && search.exact.size > 0) return undefined;
  if (ownRank !== undefined) return { rank: ownRank, endpoints: [] };
  const together = opened.flatMap((endpoint) => {
    const rank = rankOfWords(search.words, [...own, ...searchable(endpoint, false).texts]);
    return rank === undefined ? [] : [{ endpoint, rank }];
  });
  if (together.length === 0) return undefined;
  together.sort((a, b) => a.rank - b.rank);
  return { rank: (together[0]?.rank ?? 0) + FIRST_OF_BOTH, endpoints: together.map(({ endpoint }) => endpoint) };
}

/** An endpoint in one line: its name, method and path as far as they are known. */
export function endpointLine({ api, method, path }: Pick<Endpoint, "api" | "method" | "path">): string {
  return path === undefined ? api : `${api} · ${method} ${path}`;
}

/** More than a name that has the word, and less than one that begins with it. */
const ASKED = 1.1;

const FIRST_OF_PATH = 1;
const FIRST_OF_WORDS = 10;
const FIRST_OF_BOTH = 100;

/** A text in which words are found, and what a word in it counts. */
interface Text {
  /** As words with a space before and behind each; of names and paths once more without. */
  readonly text: string;
  readonly weight: number;
}

interface Searchable {
  readonly texts: readonly Text[];
  /** How many words its name has. */
  readonly length: number;
  /** Of each path that it has, in lower case; `undefined` for a parameter. */
  readonly paths: readonly (readonly (string | undefined)[])[];
}

const prepared = once(() => ({ alone: new Map<string, Searchable>(), withScopes: new Map<string, Searchable>() }));

function searchable(endpoint: Endpoint, withScopes = true): Searchable {
  const known = withScopes ? prepared().withScopes : prepared().alone;
  let found = known.get(endpoint.id);
  if (!found) known.set(endpoint.id, (found = prepare(endpoint, withScopes)));
  return found;
}

function prepare(endpoint: Endpoint, withScopes: boolean): Searchable {
  const calls = callsOf(endpoint);
  const askedFor = ASKED_FOR[endpoint.id];
  const fixed = calls.map(([, path]) =>
    path.split("/").filter((segment) => segment !== "" && !segment.startsWith("{")),
  );
  return {
    paths: calls.map(([, path]) => segmentsOf(path)),
    length: camelWords(endpoint.api).length,
    texts: [
      textOf([endpoint.api, ...endpoint.alsoCalled], 1),
      ...(askedFor === undefined ? [] : [sentenceOf(askedFor, ASKED)]),
      textOf(
        fixed.flatMap((segments) => segments.at(-1) ?? []),
        1,
      ),
      textOf(fixed.flat(), 3),
      textOf(
        calls.map(([method]) => method),
        4,
      ),
      ...(withScopes ? textsOfScopes(scopesOf(endpoint)) : []),
      ...(endpoint.notes === undefined ? [] : [sentenceOf(endpoint.notes, 6)]),
      ...(endpoint.limits === undefined ? [] : [sentenceOf(endpoint.limits, 7)]),
    ],
  };
}

function segmentsOf(path: string): (string | undefined)[] {
  return segmentsOfTemplate(path).map((segment) => (segment.startsWith("{") ? undefined : folded(segment)));
}

/** Of the scopes that open it, or that it is listed under. */
function scopesOf({ access }: Endpoint): Scope[] {
  const ids = Object.values(access).flatMap((each) =>
    each.kind === "scopes" ? each.anyOf : each.kind === "anyApp" ? each.listedUnder : [],
  );
  return ids.flatMap((id) => scopeById(id) ?? []);
}

function textsOfScopes(scopes: readonly Scope[]): Text[] {
  const names = new Set(scopes.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const purposes = new Set(scopes.flatMap(({ description }) => description?.replace(NO_PURPOSE, "") ?? []));
  return [
    ...(names.size > 0 ? [textOf([...names], 4)] : []),
    ...(purposes.size > 0 ? [sentenceOf([...purposes].join(" "), 5)] : []),
  ];
}

/** What many descriptions begin and end with says nothing of the scope. */
const NO_PURPOSE = /^Assign this scope (?:to|for) | using secured APIs\.$/g;

const scopeIndex = once(() => new Map<string, readonly Text[]>());

function scopeTexts({ id, name, aliases = [], category, description }: Scope): readonly Text[] {
  let found = scopeIndex().get(id);
  if (!found) {
    const described = description === undefined ? [] : [sentenceOf(description, 5)];
    found = [textOf([name], 0), textOf(aliases, 2), ...described, textOf([category], 6)];
    scopeIndex().set(id, found);
  }
  return found;
}

function textOf(texts: readonly string[], weight: number): Text {
  const words = texts.map(camelWords);
  return { text: words.flatMap((each) => [` ${each.join(" ")} `, ` ${each.join("")} `]).join("\n"), weight };
}

/** Of many words: joined, they would hold much that nobody meant. */
function sentenceOf(text: string, weight: number): Text {
  return { text: ` ${camelWords(text).join(" ")} `, weight };
}

function rankOf(
  { words, segments, exact }: Search,
  { id }: Endpoint,
  { paths, texts, length }: Searchable,
): Rank | undefined {
  if (exact.has(id)) return 0;
  // A whole path that is known, or nearly, is no other one.
  if (exact.size > 0) return undefined;
  if (segments && paths.some((path) => holds(path, segments))) return FIRST_OF_PATH;
  const rank = rankOfWords(words, texts);
  return rank === undefined ? undefined : rank + lengthPenalty(length - words.length);
}

/** Of names with the same words the one that has few others is rather what was meant. */
function lengthPenalty(others: number): number {
  return Math.min(Math.max(others, 0), 9) / 100;
}

/** Each word in the text where it counts most; undefined where one is in none. */
function rankOfWords(words: readonly Word[], texts: readonly Text[]): Rank | undefined {
  if (words.length === 0) return undefined;
  let rank = FIRST_OF_WORDS;
  for (const word of words) {
    const best = rankOfWord(word, texts);
    if (best === Infinity && !word.isVerbOfReading) return undefined;
    rank += word.isVerbOfReading ? Math.min(best, UNSAID_VERB) : best;
  }
  return rank;
}

/** What an endpoint counts less where no verb says that it reads; as much as a name that has the verb inside. */
const UNSAID_VERB = 2.5;

/** A whole word is rather what was meant than the beginning of one, and that rather than what stands inside of it. */
function rankOfWord({ text: word, others }: Word, texts: readonly Text[]): number {
  let best = Infinity;
  for (const { text, weight } of texts) {
    if (weight >= best) continue;
    if (text.includes(word)) {
      const place = text.includes(` ${word} `) ? 0 : text.includes(` ${word}`) ? 0.2 : 0.5;
      best = Math.min(best, weight + place);
    }
    for (const other of others) {
      if (!text.includes(` ${other.text}`)) continue;
      best = Math.min(best, weight + other.cost + (text.includes(` ${other.text} `) ? 0 : 0.1));
    }
  }
  return best;
}

/** Whether the typed segments stand in the path one behind the other, the first and the last in part. */
function holds(path: readonly (string | undefined)[], typed: readonly (string | undefined)[]): boolean {
  if (typed.every((segment) => segment === undefined)) return false;
  return path.some((_, start) =>
    typed.every((segment, index) => {
      if (start + index >= path.length) return false;
      const actual = path[start + index];
      if (actual === undefined || segment === undefined) return actual === segment;
      return index === typed.length - 1
        ? actual.startsWith(segment) || (index === 0 && actual.includes(segment))
        : index === 0
          ? actual.endsWith(segment)
          : actual === segment;
    }),
  );
}
