import type { JwtApp } from "../../../src/domain/apps/jwtApp";

/** A whole HS256 app, with what a test wants different. */
export function sampleApp(changes: Partial<JwtApp> = {}): JwtApp {
  return {
    version: 1,
    id: "11111111-1111-4111-8111-111111111111",
    name: "Sample",
    createdIn: "xo",
    usedFor: "apis",
    credentials: "pasted",
    clientId: "cs-11111111-1111-5111-8111-111111111111",
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: false,
    scopes: [],
    tables: [],
    secretsRevision: "",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: 1_893_456_000,
    updatedAt: 1_893_456_000,
    ...changes,
  };
}
