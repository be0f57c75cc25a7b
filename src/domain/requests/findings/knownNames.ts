import { type Endpoint, endpoints } from "../../scopes/catalogue";
import { isMisspelling } from "../../text/misspelling";
import { once } from "../../once";

/** The headers that an endpoint is known to take, besides the token's and those of JSON. */
export function headerNames({ headers, optionalHeaders }: Endpoint): string[] {
  return [...Object.keys(headers), ...Object.keys(optionalHeaders)];
}

/** The parameters of the query that an endpoint is known to take. */
export function parameterNames({ query, optionalQuery }: Endpoint): string[] {
  return [...Object.keys(query), ...Object.keys(optionalQuery)];
}

/** The same but for hyphens, underscores and case: `account_id` for `accountId`. */
export function isRespelled(written: string, name: string): boolean {
  return written !== name && bare(written) === bare(name);
}

/**
 * Whether a name that is sent can hardly be anything but `name` with some letters wrong. One that any endpoint knows is
 * that one: `app-language` is three letters from `bot-language`.
 */
export function isMistyped(written: string, name: string): boolean {
  return isMisspelling(written, name) && !allNames().has(written.toLowerCase());
}

const allNames = once(
  (): ReadonlySet<string> =>
    new Set(
      endpoints()
        .flatMap((endpoint) => [...headerNames(endpoint), ...parameterNames(endpoint)])
        .map((name) => name.toLowerCase()),
    ),
);

function bare(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}
