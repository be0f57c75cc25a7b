import type { IncomingHttpHeaders } from "node:http";
import { type CallerRules, refuseForeignHost } from "../edge/callerRules";
import { errorAnswer, type ErrorAnswer } from "../edge/httpAnswer";
import { SERVER } from "./server";

/** No web page may call, not even one that this computer serves, and none is told how it could. */
export const noBrowsers: CallerRules = {
  refuse(headers: IncomingHttpHeaders): ErrorAnswer | undefined {
    const foreign = refuseForeignHost(SERVER, headers);
    if (foreign) return foreign;
    // An address that a person types or opens is "none" (Fetch Metadata, 2.3).
    const site = headers["sec-fetch-site"] ?? "none";
    if (headers.origin === undefined && site === "none") return undefined;
    return errorAnswer(403, `${SERVER} refuses requests of web pages.`);
  },
  corsHeaders: () => ({}),
};
