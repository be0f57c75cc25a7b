import type { JwtApp } from "../../apps/jwtApp";
import type { Endpoint } from "../../scopes/catalogue";
import { type Sentence, say } from "../../text/sentence";
import { accessChecks, LEVEL_NAMES } from "../../tokens/verify/accessChecks";
import type { Check } from "../../tokens/verify/check";
import { scopeNames } from "./endpointFacts";

/** Whether an app can call an endpoint, by the rule book. */
export type Callable =
  | { readonly kind: "yes" }
  /** Nothing says that it can't. */
  | { readonly kind: "perhaps"; readonly why: Sentence }
  /** With what it lacks, in a few words. */
  | { readonly kind: "no"; readonly why: Sentence };

export function callable(endpoint: Endpoint, app: JwtApp): Callable {
  const checks = rightsChecks(endpoint, app);
  const refused = checks.find(({ outcome }) => outcome === "failed");
  if (refused) return { kind: "no", why: lacking(refused, endpoint, app) };
  const open = checks.find(({ outcome }) => outcome === "unknown");
  if (!open) return { kind: "yes" };
  if (open.id !== "level") return { kind: "perhaps", why: say("scope not known") };
  if (open.reason === "level-not-stated") return { kind: "perhaps", why: say("level not stated") };
  return { kind: "perhaps", why: say("not listed for {0}", LEVEL_NAMES[app.createdIn]) };
}

/** What the rule book says of the app's own rights: level, scope, publishing, and permissions on the first such table. */
export function rightsChecks(endpoint: Endpoint, app: JwtApp): Check[] {
  const tableNamed = (kind: "table" | "view"): string => app.tables.find((table) => table.kind === kind)?.name ?? "";
  const params = { tableName: tableNamed("table"), viewName: tableNamed("view") };
  const method = endpoint.method ?? "GET";
  const match = { kind: "found", endpoint, others: [], params, deviations: [] } as const;
  return accessChecks({ door: "publicApi", method, match }, app);
}

function lacking({ id }: Check, { access }: Endpoint, app: JwtApp): Sentence {
  const need = access[app.createdIn];
  switch (id) {
    case "level":
      return say("for apps of another kind");
    case "published":
      return say("scope not published");
    case "tables":
      return need?.kind === "tables" && need.on === "view"
        ? say("no permission on a view")
        : say("no permission on a table");
    default:
      return say("lacks the scope “{0}”", need?.kind === "scopes" ? scopeNames(need.anyOf) : "");
  }
}
