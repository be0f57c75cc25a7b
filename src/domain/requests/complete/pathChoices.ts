import type { JwtApp } from "../../apps/jwtApp";
import { type Endpoint, endpoints, segmentsOfTemplate } from "../../scopes/catalogue";
import type { HttpMethod } from "../../scopes/endpointRow";
import type { Sentence } from "../../text/sentence";
import type { VariableValues } from "../read/fileVariables";
import type { PathPlace } from "../read/placeInRequest";
import { type Placeholders, placeholderText, placeholderValue } from "../write/placeholderText";
import { callable, type Callable } from "./callable";

/** An endpoint that a request line may be for. */
export interface PathChoice {
  readonly endpoint: Endpoint;
  readonly method: HttpMethod;
  /** What is written, from the host or the first slash on. */
  readonly parts: readonly ChoicePart[];
  /** What is typed is looked for in this. */
  readonly filter: string;
  /** What the app lacks to call it, or what isn't known. */
  readonly remark?: Sentence;
}

export interface ChoicePart {
  readonly text: string;
  /** It stands in a placeholder's place: what a person may want to change. */
  readonly isField: boolean;
}

interface Choosing {
  readonly place: Pick<PathPlace, "method" | "isWholeAddress" | "hasQuery">;
  /** What stands there now, as written. */
  readonly typed: string;
  /** What the request is for, as far as its file says. */
  readonly app: JwtApp | undefined;
  readonly variables: VariableValues;
  /** Scheme and host, where they are to be written, too. */
  readonly host: string;
}

/**
 * Every endpoint with a path: those first that the app can call, and of these those first that take the line's method.
 * Takes time in proportion to the catalogue.
 */
export function pathChoices(choosing: Choosing): PathChoice[] {
  const { app, place } = choosing;
  const choices = endpoints().flatMap((endpoint) => {
    const { method, path } = endpoint;
    if (method === undefined || path === undefined) return [];
    const rights: Callable = app ? callable(endpoint, app) : { kind: "yes" };
    const rank = RANKS[rights.kind] + (method === place.method ? 0 : 1);
    return [{ rank, choice: choiceOf({ ...endpoint, method, path }, rights, choosing) }];
  });
  return choices.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice);
}

const RANKS: Readonly<Record<Callable["kind"], number>> = { yes: 0, perhaps: 2, no: 4 };

function choiceOf(
  endpoint: Endpoint & Required<Pick<Endpoint, "method" | "path">>,
  rights: Callable,
  choosing: Choosing,
): PathChoice {
  const { place, typed, host } = choosing;
  const path = pathParts(endpoint.path, choosing);
  const parts = [
    ...(place.isWholeAddress ? [{ text: host, isField: false }] : []),
    ...path,
    ...(place.hasQuery ? [] : queryParts(endpoint, choosing)),
  ];
  const written = path.map(({ text }) => text).join("");
  return {
    endpoint,
    method: endpoint.method,
    parts,
    filter: filterOf(endpoint, typed, place.isWholeAddress ? host + written : written),
    ...(rights.kind !== "yes" && { remark: rights.why }),
  };
}

/** What begins like a path is looked for in paths first, and any other word in names. */
function filterOf({ api, alsoCalled }: Endpoint, typed: string, written: string): string {
  const names = [api, ...alsoCalled].join(" ");
  return /^[/{]/.test(typed) ? `${written} ${names}` : `${names} ${written}`;
}

/** With what is typed already in the places of its parameters. */
function pathParts(wanted: string, { typed, app, variables }: Choosing): ChoicePart[] {
  const known = typed.split("/").slice(1);
  let fits = true;
  return segmentsOfTemplate(wanted).flatMap((segment, index) => {
    const slash = { text: "/", isField: false };
    if (!segment.startsWith("{")) {
      fits &&= known[index]?.toLowerCase() === segment.toLowerCase();
      return [{ text: `/${segment}`, isField: false }];
    }
    const own = fits ? known[index] : undefined;
    const text = own ? own : placeholderValue(segment.slice(1, -1), { variables, app });
    return [slash, { text, isField: true }];
  });
}

/** What its page requires, and what tells it from others with its path. */
function queryParts({ query, requiredQuery, onlyWith }: Endpoint, placeholders: Placeholders): ChoicePart[] {
  const names = [...new Set([...Object.keys(onlyWith?.query ?? {}), ...requiredQuery])];
  return names.flatMap((name, index) => [
    { text: `${index === 0 ? "?" : "&"}${name}=`, isField: false },
    { text: placeholderText(query[name] ?? "", placeholders), isField: !(onlyWith && name in onlyWith.query) },
  ]);
}
