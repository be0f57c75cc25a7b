import type { CreatedIn, Scope } from "./scope";
import type { Call, EncryptionSource, EndpointRow, HttpMethod, TableNeed } from "./endpointRow";
import { readEndpointRows } from "./endpointRows";
import { once } from "../once";
import { SCOPE_CATEGORIES, SCOPES } from "./scopeData";

/** One method and path of the platform's public APIs, or what has another address (`address`): an unfolded row. */
export interface Endpoint
  extends
    Omit<EndpointRow, "call" | "xo" | "admin" | "unstated" | "table" | AlwaysThere>,
    Required<Pick<EndpointRow, AlwaysThere>> {
  /** With `path`, or alone where only the method is known. */
  readonly method?: HttpMethod;
  /** Template with `{parameter}` segments, from the host's root. */
  readonly path?: string;
  /** What an app of each level needs. What an absent level means, `levelFit` says. */
  readonly access: Readonly<Partial<Record<CreatedIn, Access>>>;
}

/** Empty where the row has none. */
type AlwaysThere =
  | "alsoCalled"
  | "alsoAs"
  | "notFor"
  | "headers"
  | "optionalHeaders"
  | "query"
  | "requiredQuery"
  | "optionalQuery"
  | "errors"
  | "encryption";

export type Access =
  /** Any one of these scope ids is enough: where Kore's pages disagree on the scope, both stand here. */
  | {
      readonly kind: "scopes";
      readonly anyOf: readonly string[];
      /** No page says for apps of which level these scopes are. */
      readonly levelNotStated?: true;
    }
  /** Any app of that level, says the API's page; the API list names these scopes all the same. */
  | { readonly kind: "anyApp"; readonly listedUnder: readonly string[] }
  /** It can be called at that level, if that is stated; with which scope is not known. */
  | { readonly kind: "unknown"; readonly levelNotStated?: true }
  /** No app calls it: the platform calls a service of yours. Its page names these scopes all the same. */
  | { readonly kind: "platformCalls"; readonly listedUnder: readonly string[] }
  | ({ readonly kind: "tables" } & TableNeed);

/** All endpoints, in the order of the catalogue. */
export const endpoints = once((): readonly Endpoint[] => readEndpointRows().map(unfold));

/** The scopes that an app of this level can be assigned, category by category; Data Tables apps have none. */
export function scopesForLevel(level: CreatedIn): readonly Scope[] {
  return SCOPES.filter((scope) => scope.level === level);
}

export function scopeById(id: string): Scope | undefined {
  return scopeIndex().get(id);
}

/** What the platform says of the group of scopes that this one stands in; undefined where it says nothing. */
export function categoryMeaning({ level, category }: Pick<Scope, "level" | "category">): string | undefined {
  return SCOPE_CATEGORIES.find((group) => group.level === level && group.name === category)?.meaning;
}

export function endpointById(id: string): Endpoint | undefined {
  return endpointIndex().get(id);
}

/** The endpoints that this scope opens or is listed for; empty for an unknown id and where nothing is known. */
export function endpointsOfScope(scopeId: string): readonly Endpoint[] {
  return endpointsByScope().get(scopeId) ?? [];
}

/**
 * The endpoints to which no scope of this level leads: `unknown`: which one opens them is not known; `notStated`: nor
 * is it stated whether apps of this level can call them; `anyApp`: by their pages any app of the level can.
 */
export type BesideScopes = "unknown" | "notStated" | "anyApp";

export function endpointsBesideScopes(level: Scope["level"], kind: BesideScopes): readonly Endpoint[] {
  return endpointsBeside().get(`${level} ${kind}`) ?? [];
}

/** The endpoints that need table or view permissions in place of scopes. */
export function endpointsOfTables(): readonly Endpoint[] {
  return endpoints().filter(({ access }) => access.tables);
}

/**
 * How an endpoint is known to support payload encryption for apps of this level; undefined where nothing says so. The
 * documentation lists 11 in the App Builder, of which its apps can call 5, 9 in the Admin Console and none for Data
 * Tables (platform.md, 2.3).
 */
export function payloadEncryption(
  { encryption }: Pick<Endpoint, "encryption">,
  { createdIn }: { readonly createdIn: CreatedIn },
): EncryptionSource | undefined {
  return createdIn === "tables" ? undefined : encryption[createdIn];
}

/** The endpoints of which something says that they support payload encryption for apps of this level. */
export function encryptingEndpoints(createdIn: CreatedIn): readonly Endpoint[] {
  return encrypting().get(createdIn) ?? [];
}

const scopeIndex = once(() => new Map(SCOPES.map((scope) => [scope.id, scope])));

