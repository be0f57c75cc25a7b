import type { JwtApp } from "../../apps/jwtApp";
import { accessChecks } from "../../tokens/verify/accessChecks";
import { routeOf } from "../../tokens/verify/route";
import type { Check } from "../../tokens/verify/verdict";
import { pathForCurl } from "./curl";
import type { RequestParts } from "./requestParts";

/**
 * What of the app's own rights speaks against a request, by the rule book: its level, scope, publishing, permissions.
 * A bot ID that is still to be filled in is not judged.
 */
export function foreseenRefusals(parts: RequestParts, app: JwtApp): Check[] {
  const route = routeOf({ method: parts.method, path: pathForCurl(parts), headers: {} });
  const isOpen = (id: Check["id"]): boolean => id === "bot" && parts.blanks.has("botId");
  return accessChecks(route, app).filter(({ id, outcome }) => outcome === "failed" && !isOpen(id));
}
