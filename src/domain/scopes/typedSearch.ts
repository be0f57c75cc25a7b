import { callsIn, type WrittenCall } from "./callsInText";
import type { Endpoint } from "./catalogue";
import { endpointsNear, endpointsOfCall, segmentsOf } from "./endpointsOfCall";
import { once } from "../once";
import { folded, type Word, wordsAlike, wordsApart, wordsAsTyped, wordsMeant } from "./searchWords";

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
  const { segments, exact } = path;
  const named = segments.filter((segment) => !isParameter(segment));
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

/** The segments of a path in what is typed, and the endpoints that it is of or near to where it begins at the root. */
function pathIn(text: string): { readonly segments: readonly string[]; readonly exact: Search["exact"] } | undefined {
  const calls = callsIn(text);
  const read = (call: WrittenCall, found: readonly Endpoint[]) => {
    return { segments: segmentsOf(call.path).slice(0, MOST_SEGMENTS), exact: new Set(found.map(({ id }) => id)) };
  };
  for (const call of calls) {
    const found = endpointsOfCall(call);
    if (found.length > 0) return read(call, found);
  }
  const [first] = calls;
  if (first) return read(first, endpointsNear(first));
  if (!text.includes("/")) return undefined;
  // A slash is looked for in each run once it was read: with the slash in the pattern, every way to divide a run is tried.
  const part = text.match(/(?:\{\{[^{}\s]*\}\}|[^\s"'?#])+/g)?.find((run) => run.includes("/"));
  if (part === undefined || !/[\p{L}\p{N}]/u.test(part)) return undefined;
  return { segments: segmentsOf(part).slice(0, MOST_SEGMENTS), exact: NONE };
}

/** What stands in the place of an ID: one, a placeholder, or a variable. */
function isParameter(segment: string): boolean {
  return (
    /^(?:[{:<$…]|st-|cs-|[0-9a-f]{8}-)/i.test(segment) || /^[0-9a-f]{20,}$/i.test(segment) || /^\d+$/.test(segment)
  );
}
