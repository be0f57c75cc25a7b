import type { Endpoint } from "../../scopes/catalogue";
import { RATE_LIMIT_WORDS } from "../../scopes/rateLimit";
import { type Sentence, say } from "../../text/sentence";

/** What the catalogue knows of the calls to an endpoint, besides who can make them, a sentence each. */
export function endpointFacts({ headers, requiredQuery, rateLimit, address }: Endpoint): Sentence[] {
  const names = Object.keys(headers);
  return [
    ...(names.length > 0 ? [say("Required headers: {0}.", names.join(", "))] : []),
    ...(requiredQuery.length > 0 ? [say("Required in the query: {0}.", requiredQuery.join(", "))] : []),
    RATE_LIMIT_WORDS[rateLimit],
    ...(address === "channel" ? [say("Its URL is shown in the channel's configuration.")] : []),
  ];
}
