import { ENDPOINT_ROWS } from "./endpointData";
import type {
  Call,
  Confidence,
  EncryptionFlag,
  EncryptionSupport,
  EndpointRow,
  HttpMethod,
  JsonValue,
  TableNeed,
} from "./endpointRow";
import { once } from "./once";
import type { CreatedIn, Scope, ScopeCategory } from "./scope";
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

/** What is known of the endpoints of a scope: some with a path, names alone, or nothing. */
export type EndpointKnowledge = "paths" | "namesOnly" | "none";

/** All endpoints, in the order of the catalogue. */
export const endpoints = once((): readonly Endpoint[] => ENDPOINT_ROWS.map(unfold));

/** The scopes that an app of this level can be assigned, category by category; Data Tables apps have none. */
export function scopesForLevel(level: CreatedIn): readonly Scope[] {
  return SCOPES.filter((scope) => scope.level === level);
}

export function scopeById(id: string): Scope | undefined {
  return scopeIndex().get(id);
}

/** The scope with this name or another of its spellings, "Group > Scope" included, ignoring case and white space around. */
export function scopeByName(level: CreatedIn, text: string): Scope | undefined {
  const wanted = text.trim().toLowerCase();
  const levelScopes = scopesForLevel(level);
  return (
    levelScopes.find(({ name }) => name.toLowerCase() === wanted) ??
    levelScopes.find(({ aliases }) => aliases?.some((alias) => alias.toLowerCase() === wanted))
  );
}

export function categoryOf(scope: Scope): ScopeCategory {
  return (
    SCOPE_CATEGORIES.find(({ level, name }) => level === scope.level && name === scope.category) ?? {
      level: scope.level,
      name: scope.category,
    }
  );
}

export function endpointById(id: string): Endpoint | undefined {
  return endpointIndex().get(id);
}

/** The endpoints that this scope opens or is listed for; empty for an unknown id and where nothing is known. */
export function endpointsOfScope(scopeId: string): readonly Endpoint[] {
  return endpointsByScope().get(scopeId) ?? [];
}

export function endpointKnowledge(scopeId: string): EndpointKnowledge {
  const found = endpointsOfScope(scopeId);
  if (found.some(({ path }) => path !== undefined)) return "paths";
  return found.length ? "namesOnly" : "none";
}

/** The endpoints that need table or view permissions in place of scopes. */
export function endpointsOfTables(): readonly Endpoint[] {
  return endpoints().filter(({ access }) => access.tables);
}

/**
 * The endpoints of the documentation's list for this level: 5 in the App Builder, 9 in the Admin Console, none for
 * Data Tables. Those that only release notes name are left out; an endpoint's `encryption` has them.
 */
export function endpointsSupportingEncryption(level: CreatedIn): readonly Endpoint[] {
  return level === "tables" ? [] : endpoints().filter(({ encryption }) => encryption[level] === "listed");
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

/** The method and the path template of a call such as "GET /api/public/bots". */
export function splitCall(call: Call): readonly [HttpMethod, string] {
  const space = call.indexOf(" ");
  return [call.slice(0, space) as HttpMethod, call.slice(space + 1)];
}
