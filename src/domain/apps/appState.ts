import { type JwtApp, signsWithSecret } from "./jwtApp";

/** What keeps an app from working as it is, or what should be checked. */
export type AppProblem =
  | "client-secret-missing"
  | "signing-key-missing"
  | "platform-key-missing"
  | "payload-key-missing"
  | "algorithm-assumed"
  | "scopes-unpublished"
  | "no-scopes";

/**
 * The problems of an app, the most pressing first, told from its metadata alone: no secret is read for it. That a
 * secret is absent in this one host shows only when it is looked up, so that is not told here.
 */
export function appState(app: JwtApp): readonly AppProblem[] {
  const usesSecret = signsWithSecret(app.algorithm);
  const holds: Readonly<Record<AppProblem, boolean>> = {
    "client-secret-missing": usesSecret && app.missingSecrets.includes("clientSecret"),
    "signing-key-missing": !usesSecret && (!app.signingKey || app.missingSecrets.includes("signingPrivateKey")),
    "platform-key-missing": app.enforceJwe && !app.platformKey,
    "payload-key-missing": app.enforcePayloadEncryption && isPayloadKeyMissing(app),
    "algorithm-assumed": app.algorithmAssumed === true,
    "scopes-unpublished": app.createdIn === "xo" && app.scopes.some(({ published }) => !published),
    "no-scopes": app.createdIn !== "tables" && app.usedFor === "apis" && app.scopes.length === 0,
  };
  return (Object.keys(holds) as AppProblem[]).filter((problem) => holds[problem]);
}

/** The secrets that an app like this has: `missingSecrets` names some of these. */
export function neededSecrets(app: Pick<JwtApp, "algorithm" | "enforcePayloadEncryption" | "payloadKey">): JwtApp["missingSecrets"] {
  const signing = signsWithSecret(app.algorithm) ? "clientSecret" : "signingPrivateKey";
  if (!app.enforcePayloadEncryption || !app.payloadKey) return [signing];
  return [signing, app.payloadKey.kind === "shared" ? "payloadSharedKey" : "payloadPrivateKey"];
}

function isPayloadKeyMissing({ payloadKey, missingSecrets }: JwtApp): boolean {
  if (!payloadKey) return true;
  return missingSecrets.includes(payloadKey.kind === "shared" ? "payloadSharedKey" : "payloadPrivateKey");
}
