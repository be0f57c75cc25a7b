import { appState } from "./appState";
import { type JwtApp, signsWithSecret } from "./jwtApp";

/** What can be done for an app once it is saved, in the order in which it helps. */
export const NEXT_STEPS = [
  "enterSecret",
  "completeKeys",
  "uploadSigningKey",
  "pastePayloadKey",
  "assignScopes",
  "assignTables",
  "publishScopes",
  "startLocalPlatform",
  "copyToken",
  "writeRequest",
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export interface Situation {
  /** The app before it was edited; undefined for a new one. */
  readonly before: JwtApp | undefined;
  /** Whether the client secret is in this window's secret storage. */
  readonly hasClientSecret: boolean;
  readonly localPlatform: LocalPlatformState;
}

/** `unavailable`: nothing can listen here. */
export type LocalPlatformState = "unavailable" | "stopped" | "runs";

/** The steps of an app that are not done yet. What is done outside, on the real platform, counts by what is known of it here. */
export function nextSteps(app: JwtApp, { before, hasClientSecret, localPlatform }: Situation): NextStep[] {
  const problems = appState(app);
  const isReal = app.credentials === "pasted";
  const lacksKey = (["signing-key-missing", "platform-key-missing", "payload-key-missing"] as const).some((problem) =>
    problems.includes(problem),
  );
  const lacksSecret = signsWithSecret(app.algorithm) && !hasClientSecret;
  const canMint = !lacksSecret && !lacksKey;
  const isOpen: Readonly<Record<NextStep, boolean>> = {
    enterSecret: lacksSecret,
    completeKeys: lacksKey,
    uploadSigningKey: isReal && app.signingKey !== undefined && app.signingKey.publicKey !== before?.signingKey?.publicKey,
    pastePayloadKey: isReal && payloadKeyOf(app) !== undefined && payloadKeyOf(app) !== payloadKeyOf(before),
    assignScopes: problems.includes("no-scopes"),
    assignTables: app.createdIn === "tables" && app.tables.length === 0,
    publishScopes: problems.includes("scopes-unpublished"),
    startLocalPlatform: !isReal && localPlatform === "stopped",
    copyToken: canMint,
    writeRequest: canMint,
  };
  return NEXT_STEPS.filter((step) => isOpen[step]);
}

function payloadKeyOf(app: JwtApp | undefined): string | undefined {
  return app?.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : undefined;
}
