import { scopeById } from "../../domain/scopes/catalogue";
import { endpointLine, searchFor, searchScope } from "../../domain/scopes/search";
import { asText, joined, type PlainText } from "../../domain/text/asText";
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
      return lines.length === 0 ? {} : { detail: inOneLine(lines) };
    })
  );
}

function inOneLine(lines: readonly PlainText[]): PlainText {
  const [first, second, ...more] = lines;
  if (first === undefined || second === undefined || more.length === 0) return joined(lines, ", ");
  return t("{0}, {1} and {2} more", first, second, more.length);
}
