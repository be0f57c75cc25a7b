import type { Check, CheckId } from "./check";

/**
 * How surely a rule of the rule book is the platform's (platform.md, 3.6). `documented`: its documentation says so.
 * `observed`: others saw it, or the vendor's public code does so. `inferred`: it follows from these, and nothing says
 * it. `ours`: this extension's own, and whether the platform minds at all is not known.
 */
export type RuleCertainty = "documented" | "observed" | "inferred" | "ours";

/** How surely the rule is known by which a check came out as it did. What the refusal is worded is another question. */
export function certaintyOfRule({ id, reason }: Pick<Check, "id" | "reason">): RuleCertainty {
  return RULES[`${id}: ${reason}`] ?? RULES[id];
}

type Rules = Readonly<Record<CheckId, RuleCertainty> & Partial<Record<`${CheckId}: ${string}`, RuleCertainty>>>;

/**
 * By check; where a reason of one is known less or more surely than the rest of it, by both.
 * @internal compared with platform.md when tests run
 */
export const RULES: Rules = {
  endpoint: "documented",
  "endpoint: path-variant": "inferred",
  method: "documented",
  token: "documented",
  header: "documented",
  "header: assertion-wrapped": "inferred",
  "header: bearer-in-auth": "inferred",
  "header: quotes-in-auth": "inferred",
  "header: name-in-auth": "inferred",
  "header: text-behind-token": "inferred",
  "header: more-than-token": "inferred",
  "header: token-of-samples": "inferred",
  "header: bearer-of-table": "inferred",
  "header: bearer-missing": "observed",
  "header: authorization-missing": "observed",
  format: "documented",
  jweHeader: "inferred",
  jweDecryption: "inferred",
  jweContent: "inferred",
  appClaim: "documented",
  "appClaim: iss": "observed",
  "appClaim: app-claim-type": "inferred",
  app: "documented",
  "app: app-unknown": "inferred",
  jweKeyId: "inferred",
  jweEnforced: "inferred",
  algorithm: "inferred",
  "algorithm: algorithm-none": "documented",
  "algorithm: algorithm-unsupported": "documented",
  signature: "observed",
  "signature: critical-extension": "inferred",
  sub: "documented",
  exp: "inferred",
  "exp: no-exp": "documented",
  iat: "ours",
  "iat: no-iat": "documented",
  nbf: "ours",
  jti: "documented",
  "jti: jti-type": "inferred",
  jtiLifetime: "documented",
  "jtiLifetime: exp-missing": "inferred",
  "jtiLifetime: exp-unreadable": "inferred",
  replay: "documented",
  "replay: memory-full": "ours",
  level: "documented",
  "level: level-of-scope": "inferred",
  "level: level-of-tables": "inferred",
  bot: "observed",
  scope: "documented",
  published: "inferred",
  tables: "documented",
  payloadSupport: "documented",
  payloadBody: "ours",
};
