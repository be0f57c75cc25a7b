import type { JwtApp } from "../../apps/jwtApp";
import { type Endpoint, endpoints, segmentsOfTemplate } from "../../scopes/catalogue";
import type { HttpMethod } from "../../scopes/endpointRow";
import { rankOfDoor, rankOfEndpoint } from "../../scopes/search";
import { type Standing, standingOf } from "../../scopes/standing";
import { foundBy, searchFor } from "../../scopes/typedSearch";
import type { Sentence } from "../../text/sentence";
import type { VariableValues } from "../read/fileVariables";
import type { PathPlace } from "../read/placeInRequest";
import { type Placeholders, placeholderText, placeholderValue } from "../write/placeholderText";
import { DOOR_USES, DOORS } from "../write/doors";
import { doorPath, targetTitle } from "../write/requestTargets";

/** What a request line may be for: an endpoint, or a door beside the catalogue. */
export interface PathChoice {
  readonly title: string;
  readonly method: HttpMethod;
  /** With `{parameter}` segments. */
  readonly path: string;
  readonly endpoint?: Endpoint;
  /** What is written, from the host or the first slash on. */
  readonly parts: readonly ChoicePart[];
  /** What is typed is looked for in this. */
  readonly filter: string;
  /** How the app stands to it; `callable` where there is none. */
  readonly standing: Standing;
  /** Of a door that isn't what the app is there for. */
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
 * Every endpoint with a path, and the doors of SDKs and channels: those first that are found by what is typed, then those
 * that the app can call, and of these those first that take the line's method. Takes time in proportion to the catalogue.
 */
export function pathChoices(choosing: Choosing): PathChoice[] {
  const { app, place } = choosing;
  const choices = endpoints().flatMap((endpoint) => {
    const { api: title, alsoCalled, method, path } = endpoint;
    if (method === undefined || path === undefined) return [];
    const standing = app ? standingOf(endpoint, app) : "callable";
    const query = place.hasQuery ? [] : queryParts(endpoint, choosing);
    return [{ endpoint, standing, ...choiceOf({ title, alsoCalled, method, path }, query, choosing) }];
  });
  const rankOf = ({ standing, method }: PathChoice): number => RANKS[standing] + (method === place.method ? 0 : 1);
  const all = [...doors(choosing), ...choices].sort((a, b) => rankOf(a) - rankOf(b));
  return foundFirst(all, choosing.typed);
}

/**
 * Those first that are found by what is typed, but for what the app can never call; an editor that compares letters alone
 * would take them as it likes, so each begins with what is typed.
 */
function foundFirst(all: readonly PathChoice[], typed: string): PathChoice[] {
  const search = searchFor(typed);
  if (!search) return [...all];
  const found = foundBy(search, (reading) =>
    all.flatMap((choice) => {
      const { endpoint, title, method, path } = choice;
      const rank = endpoint ? rankOfEndpoint(reading, endpoint) : rankOfDoor(reading, title, `${method} ${path}`);
      return rank === undefined ? [] : [{ choice, rank }];
    }),
  );
  const ranked = [...found].sort(
    (a, b) => Number(isForOthers(a.choice)) - Number(isForOthers(b.choice)) || Math.floor(a.rank) - Math.floor(b.rank),
  );
  const first = new Set(ranked.map(({ choice }) => choice));
  return [
    ...ranked.map(({ choice }) => ({ ...choice, filter: `${typed} ${choice.filter}` })),
    ...all.filter((choice) => !first.has(choice)),
  ];
}

function isForOthers({ standing }: PathChoice): boolean {
  return standing === "none";
}

const RANKS: Readonly<Record<Standing, number>> = { callable: 0, unknown: 2, unpublished: 4, lacking: 4, none: 4 };

/** What needs no scope; first for whom the app is there, else behind all that it can call. */
function doors(choosing: Choosing): PathChoice[] {
  const { app } = choosing;
  return DOORS.map((door) => {
    const path = doorPath(door);
    const [use, remark] = DOOR_USES[door.kind];
    const choice = choiceOf({ title: targetTitle(door), alsoCalled: [], method: "POST", path }, [], choosing);
    return app && app.usedFor !== use
      ? { ...choice, standing: "unknown", remark }
      : { ...choice, standing: "callable" };
  });
}

type Call = Pick<PathChoice, "title" | "method" | "path"> & Pick<Endpoint, "alsoCalled">;

function choiceOf(
  { title, alsoCalled, method, path }: Call,
  query: ChoicePart[],
  choosing: Choosing,
): Omit<PathChoice, "standing"> {
  const { place, typed, host } = choosing;
  const own = pathParts(path, choosing);
  const parts = [...(place.isWholeAddress ? [{ text: host, isField: false }] : []), ...own, ...query];
  const written = own.map(({ text }) => text).join("");
  const filter = filterOf([title, ...alsoCalled], typed, place.isWholeAddress ? host + written : written);
  return { title, method, path, parts, filter };
}

/** What begins like a path is looked for in paths first, and any other word in names. */
function filterOf(names: readonly string[], typed: string, written: string): string {
  return (/^[/{]/.test(typed) ? [written, ...names] : [...names, written]).join(" ");
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
