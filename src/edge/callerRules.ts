import type { IncomingHttpHeaders } from "node:http";
import { errorAnswer, type ErrorAnswer } from "./httpAnswer";

/** Whether a request may come in at all: a web page of somebody else's must not reach a server through a browser. */
export interface CallerRules {
  /** The refusal of a foreign `Host` (DNS rebinding) or of a web page, or undefined. */
  refuse(headers: IncomingHttpHeaders): ErrorAnswer | undefined;
  /** What a browser wants to read before a page sees an answer; empty for whatever is no page that may. */
  corsHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>>;
}

/** @param server how its answers name it: "The local platform" */
export function refuseForeignHost(server: string, { host }: IncomingHttpHeaders): ErrorAnswer | undefined {
  if (isOurs(host)) return undefined;
  return errorAnswer(403, `${server} answers only under localhost and 127.0.0.1.`);
}

/** Any port: a forwarded one differs from ours. */
function isOurs(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host);
}
