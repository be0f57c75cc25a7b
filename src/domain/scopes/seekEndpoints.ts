import { callsIn, MOST_WRITTEN, type WrittenCall } from "./callsInText";
import { callsOf, type Endpoint, endpoints } from "./catalogue";
import { endpointsNear, endpointsOfCall, endpointsOfOtherMethod } from "./endpointsOfCall";
import { withoutQuery } from "../text/withoutQuery";
import { rankOfEndpoint, type Rank } from "./search";
import { wordsAsTyped } from "./searchWords";
import { isShown, shownPath } from "./shownPath";
import { foundBy, type Search, searchFor } from "./typedSearch";

/** What was found by what somebody typed or pasted. */
export interface Sought {
  /**
   * `call`: it holds a call of these, of more than one where method, path and query tell them no further apart. `page`:
   * it holds the address of their page in the documentation, as far as that is inferred (platform.md, 10.1).
   * `otherMethod`: these have its path, and another method; near ones with its own may stand behind them. `near`: its
   * path is none, and these have the nearest. `words`: by words, or a part of a path, all of which the
   * first have. `someWords`: none has all of them.
   */
  readonly by: "call" | "page" | "otherMethod" | "near" | "words" | "someWords";
  /** The call that it was found by. */
  readonly call?: WrittenCall;
  /** The best first. */
  readonly found: readonly SoughtEndpoint[];
}

export interface SoughtEndpoint {
  readonly endpoint: Endpoint;
  readonly rank: Rank;
}

/**
 * Finds endpoints by words of their names, paths, scopes and notes, by a part of a path, or by a call as it is written in
 * a request line, a URL, a curl command or code. Undefined where nothing is typed. Takes time in proportion to the
 * catalogue, some milliseconds at most.
 */
export function seekEndpoints(typed: string): Sought | undefined {
  const text = typed.slice(0, MOST_WRITTEN).trim();
  if (text === "") return undefined;
  const calls = callsIn(text);
  return (
    first(calls, ofCall) ??
    first(calls, ofPage) ??
    first(calls, ofOtherMethod) ??
    first(calls.slice(0, MOST_NEAR), ofNearPath) ??
    byWords(text, calls[0])
  );
}

/** Characters of a text without a call that may be what somebody looks for, and of a query that is read. */
const LONGEST_WORDS = 100;
const LONGEST_QUERY = 1_000;

/**
 * What to look for by a text that stands in an editor: the method and path of its first call that says something, its
 * host where that is to be shown, and of its query, in which anything may stand, only what tells endpoints apart; else
 * its words where they find something. A segment that may be a token or a secret is "…". Empty where there is nothing to
 * look for.
 */
export function soughtIn(text: string, showsHost: (authority: string) => boolean = () => false): string {
  const words = text.trim();
  const isShort = words.length <= LONGEST_WORDS && !/[\r\n]/.test(words);
  const sought = isShort || callsIn(text).length > 0 ? seekEndpoints(text) : undefined;
  if (sought?.call) return callSought(sought.call, showsHost);
  return sought?.by === "words" ? words : "";
}

function callSought({ method, path, authority }: WrittenCall, showsHost: (authority: string) => boolean): string {
  const bare = withoutQuery(path);
  const host = authority !== undefined && showsHost(authority) ? `https://${authority}` : "";
  const call = [...(method === undefined ? [] : [method]), host + shownPath(bare)].join(" ");
  const alike = seekEndpoints(call)?.found ?? [];
  const telling = new Set(alike.flatMap(({ endpoint }) => Object.keys(endpoint.onlyWith?.query ?? {})));
  const told = new URLSearchParams();
  new URLSearchParams(path.slice(bare.length, bare.length + LONGEST_QUERY)).forEach((value, name) => {
    if (telling.has(name) && isShown(value)) told.append(name, value);
  });
  const query = told.toString();
  return query === "" ? call : `${call}?${query}`;
}

function first(
  calls: readonly WrittenCall[],
  find: (call: WrittenCall) => Omit<Sought, "call"> | undefined,
): Sought | undefined {
  for (const call of calls) {
    const found = find(call);
    if (found) return { ...found, call };
  }
  return undefined;
}

