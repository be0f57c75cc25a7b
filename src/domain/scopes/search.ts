import { type Endpoint, endpoints, endpointsOfScope, scopeById, splitCall } from "./catalogue";
import { findEndpoint } from "./findEndpoint";
import { nearPaths } from "./nearPaths";
import { once } from "../once";
import type { Scope } from "./scope";
import { camelWords, folded, type Word, wordsAlike, wordsApart, wordsAsTyped, wordsMeant } from "./searchWords";

/** What a person typed to find an endpoint or a scope, ready to be compared with many. */
export interface Search {
  /** All of them have to be found, in any order. */
  readonly words: readonly Word[];
  /** Of a typed path: its segments in lower case, `undefined` where any stands for a parameter. */
  readonly segments?: readonly (string | undefined)[];
  /** The ids of the endpoints that a whole path is, or is nearly. */
  readonly exact: ReadonlySet<string>;
  /**
   * How else it may be read, where it finds nothing: joined words apart, then other words for the same, then misspelled
   * ones as they are meant.
   */
  readonly otherwise: () => Search | undefined;
}

/** Smaller is better. */
export type Rank = number;

/** A scope that was found, with those of its endpoints by which it was, the best first. */
export interface FoundScope {
  readonly rank: Rank;
  readonly endpoints: readonly Endpoint[];
}

/** Characters of what is typed or pasted that count, and segments of it. */
const MOST_TYPED = 2_000;
const MOST_SEGMENTS = 16;

/**
 * Reads what is typed: words of names and descriptions in any order, a segment, a path with or without its beginning, a
 * whole URL with its query, a request line or a curl command. Undefined where nothing is typed. Takes time in proportion
 * to the catalogue where it is a whole path, a millisecond at most.
 */
export function searchFor(typed: string): Search | undefined {
  const text = typed.slice(0, MOST_TYPED).trim();
  if (text === "") return undefined;
  const path = pathIn(text);
  if (!path) return { words: wordsAsTyped(text), exact: NONE, otherwise: once(() => readOtherwise(text)) };
  const segments = path.path
    .split("/")
    .filter((segment) => segment !== "")
    .slice(0, MOST_SEGMENTS);
  const named = segments.filter((segment) => !isParameter(segment));
  const exact = new Set(path.path.startsWith("/") ? endpointsAt(path.method, path.path) : []);
  return {
    words: wordsAsTyped(named.join(" ")),
    segments: segments.map((segment) => (isParameter(segment) ? undefined : folded(segment))),
    exact,
    // A path that is known is no other one.
    otherwise: once(() => (exact.size > 0 ? undefined : readOtherwise(named.join(" ")))),
  };
}

const NONE: ReadonlySet<string> = new Set();

function readOtherwise(text: string): Search | undefined {
  const readings = [wordsApart, wordsAlike, wordsMeant];
  const next = (index: number): Search | undefined => {
    const words = readings[index]?.(text);
    if (words) return { words, exact: NONE, otherwise: once(() => next(index + 1)) };
    return index < readings.length ? next(index + 1) : undefined;
  };
  return next(0);
}

/** What is found by the first way to read what is typed by which anything is. */
export function foundBy<T>(search: Search, find: (search: Search) => readonly T[]): readonly T[] {
  for (let reading: Search | undefined = search; reading; reading = reading.otherwise()) {
    const found = find(reading);
    if (found.length > 0) return found;
  }
  return [];
}

/** How well an endpoint fits; undefined where it doesn't. Searches its name, its paths and the names of its scopes. */
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
  return scopeNames(endpoint).find(
    (name) => rankOfWords(search.words, [...searchable(endpoint, false).texts, textOf([name], 1)]) !== undefined,
  );
}

/** The endpoints that fit, the best first. */
export function searchEndpoints(search: Search, list: readonly Endpoint[]): Endpoint[] {
  const found = foundBy(search, (reading) =>
    list.flatMap((endpoint) => {
      const rank = rankOfEndpoint(reading, endpoint);
      return rank === undefined ? [] : [{ endpoint, rank }];
    }),
  );
  return [...found].sort((a, b) => a.rank - b.rank).map(({ endpoint }) => endpoint);
}

