import { say, type Sentence } from "../../text/sentence";
import type { Answer, Check, CheckId, Outcome } from "./check";
import { certaintyOfRule, type RuleCertainty } from "./ruleCertainty";
import type { Verdict } from "./verdict";

/** What each check is called. */
export const CHECK_TITLES: Readonly<Record<CheckId, Sentence>> = {
  endpoint: say("Path"),
  method: say("Method"),
  token: say("Token"),
  header: say("Header"),
  format: say("Format"),
  jweHeader: say("JWE algorithms"),
  jweDecryption: say("JWE decryption"),
  jweContent: say("JWE content"),
  appClaim: say("Claim “appId”"),
  app: say("JWT app"),
  jweKeyId: say("JWE key ID"),
  jweEnforced: say("Enforce JWE"),
  algorithm: say("Algorithm"),
  signature: say("Signature"),
  sub: say("Subject"),
  exp: say("Expiry"),
  iat: say("Issued at"),
  nbf: say("Not before"),
  jti: say("Enforce JTI"),
  jtiLifetime: say("Lifetime with JTI"),
  replay: say("Replay"),
  level: say("Created in"),
  bot: say("Bot ID"),
  scope: say("Scope"),
  published: say("Published"),
  tables: say("Tables"),
  payloadSupport: say("Payload encryption"),
  payloadBody: say("Encrypted body"),
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, Sentence>> = {
  passed: say("passed"),
  failed: say("failed"),
  unknown: say("unknown"),
};

/** How surely the rule is known by which a check came out so; what is open says by itself what isn't known. */
export function ruleInWords(check: Check): Sentence | undefined {
  return check.outcome === "unknown" ? undefined : RULE_WORDS[certaintyOfRule(check)];
}

const RULE_WORDS: Readonly<Record<RuleCertainty, Sentence>> = {
  documented: say("documented"),
  observed: say("observed"),
  inferred: say("inferred"),
  ours: say("ours"),
};

/** What the words for rules mean. */
export const RULE_WORDS_MEANING = say(
  "Rules are documented by the platform, observed by others, inferred from these, or ours: of those, whether the platform has them is not known.",
);

/** A verdict in one line: what it is, as sure as the rule is that decides, and why. */
export interface VerdictInWords {
  readonly verdict: Sentence;
  readonly why?: Sentence;
  readonly isRefused: boolean;
}

export function verdictInWords({ checks, decidedBy }: Pick<Verdict, "checks" | "decidedBy">): VerdictInWords {
  if (decidedBy) return { verdict: REFUSED_WORDS[certaintyOfRule(decidedBy)], why: decidedBy.message, isRefused: true };
  const open = checks.filter(({ outcome }) => outcome === "unknown").length;
  if (open === 0) return { verdict: say("Nothing speaks against this token."), isRefused: false };
  const why = open === 1 ? say("One check is open.") : say("{0} checks are open.", open);
  return { verdict: say("No check that can be made here fails."), why, isRefused: false };
}

const REFUSED_WORDS: Readonly<Record<RuleCertainty, Sentence>> = {
  documented: say("Refused"),
  observed: say("Refused"),
  inferred: say("Probably refused"),
  ours: say("Possibly refused"),
};

/** How surely the platform gives the answer to what fails. */
export function answerInWords(decidedBy: Check, { certainty, status }: Answer): Sentence {
  switch (certainty) {
    case "documented":
    case "observed":
      return say("The platform would refuse it with status {0} and these words:", status);
    case "inferred":
      return say(
        "The platform would probably refuse it with status {0} and the words below. That is a guess: the words are the platform's, but that they come here, with this status and code, is not known.",
        status,
      );
    case "unverified":
      if (certaintyOfRule(decidedBy) === "ours")
        return say(
          "Whether the platform refuses it for that is not known: the rule is this extension's own. With status {0} the local platform does.",
          status,
        );
      return say("The platform would probably refuse it with status {0}; its words for that are not known.", status);
  }
}
