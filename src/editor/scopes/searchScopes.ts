import type { JwtApp } from "../../domain/apps/jwtApp";
import { scopesForLevel } from "../../domain/scopes/catalogue";
import { endpointLine, matchingScopes } from "../../domain/scopes/search";
import { type Search, searchFor } from "../../domain/scopes/typedSearch";
import { asText, type PlainText } from "../../domain/text/asText";
import type { Found, PickOptions, Remark } from "../prompts/pick";
import { t } from "../workbench/words";

interface ScopeItem {
  readonly id?: string;
}

/** Finds scopes of an app's quick pick by what is typed, each text once. */
export function searchScopes({
  createdIn,
}: Pick<JwtApp, "createdIn">): Required<Pick<PickOptions<ScopeItem>, "search" | "remarks">> {
  const read = lastOf((typed) => {
    const search = searchFor(typed);
    return search && { search, own: matchingScopes(search, scopesForLevel(createdIn)) };
  });
  return {
    search: (typed) => {
      const found = read(typed);
      return found && byItem(found.own);
    },
    remarks: (typed) => {
      const found = read(typed);
      return found && createdIn !== "tables" ? remarksOf(found.search, found.own, createdIn) : [];
    },
  };
}

/** Those that their endpoints found show these, the best first. */
function byItem(own: ReturnType<typeof matchingScopes>): (item: ScopeItem) => Found | undefined {
  const found = new Map(
    own.map(({ scope, rank, endpoints }): [string, Found] => {
      const detail = inOneLine(endpoints.map((endpoint) => asText(endpointLine(endpoint))));
      return [scope.id, { rank, ...(detail !== undefined && { detail }) }];
    }),
  );
  return ({ id }) => (id === undefined ? undefined : found.get(id));
}

/** Other scopes that are named. */
const MOST_REMARKS = 3;

/** That nothing is found, and which scopes of the other level are, where they fit better. */
function remarksOf(search: Search, own: ReturnType<typeof matchingScopes>, createdIn: "xo" | "admin"): Remark[] {
  const best = Math.min(...own.map(({ rank }) => rank));
  const names = new Set(scopesForLevel(createdIn).map(({ name }) => name));
  const others = matchingScopes(search, scopesForLevel(createdIn === "xo" ? "admin" : "xo"))
    // By a better place than a whole word or the beginning of one makes.
    .filter(({ scope, rank }) => rank + 1 < best && !names.has(scope.name))
    .sort((a, b) => a.rank - b.rank);
  const remarks = others.slice(0, MOST_REMARKS).map(({ scope }) => ofOtherLevel(scope.name, createdIn));
  if (own.length > 0) return remarks;
  const label = search.segments
    ? t("No scope of this app's list opens this path")
    : t("No scope of this app's list has all of these words");
  return [...remarks, { label, detail: t("Type fewer or other words, a path such as {0}, or a URL", "/getSessions") }];
}

function ofOtherLevel(name: string, createdIn: "xo" | "admin"): Remark {
  if (createdIn === "xo") {
    return {
      label: t("“{0}” is a scope of Admin Console apps", name),
      detail: t("This app was created in the XO Platform, so it can't have it"),
    };
  }
  return {
    label: t("“{0}” is a scope of XO Platform apps", name),
    detail: t("This app was created in the Admin Console, so it can't have it"),
  };
}

/** One fits into the width of a quick pick. */
function inOneLine([first, ...more]: readonly PlainText[]): PlainText | undefined {
  if (first === undefined || more.length === 0) return first;
  return t("{0} and {1} more", first, more.length);
}

/** What was made last, once more where the same is asked for again: a pick asks twice for each text. */
function lastOf<T>(make: (typed: string) => T): (typed: string) => T {
  let last: { readonly typed: string; readonly made: T } | undefined;
  return (typed) => (last?.typed === typed ? last : (last = { typed, made: make(typed) })).made;
}
