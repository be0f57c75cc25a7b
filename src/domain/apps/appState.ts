import type { Mending } from "../errors";
import type { JwtApp, PayloadKeyInfo } from "./jwtApp";
import type { PublicRsaJwk } from "../keys/publicKey";
import { signsWithSecret } from "../keys/joseAlgorithms";
import { isWaiting } from "../scopes/standing";

/** What keeps an app from working as it is, or what should be checked. */
export type AppProblem =
  | "client-secret-missing"
  | "signing-key-missing"
  | "platform-key-missing"
  | "platform-key-unreadable"
  | "secrets-absent"
  | "payload-key-missing"
  | "no-scopes"
  | "no-tables"
  | "scopes-unpublished"
  | "algorithm-assumed";

/** What a problem comes to, the worst first. */
export const SEVERITIES = ["blocked", "refused", "note"] as const;
/**
 * `blocked`: something can't be done at all, such as making a token. `refused`: it is done, and the platform probably
 * won't take it. `note`: nothing may be wrong.
 */
export type Severity = (typeof SEVERITIES)[number];

interface ProblemKind {
  readonly severity: Severity;
  readonly mending: Mending;
}

/** In the order in which they are told: the worst first. */
const PROBLEMS: Readonly<Record<AppProblem, ProblemKind>> = {
  // Without what signs it there is no token (platform.md, 1.3).
  "client-secret-missing": { severity: "blocked", mending: "enterClientSecret" },
  "signing-key-missing": { severity: "blocked", mending: "enterSigningKey" },
  // With Enforce JWE the token is encrypted for the platform's key (platform.md, 1.5).
  "platform-key-missing": { severity: "blocked", mending: "enterPlatformKey" },
  "platform-key-unreadable": { severity: "blocked", mending: "enterPlatformKey" },
  "secrets-absent": { severity: "blocked", mending: "enterClientSecret" },
  // The switch needs a key of the user's (platform.md, 2.2): without it no payload is read or written.
  "payload-key-missing": { severity: "blocked", mending: "enterPayloadKey" },
  // "Permission denied. Scope is incorrect!" (platform.md, 3.5).
  "no-scopes": { severity: "refused", mending: "assignScopes" },
  // Read, write and delete are granted for each table and view separately (platform.md, 6).
  "no-tables": { severity: "refused", mending: "assignTables" },
  // "After enabled, the API Scopes must be Published"; that they don't count before is inferred (platform.md, 7).
  "scopes-unpublished": { severity: "refused", mending: "publishScopes" },
  // The platform's response names no algorithm, and HS256 is what its text tells to take (platform.md, 1.3).
  "algorithm-assumed": { severity: "note", mending: "confirmAlgorithm" },
};

/**
 * The problems of an app, the worst first, told from its metadata alone: no secret is read for it. That its secrets are
 * absent in this one host shows only when they are looked up, so the caller says it.
 */
export function appState(app: JwtApp, { secretsAbsent = false } = {}): readonly AppProblem[] {
  const usesSecret = signsWithSecret(app.algorithm);
  const holds: Readonly<Record<AppProblem, boolean>> = {
    "client-secret-missing": usesSecret && app.missingSecrets.includes("clientSecret"),
    "signing-key-missing": !usesSecret && (!app.signingKey || app.missingSecrets.includes("signingPrivateKey")),
    "platform-key-missing": app.enforceJwe && !app.platformKey,
    "platform-key-unreadable": app.enforceJwe && app.platformKey !== undefined && !isReadable(app.platformKey),
    // What was never given is told as missing.
    "secrets-absent": secretsAbsent && neededSecrets(app).some((name) => !app.missingSecrets.includes(name)),
    "payload-key-missing": app.enforcePayloadEncryption && isPayloadKeyMissing(app),
    "no-scopes": app.createdIn !== "tables" && app.usedFor === "apis" && app.scopes.length === 0,
    "no-tables": app.createdIn === "tables" && app.usedFor === "apis" && app.tables.length === 0,
    "scopes-unpublished": app.scopes.some((scope) => isWaiting(app, scope)),
    "algorithm-assumed": app.algorithmAssumed === true,
  };
  return (Object.keys(PROBLEMS) as AppProblem[]).filter((problem) => holds[problem]);
}

export function severityOf(problem: AppProblem): Severity {
  return PROBLEMS[problem].severity;
}

/** What mends a problem of this app. */
export function mendingOf(problem: AppProblem, { algorithm }: Pick<JwtApp, "algorithm">): Mending {
  if (problem === "secrets-absent" && !signsWithSecret(algorithm)) return "enterSigningKey";
  return PROBLEMS[problem].mending;
}

/** The worst of several; undefined for none. */
export function worstOf(severities: readonly (Severity | undefined)[]): Severity | undefined {
  return SEVERITIES.find((severity) => severities.includes(severity));
}

/** The secrets that an app like this has: `missingSecrets` names some of these. */
export function neededSecrets(
  app: Pick<JwtApp, "algorithm" | "enforcePayloadEncryption" | "payloadKey">,
): JwtApp["missingSecrets"] {
  const signing = signsWithSecret(app.algorithm) ? "clientSecret" : "signingPrivateKey";
  if (!app.enforcePayloadEncryption || !app.payloadKey) return [signing];
  return [signing, secretOfPayloadKey(app.payloadKey)];
}

/** The name of the secret that belongs to an app's payload key. */
export function secretOfPayloadKey({ kind }: PayloadKeyInfo): "payloadSharedKey" | "payloadPrivateKey" {
  return kind === "shared" ? "payloadSharedKey" : "payloadPrivateKey";
}

/** What an app was changed to, with what its new algorithm or key needs, and nobody has given yet, noted as missing. */
export function withMissing(before: JwtApp, changed: JwtApp): JwtApp {
  const had = neededSecrets(before);
  const needed = neededSecrets(changed);
  const missing = needed.filter((name) => !had.includes(name) && !changed.missingSecrets.includes(name));
  const gone = had.filter((name) => !needed.includes(name));
  const missingSecrets = changed.missingSecrets.filter((name) => !gone.includes(name));
  return { ...changed, missingSecrets: [...missingSecrets, ...missing] };
}

function isPayloadKeyMissing({ payloadKey, missingSecrets }: JwtApp): boolean {
  if (!payloadKey) return true;
  return missingSecrets.includes(secretOfPayloadKey(payloadKey));
}

/**
 * Whether minting may be able to use the key; it looks closer. Files can be edited by hand, so some are cut. 342 digits
 * of base64url (RFC 7518, 6.3.1) hold the 2048 bits of the smallest key that is taken.
 */
function isReadable({ n, e }: PublicRsaJwk): boolean {
  return /^[\w+/-]{342,}$/.test(digitsOf(n)) && /^[\w+/-]{2,}$/.test(digitsOf(e));
}

/** White space and padding are read over. */
function digitsOf(text: string): string {
  return text.replace(/[\s=]+/g, "");
}
