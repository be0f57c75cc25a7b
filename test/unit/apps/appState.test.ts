import { strict as assert } from "node:assert";
import { appState, neededSecrets } from "../../../src/domain/apps/appState";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "./sampleApp";

const scopes = [{ id: "xo/bot-sessions", published: true }];
const signingKey = { publicKey: "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n", fingerprint: "SHA256:x", bits: 2048 };
const platformKey = { kty: "RSA", n: "AQ", e: "AQAB", kid: "k-1" } as const;

describe("appState", () => {
  const cases: Record<string, [Partial<JwtApp>, string[]]> = {
    "a whole app": [{}, []],
    "HS256 without its secret": [{ missingSecrets: ["clientSecret"] }, ["client-secret-missing"]],
    "RS256, which needs no client secret": [{ algorithm: "RS256", signingKey, missingSecrets: ["clientSecret"] }, []],
    "RS256 without a key": [{ algorithm: "RS256" }, ["signing-key-missing"]],
    "RS512 without the private half": [{ algorithm: "RS512", signingKey, missingSecrets: ["signingPrivateKey"] }, ["signing-key-missing"]],
    "JWE without the platform's key": [{ enforceJwe: true }, ["platform-key-missing"]],
    "JWE with it": [{ enforceJwe: true, platformKey }, []],
    "payload encryption without a key": [{ enforcePayloadEncryption: true }, ["payload-key-missing"]],
    "payload encryption without the private half": [
      { enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...signingKey }, missingSecrets: ["payloadPrivateKey"] },
      ["payload-key-missing"],
    ],
    "payload encryption without the shared key": [
      { enforcePayloadEncryption: true, payloadKey: { kind: "shared" }, missingSecrets: ["payloadSharedKey"] },
      ["payload-key-missing"],
    ],
    "payload encryption with a shared key": [{ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }, []],
    "an assumed algorithm": [{ algorithmAssumed: true }, ["algorithm-assumed"]],
    "an unpublished scope": [{ scopes: [...scopes, { id: "xo/metrics", published: false }] }, ["scopes-unpublished"]],
    "an Admin Console app, which has no such state": [{ createdIn: "admin", scopes: [{ id: "admin/publish", published: false }] }, []],
    "no scopes": [{ scopes: [] }, ["no-scopes"]],
    "no scopes, used for SDKs": [{ scopes: [], usedFor: "sdks" }, []],
    "no scopes, created in Data Tables": [{ scopes: [], createdIn: "tables" }, []],
    "several at once": [
      { missingSecrets: ["clientSecret"], enforceJwe: true, algorithmAssumed: true, scopes: [] },
      ["client-secret-missing", "platform-key-missing", "algorithm-assumed", "no-scopes"],
    ],
  };
  for (const [name, [changes, problems]] of Object.entries(cases)) {
    it(`tells of ${name}: ${problems.join(", ") || "nothing"}`, () => assert.deepEqual(appState(sampleApp({ scopes, ...changes })), problems));
  }
});

describe("neededSecrets", () => {
  it("names what signs and what decrypts", () => {
    assert.deepEqual(neededSecrets(sampleApp()), ["clientSecret"]);
    assert.deepEqual(neededSecrets(sampleApp({ algorithm: "RS512", enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...signingKey } })), ["signingPrivateKey", "payloadPrivateKey"]);
    assert.deepEqual(neededSecrets(sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } })), ["clientSecret", "payloadSharedKey"]);
  });
});
