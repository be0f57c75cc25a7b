import type { JwtApp } from "../../apps/jwtApp";

import { refusal } from "./platformAnswers";
import { cause, type Cause, type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import type { Door } from "./verdict";
import type { JsonObject } from "../../text/json";
import { isBotId, isPlatformClientId, sameBotId } from "../../apps/platformIds";

/** Which app a token names, and how. */
export interface NamedApp {
  readonly checks: readonly Check[];
  /** The apps that have the client ID which the token names, or clearly means; mostly one. */
  readonly candidates: readonly JwtApp[];
}

/**
 * Reads the claim `appId`, or else `iss` (platform.md, 3.1), or `kore_iss` in its place (platform.md, 1.4). Names and
 * values of claims never stand in a message, except a name that is a known misspelling.
 */
export function appNamedBy(claims: JsonObject, apps: readonly JwtApp[], areAllApps: boolean, door: Door): NamedApp {
  const claim = appClaimOf(claims, apps);
  if (claim.kind === "wrong") {
    return {
      checks: [
        failed(
          "appClaim",
          claim.reason,
          claim.message,
          refusal(door, claim.reason === "app-claim-misspelled" ? "misspelledClaim" : "noAppClaim", claim.message),
          claim.causes,
        ),
        notNamed,
      ],
      candidates: withClientId(apps, claim.means),
    };
  }
  const spelled = passed("appClaim", claim.name, say("The claim “{0}” is spelled exactly so.", claim.name));
  const candidates = withClientId(apps, claim.value);
  if (candidates.length > 0)
    return { checks: [spelled, passed("app", "app-known", say("It names an app that is known here."))], candidates };
  const mistake = mistakenFor(claim.value, apps);
  const message = say("The claim “{0}” holds no client ID of an app that is known here.", claim.name);
  const answer = refusal(door, "client", message);
  if (mistake)
    return {
      checks: [spelled, failed("app", mistake.cause.code, message, answer, [mistake.cause])],
      candidates: mistake.candidates,
    };
  if (areAllApps) return { checks: [spelled, failed("app", "app-unknown", message, answer)], candidates: [] };
  return { checks: [spelled, unknown("app", "app-unknown", message)], candidates: [] };
}

type AppClaim =
  | { readonly kind: "right"; readonly name: "appId" | "iss" | "kore_iss"; readonly value: string }
  | {
      readonly kind: "wrong";
      readonly reason: string;
      readonly message: ReturnType<typeof say>;
      readonly causes: readonly Cause[];
      readonly means: unknown;
    };

const notNamed = unknown("app", "app-not-named", say("Without that claim the token names no app."));

function appClaimOf(claims: JsonObject, apps: readonly JwtApp[]): AppClaim {
  for (const name of ["appId", "kore_iss", "iss"] as const) {
    if (!Object.hasOwn(claims, name)) continue;
    const value = claims[name];
    // An issuer of somebody else's is no misnamed app; the app may stand under a misspelled name beside it.
    if (
      name !== "appId" &&
      !(typeof value === "string" && namesApp(value, apps)) &&
      misspelledName(claims) !== undefined
    )
      break;
    if (typeof value === "string" && value !== "") return { kind: "right", name, value };
    const message = say("The claim “{0}” is no text with a client ID.", name);
    return { kind: "wrong", reason: "app-claim-type", message, causes: [], means: undefined };
  }
  const misspelled = misspelledName(claims);
  if (misspelled !== undefined) {
    const message = say(
      "The claim is called “{0}”, and the platform takes it only as “appId”, exactly so.",
      misspelled,
    );
    return {
      kind: "wrong",
      reason: "app-claim-misspelled",
      message,
      causes: [cause("app-claim-misspelled", "“{0}” is written for “appId”.", misspelled)],
      means: claims[misspelled],
    };
  }
  const elsewhere = Object.values(claims).find(
    (value) => typeof value === "string" && withClientId(apps, value).length > 0,
  );
  const message = say("The token names no app: it has neither the claim “appId” nor “iss”.");
  const causes =
    elsewhere === undefined ? [] : [cause("client-id-elsewhere", "The client ID stands under another name.")];
  return { kind: "wrong", reason: "app-claim-missing", message, causes, means: elsewhere };
}

/** "App ID", "appid", "app ID", "appID", "client_id" and their like. */
function misspelledName(claims: JsonObject): string | undefined {
  return Object.keys(claims).find(
    (name) => name.length <= 20 && MISSPELLINGS.has(name.replace(/[\s_.-]/g, "").toLowerCase()),
  );
}

const MISSPELLINGS: ReadonlySet<string> = new Set(["appid", "clientid", "applicationid", "appids", "jwtappid"]);

function namesApp(value: string, apps: readonly JwtApp[]): boolean {
  return isPlatformClientId(value) || withClientId(apps, value).length > 0;
}

function withClientId(apps: readonly JwtApp[], clientId: unknown): readonly JwtApp[] {
  return typeof clientId === "string" ? apps.filter((app) => app.clientId === clientId) : [];
}

/** What stands there in place of the client ID. */
function mistakenFor(
  value: string,
  apps: readonly JwtApp[],
): { readonly cause: Cause; readonly candidates: readonly JwtApp[] } | undefined {
  // Longer than any of the things below, and not worth comparing.
  if (value.length > 500) return undefined;
  const bare = value.trim().replace(/^["'`](.*)["'`]$/, "$1");
  const mistakes: readonly (readonly [Cause, (app: JwtApp) => boolean])[] = [
    [
      cause("client-id-decorated", "There is white space or a quote around the client ID."),
      ({ clientId }) => clientId === bare.trim(),
    ],
    [
      cause("client-id-case", "The client ID is in other letters, upper or lower case."),
      ({ clientId }) => clientId.toLowerCase() === value.toLowerCase(),
    ],
    [
      cause("platform-app-id", "That is the app's App ID; the claim wants its Client ID."),
      ({ appId }) => appId === value,
    ],
    [cause("app-name", "That is the app's name; the claim wants its Client ID."), ({ name }) => name === value],
    [
      cause("bot-id", "That is a bot ID; the claim wants the app's Client ID."),
      ({ botId }) => botId !== undefined && sameBotId(botId, value),
    ],
  ];
  for (const [why, fits] of mistakes) {
    const candidates = apps.filter(fits);
    if (candidates.length > 0) return { cause: why, candidates };
  }
  return isBotId(value)
    ? { cause: cause("bot-id", "That is a bot ID; the claim wants the app's Client ID."), candidates: [] }
    : undefined;
}
