import type { JwtApp } from "../../apps/jwtApp";
import { unverified } from "./platformAnswers";
import { type Check, failed, passed, unknown } from "./check";
import { say } from "../../text/sentence";
import { isSameKeyId, type ReadToken } from "./readToken";

/** What the app's Enforce JWE asks of the token's outside. */
export function jweAppChecks(token: ReadToken, app: JwtApp | undefined): Check[] {
  if (!app || token.kind === "absent" || token.kind === "unreadable") return [];
  const { jwe } = token;
  if (!jwe) return app.enforceJwe ? [notEncrypted()] : [];
  const enforced = app.enforceJwe
    ? passed("jweEnforced", "encrypted", say("The app enforces JWE, and the token is encrypted."))
    : unknown(
        "jweEnforced",
        "jwe-not-enforced",
        say(
          "The token is encrypted, but the app doesn't enforce JWE; whether the platform takes it all the same is not known.",
        ),
      );
  return [keyIdCheck(jwe.header["kid"], app, "openedBy" in jwe ? jwe.openedBy : undefined), enforced];
}

function notEncrypted(): Check {
  const message = say("The app enforces JWE, but the token is only signed.");
  return failed("jweEnforced", "not-encrypted", message, unverified(message));
}

function keyIdCheck(kid: unknown, app: JwtApp, openedBy: JwtApp | undefined): Check {
  const expected = app.platformKey;
  if (openedBy && expected && openedBy.platformKey?.n !== expected.n) {
    const message = say("The token is encrypted for the platform key of another app, {0}.", openedBy.name);
    return failed("jweKeyId", "key-of-another-app", message, unverified(message));
  }
  if (kid === undefined)
    return unknown(
      "jweKeyId",
      "kid-missing",
      say("Its header has no kid, which the platform's documentation shows there."),
    );
  if (!expected?.kid)
    return unknown("jweKeyId", "kid-not-known", say("The kid of the app's platform key is not known here."));
  if (isSameKeyId(kid, expected.kid))
    return passed("jweKeyId", "kid-matches", say("Its kid is that of the app's platform key."));
  const message = say("Its kid is not that of the app's platform key.");
  return failed("jweKeyId", "kid-differs", message, unverified(message));
}
