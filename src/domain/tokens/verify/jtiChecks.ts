import type { JwtApp } from "../../apps/jwtApp";
import { MAX_JTI_LIFETIME_SECONDS } from "../claims";
import type { TokenTime } from "../inspect";
import { JTI_LIVES_TOO_LONG, REPLAY, unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import type { ReplayMemory } from "./verifyInput";
import type { JsonObject } from "../../text/json";

/** `jti`, or `kore_jti` in its place (platform.md, 1.4); undefined where neither is there. */
export function jtiOf(claims: JsonObject): { readonly value: unknown } | undefined {
  const name = ["kore_jti", "jti"].find((key) => Object.hasOwn(claims, key));
  return name === undefined ? undefined : { value: claims[name] };
}

/** Whether there is a `jti` where the app enforces it, and how long a token with one lives. `now` is in seconds. */
export function jtiChecks(claims: JsonObject, expiresAt: TokenTime, app: JwtApp | undefined, now: number): Check[] {
  const jti = jtiOf(claims);
  if (!jti)
    return app?.enforceJti ? [refused("jti", "jti-missing", "The app enforces JTI, but the token has no “jti”.")] : [];
  if (typeof jti.value !== "string" || jti.value === "") return [refused("jti", "jti-type", "“jti” has to be a text.")];
  const reason = app?.enforceJti ? "jti-present" : "jti-not-enforced";
  const message = app?.enforceJti
    ? say("The app enforces JTI, and the token has a “jti”.")
    : say("The token has a “jti”. Its rules hold also where the app doesn't enforce it.");
  return [passed("jti", reason, message), lifetimeCheck(expiresAt, now)];
}

/** Whether this `jti` comes for the first time. `before` are all checks before this one. */
export async function replayChecks(
  claims: JsonObject,
  {
    app,
    expiresAt,
    before,
    replays,
  }: {
    readonly app: JwtApp | undefined;
    readonly expiresAt: TokenTime;
    readonly before: readonly Check[];
    readonly replays: ReplayMemory | undefined;
  },
): Promise<Check[]> {
  const jti = jtiOf(claims);
  if (!jti || typeof jti.value !== "string" || jti.value === "") return [];
  if (before.some(({ outcome }) => outcome === "failed"))
    return [unknown("replay", "refused-before", say("The token was refused before its “jti” counted."))];
  const isVerified = before.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  if (!isVerified || !app || expiresAt.state !== "read")
    return [unknown("replay", "not-verified", say("Only the “jti” of a token with a verified signature counts."))];
  if (!replays)
    return [unknown("replay", "no-memory", say("Whether this “jti” was used before, only the platform knows."))];
  return [replayCheck(replays.remember(await digestOf(app.clientId, jti.value), Math.ceil(expiresAt.seconds)))];
}

function lifetimeCheck(expiresAt: TokenTime, now: number): Check {
  if (!("seconds" in expiresAt)) {
    if (expiresAt.state === "absent")
      return refused(
        "jtiLifetime",
        "exp-missing",
        "With “jti” the token has to have “exp” as well, at most an hour ahead.",
      );
    return refused(
      "jtiLifetime",
      "exp-unreadable",
      "With “jti”, “exp” has to be at most an hour ahead, and it can't be read.",
    );
  }
  // The claim as the platform reads it; rounded up, so that an `exp` made from a rounded clock isn't too late by a fraction.
  const seconds = expiresAt.state === "milliseconds" ? expiresAt.seconds * 1000 : expiresAt.seconds;
  const ahead = seconds - Math.ceil(now);
  if (ahead <= MAX_JTI_LIFETIME_SECONDS)
    return passed("jtiLifetime", "within-an-hour", say("With “jti”, “exp” is at most an hour ahead."));
  if (expiresAt.state === "milliseconds") {
    return failed(
      "jtiLifetime",
      "exp-in-milliseconds",
      say("With “jti”, “exp” has to be at most an hour ahead; it is in milliseconds, and is counted in seconds."),
      JTI_LIVES_TOO_LONG,
    );
  }
  return failed(
    "jtiLifetime",
    "lives-too-long",
    say(
      "With “jti”, “exp” has to be at most {0} seconds ahead; it is {1}.",
      MAX_JTI_LIFETIME_SECONDS,
      Math.ceil(ahead),
    ),
    JTI_LIVES_TOO_LONG,
  );
}

function replayCheck(answer: ReturnType<ReplayMemory["remember"]>): Check {
  switch (answer) {
    case "new":
      return passed("replay", "first-use", say("This “jti” comes for the first time."));
    case "replayed":
      return failed(
        "replay",
        "replayed",
        say("This “jti” was used before: with it each request needs a token of its own."),
        REPLAY,
      );
    case "full": {
      const message = say("No more “jti” can be remembered until some of them expire.");
      return failed("replay", "memory-full", message, unverified(message, 503));
    }
  }
}

async function digestOf(clientId: string, jti: string): Promise<Uint8Array> {
  const text = new TextEncoder().encode(JSON.stringify([clientId, jti]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", text));
}

function refused(id: "jti" | "jtiLifetime", reason: string, template: string): Check {
  const message = say(template);
  return failed(id, reason, message, unverified(message));
}
