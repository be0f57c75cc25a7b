import type { Access, Endpoint } from "./catalogue";
import { levelFit } from "./levelFit";
import { CREATED_IN, type CreatedIn } from "./scope";

/** What decides whether an app can call an endpoint, as far as it is noted here. */
export interface CallingApp {
  readonly createdIn: CreatedIn;
  readonly scopes: readonly { readonly id: string; readonly published: boolean }[];
  readonly tables: readonly {
    readonly kind: "table" | "view";
    readonly read: boolean;
    readonly write: boolean;
    readonly delete: boolean;
  }[];
}

/** How apps stand to an endpoint: each is in one of the lists, or is of a level that can't call it. */
export interface Standing<App> {
  /** Level, scope and publishing fit; or the permissions on some table or view. */
  readonly callable: readonly App[];
  /** A scope that opens it is assigned, and not published yet. */
  readonly unpublished: readonly App[];
  /** Of its level, without a scope that opens it, or without the permissions on any table or view. */
  readonly lacking: readonly App[];
  /** Which scope it takes, or whether apps of their level can call it, is not known. */
  readonly unknown: readonly App[];
}

/** What is nearest of a standing: an app that can call it, one that lacks a step or two, or none. */
export const NEARNESS = ["callable", "unpublished", "lacking", "unknown", "none"] as const;
export type Nearness = (typeof NEARNESS)[number];

export function nearnessOf(standing: Standing<unknown>): Nearness {
  return NEARNESS.find((each) => each !== "none" && standing[each].length > 0) ?? "none";
}

/** Some apps, so looked up that asking of each endpoint how they stand to it takes little. */
export class AppsAtHand<App extends CallingApp> {
  readonly #byLevel = new Map<CreatedIn, App[]>();
  readonly #byScope = new Map<string, App[]>();

  constructor(apps: readonly App[]) {
    for (const app of apps) {
      append(this.#byLevel, app.createdIn, app);
      for (const id of new Set(app.scopes.map((scope) => scope.id))) append(this.#byScope, id, app);
    }
  }

  standingTo(endpoint: Pick<Endpoint, "access" | "notFor">): Standing<App> {
    const lists = { callable: [] as App[], unpublished: [] as App[], lacking: [] as App[], unknown: [] as App[] };
    for (const level of CREATED_IN) {
      const own = endpoint.access[level];
      if (own) this.#sort(level, own, lists);
      else if (levelFit(endpoint, level) === "notListed") lists.unknown.push(...this.#of(level));
    }
    return lists;
  }

  #sort(level: CreatedIn, access: Access, { callable, unpublished, lacking, unknown }: Lists<App>): void {
    switch (access.kind) {
      case "anyApp":
        callable.push(...this.#of(level));
        return;
      case "unknown":
        unknown.push(...this.#of(level));
        return;
      case "platformCalls":
        return;
      case "tables":
        for (const app of this.#of(level)) (isPermitted(app, access) ? callable : lacking).push(app);
        return;
      case "scopes": {
        const assigned = new Set(access.anyOf.flatMap((id) => this.#byScope.get(id) ?? []));
        for (const app of this.#of(level)) {
          if (!assigned.has(app)) lacking.push(app);
          else (isOpen(app, access.anyOf) ? callable : unpublished).push(app);
        }
      }
    }
  }

  #of(level: CreatedIn): readonly App[] {
    return this.#byLevel.get(level) ?? [];
  }
}

type Lists<App> = { readonly [Kind in keyof Standing<App>]: App[] };

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

/** Scopes of the Admin Console are not published (platform.md, 7). */
function isOpen({ createdIn, scopes }: CallingApp, anyOf: readonly string[]): boolean {
  return scopes.some(({ id, published }) => anyOf.includes(id) && (createdIn !== "xo" || published));
}

/** Permissions are granted for each table and view (platform.md, 6). */
function isPermitted({ tables }: CallingApp, { on, permissions }: Extract<Access, { kind: "tables" }>): boolean {
  return tables.some((table) => table.kind === on && permissions.every((permission) => table[permission]));
}