function ofCall(call: WrittenCall): Omit<Sought, "call"> | undefined {
  const found = endpointsOfCall(call);
  return found.length > 0 ? { by: "call", found: inOrder(found) } : undefined;
}

function ofPage({ path }: WrittenCall): Omit<Sought, "call"> | undefined {
  const page = withoutQuery(path).replace(/^\/|\/$|\.mdx?$/g, "");
  const found = endpoints().filter((endpoint) => endpoint.page === page);
  return found.length > 0 ? { by: "page", found: inOrder(found) } : undefined;
}

function ofOtherMethod(call: WrittenCall): Omit<Sought, "call"> | undefined {
  const found = endpointsOfOtherMethod(call);
  if (found.length === 0) return undefined;
  // What fits as a parameter may be the misspelled end of another path.
  const near = endpointsNear(call).filter((endpoint) => callsOf(endpoint).some(([own]) => own === call.method));
  return { by: "otherMethod", found: inOrder([...found, ...near]) };
}

function ofNearPath(call: WrittenCall): Omit<Sought, "call"> | undefined {
  const near = endpointsNear(call);
  return near.length === 0 ? undefined : { by: "near", found: inOrder(near) };
}

/** Calls of one text whose nearest paths are looked for, which takes some milliseconds each. */
const MOST_NEAR = 3;

function inOrder(list: readonly Endpoint[]): SoughtEndpoint[] {
  return [...new Set(list)].map((endpoint, rank) => ({ endpoint, rank }));
}

/** Those with all words, and where they are few, those with some of them behind. */
function byWords(text: string, call?: WrittenCall): Sought {
  const found = ofWords(text, call).map(({ endpoint }) => endpoint);
  const some = found.length < FEW ? ofSomeWords(call ? withoutQuery(call.path) : text) : [];
  return { by: found.length > 0 ? "words" : "someWords", ...(call && { call }), found: inOrder([...found, ...some]) };
}

const FEW = 5;

/** A call counts alone: what stands around it, such as the headers of a command, is not what is looked for. */
function ofWords(text: string, call: WrittenCall | undefined): SoughtEndpoint[] {
  const search = searchFor(call ? `${call.method ?? ""} ${withoutQuery(call.path)}` : text);
  const found = search ? foundBy(search, ranked) : [];
  return [...found].sort((a, b) => a.rank - b.rank);
}

function ranked(search: Search): SoughtEndpoint[] {
  return endpoints().flatMap((endpoint): SoughtEndpoint[] => {
    const rank = rankOfEndpoint(search, endpoint);
    return rank === undefined ? [] : [{ endpoint, rank }];
  });
}

/** Further words and endpoints are no help. */
const MOST_WORDS = 12;
/** Letters of a word that says something by itself. */
const SHORTEST = 3;
const MOST_WITH_SOME = 10;

/** The best of those that have some words: of a word that few endpoints have, each says more. */
function ofSomeWords(text: string): Endpoint[] {
  const words = wordsAsTyped(text).flatMap((word) => (word.text.length < SHORTEST ? [] : [word.text]));
  const known = new Map<Endpoint, { score: number; rank: Rank }>();
  for (const word of [...new Set(words)].slice(0, MOST_WORDS)) {
    const search = searchFor(word);
    const found = search ? foundBy(search, ranked) : [];
    const score = Math.log((endpoints().length + 1) / (found.length + 1));
    for (const { endpoint, rank } of found) {
      const before = known.get(endpoint) ?? { score: 0, rank: 0 };
      known.set(endpoint, { score: before.score + score, rank: before.rank + rank });
    }
  }
  const all = [...known].map(([endpoint, each]) => ({ endpoint, ...each }));
  const best = Math.max(0, ...all.map(({ score }) => score));
  return all
    .filter(({ score }) => score > best / 2)
    .sort((a, b) => b.score - a.score || a.rank - b.rank)
    .slice(0, MOST_WITH_SOME)
    .map(({ endpoint }) => endpoint);
}
