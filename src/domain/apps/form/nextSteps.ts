import { type AppProblem, appState } from "../appState";
import type { JwtApp } from "../jwtApp";
import { type Place, type PlaceName, placeOf } from "../onPlatform";
import { signsWithSecret } from "../../keys/joseAlgorithms";

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
  /** Steps that were taken for it here, of which the app itself tells nothing. */
  readonly taken?: ReadonlySet<NextStep>;
}

/** `unavailable`: nothing can listen here. */
export type LocalPlatformState = "unavailable" | "stopped" | "runs";

/** The steps of an app that are not done yet. What is done outside, on the real platform, counts by what is known of it here. */
export function nextSteps(app: JwtApp, { before, hasClientSecret, localPlatform, taken }: Situation): NextStep[] {
  const problems = appState(app);
  const has = (...some: readonly AppProblem[]): boolean => some.some((problem) => problems.includes(problem));
  const isReal = app.credentials === "pasted";
  const lacksTokenKey = has("signing-key-missing", "platform-key-missing", "platform-key-unreadable");
  const lacksSecret = signsWithSecret(app.algorithm) && !hasClientSecret;
  // No payload key goes into a token.
  const canMint = !lacksSecret && !lacksTokenKey;
  const isOpen: Readonly<Record<NextStep, boolean>> = {
    enterSecret: lacksSecret,
    completeKeys: lacksTokenKey || has("payload-key-missing"),
    uploadSigningKey:
      isReal && app.signingKey !== undefined && app.signingKey.publicKey !== before?.signingKey?.publicKey,
    pastePayloadKey: isReal && payloadKeyOf(app) !== undefined && payloadKeyOf(app) !== payloadKeyOf(before),
    assignScopes: has("no-scopes"),
    assignTables: app.createdIn === "tables" && app.tables.length === 0,
    publishScopes: has("scopes-unpublished"),
    startLocalPlatform: !isReal && localPlatform === "stopped",
    copyToken: canMint,
    writeRequest: canMint,
  };
  return NEXT_STEPS.filter((step) => isOpen[step] && !(TOLD_BY_NOTHING.has(step) && taken?.has(step)));
}

/** The steps that lead to the platform, with where they do for the app. */
export function placesOfSteps(app: JwtApp): Partial<Record<NextStep, Place>> {
  const places = (Object.keys(PLACES) as (keyof typeof PLACES)[]).flatMap((step) => {
    const place = app.createdIn === "xo" || !ONLY_XO.has(step) ? placeOf(PLACES[step], app) : undefined;
    return place ? [[step, place] as const] : [];
  });
  return Object.fromEntries(places);
}

const PLACES = {
  enterSecret: "app",
  uploadSigningKey: "app",
  pastePayloadKey: "app",
  assignScopes: "scopes",
  assignTables: "tables",
  publishScopes: "publish",
} as const satisfies Partial<Record<NextStep, PlaceName>>;

/** No other dialog is described to ask for a public key (platform.md, 1.1). */
const ONLY_XO: ReadonlySet<NextStep> = new Set(["uploadSigningKey", "pastePayloadKey"]);

/** What is copied or written shows in no app; every other step is open until the app shows that it is done. */
const TOLD_BY_NOTHING: ReadonlySet<NextStep> = new Set([
  "uploadSigningKey",
  "pastePayloadKey",
  "copyToken",
  "writeRequest",
] satisfies NextStep[]);

function payloadKeyOf(app: JwtApp | undefined): string | undefined {
  return app?.payloadKey?.kind === "keyPair" ? app.payloadKey.publicKey : undefined;
}
