import { withoutQuery } from "../../text/withoutQuery";
import { type EndpointMatch, findEndpoint } from "../../scopes/findEndpoint";
import { percentDecoded } from "../../text/percentDecoded";
import { METHOD_NOT_ALLOWED, unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { taskBotIdOf } from "./grantBody";
import type { Door } from "./verdict";
import type { VerifyRequest } from "./verifyInput";

/** Where a request goes. */
export interface Route {
  readonly door: Door;
  /** In upper case, after `x-http-method-override`. */
  readonly method: string;
  /** Of the public APIs' catalogue; the other doors aren't in it. */
  readonly match?: EndpointMatch;
  /** What names a bot: a segment of the path, percent-decoded, or a field of the grant's body. */
  readonly botId?: string;
}

/** Tells the door and the endpoint from method and path. */
export function routeOf(request: VerifyRequest): Route {
  const method = effectiveMethod(request);
  for (const { door, path } of OTHER_DOORS) {
    const fit = path.exec(withoutQuery(request.path));
    if (!fit) continue;
    const botId = door === "jwtGrant" ? taskBotIdOf(request) : fit[1] && (percentDecoded(fit[1]) ?? fit[1]);
    return { door, method, ...(botId === undefined ? {} : { botId }) };
  }
  const match = findEndpoint(method, request.path);
  const botId = match.kind === "found" ? (match.params["botId"] ?? match.params["streamId"]) : undefined;
  return { door: "publicApi", method, match, ...(botId === undefined ? {} : { botId }) };
}

/** PUT and DELETE may be sent as POST with this header (platform.md, 3.4). */
function effectiveMethod({ method, headers }: Pick<VerifyRequest, "method" | "headers">): string {
  const sent = method.toUpperCase();
  const wanted = headers["x-http-method-override"]?.trim().toUpperCase();
  return sent === "POST" && (wanted === "PUT" || wanted === "DELETE") ? wanted : sent;
}

export function routeChecks({ door, method, match }: Route): Check[] {
  if (!match) return otherDoorChecks(door, method);
  if (match.kind === "unknown") {
    return [
      unknown(
        "endpoint",
        "unknown-path",
        say("This path is not in the catalogue of known endpoints, so what it needs is not known."),
      ),
    ];
  }
  if (match.kind === "wrongMethod") {
    const message = say("This path is known, but not with this method; it takes {0}.", match.allowed.join(", "));
    return [
      passed("endpoint", "known-path", say("The path is a known endpoint's.")),
      failed("method", "wrong-method", message, METHOD_NOT_ALLOWED),
    ];
  }
  return [endpointFound(match), passed("method", "right-method", say("The method is right."))];
}

/** The doors outside of the catalogue (platform.md, 3.3 and 9); all of them take POST. */
const OTHER_DOORS: readonly { readonly door: Door; readonly path: RegExp }[] = [
  { door: "webhook", path: /^\/chatbot\/v2\/webhook\/([^/]+)(?:\/hookInstance\/[^/]+)?\/?$/i },
  { door: "webhook", path: /^\/chatbot\/hooks\/([^/]+)\/?$/i },
  { door: "jwtGrant", path: /^\/api\/1\.1\/oauth\/token\/jwtgrant(?:\/anonymous)?\/?$/i },
  { door: "sdk", path: /^\/api\/1\.1\/rtm\/start\/?$/i },
];

function otherDoorChecks(door: Door, method: string): Check[] {
  const path = passed("endpoint", "known-path", DOOR_NAMES[door]);
  if (method === "POST") return [path, passed("method", "right-method", say("The method is right."))];
  const message = say("This path is known, but not with this method; it takes {0}.", "POST");
  return [path, failed("method", "wrong-method", message, unverified(message, 405))];
}

const DOOR_NAMES = {
  publicApi: say("The path is a known endpoint's."),
  webhook: say("The path is the webhook channel's."),
  jwtGrant: say("The path is where SDKs exchange a JWT for an access token."),
  sdk: say("The path is one that SDKs call with their access token."),
} as const;

function endpointFound({ endpoint, deviations }: Extract<EndpointMatch, { kind: "found" }>): Check {
  if (deviations.includes("case")) {
    return unknown(
      "endpoint",
      "path-case",
      say(
        "The path is that of {0} but for upper and lower case; whether the platform minds is not known.",
        endpoint.api,
      ),
    );
  }
  if (deviations.length > 0) {
    return passed("endpoint", "path-variant", say("The path is a variant of the known path of {0}.", endpoint.api));
  }
  return passed("endpoint", "known-path", say("The path is that of {0}.", endpoint.api));
}
