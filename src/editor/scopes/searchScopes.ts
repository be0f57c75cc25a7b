import { scopeById } from "../../domain/scopes/catalogue";
import { endpointLine, searchFor, searchScope } from "../../domain/scopes/search";
import { asText, type PlainText } from "../../domain/text/asText";
import type { Found } from "../pick";
import { t } from "../words";

/** Finds scopes of a quick pick by what is typed; those that their endpoints found show these, the best first. */
export function searchScopes(typed: string): ((item: { readonly id?: string }) => Found | undefined) | undefined {
  const search = searchFor(typed);
  return (
    search &&
    (({ id }) => {
      const scope = id === undefined ? undefined : scopeById(id);
      const found = scope && searchScope(search, scope);
      if (!found) return undefined;
      const lines = found.endpoints.map((endpoint) => asText(endpointLine(endpoint)));
      const detail = inOneLine(lines);
      return detail === undefined ? {} : { detail };
    })
  );
}

/** One fits into the width of a quick pick. */
function inOneLine([first, ...more]: readonly PlainText[]): PlainText | undefined {
  if (first === undefined || more.length === 0) return first;
  return t("{0} and {1} more", first, more.length);
}
