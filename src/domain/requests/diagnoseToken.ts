import { inspectToken } from "../tokens/inspect";
import { say } from "../tokens/verify/check";
import type { Check, Verdict } from "../tokens/verify/verdict";
import type { Finding, FindingCode, Fix } from "./finding";

/** Without its place: that of the token. */
export type TokenFinding = Omit<Finding, "start" | "end">;

/** A token of an app that lives longer than this from now on is one that should not stand in a file. In seconds. */
export const LONG_LIFE_SECONDS = 86_400;

/**
 * What a verdict says against a token where it stands. `isForPlatform`: it stands in a request to the platform, so that
 * the platform's rules count for it whoever's it is. `now` is in seconds since the epoch.
 */
export function diagnoseToken(verdict: Verdict, isForPlatform: boolean, now: number): TokenFinding[] {
  const { app, checks } = verdict;
  const fix: { fix?: Fix } = app && !verdict.jweHeader ? { fix: { kind: "refresh" } } : {};
  const findings = checks.flatMap(({ id, reason, causes }): TokenFinding[] => {
    const rule = RULES.find((candidate) => candidate.id === id && candidate.reasons.includes(reason));
    if (!rule || (rule.isPlatforms && !app && !isForPlatform)) return [];
    return [{ code: rule.code, severity: rule.severity, message: rule.message(causes[0]?.code === "app-claim-misspelled" ? String(causes[0].message.args[0]) : id), ...fix }];
  });
  return [...findings, ...longLived(verdict, now).map((finding) => ({ ...finding, ...fix }))];
}

/** When the findings of a token may change by themselves, in seconds since the epoch. */
export function changesAt({ claims }: Verdict, now: number): number | undefined {
  const exp = claims?.["exp"];
  return typeof exp === "number" && exp > now ? exp : undefined;
}

/** Whether only the signature can tell if a token is a long-lived one of an app's. Reads it without a key. */
export function mayBeLongLived(token: string, now: number): boolean {
  const { expiresAt } = inspectToken(token);
  return expiresAt.state === "read" && expiresAt.seconds - now > LONG_LIFE_SECONDS;
}

interface Rule {
  readonly id: Check["id"];
  readonly reasons: readonly string[];
  readonly code: FindingCode;
  readonly severity: Finding["severity"];
  /** Others' tokens have other rules. */
  readonly isPlatforms: boolean;
  /** `claim`: its name, as the token spells it. */
  readonly message: (claim: string) => Finding["message"];
}

const inMilliseconds = (claim: string): Finding["message"] => say("“{0}” is in milliseconds, and is counted in seconds.", claim);

const RULES: readonly Rule[] = [
  { id: "exp", reasons: ["expired"], code: "expired", severity: "warning", isPlatforms: false, message: () => say("This token has expired.") },
  { id: "exp", reasons: ["no-exp"], code: "no-expiry", severity: "information", isPlatforms: true, message: () => say("This token never expires: it has no “exp”.") },
  { id: "jtiLifetime", reasons: ["exp-missing"], code: "no-expiry", severity: "warning", isPlatforms: true, message: () => say("With “jti” the token has to have “exp” as well, at most an hour ahead.") },
  { id: "exp", reasons: ["exp-in-milliseconds"], code: "milliseconds", severity: "information", isPlatforms: false, message: inMilliseconds },
  { id: "iat", reasons: ["iat-in-milliseconds"], code: "milliseconds", severity: "information", isPlatforms: false, message: inMilliseconds },
  { id: "nbf", reasons: ["nbf-in-milliseconds"], code: "milliseconds", severity: "information", isPlatforms: false, message: inMilliseconds },
  { id: "appClaim", reasons: ["app-claim-misspelled"], code: "misspelled-claim", severity: "warning", isPlatforms: true, message: (claim) => say("The claim “{0}” has to be called “appId”, exactly so.", claim) },
  { id: "algorithm", reasons: ["algorithm-differs"], code: "wrong-algorithm", severity: "warning", isPlatforms: true, message: () => say("This token is signed with another algorithm than the app's.") },
  { id: "algorithm", reasons: ["algorithm-none", "algorithm-unsupported"], code: "wrong-algorithm", severity: "warning", isPlatforms: true, message: () => say("This token is signed with an algorithm that the platform doesn't take.") },
];

/** One that was proven to be the app's: everybody who finds it can use it. */
function longLived({ app, checks, claims }: Verdict, now: number): TokenFinding[] {
  const isProven = checks.some(({ id, outcome }) => id === "signature" && outcome === "passed");
  const exp = claims?.["exp"];
  const days = typeof exp === "number" ? Math.floor((exp - now) / 86_400) : 0;
  if (!app || !isProven || typeof exp !== "number" || exp - now <= LONG_LIFE_SECONDS || checks.some(({ reason }) => reason === "exp-in-milliseconds")) return [];
  return [{ code: "long-lived-token", severity: "warning", message: say("This token of “{0}” works for more than {1} days from now: whoever finds it here can use it.", app.name, days) }];
}
