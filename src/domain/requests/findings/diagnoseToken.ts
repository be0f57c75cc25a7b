import type { JwtApp } from "../../apps/jwtApp";
import { MAX_JTI_LIFETIME_SECONDS } from "../../tokens/claims";
import type { Check, CheckId } from "../../tokens/verify/check";
import { say } from "../../text/sentence";
import { jtiOf } from "../../tokens/verify/jtiChecks";
import { SKEW_SECONDS } from "../../tokens/verify/timeChecks";
import type { Verdict } from "../../tokens/verify/verdict";
import type { ChecksOn, CodesOf } from "./checkFindings";
import type { Finding, Fix } from "./finding";

/** Without its place: that of the token. */
export interface TokenFinding extends Pick<Finding, "code" | "severity" | "message"> {
  readonly fix?: Extract<Fix, { kind: "refresh" }>;
}

/** A token of an app that lives longer than this from now on is one that should not stand in a file. In seconds. */
const LONG_LIFE_SECONDS = 86_400;

/**
 * What a verdict says against a token where it stands. `isForPlatform`: it stands in a request to the platform, so that
 * the platform's rules count for it whoever's it is. `now` is in seconds since the epoch. `tied` is the app that a
 * `# jwt-app:` line names: whose an encrypted token is, the token itself doesn't say.
 */
export function diagnoseToken(verdict: Verdict, isForPlatform: boolean, now: number, tied?: JwtApp): TokenFinding[] {
  const { app, checks } = verdict;
  const fix: Pick<TokenFinding, "fix"> = (app && !verdict.jweHeader) || tied ? { fix: { kind: "refresh" } } : {};
  const findings = checks.flatMap((check): TokenFinding[] => {
    const { isEverybodys, ...found } = (isOnToken(check.id) && RULES[check.id](check)) || {};
    return "code" in found && (isEverybodys || app || isForPlatform) ? [{ ...found, ...fix }] : [];
  });
  const isSaidBefore = ({ code, severity }: TokenFinding): boolean =>
    severity === "information" && findings.some((other) => other.code === code && other.severity === "warning");
  return [
    ...findings.filter((finding) => !isSaidBefore(finding)),
    ...longLived(verdict, now).map((finding) => ({ ...finding, ...fix })),
  ];
}

/** When the findings of a token may change by themselves, in seconds since the epoch. */
export function changesAt({ claims = {} }: Pick<Verdict, "claims">, now: number): number | undefined {
  const later = (claim: string, by: number): number[] => {
    const seconds = claims[claim];
    return typeof seconds === "number" && seconds + by > now ? [seconds + by] : [];
  };
  const times = [
    ...later("exp", 0),
    ...(jtiOf(claims) ? later("exp", -MAX_JTI_LIFETIME_SECONDS) : []),
    ...later("iat", -SKEW_SECONDS),
    ...later("nbf", -SKEW_SECONDS),
  ];
  return times.length > 0 ? Math.min(...times) : undefined;
}

type Found<Code = Finding["code"]> = Pick<Finding, "severity" | "message"> & {
  readonly code: Code;
  /** Everyone who reads tokens minds it; all else counts for the platform's alone. */
  readonly isEverybodys?: true;
};

type Rules = { readonly [Id in ChecksOn<"token">]: (check: Check) => Found<CodesOf<Id>> | undefined };

/**
 * One for each check that is told where the token stands. What failed is a warning, in words that stay true while it
 * stands there: how many seconds ago a token expired is the hover's to say.
 */
