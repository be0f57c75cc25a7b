import { type Check, unknown } from "./check";
import { say } from "../../text/sentence";

/**
 * The check of a header about which an API's own page contradicts itself (platform.md, 3.4); undefined for every other
 * API. `name` is the header that holds the token, in lower case.
 */
export function disputedHeader(path: string, name: "auth" | "authorization" | "token", value: string) {
  const isBearer = name === "auth" && /^bearer\s/i.test(value);
  return PAGES.find((page) => page.path.test(path) && (page.name === name || (page.name === "bearer" && isBearer)))
    ?.check;
}

const PAGES: readonly { readonly path: RegExp; readonly name: "token" | "bearer"; readonly check: Check }[] = [
  {
    path: /^\/(?:agent(?:assist|ai)\/api\/v1\/hooks\/[^/?#]+|api\/v1\/public\/bot\/[^/?#]+)\/?(?:[?#]|$)/i,
    name: "token",
    check: unknown(
      "header",
      "token-of-samples",
      say(
        "The token is in the header “token”, as the samples on the API's page have it; its table asks for “auth”. Which one the platform reads is not known.",
      ),
    ),
  },
  {
    path: /^\/agentassist\/api\/v1\/public\/[^/?#]+\/v2\/agentassistinteractions\/?(?:[?#]|$)/i,
    name: "bearer",
    check: unknown(
      "header",
      "bearer-of-table",
      say(
        "In the header “auth” the token stands after “Bearer”, as the table on the API's page has it; its sample has the token alone. Which one the platform reads is not known.",
      ),
    ),
  },
];
