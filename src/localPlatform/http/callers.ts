import type { IncomingHttpHeaders } from "node:http";
import { type CallerRules, refuseForeignHost } from "../../edge/callerRules";
import { errorAnswer, type ErrorAnswer } from "../../edge/httpAnswer";
import { SERVER } from "./server";

/** Web pages may call where their origin is listed. */
export class Callers implements CallerRules {
  readonly #origins: ReadonlySet<string>;

  /** @param origins such as "http://localhost:3000", for Web SDK work */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins.map((origin) => origin.trim().toLowerCase().replace(/\/$/, "")));
  }

  refuse(headers: IncomingHttpHeaders): ErrorAnswer | undefined {
    const foreign = refuseForeignHost(SERVER, headers);
    if (foreign) return foreign;
    if (headers.origin === undefined || this.#isListed(headers.origin)) return undefined;
    return errorAnswer(403, `${SERVER} refuses requests of web pages whose origin is not listed in its settings.`);
  }

  corsHeaders({ origin }: IncomingHttpHeaders): Readonly<Record<string, string>> {
    if (origin === undefined || !this.#isListed(origin)) return {};
    return {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, PUT, DELETE",
      "access-control-allow-headers": HEADERS.join(", "),
      "access-control-allow-private-network": "true",
      "access-control-max-age": "600",
      vary: "Origin",
    };
  }

  #isListed(origin: string): boolean {
    return this.#origins.has(origin.toLowerCase());
  }
}

/** Those of tokens and of JSON, and all that an endpoint of the catalogue names. */
const HEADERS = [
  ...["auth", "authorization", "content-type", "x-http-method-override"],
  ...["accountid", "iid", "orgid", "userid", "bot-language", "app-language", "client-app", "state", "format"],
  ...["smartassist", "x-timezone", "x-timezone-offset"],
];
