import type { CreatedIn, Scope } from "./scope";
import { ENDPOINT_ROWS } from "./endpointData";
import type {
  Call,
  Confidence,
  EncryptionFlag,
  EncryptionSource,
  EncryptionSupport,
  EndpointRow,
  HttpMethod,
  JsonValue,
  TableNeed,
} from "./endpointRow";
import { once } from "../once";
import { SCOPE_CATEGORIES, SCOPES } from "./scopeData";

/** One method and path of the platform's public APIs, or an API of which only the name is known. */
export interface Endpoint {
  readonly id: string;
  readonly api: string;
  readonly alsoCalled: readonly string[];
  /** With `path`, or alone where only the method is known. */
  readonly method?: HttpMethod | undefined;
  /** Template with `{parameter}` segments, from the host's root. Absent: known by name only. */
  readonly path?: string | undefined;
  readonly alsoAs: readonly Call[];
  readonly confidence: Confidence;
  /** What an app of each level needs; a level that is absent can't call this endpoint, as far as is known. */
  readonly access: Readonly<Partial<Record<CreatedIn, Access>>>;
  readonly encryption: EncryptionSupport;
  readonly encryptionFlag?: EncryptionFlag | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly optionalQuery: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyExample?: JsonValue | undefined;
  readonly notes?: string | undefined;
}

export type Access =
  /** Any one of these scope ids is enough: where Kore's pages disagree on the scope, both stand here. */
  | { readonly kind: "scopes"; readonly anyOf: readonly string[] }
  /** Any app of that level, says the API's page; the API list names these scopes all the same. */
  | { readonly kind: "anyApp"; readonly listedUnder: readonly string[] }
  /** It can be called at that level; with which scope is not known. */
  | { readonly kind: "unknown" }
  | ({ readonly kind: "tables" } & TableNeed);

/** All endpoints, in the order of the catalogue. */
export const endpoints = once((): readonly Endpoint[] => ENDPOINT_ROWS.map(unfold));

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

/** The endpoints that need table or view permissions in place of scopes. */
export function endpointsOfTables(): readonly Endpoint[] {
  return endpoints().filter(({ access }) => access.tables);
}

/**
 * How an endpoint is known to support payload encryption for apps of this level; undefined where nothing says so. The
 * documentation lists 5 in the App Builder, 9 in the Admin Console and none for Data Tables (platform.md, 2.3).
 */
export function payloadEncryption(
  { encryption }: Pick<Endpoint, "encryption">,
  { createdIn }: { readonly createdIn: CreatedIn },
): EncryptionSource | undefined {
  return createdIn === "tables" ? undefined : encryption[createdIn];
}

const scopeIndex = once(() => new Map(SCOPES.map((scope) => [scope.id, scope])));

const endpointIndex = once(() => new Map(endpoints().map((endpoint) => [endpoint.id, endpoint])));

const endpointsByScope = once(() => {
  const index = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints()) {
    for (const scopeId of Object.values(endpoint.access).flatMap(scopesOf)) {
      index.set(scopeId, [...(index.get(scopeId) ?? []), endpoint]);
    }
  }
  return index;
});

function scopesOf(access: Access): readonly string[] {
  if (access.kind === "scopes") return access.anyOf;
  return access.kind === "anyApp" ? access.listedUnder : [];
}

function unfold({ call, xo, admin, table, ...row }: EndpointRow): Endpoint {
  const [method, path] = call ? splitCall(call) : [row.method, undefined];
  return {
    ...row,
    method,
    path,
    alsoCalled: row.alsoCalled ?? [],
    alsoAs: row.alsoAs ?? [],
    confidence: row.confidence ?? (call ? "documented" : "listed-only"),
    access: {
      ...(xo && { xo: { kind: "scopes", anyOf: atLevel("xo", xo) } }),
      ...(admin && { admin: adminAccess(admin) }),
      ...(table && { tables: { kind: "tables", ...table } }),
    },
    encryption: row.encryption ?? {},
    query: row.query ?? {},
    optionalQuery: row.optionalQuery ?? {},
    headers: row.headers ?? {},
  };
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

/** The method and the path template of a call such as "GET /api/public/bots". */
function splitCall(call: Call): readonly [HttpMethod, string] {
  const space = call.indexOf(" ");
  return [call.slice(0, space) as HttpMethod, call.slice(space + 1)];
}
