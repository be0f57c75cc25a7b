import { callsOf, type Endpoint, endpoints, segmentsOfTemplate } from "./catalogue";
import type { HttpMethod } from "./endpointRow";
import { once } from "../once";

/** Characters; longer paths are unknown without being read. The longest template takes less than 100. */
export const MAX_PATH_LENGTH = 8_192;
const MAX_SEGMENTS = 16;

export type EndpointMatch =
  | {
      readonly kind: "found";
      readonly endpoint: Endpoint;
      /** Those that have the same method and path, and that the query doesn't tell from it. */
      readonly others: readonly Endpoint[];
      /** By the names of the template, percent-decoded. */
      readonly params: Readonly<Record<string, string>>;
      /** In what the request's spelling differs from the documented one; empty: in nothing. */
      readonly deviations: readonly Deviation[];
    }
  /** The path is known, and not with this method. */
  | { readonly kind: "wrongMethod"; readonly allowed: readonly HttpMethod[]; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: "unknown" };

/**
 * `streamForBot`: `/stream/` where the pages say `/bot/`, which Kore's samples do too; `botForStream`: the reverse.
 * `version`: another version prefix, such as `/api/1.1/public/` for `/api/public/`. `case`: upper or lower case.
 */
type Deviation = "streamForBot" | "botForStream" | "version" | "case";

/**
 * Which endpoint a request is for. `path` is a request's path from the root, with or without a query; the method's
 * case doesn't matter. The exact spelling wins over a deviating one, and fixed segments over parameters; of endpoints
 * with the same method and path the one whose query it has, else the first.
 * Takes time linear in the path and never throws: a path that is too long, has an empty segment, a dot segment
 * (encoded or not), a control character or broken percent-encoding is unknown.
 */
export function findEndpoint(method: string, path: string): EndpointMatch {
  const segments = segmentsOf(path);
  const fitting = segments ? fittingTemplates(segments) : [];
  const wanted = method.toUpperCase();
  const best = fitting.find(({ template }) => template.method === wanted);
  if (best) {
    const alike = fitting.filter(
      ({ template, rank }) => template.method === wanted && compareRanks(rank, best.rank) === 0,
    );
    const [endpoint, ...others] = fittingQuery([...new Set(alike.map(({ template }) => template.endpoint))], path);
    if (endpoint) return { kind: "found", endpoint, others, params: best.params, deviations: best.deviations };
  }
  const closest = fitting[0];
  if (!closest) return { kind: "unknown" };
  // Only what is spelled as well as the closest: a worse spelling is another endpoint's.
  const same = fitting.filter(({ deviations }) => deviations.length === closest.deviations.length);
  return {
    kind: "wrongMethod",
    allowed: [...new Set(same.map(({ template }) => template.method))],
    endpoints: [...new Set(same.map(({ template }) => template.endpoint))],
  };
}

/** Those that the query leaves, those first whose own it has: one that says nothing is any of them. */
function fittingQuery(alike: readonly Endpoint[], path: string): readonly Endpoint[] {
  const [only] = alike;
  if (only && alike.length === 1) return alike;
  const query = queryOf(path);
  const known = alike.map((endpoint) => {
    const own = Object.entries(endpoint.onlyWith?.query ?? {});
    const has = own.filter(([name, value]) => query.get(name)?.toLowerCase() === value.toLowerCase()).length;
    const contradicts = own.some(([name, value]) => {
      const given = query.get(name);
      // A variable may stand for anything.
      return given !== null && !given.includes("{{") && given.toLowerCase() !== value.toLowerCase();
    });
    return { endpoint, has, contradicts };
  });
  const left = known.filter(({ contradicts }) => !contradicts);
  return (left.length > 0 ? left : known).sort((a, b) => b.has - a.has).map(({ endpoint }) => endpoint);
}