/** The scopes that fit, in the order of the list. */
export function searchScopes(
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
export function searchScope(search: Search, scope: Scope): FoundScope | undefined {
  const own = scopeTexts(scope);
  const byEndpoint = endpointsOfScope(scope.id).flatMap((endpoint) => {
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
  const together = endpointsOfScope(scope.id).flatMap((endpoint) => {
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

const FIRST_OF_PATH = 1;
const FIRST_OF_WORDS = 10;
const FIRST_OF_BOTH = 100;

/** A path in what is typed, and the method where it names one. */
function pathIn(text: string): { readonly path: string; readonly method?: string } | undefined {
  if (!text.includes("/")) return undefined;
  const [method] = /\b(?:GET|POST|PUT|DELETE|PATCH)\b/i.exec(text) ?? [];
  const [, ofUrl] = /\bhttps?:\/\/[^\s/"'?#]*(\/[^\s"'?#]*)/i.exec(text) ?? [];
  // A slash is looked for in each run once it was read: with the slash in the pattern, every way to divide a run is tried.
  const whole = text.match(/(?:\{\{[^{}\s]*\}\}|[^\s"'?#])+/g)?.find((run) => run.includes("/"));
  // A variable or a host before the path.
  const path =
    ofUrl ?? whole?.replace(/^(?:\{\{[^{}]*\}\}|[\w-]+(?:\.[\w-]+)+(?::\d+)?|localhost(?::\d+)?)(?=\/)/i, "");
  return path === undefined || !/[\p{L}\p{N}]/u.test(path)
    ? undefined
    : { path, ...(method && { method: method.toUpperCase() }) };
}

/** By any method where none is named. */
function endpointsAt(method: string | undefined, path: string): string[] {
  const methods = method === undefined ? ["GET", "POST", "PUT", "DELETE"] : [method];
  const found = methods.flatMap((each) => {
    const match = findEndpoint(each, path);
    return match.kind === "found" ? [match.endpoint.id] : [];
  });
  if (found.length > 0 || path.split("/").length < 3) return found;
  const near = new Set(nearPaths(method ?? "POST", path).map((each) => each.path));
  return endpoints().flatMap((endpoint) => (callsOf(endpoint).some(([, call]) => near.has(call)) ? [endpoint.id] : []));
}

/** What stands in the place of an ID: one, a placeholder, or a variable. */
function isParameter(segment: string): boolean {
  return /^(?:[{:<$]|st-|cs-|[0-9a-f]{8}-)/i.test(segment) || /^[0-9a-f]{20,}$/i.test(segment) || /^\d+$/.test(segment);
}

function callsOf({ method, path, alsoAs }: Endpoint): readonly (readonly [string, string])[] {
  return [...(method !== undefined && path !== undefined ? [[method, path] as const] : []), ...alsoAs.map(splitCall)];
}

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
  const fixed = calls.map(([, path]) =>
    path.split("/").filter((segment) => segment !== "" && !segment.startsWith("{")),
  );
  const scopes = withScopes ? scopeNames(endpoint) : [];
  return {
    paths: calls.map(([, path]) => segmentsOf(path)),
    length: camelWords(endpoint.api).length,
    texts: [
      textOf([endpoint.api, ...endpoint.alsoCalled], 1),
      textOf(
        fixed.flatMap((segments) => segments.at(-1) ?? []),
        1,
      ),
      textOf(fixed.flat(), 3),
      textOf(
        calls.map(([method]) => method),
        4,
      ),
      ...(scopes.length > 0 ? [textOf(scopes, 4)] : []),
      ...(endpoint.notes === undefined ? [] : [sentenceOf(endpoint.notes, 6)]),
    ],
  };
}

function segmentsOf(path: string): (string | undefined)[] {
  return path
    .slice(1)
    .split("/")
    .map((segment) => (segment.startsWith("{") ? undefined : folded(segment)));
}

/** Of the scopes that open it, or that it is listed under. */
function scopeNames({ access }: Endpoint): string[] {
  const ids = Object.values(access).flatMap((each) =>
    each.kind === "scopes" ? each.anyOf : each.kind === "anyApp" ? each.listedUnder : [],
  );
  return [...new Set(ids.flatMap((id) => scopeById(id)?.name ?? []))];
}

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
    if (best === Infinity) return undefined;
    rank += best;
  }
  return rank;
}

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
