import { type Endpoint, endpoints } from "../../scopes/catalogue";
import { once } from "../../once";
import { hasName } from "../findings/requiredParts";
import { type Placeholders, placeholderText } from "../write/placeholderText";

/** A header that an endpoint takes. */
export interface HeaderChoice {
  readonly name: string;
  /** Empty where nothing is known. */
  readonly value: string;
  readonly isRequired: boolean;
  /** What it takes, as its page has it. */
  readonly meaning?: string;
}

/**
 * The headers of the endpoints that a request may be for, those first that all of them require, without those that it
 * has.
 * @param has their names, in any case
 */
export function headerChoices(
  all: readonly Endpoint[],
  has: readonly string[],
  placeholders: Placeholders,
): HeaderChoice[] {
  const choices = new Map<string, HeaderChoice>();
  for (const { headers, optionalHeaders } of all) {
    for (const [name, value] of Object.entries(headers)) {
      if (choices.has(name.toLowerCase())) continue;
      const isRequired = all.every((other) => hasName(Object.keys(other.headers), name));
      choices.set(name.toLowerCase(), { name, value: placeholderText(value, placeholders), isRequired });
    }
    for (const [name, meaning] of Object.entries(optionalHeaders)) {
      const known = choices.get(name.toLowerCase());
      const value = placeholderText(usualValues().get(name.toLowerCase()) ?? "", placeholders);
      choices.set(name.toLowerCase(), { ...(known ?? { name, value, isRequired: false }), meaning });
    }
  }
  const offered = [...choices.values()].filter(({ name }) => !hasName(has, name));
  return [...offered.filter(({ isRequired }) => isRequired), ...offered.filter(({ isRequired }) => !isRequired)];
}

/** By the names of headers in lower case, what the endpoints that require them are called with. */
const usualValues = once((): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const { headers } of endpoints())
    for (const [name, value] of Object.entries(headers))
      if (!values.has(name.toLowerCase())) values.set(name.toLowerCase(), value);
  return values;
});