function queryOf(path: string): URLSearchParams {
  const [, query = ""] = /^[^?#]*\?([^#]*)/.exec(path) ?? [];
  return new URLSearchParams(query.slice(0, MAX_PATH_LENGTH));
}

/** The decoded segments, or undefined where the path is no proper one. One slash at the end is allowed. */
function segmentsOf(path: string): string[] | undefined {
  const end = path.search(/[?#]/);
  const bare = end < 0 ? path : path.slice(0, end);
  if (bare.length > MAX_PATH_LENGTH || !bare.startsWith("/")) return undefined;
  const raw = bare.slice(1).split("/");
  if (raw.length > 1 && raw.at(-1) === "") raw.pop();
  if (raw.length > MAX_SEGMENTS) return undefined;
  try {
    const segments = raw.map(decodeURIComponent);
    return segments.every(isProper) ? segments : undefined;
  } catch {
    return undefined;
  }
}

function isProper(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== ".." && !/[\u0000-\u001f\u007f]/.test(segment);
}

interface Template {
  readonly method: HttpMethod;
  readonly segments: readonly string[];
  readonly endpoint: Endpoint;
  /** Not another call for the same thing. */
  readonly isOwn: boolean;
}

interface Fit {
  readonly template: Template;
  readonly params: Readonly<Record<string, string>>;
  readonly deviations: readonly Deviation[];
  /** Smaller is better, from left to right. */
  readonly rank: readonly number[];
}

function fittingTemplates(segments: readonly string[]): Fit[] {
  const unversioned = withoutVersion(segments);
  return [
    ...(templates().get(segments.length) ?? []).map((template) => fit(template, segments, [])),
    ...(unversionedTemplates().get(unversioned.length) ?? []).map((template) =>
      fit(template, unversioned, ["version"]),
    ),
  ]
    .filter((found) => found !== undefined)
    .sort((a, b) => compareRanks(a.rank, b.rank));
}

function fit(template: Template, segments: readonly string[], known: readonly Deviation[]): Fit | undefined {
  const params: Record<string, string> = {};
  const deviations = new Set(known);
  const kinds: number[] = [];
  for (const [index, expected] of template.segments.entries()) {
    const actual = segments[index] ?? "";
    if (expected.startsWith("{")) {
      params[expected.slice(1, -1)] = actual;
      kinds.push(1);
      continue;
    }
    const deviation = deviationOf(expected, actual);
    if (deviation === "other") return undefined;
    if (deviation) deviations.add(deviation);
    kinds.push(0);
  }
  // A word in place of a bot ID is rather a segment of another path.
  if (deviations.size > 0 && [params["botId"], params["streamId"]].some((id) => id && /^[a-z]+$/i.test(id)))
    return undefined;
  return { template, params, deviations: [...deviations], rank: [deviations.size, ...kinds, template.isOwn ? 0 : 1] };
}

function deviationOf(expected: string, actual: string): Deviation | "other" | undefined {
  if (actual === expected) return undefined;
  const lower = actual.toLowerCase();
  if (lower === expected.toLowerCase()) return "case";
  if (expected === "bot" && lower === "stream") return "streamForBot";
  if (expected === "stream" && lower === "bot") return "botForStream";
  return "other";
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, part] of a.entries()) {
    const difference = part - (b[index] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

const allTemplates = once((): readonly Template[] =>
  endpoints().flatMap((endpoint) =>
    callsOf(endpoint).map(([method, path]) => ({
      method,
      segments: segmentsOfTemplate(path),
      endpoint,
      isOwn: path === endpoint.path && method === endpoint.method,
    })),
  ),
);

const templates = once(() => byLength(allTemplates()));

const unversionedTemplates = once(() =>
  byLength(allTemplates().map((template) => ({ ...template, segments: withoutVersion(template.segments) }))),
);

function byLength(list: readonly Template[]): ReadonlyMap<number, readonly Template[]> {
  const index = new Map<number, Template[]>();
  for (const template of list)
    index.set(template.segments.length, [...(index.get(template.segments.length) ?? []), template]);
  return index;
}

/**
 * `/api/1.1/public/…`, `/api/v1.1/public/…` and `/api/public/…` as the last of them. Only before `public` and `rest`:
 * in `/api/1.1/{botId}/debuglogs` the version keeps any other path from being taken for it.
 */
function withoutVersion(segments: readonly string[]): readonly string[] {
  const [api = "", version = "", next = ""] = segments;
  const versioned =
    api.toLowerCase() === "api" && /^v?\d{1,3}(?:\.\d{1,3})?$/i.test(version) && /^(?:public|rest)$/i.test(next);
  return versioned ? [api, ...segments.slice(2)] : segments;
}
