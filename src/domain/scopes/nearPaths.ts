import type { CreatedIn } from "./scope";
import { lettersApart, lettersThatMayDiffer } from "../text/misspelling";
import { callsOf, endpoints, segmentsOfTemplate } from "./catalogue";
import { MAX_PATH_LENGTH } from "./findEndpoint";
import { once } from "../once";
import { withoutQuery } from "../text/withoutQuery";

/** A path of the catalogue that a written one is probably meant to be. */
export interface NearPath {
  /** With `{parameter}` segments, as the catalogue has it. */
  readonly path: string;
  readonly segments: readonly NearSegment[];
}

type NearSegment =
  /** What stands at this place of the written path, from 0. */
  | { readonly kind: "as-written"; readonly index: number }
  | { readonly kind: "fixed"; readonly text: string }
  /** The bot ID, which the written path lacks. */
  | { readonly kind: "missing-bot" };

/** More are no help. */
const MOST = 3;
/** Longer paths are no misspelled ones. */
const MOST_SEGMENTS = 12;
const LONGEST_SEGMENT = 100;

/**
 * The paths of the catalogue that are close to a path which is none of them: misspelled segments, other case, singular
 * and plural, hyphens, segments in another order, left out or too many. The likeliest first; none where none is close,
 * or more than three are. `path` is a request's path from the root, with or without a query. Takes time in proportion to
 * the catalogue, a millisecond at most.
 */
export function nearPaths(method: string, path: string, createdIn?: CreatedIn): NearPath[] {
  const segments = segmentsOf(path);
  if (!segments) return [];
  const costOf = rememberedCosts(segments);
  const near = [...templates().values()].flatMap((template) => {
    const fit = aligned(segments, template, costOf);
    const unlikely =
      (template.methods.has(method.toUpperCase()) ? 0 : 0.8) +
      (createdIn && template.levels.size > 0 && !template.levels.has(createdIn) ? 0.7 : 0);
    // What costs nothing is the path itself, with another method.
    return fit && fit.cost > 0 && fit.cost <= FARTHEST
      ? [{ ...fit, path: template.path, cost: fit.cost + unlikely }]
      : [];
  });
  near.sort((a, b) => a.cost - b.cost);
  const least = near[0]?.cost ?? 0;
  const close = near.filter(
    ({ cost, path: one }, index) =>
      cost <= least + AMBIGUOUS && near.findIndex(({ path: other }) => asBot(other) === asBot(one)) === index,
  );
  return close.length > MOST
    ? []
    : close.map(({ path: meant, segments: fitted }) => ({ path: meant, segments: fitted }));
}

/** What differs in nothing but bot and stream is one path, of which the nearer is meant. */
function asBot(path: string): string {
  return path
    .replace("/stream/{streamId}", "/bot/{botId}")
    .replace("{streamId}", "{botId}")
    .replace("/stream/", "/bot/");
}

/** What a path may cost: two segments that are left out, or one that is misspelled beside one. */
const FARTHEST = 2.5;
/** Paths that differ by less than this are equally likely. */
const AMBIGUOUS = 0.35;

/** What many paths have, and people leave out; all else has to stand in a path. */
const COMMON: ReadonlySet<string> = new Set([
  "api",
  "public",
  "bot",
  "stream",
  "rest",
  "builder",
  "v1",
  "v1.1",
  "1.1",
  "v2",
]);

const COSTS = {
  case: 0.2,
  hyphens: 0.3,
  plural: 0.4,
  verb: 0.6,
  letters: 0.4,
  letter: 0.3,
  extra: 1.1,
  absent: 1.1,
  moved: 0.6,
  /** In place of a bot ID. */
  word: 0.8,
  streamForBot: 0.3,
} as const;

interface Template {
  readonly path: string;
  readonly segments: readonly string[];
  readonly methods: Set<string>;
  /** Of the apps that can call it; empty where that isn't known. */
  readonly levels: Set<CreatedIn>;
}

/** The doors beside the catalogue (platform.md, 3.3 and 9). */
const DOORS = ["/api/1.1/oAuth/token/jwtgrant", "/api/1.1/rtm/start", "/chatbot/v2/webhook/{botId}"];

const templates = once((): ReadonlyMap<string, Template> => {
  const found = new Map<string, Template>();
  const add = (method: string, path: string, levels: readonly string[]): void => {
    const known = found.get(path) ?? {
      path,
      segments: segmentsOfTemplate(path),
      methods: new Set<string>(),
      levels: new Set<CreatedIn>(),
    };
    known.methods.add(method);
    for (const level of levels) known.levels.add(level as CreatedIn);
    found.set(path, known);
  };
  for (const endpoint of endpoints()) {
    for (const [method, path] of callsOf(endpoint)) add(method, path, Object.keys(endpoint.access));
  }
  for (const path of DOORS) add("POST", path, []);
  return found;
});

function segmentsOf(path: string): string[] | undefined {
  const bare = withoutQuery(path);
  if (bare.length > MAX_PATH_LENGTH || !bare.startsWith("/")) return undefined;
  const segments = bare.slice(1).split("/");
  return segments.length > MOST_SEGMENTS || segments.some(({ length }) => length > LONGEST_SEGMENT)
    ? undefined
    : segments;
}

interface Fit {
  readonly cost: number;
  readonly segments: readonly NearSegment[];
}

