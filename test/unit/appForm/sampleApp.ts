import type { JwtApp } from "../../../src/domain/apps/jwtApp";

/** An app as simple as they come, with `changes`. */
export function sampleApp(changes: Partial<JwtApp> = {}): JwtApp {
  return {
    version: 1,
    id: "0b2e1f7e-1d0a-4c55-9f8e-2a5b6c7d8e9f",
    name: "Orders",
    createdIn: "xo",
    usedFor: "apis",
    credentials: "pasted",
    clientId: "cs-5250f1ff-9f11-5ed8-9263-4ee1db0fbd68",
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: false,
    scopes: [],
    tables: [],
    secretsRevision: "revision",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: 1_700_000_000,
    updatedAt: 1_700_000_000,
    ...changes,
  };
}
