import { callsOf, type Endpoint, endpoints } from "./catalogue";
import type { WrittenCall } from "./callsInText";
import { HTTP_METHODS } from "./endpointRow";
import { type EndpointMatch, findEndpoint } from "./findEndpoint";
import { nearPaths } from "./nearPaths";
import { withoutQuery } from "../text/withoutQuery";

/** The method and path of a call; by any method where none is named. */
type Call = Pick<WrittenCall, "method" | "path">;

/**
 * The endpoints that a written call is of, the best first: of more than one where method, path and query tell them no
 * further apart. A doubled slash is one.
 */
export function endpointsOfCall({ method, path }: Call): readonly Endpoint[] {
  const found = (method === undefined ? HTTP_METHODS : [method]).flatMap((each) => {
    const match = matchOf(each, path);
    return match.kind === "found" ? [match.endpoint, ...match.others] : [];
  });
  return [...new Set(found)];
}

/** Those that have the path of a call, and none of them its method. */
export function endpointsOfOtherMethod({ method, path }: Call): readonly Endpoint[] {
  const match = method === undefined ? undefined : matchOf(method, path);
  return match?.kind === "wrongMethod" ? match.endpoints : [];
}

/** Those with the nearest paths, of each those with the same method first; an encoded slash is near to a slash. */
export function endpointsNear({ method, path }: Call): readonly Endpoint[] {
  const decoded = withSlashes(path);
  if (decoded !== path) {
    const call = { path: decoded, ...(method !== undefined && { method }) };
    const meant = [endpointsOfCall(call), endpointsOfOtherMethod(call)].find(({ length }) => length > 0);
    if (meant) return meant;
  }
  if (segmentsOf(decoded).length < FEWEST_SEGMENTS) return [];
  const near = nearPaths(method ?? "", decoded).flatMap((each) => {
    const calls = endpoints().flatMap((endpoint) =>
      callsOf(endpoint).flatMap(([own, template]) => (template === each.path ? [{ endpoint, own }] : [])),
    );
    return calls.sort((a, b) => Number(b.own === method) - Number(a.own === method)).map(({ endpoint }) => endpoint);
  });
  return [...new Set(near)];
}

/** Segments of a path below which it is rather a part of one. */
const FEWEST_SEGMENTS = 2;

/** What stands between slashes, encoded or not, before the query. */
export function segmentsOf(path: string): readonly string[] {
  return withSlashes(withoutQuery(path))
    .split("/")
    .filter((segment) => segment !== "");
}

/** As it is written, else with one slash for each two of them. */
function matchOf(method: string, path: string): EndpointMatch {
  const match = findEndpoint(method, path);
  const bare = withoutQuery(path);
  return match.kind === "unknown" && bare.includes("//")
    ? findEndpoint(method, bare.replace(/\/{2,}/g, "/") + path.slice(bare.length))
    : match;
}

/** Encoded ones, once or twice, as slashes. */
function withSlashes(path: string): string {
  const bare = withoutQuery(path);
  return bare.replace(/%(?:25){0,2}2f/gi, "/").replace(/\/{2,}/g, "/") + path.slice(bare.length);
}