const endpointIndex = once(() => new Map(endpoints().map((endpoint) => [endpoint.id, endpoint])));

const endpointsByScope = once(() => {
  const found = endpoints().flatMap((endpoint) =>
    Object.values(endpoint.access).flatMap((access) => scopesOf(access).map((id) => [id, endpoint] as const)),
  );
  return grouped(found);
});

const endpointsBeside = once(() =>
  grouped(
    endpoints().flatMap((endpoint) =>
      Object.entries(endpoint.access).map(([level, access]) => [`${level} ${groupOf(access)}`, endpoint] as const),
    ),
  ),
);

function groupOf(access: Access): Access["kind"] | BesideScopes {
  return access.kind === "unknown" && access.levelNotStated ? "notStated" : access.kind;
}

const encrypting = once(() =>
  grouped(
    endpoints().flatMap((endpoint) => Object.keys(endpoint.encryption).map((level) => [level, endpoint] as const)),
  ),
);

function grouped(
  pairs: readonly (readonly [key: string, endpoint: Endpoint])[],
): ReadonlyMap<string, readonly Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  for (const [key, endpoint] of pairs) {
    const group = groups.get(key);
    if (group) group.push(endpoint);
    else groups.set(key, [endpoint]);
  }
  return groups;
}

function scopesOf(access: Access): readonly string[] {
  if (access.kind === "scopes") return access.anyOf;
  return access.kind === "anyApp" || access.kind === "platformCalls" ? access.listedUnder : [];
}

function unfold({ call, xo, admin, unstated, table, ...row }: EndpointRow): Endpoint {
  const [method, path] = call ? splitCall(call) : [row.method, undefined];
  return {
    ...row,
    ...(method !== undefined && { method }),
    ...(path !== undefined && { path }),
    alsoCalled: row.alsoCalled ?? [],
    alsoAs: row.alsoAs ?? [],
    notFor: row.notFor ?? [],
    access: {
      ...(unstated && { xo: ofUnstatedLevel("xo", unstated), admin: ofUnstatedLevel("admin", unstated) }),
      ...(xo && { xo: row.address === "yours" ? platformCalls(xo) : appAccess(xo) }),
      ...(admin && { admin: adminAccess(admin) }),
      ...(table && { tables: { kind: "tables", ...table } }),
    },
    encryption: row.encryption ?? {},
    query: row.query ?? {},
    requiredQuery: row.requiredQuery ?? [],
    optionalQuery: row.optionalQuery ?? {},
    headers: row.headers ?? {},
    optionalHeaders: row.optionalHeaders ?? {},
    errors: row.errors ?? [],
  };
}

function ofUnstatedLevel(level: Scope["level"], names: NonNullable<EndpointRow["unstated"]>): Access {
  if (names === "unknown") return { kind: "unknown", levelNotStated: true };
  return { kind: "scopes", anyOf: atLevel(level, names), levelNotStated: true };
}

function platformCalls(xo: readonly string[]): Access {
  return { kind: "platformCalls", listedUnder: atLevel("xo", xo) };
}

function appAccess(xo: readonly string[]): Access {
  return { kind: "scopes", anyOf: atLevel("xo", xo) };
}

function adminAccess(admin: NonNullable<EndpointRow["admin"]>): Access {
  if (admin === "unknown") return { kind: "unknown" };
  if ("anyApp" in admin) return { kind: "anyApp", listedUnder: atLevel("admin", admin.anyApp) };
  return { kind: "scopes", anyOf: atLevel("admin", admin) };
}

function atLevel(level: Scope["level"], names: readonly string[]): readonly string[] {
  return names.map((name) => `${level}/${name}`);
}

/** Each method with a path template by which an endpoint is known, its own first. */
export function callsOf({ method, path, alsoAs }: Endpoint): readonly (readonly [HttpMethod, string])[] {
  return [...(method !== undefined && path !== undefined ? [[method, path] as const] : []), ...alsoAs.map(splitCall)];
}

/** The fixed segments of all known paths, in lower case. */
export const fixedSegments = once((): ReadonlySet<string> => {
  const segments = endpoints().flatMap((endpoint) => callsOf(endpoint).flatMap(([, path]) => path.split("/")));
  return new Set(segments.filter((segment) => !segment.startsWith("{")).map((segment) => segment.toLowerCase()));
});

/** The segments of a path template; a slash at its end is none. */
export function segmentsOfTemplate(path: string): readonly string[] {
  return path.replace(/^\/|\/$/g, "").split("/");
}

/** The method and the path template of a call such as "GET /api/public/bots". */
function splitCall(call: Call): readonly [HttpMethod, string] {
  const space = call.indexOf(" ");
  return [call.slice(0, space) as HttpMethod, call.slice(space + 1)];
}
