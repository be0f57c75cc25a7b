import { LIMITS } from "../../limits";
import type { Endpoint } from "../../scopes/catalogue";
import { percentDecoded } from "../../text/percentDecoded";
import type { Route } from "../../tokens/verify/route";
import type { SentRequest } from "../read/requestOfBlock";
import { variableName } from "../write/requestVariables";

/** A header, or a parameter of the query, with the value that the catalogue has for it. */
export interface RequiredPart {
  readonly name: string;
  readonly value: string;
}

export interface RequiredParts {
  readonly headers: readonly RequiredPart[];
  readonly query: readonly RequiredPart[];
}

/** All endpoints that a request may be for, the likeliest first; none where its path or method is no known one. */
export function endpointsOf({ match }: Pick<Route, "match">): readonly Endpoint[] {
  return match?.kind === "found" ? [match.endpoint, ...match.others] : [];
}

/**
 * What the documentation requires of each endpoint that the request may be for, and what is not in it, or empty, as far
 * as its file tells. Names of headers compare without case, those of parameters exactly.
 */
export function lackingParts(sent: SentRequest, route: Pick<Route, "match">): RequiredParts {
  const [likeliest, ...others] = endpointsOf(route);
  if (!likeliest) return { headers: [], query: [] };
  const areHeadersOpen = sent.areHeadersOpen || Object.keys(sent.headers).length >= LIMITS.headers;
  const headers = Object.entries(likeliest.headers)
    .map(([name, value]) => ({ name, value }))
    .filter(({ name }) => others.every((other) => hasName(Object.keys(other.headers), name)))
    .filter(({ name }) => !sent.headers[name.toLowerCase()]?.trim());
  const given = parametersOf(sent.path);
  const query = likeliest.requiredQuery
    .filter((name) => others.every(({ requiredQuery }) => requiredQuery.includes(name)))
    .filter((name) => !given?.get(name)?.trim())
    .map((name) => ({ name, value: likeliest.query[name] ?? "" }));
  return { headers: areHeadersOpen ? [] : headers, query: given ? query : [] };
}

/** The names of the variables that stand for values of these. */
export function variablesOf({ headers, query }: RequiredParts): string[] {
  return [...headers, ...query].flatMap(({ value }) =>
    [...value.matchAll(/\{([A-Za-z][A-Za-z ]*)\}/g)].map(([, placeholder = ""]) => variableName(placeholder)),
  );
}

export function hasName(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** By their names, decoded; undefined where something that the file doesn't define may stand for more of them. */
export function parametersOf(path: string): ReadonlyMap<string, string> | undefined {
  const [, query = ""] = /^[^?#]*\?([^#]*)/.exec(path) ?? [];
  const found = new Map<string, string>();
  for (const part of query.split("&")) {
    const [name = "", ...value] = part.split("=");
    if (name.includes("{{")) return undefined;
    if (name.trim() !== "") found.set(percentDecoded(name.trim()) ?? name.trim(), value.join("="));
  }
  return found;
}
