import type { Access, Endpoint } from "./catalogue";
import { levelFit } from "./levelFit";
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
 * on any table or view. `unknown`: which scope it takes, or whether apps of that level can call it, is not known or stated. `none`:
 * apps of that level can't call it, or the platform calls it and no app does.
 */
export type Standing = (typeof STANDINGS)[number];

/** The one rule of what an app lacks for an endpoint: all that shows it asks this, and so does the rule book its parts. */
export function standingOf(endpoint: Pick<Endpoint, "access" | "notFor">, app: CallingApp): Standing {
  const need = endpoint.access[app.createdIn];
  if (!need) return levelFit(endpoint, app.createdIn) === "notListed" ? "unknown" : "none";
  switch (need.kind) {
    case "anyApp":
      return "callable";
    case "unknown":
      return "unknown";
    case "platformCalls":
      return "none";
    case "tables":
      return app.tables.some((table) => lackingPermissions(need, table).length === 0) ? "callable" : "lacking";
    case "scopes":
      return scopeStanding(need.anyOf, app);
  }
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