/**
 * The cheapest way from the written segments to the template's. All that tells the template from others has to stand in
 * the path, be it misspelled or elsewhere, and so has what the path ends with in the template.
 */
function aligned(written: readonly string[], { segments }: Template, costOf: CostOf): Fit | undefined {
  if (Math.abs(written.length - segments.length) > 2) return undefined;
  const isThere = (expected: string): boolean => written.some((_, from) => costOf(from, expected) !== undefined);
  if (!segments.every((expected) => COMMON.has(expected) || isBot(expected) || isThere(expected))) return undefined;
  const pairs = pairing(written, segments, costOf);
  const used = new Set(pairs.flatMap((pair) => pair ?? []));
  let cost = 0;
  const result: NearSegment[] = [];
  for (const [index, expected] of segments.entries()) {
    const from = pairs[index];
    if (from === undefined) {
      if (isBot(expected)) result.push({ kind: "missing-bot" });
      else if (COMMON.has(expected)) result.push({ kind: "fixed", text: expected });
      else return undefined;
      cost += COSTS.absent;
      continue;
    }
    const actual = written[from] ?? "";
    cost += costOf(from, expected) ?? Infinity;
    if (isBot(expected) && !looksLikeId(actual)) cost += COSTS.word;
    result.push(
      expected.startsWith("{") || actual === expected
        ? { kind: "as-written", index: from }
        : { kind: "fixed", text: expected },
    );
  }
  for (const [index, actual] of written.entries()) {
    // An empty one is a slash too many.
    if (!used.has(index)) cost += actual === "" ? COSTS.case : COSTS.extra;
  }
  const last = written.reduce((found, segment, index) => (segment === "" ? found : index), -1);
  if (!used.has(last)) return undefined;
  return { cost: cost + COSTS.moved * outOfOrder(pairs), segments: result };
}

/**
 * For each segment of the template the place of the written one that stands for it: fixed ones take the closest first,
 * wherever it is, and parameters what is left between their neighbours.
 */
function pairing(
  written: readonly string[],
  segments: readonly string[],
  costOf: CostOf,
): readonly (number | undefined)[] {
  const pairs: (number | undefined)[] = segments.map(() => undefined);
  const free = new Set(written.keys());
  const candidates = segments.flatMap((expected, index) => {
    if (expected.startsWith("{")) return [];
    return written.flatMap((_, from) => {
      const cost = costOf(from, expected);
      return cost === undefined ? [] : [{ index, from, cost: cost + Math.abs(index - from) / 100 }];
    });
  });
  for (const { index, from } of candidates.sort((a, b) => a.cost - b.cost)) {
    if (pairs[index] !== undefined || !free.delete(from)) continue;
    pairs[index] = from;
  }
  // In their order; an ID first where there is one.
  for (const [index, expected] of segments.entries()) {
    if (!expected.startsWith("{")) continue;
    const rest = [...free].filter((from) => written[from] !== "");
    const from = isBot(expected)
      ? (rest.find((at) => looksLikeId(written[at] ?? "")) ??
        rest.find((at) => /^(?:bot|stream)s?$/i.test(written[at - 1] ?? "")))
      : rest[0];
    if (from === undefined) continue;
    free.delete(from);
    pairs[index] = from;
  }
  return pairs;
}

/** What it costs to take the segment at this place for that of a template; undefined where it is another word. */
type CostOf = (from: number, expected: string) => number | undefined;

/** Most templates have the same few segments, and each is compared once. */
function rememberedCosts(written: readonly string[]): CostOf {
  const known = written.map(() => new Map<string, number | undefined>());
  return (from, expected) => {
    const costs = known[from];
    if (costs?.has(expected)) return costs.get(expected);
    const cost = costOfOne(written[from] ?? "", expected);
    costs?.set(expected, cost);
    return cost;
  };
}

function costOfOne(actual: string, expected: string): number | undefined {
  if (actual === expected) return 0;
  if (expected.startsWith("{")) return 0;
  const [one, other] = [actual.toLowerCase(), expected.toLowerCase()];
  if (one === other) return COSTS.case;
  if ((one === "stream" && other === "bot") || (one === "bot" && other === "stream")) return COSTS.streamForBot;
  const [bare, bareOther] = [one.replace(/[-_.]/g, ""), other.replace(/[-_.]/g, "")];
  if (bare === bareOther) return COSTS.hyphens;
  if (bare === `${bareOther}s` || `${bare}s` === bareOther) return COSTS.plural;
  if (`get${bare}` === bareOther) return COSTS.verb;
  const most = bareOther.length === 3 ? 1 : lettersThatMayDiffer(bareOther.length);
  const apart = lettersApart(bare, bareOther, most);
  return apart > most ? undefined : COSTS.letters + COSTS.letter * apart;
}

function isBot(segment: string): boolean {
  return segment === "{botId}" || segment === "{streamId}";
}

/** A bot ID, well formed or not, a placeholder or a variable. */
function looksLikeId(segment: string): boolean {
  return /^(?:st-|[{:<$%…]|[0-9a-f]{8}-)|^[^a-z]*\d[^/]*$/i.test(segment);
}

/** How many segments stand before one that they belong behind. */
function outOfOrder(pairs: readonly (number | undefined)[]): number {
  const places = pairs.filter((place) => place !== undefined);
  return places.filter((place, index) => places.slice(0, index).some((before) => before > place)).length;
}
