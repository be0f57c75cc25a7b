import type { IncomingHttpHeaders } from "node:http";
import { errorAnswer, type ErrorAnswer } from "./httpAnswer";

/** Whether a request may come in at all: a web page of somebody else's must not reach the sandbox through a browser. */
export class Callers {
  readonly #origins: ReadonlySet<string>;

  /** @param origins such as "http://localhost:3000", for Web SDK work */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins.map((origin) => origin.trim().toLowerCase().replace(/\/$/, "")));
  }

  /** The refusal of a foreign `Host` (DNS rebinding) or `Origin`, or undefined. */
  refuse(headers: IncomingHttpHeaders): ErrorAnswer | undefined {
    if (!isLoopback(headers.host))
      return errorAnswer(403, "The local platform answers only under localhost and 127.0.0.1.");
    if (headers.origin !== undefined && !this.#isListed(headers.origin)) {
      return errorAnswer(
        403,
        "The local platform refuses requests of web pages whose origin is not listed in its settings.",
      );
    }
    return undefined;
  }

  /** What a browser wants to read before a listed origin sees an answer. */
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

/** Any port: a forwarded one differs from ours. */
function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);
}

/** Those of tokens and of JSON, and all that an endpoint of the catalogue names. */
const HEADERS = [
  ...["auth", "authorization", "content-type", "x-http-method-override"],
  ...["accountid", "iid", "orgid", "userid", "bot-language", "app-language", "client-app", "state", "format"],
  ...["smartassist", "x-timezone", "x-timezone-offset"],
];
