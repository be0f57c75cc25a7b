import { GATEWAY_ENVIRONMENT, GATEWAY_VARIABLE } from "../destination/gatewayAddress";

/**
 * Where a request file gets the gateway's address from: `environment`, that of the extension host; `dotenv`, a `.env`
 * beside it; `settings`, the clients' own variables, which a definition in the file would hide.
 */
export type GatewayVariable = "environment" | "dotenv" | "settings";

/**
 * What a file defines its variable as, in words that REST Client and httpYac share; undefined where it defines none. Both
 * read an environment variable that isn't there as nothing, and a file's own variable before any other.
 */
export function gatewayDefinition(from: GatewayVariable): string | undefined {
  switch (from) {
    case "environment":
      return `{{$processEnv ${GATEWAY_ENVIRONMENT}}}`;
    case "dotenv":
      return `{{$dotenv ${GATEWAY_VARIABLE}}}`;
    case "settings":
      return undefined;
  }
}
