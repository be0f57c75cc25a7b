import { scopeById } from "../../domain/scopes/catalogue";
import { endpointLine, searchFor, searchScopes as scopesFound } from "../../domain/scopes/search";
import { asText, type PlainText } from "../../domain/text/asText";
import type { Found } from "../pick";
import { t } from "../words";

interface ScopeItem {
  readonly id?: string;
}

/** Finds scopes of a quick pick by what is typed; those that their endpoints found show these, the best first. */
export function searchScopes(typed: string, items: readonly ScopeItem[]): ((item: ScopeItem) => Found | undefined) | undefined {
  const search = searchFor(typed);
  if (!search) return undefined;
  const scopes = items.flatMap(({ id }) => (id === undefined ? undefined : scopeById(id)) ?? []);
  const found = new Map(
    scopesFound(search, scopes).map(({ scope, rank, endpoints }): [string, Found] => {
      const detail = inOneLine(endpoints.map((endpoint) => asText(endpointLine(endpoint))));
      return [scope.id, { rank, ...(detail !== undefined && { detail }) }];
    }),
  );
  return ({ id }) => (id === undefined ? undefined : found.get(id));
}

/** One fits into the width of a quick pick. */
function inOneLine([first, ...more]: readonly PlainText[]): PlainText | undefined {
  if (first === undefined || more.length === 0) return first;
  return t("{0} and {1} more", first, more.length);
}
