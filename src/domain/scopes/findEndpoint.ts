import { callsOf, type Endpoint, endpoints, segmentsOfTemplate } from "./catalogue";
import { HTTP_METHODS, type HttpMethod } from "./endpointRow";
import { once } from "../once";
import { withoutQuery } from "../text/withoutQuery";
import { MAX_SEGMENTS, type Misspelling, type PathTree, pathTree, reachedBy } from "./pathTree";

/** Characters; longer paths are unknown without being read. The longest template takes less than 100. */
export const MAX_PATH_LENGTH = 8_192;

export type EndpointMatch =
  | {
      readonly kind: "found";
      readonly endpoint: Endpoint;
      /** Those that have the same method and path, be it as another call, and that the query doesn't tell from it. */
      readonly others: readonly Endpoint[];
      /** By the names of the template, percent-decoded. */
      readonly params: Readonly<Record<string, string>>;
      /** In what the request's spelling differs from the documented one; empty: in nothing. */
      readonly deviations: readonly Deviation[];
    }
  /** The path is known, and not with this method. */
  | { readonly kind: "wrongMethod"; readonly allowed: readonly HttpMethod[]; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: "unknown" };

/** `version`: another version prefix, such as `/api/1.1/public/` for `/api/public/`. Kore's samples have `/stream/`, too. */
type Deviation = Misspelling | "version";

/**
 * Which endpoint a request is for. `path` is a request's path from the root, with or without a query; the method's
 * case doesn't matter. The exact spelling wins over a deviating one, and fixed segments over parameters; of endpoints
 * with the same method and path the one whose query it has, else the first.
 * Takes time linear in the path and never throws: a path that is too long, has an empty segment, a dot segment
 * (encoded or not), a control character or broken percent-encoding is unknown.
 */
export function findEndpoint(method: string, path: string): EndpointMatch {
  const segments = segmentsOf(path);
  const wanted = method.toUpperCase();
  const fitting = segments ? fittingTemplates(segments, wanted) : [];
  const best = fitting.find(({ template }) => template.method === wanted);
  if (best) {
    const alike = fitting.filter(({ template, spelling }) => template.method === wanted && spelling === best.spelling);
    const [endpoint, ...others] = fittingQuery([...new Set(alike.map(({ template }) => template.endpoint))], path);
    if (endpoint) return { kind: "found", endpoint, others, params: paramsOf(best), deviations: best.deviations };
  }
  const closest = fitting[0];
  if (!closest) return { kind: "unknown" };
  // Only what is spelled as well as the closest: a worse spelling is another endpoint's.
  const same = fitting.filter(({ deviations }) => deviations.length === closest.deviations.length);
  return {
    kind: "wrongMethod",
    allowed: HTTP_METHODS.filter((each) => same.some(({ template }) => template.method === each)),
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
function segmentsOf(path: string): readonly string[] | undefined {
  const bare = withoutQuery(path);
  if (bare.length > MAX_PATH_LENGTH || !bare.startsWith("/")) return undefined;
  const raw = bare.slice(1).replace(PRINTED_DOUBLED, "$1").split("/");
  if (raw.length > 1 && raw.at(-1) === "") raw.pop();
  if (raw.length > MAX_SEGMENTS) return undefined;
  try {
    const segments = bare.includes("%") ? raw.map(decodeURIComponent) : raw;
    return segments.every(isProper) ? segments : undefined;
  } catch {
    return undefined;
  }
}

/** The one doubled slash that the documentation prints (platform.md, 4.2). */
const PRINTED_DOUBLED = /^(campaign\/api\/v2\/public\/[^/]+\/campaign\/)\/(?=trigger\/)/;

function isProper(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== ".." && !/[\u0000-\u001f\u007f]/.test(segment);
}

interface Template {
  readonly method: HttpMethod;
  readonly endpoint: Endpoint;
  /** By their places in the path. */
  readonly names: readonly (string | undefined)[];
  /** Not another call for the same thing. */
  readonly isOwn: boolean;
  /** In the order of the catalogue. */
  readonly place: number;
}

interface Fit {
  readonly template: Template;
  /** What the names of the template stand for. */
  readonly segments: readonly string[];
  readonly deviations: readonly Deviation[];
  /** Smaller is better: by the deviations, then by fixed segments from left to right. */
  readonly spelling: number;
  /** The same, then a call of its own. */
  readonly rank: number;
}

/** The best first. */
function fittingTemplates(segments: readonly string[], wanted: string): readonly Fit[] {
  const asWritten = fits(templates(), segments, []);
  // Another version is never better than what is spelled exactly.
  const isExact = asWritten.some(({ template, deviations }) => template.method === wanted && deviations.length === 0);
  const fitting = isExact
    ? asWritten
    : [...asWritten, ...fits(unversionedTemplates(), withoutVersion(segments), ["version"])];
  return fitting.sort((one, other) => one.rank - other.rank || one.template.place - other.template.place);
}

function fits(tree: PathTree<Template>, segments: readonly string[], known: readonly Deviation[]): Fit[] {
  const found: Fit[] = [];
  for (const { ends, misspelled, parameters } of reachedBy(tree, segments)) {
    const deviations = known.length === 0 ? misspelled : [...known, ...misspelled];
    for (const template of ends) {
      if (deviations.length > 0 && isWordForBot(template.names, segments)) continue;
      const other = template.isOwn ? 0 : 1 << (MAX_SEGMENTS - segments.length);
      const spelling = deviations.length * 2 ** (MAX_SEGMENTS + 1) + 2 * parameters;
      found.push({ template, segments, deviations, spelling, rank: spelling + other });
    }
  }
  return found;
}

/** A word in place of a bot ID is rather a segment of another path. */
function isWordForBot(names: Template["names"], segments: readonly string[]): boolean {
  return names.some(
    (name, index) => (name === "botId" || name === "streamId") && /^[a-z]+$/i.test(segments[index] ?? ""),
  );
}

function paramsOf({ template, segments }: Fit): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [index, name] of template.names.entries()) if (name !== undefined) params[name] = segments[index] ?? "";
  return params;
}

const allTemplates = once((): readonly (readonly [segments: readonly string[], template: Omit<Template, "names">])[] =>
  endpoints()
    .flatMap((endpoint) =>
      callsOf(endpoint).map(([method, path]) => ({
        segments: segmentsOfTemplate(path),
        method,
        endpoint,
        isOwn: path === endpoint.path && method === endpoint.method,
      })),
    )
    .map(({ segments, ...template }, place) => [segments, { ...template, place }]),
);

const templates = once(() => treeOf((segments) => segments));

const unversionedTemplates = once(() => treeOf(withoutVersion));

function treeOf(spelled: (segments: readonly string[]) => readonly string[]): PathTree<Template> {
  return pathTree(
    allTemplates().map(([written, template]) => {
      const segments = spelled(written);
      const names = segments.map((segment) => (segment.startsWith("{") ? segment.slice(1, -1) : undefined));
      return [segments, { ...template, names }];
    }),
  );
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
