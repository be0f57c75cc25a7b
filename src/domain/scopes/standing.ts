import type { Access, Endpoint } from "./catalogue";
import type { CreatedIn, Scope } from "./scope";

/** What decides whether an app can call an endpoint, as far as it is noted here. */
export interface CallingApp {
  readonly createdIn: CreatedIn;
  readonly scopes: readonly AssignedScope[];
  readonly tables: readonly Permissions[];
}

interface AssignedScope {
  readonly id: string;
  readonly published: boolean;
}

interface Permissions {
  readonly kind: "table" | "view";
  readonly read: boolean;
  readonly write: boolean;
  readonly delete: boolean;
}

/** How an app can stand to an endpoint, the nearest to calling it first. */
export const STANDINGS = ["callable", "unpublished", "lacking", "unknown", "none"] as const;
/**
 * `callable`: level, scope and publishing fit; or the permissions on some table or view. `unpublished`: a scope that opens
 * it is assigned, and not published yet. `lacking`: of its level, without a scope that opens it, or without the permissions
 * on any table or view. `unknown`: which scope it takes, or whether apps of that level can call it, is not known. `none`:
 * apps of that level can't call it.
 */
export type Standing = (typeof STANDINGS)[number];

/** The one rule of what an app lacks for an endpoint: all that shows it asks this, and so does the rule book its parts. */
export function standingOf({ access }: Pick<Endpoint, "access">, app: CallingApp): Standing {
  const need = access[app.createdIn];
  if (!need) return levelStanding(access, app.createdIn) === "unknown" ? "unknown" : "none";
  switch (need.kind) {
    case "anyApp":
      return "callable";
    case "unknown":
      return "unknown";
    case "tables":
      return app.tables.some((table) => lackingPermissions(need, table).length === 0) ? "callable" : "lacking";
    case "scopes":
      return scopeStanding(need.anyOf, app);
  }
}

/**
 * Whether apps of a level can call what needs this. That no app of the Admin Console can call what is listed for apps of a
 * bot is nowhere said; Data Tables have an access control of their own (platform.md, 6).
 */
export function levelStanding(access: Endpoint["access"], level: CreatedIn): "fits" | "unknown" | "differs" {
  if (access[level]) return "fits";
  return level === "admin" && !access.tables ? "unknown" : "differs";
}

/** By scopes of which any one is enough. */
export function scopeStanding(
  anyOf: readonly Scope["id"][],
  { createdIn, scopes }: Pick<CallingApp, "createdIn" | "scopes">,
): "callable" | "unpublished" | "lacking" {
  let standing: "unpublished" | "lacking" = "lacking";
  for (const { id, published } of scopes) {
    if (!anyOf.includes(id)) continue;
    if (!isWaiting({ createdIn }, { published })) return "callable";
    standing = "unpublished";
  }
  return standing;
}

/** Whether an assigned scope is to be published yet, which those of the Admin Console are not (platform.md, 7). */
export function isWaiting(
  { createdIn }: Pick<CallingApp, "createdIn">,
  { published }: Pick<AssignedScope, "published">,
): boolean {
  return createdIn === "xo" && !published;
}

/** The permissions that are not granted on a table or view, all of them where it is of the other kind (platform.md, 6). */
export function lackingPermissions(
  { on, permissions }: Extract<Access, { kind: "tables" }>,
  table: Permissions,
): Extract<Access, { kind: "tables" }>["permissions"] {
  return permissions.filter((permission) => table.kind !== on || !table[permission]);
}
