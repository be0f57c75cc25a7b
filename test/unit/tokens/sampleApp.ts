import type { JwtApp } from "../../../src/domain/apps/jwtApp";

/** An app with HS256 for public APIs; no claim of it is real. */
export function sampleApp(changes: Partial<JwtApp> = {}): JwtApp {
  return {
    version: 1,
    id: "6b0c2c4e-54b1-4a52-9d0c-3f8b4f7f5a11",
    name: "Sessions",
    createdIn: "xo",
    usedFor: "apis",
    credentials: "pasted",
    clientId: "cs-1e21a4b5-6c1d-5a0e-8f3b-2d9c7a6b5e4f",
    algorithm: "HS256",
    enforceJti: false,
    enforceJwe: false,
    enforcePayloadEncryption: false,
    scopes: [],
    tables: [],
    secretsRevision: "1",
    missingSecrets: [],
    hasPreviousSecret: false,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}