const RULES: Rules = {
  jweHeader: (check) => refused("wrong-encryption", check),
  jweDecryption: (check) => refused("wrong-encryption", check),
  jweContent: (check) => refused("wrong-encryption", check),
  appClaim: (check) => {
    const [cause] = check.causes;
    if (cause?.code !== "app-claim-misspelled") return refused("missing-app-id", check);
    return {
      ...warning,
      code: "misspelled-claim",
      message: say("The claim “{0}” has to be called “appId”, exactly so.", ...cause.message.args),
    };
  },
  app: (check) => refused("wrong-app-id", { ...check, message: APP_MESSAGES[check.reason] ?? check.message }),
  jweKeyId: (check) => refused("wrong-encryption", check),
  jweEnforced: (check) => refused("not-encrypted", check),
  algorithm: (check) => {
    const message =
      check.reason === "algorithm-differs"
        ? say("This token is signed with another algorithm than the app's.")
        : say("This token is signed with an algorithm that the platform doesn't take.");
    return refused("wrong-algorithm", { ...check, message });
  },
  signature: (check) => refused("wrong-signature", check),
  exp: (check) => {
    if (check.reason === "expired")
      return { ...warning, code: "expired", message: say("This token has expired."), isEverybodys: true };
    if (check.reason === "no-exp")
      return { severity: "information", code: "no-expiry", message: say("This token never expires: it has no “exp”.") };
    return timeFound(check);
  },
  iat: (check) => notYet(check) ?? timeFound(check),
  nbf: (check) => notYet(check) ?? timeFound(check),
  jti: (check) => refused("missing-jti", check),
  jtiLifetime: (check) => {
    if (check.reason === "exp-missing") return refused("no-expiry", check);
    // That “exp” can't be read is said of itself.
    if (check.reason === "exp-unreadable") return undefined;
    if (check.reason !== "lives-too-long") return refused("jti-lifetime", check);
    return {
      ...warning,
      code: "jti-lifetime",
      message: say("A token with “jti” may live for at most an hour from now; this one lives longer."),
    };
  },
};

/** By the reason of the check `app`. */
const APP_MESSAGES: Readonly<Record<string, Finding["message"]>> = {
  "client-id-decorated": say("White space or a quote stands around the Client ID in this token."),
  "client-id-case": say("The Client ID in this token differs from the app's in upper and lower case."),
  "platform-app-id": say("This token names the app by its App ID; the platform wants its Client ID there."),
  "app-name": say("This token names the app by its name; the platform wants its Client ID there."),
  "bot-id": say("This token has a bot ID where the platform wants the app's Client ID."),
};

const warning = { severity: "warning" } as const;

function isOnToken(id: CheckId): id is ChecksOn<"token"> {
  return Object.hasOwn(RULES, id);
}

function refused<Code>(code: Code, { outcome, message }: Pick<Check, "outcome" | "message">): Found<Code> | undefined {
  return outcome === "failed" ? { ...warning, code, message } : undefined;
}

function timeFound(check: Check): Found<"milliseconds" | "unreadable-time"> | undefined {
  const { id, reason } = check;
  if (reason !== `${id}-in-milliseconds`) return refused("unreadable-time", check);
  return {
    severity: "information",
    code: "milliseconds",
    message: say("“{0}” is in milliseconds, and is counted in seconds.", id),
    isEverybodys: true,
  };
}

function notYet({ id, reason, outcome }: Check): Found<"not-yet-valid"> | undefined {
  if (outcome !== "failed" || reason !== `${id}-in-future`) return undefined;
  const message =
    id === "iat"
      ? say("This token is from the future, by its “iat”; whether the platform minds is not known.")
      : say("This token is not valid yet: its “nbf” is in the future.");
  return { ...warning, code: "not-yet-valid", message };
}

/** One that was proven to be the app's: everybody who finds it can use it. */
function longLived({ app, checks, claims }: Verdict, now: number): TokenFinding[] {
  const isProven = checks.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  const exp = claims?.["exp"];
  const days = typeof exp === "number" ? Math.floor((exp - now) / 86_400) : 0;
  if (
    !app ||
    !isProven ||
    typeof exp !== "number" ||
    exp - now <= LONG_LIFE_SECONDS ||
    checks.some(({ reason }) => reason === "exp-in-milliseconds")
  )
    return [];
  return [
    {
      code: "long-lived-token",
      severity: "warning",
      message: say(
        "This token of “{0}” works for more than {1} days from now: whoever finds it here can use it.",
        app.name,
        days,
      ),
    },
  ];
}
