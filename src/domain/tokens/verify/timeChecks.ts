import type { InspectedToken, TokenTime } from "../inspect";
import { unverified } from "./platformAnswers";
import { type Check, type CheckId, failed, passed, unknown } from "./check";
import { type Sentence, say } from "../../text/sentence";
import type { Door } from "./verdict";
import type { JsonObject } from "../../text/json";

/**
 * How far ahead of the clock `iat` and `nbf` may be. Both the number and that they are looked at are ours: nothing says
 * whether the platform does (platform.md, 3.6). `exp` gets no tolerance.
 */
export const SKEW_SECONDS = 60;

/** `exp`, `iat` and `nbf`. `now` is in seconds since the epoch, with its fraction. */
export function timeChecks(
  { expiresAt, issuedAt, notBefore }: Pick<InspectedToken, "expiresAt" | "issuedAt" | "notBefore">,
  claims: JsonObject,
  now: number,
  door: Door,
): Check[] {
  return [
    expCheck(expiresAt, claims["exp"], now, door),
    notInFuture("iat", issuedAt, claims["iat"], now) ?? noIat,
    notInFuture("nbf", notBefore, claims["nbf"], now) ?? [],
  ].flat();
}

const noIat = passed("iat", "no-iat", say("There is no “iat”, and the platform doesn't ask for one."));

function expCheck(time: TokenTime, value: unknown, now: number, door: Door): Check {
  switch (time.state) {
    case "absent":
      if (door === "jwtGrant")
        return unknown(
          "exp",
          "no-exp",
          say("There is no “exp”, which the SDKs' tokens have; whether the platform asks for it is not known."),
        );
      return passed(
        "exp",
        "no-exp",
        say("There is no “exp”: the token never expires. The platform doesn't ask for one."),
      );
    case "unreadable":
      return unreadable("exp", value);
    case "milliseconds":
      return unknown(
        "exp",
        "exp-in-milliseconds",
        say(
          "“exp” is in milliseconds and is counted in seconds: as it stands the token lives for thousands of years. Kore's own samples do this at times, so the platform may take it.",
        ),
      );
    case "read":
      if (now >= time.seconds) return refusedWith("exp", "expired", expiredAgo(now - time.seconds));
      if (!Number.isInteger(time.seconds))
        return passed(
          "exp",
          "exp-with-fraction",
          say("The token has not expired. Its “exp” has a fraction, as BotKit's has."),
        );
      return passed("exp", "not-expired", say("The token has not expired."));
  }
}

function notInFuture(id: "iat" | "nbf", time: TokenTime, value: unknown, now: number): Check | undefined {
  switch (time.state) {
    case "absent":
      return undefined;
    case "unreadable":
      return unreadable(id, value);
    case "milliseconds":
      return unknown(
        id,
        `${id}-in-milliseconds`,
        say(
          "“{0}” is in milliseconds and is counted in seconds. Kore's own samples do this, so the platform may take it.",
          id,
        ),
      );
    case "read":
      if (time.seconds > now + SKEW_SECONDS) {
        return refusedWith(id, `${id}-in-future`, aheadOfClock(id, time.seconds - now));
      }
      return passed(id, `${id}-past`, say("“{0}” is not in the future.", id));
  }
}

function unreadable(id: "exp" | "iat" | "nbf", value: unknown): Check {
  if (typeof value === "string")
    return refused(id, `${id}-text`, "“{0}” is a text; it has to be a number of seconds.", id);
  return refused(id, `${id}-unreadable`, "“{0}” is no time: it has to be a number of seconds since 1970.", id);
}

/** As hovers and lenses say it: in the largest unit of which there are two. */
function expiredAgo(seconds: number): Sentence {
  if (seconds >= 2 * DAY) return say("The token expired {0} days ago.", Math.trunc(seconds / DAY));
  if (seconds >= 2 * HOUR) return say("The token expired {0} hours ago.", Math.trunc(seconds / HOUR));
  if (seconds >= 2 * MINUTE) return say("The token expired {0} minutes ago.", Math.trunc(seconds / MINUTE));
  return say("The token expired {0} seconds ago.", Math.ceil(seconds));
}

function aheadOfClock(id: "iat" | "nbf", seconds: number): Sentence {
  if (seconds >= 2 * DAY)
    return say(
      "“{1}” is {0} days ahead of the clock. More than {2} seconds count as wrong here; how much the platform allows is not known.",
      Math.trunc(seconds / DAY),
      id,
      SKEW_SECONDS,
    );
  if (seconds >= 2 * HOUR)
    return say(
      "“{1}” is {0} hours ahead of the clock. More than {2} seconds count as wrong here; how much the platform allows is not known.",
      Math.trunc(seconds / HOUR),
      id,
      SKEW_SECONDS,
    );
  if (seconds >= 2 * MINUTE)
    return say(
      "“{1}” is {0} minutes ahead of the clock. More than {2} seconds count as wrong here; how much the platform allows is not known.",
      Math.trunc(seconds / MINUTE),
      id,
      SKEW_SECONDS,
    );
  return say(
    "“{1}” is {0} seconds ahead of the clock. More than {2} count as wrong here; how much the platform allows is not known.",
    Math.ceil(seconds),
    id,
    SKEW_SECONDS,
  );
}

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400] as const;

function refused(id: CheckId, reason: string, template: string, ...args: (string | number)[]): Check {
  return refusedWith(id, reason, say(template, ...args));
}

function refusedWith(id: CheckId, reason: string, message: Sentence): Check {
  return failed(id, reason, message, unverified(message));
}
