import type { IncomingHttpHeaders } from "node:http";
import { type CallerRules, refuseForeignHost } from "../edge/callerRules";
import { errorAnswer, type ErrorAnswer } from "../edge/httpAnswer";
import { SERVER } from "./server";

/** No browser may call: no web page, not even one that this computer serves, and none is told how it could. */
export const noBrowsers: CallerRules = {
  refuse(headers: IncomingHttpHeaders): ErrorAnswer | undefined {
    const foreign = refuseForeignHost(SERVER, headers);
    if (foreign) return foreign;
    // What a person opens has no site (Fetch Metadata, 2.3), but would stand under an address that holds the key.
    const { "sec-fetch-site": site = "none", "sec-fetch-mode": mode } = headers;
    if (headers.origin === undefined && site === "none" && mode !== "navigate") return undefined;
    return errorAnswer(403, `${SERVER} refuses requests of browsers.`);
  },
  corsHeaders: () => ({}),
};
