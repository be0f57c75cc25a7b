import assert from "node:assert/strict";
import { NEXT_STEPS, nextSteps, placesOfSteps, type Situation } from "../../../src/domain/apps/form/nextSteps";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "../appForm/sampleApp";

const SCOPE = { id: "xo/chat-history", published: true };
const PAIR = { publicKey: "one", fingerprint: "SHA256:1", bits: 2048 };

describe("what to do next for an app", () => {
  const steps = (changes: Partial<JwtApp>, situation: Partial<Situation> = {}) =>
    nextSteps(
      { ...sampleApp(), scopes: [], ...changes },
      { before: undefined, hasClientSecret: true, localPlatform: "stopped", ...situation },
    );

  it("is what isn't done, and nothing else", () => {
    assert.deepEqual(steps({}), ["assignScopes", "copyToken", "writeRequest"]);
    assert.deepEqual(steps({ scopes: [{ ...SCOPE, published: false }] }), [
      "publishScopes",
      "copyToken",
      "writeRequest",
    ]);
    assert.deepEqual(steps({ scopes: [SCOPE] }), ["copyToken", "writeRequest"]);
    assert.deepEqual(steps({ usedFor: "sdks" }), ["copyToken", "writeRequest"], "an SDK's tokens need no scope");
    assert.deepEqual(steps({ createdIn: "tables" }), ["assignTables", "copyToken", "writeRequest"]);
    const table = { kind: "table", name: "orders", read: true, write: false, delete: false } as const;
    assert.deepEqual(steps({ createdIn: "tables", tables: [table] }), ["copyToken", "writeRequest"]);
    // Only the XO Platform publishes.
    assert.deepEqual(steps({ createdIn: "admin", scopes: [{ id: "admin/publish", published: false }] }), [
      "copyToken",
      "writeRequest",
    ]);
  });

  it("offers no token of an app that can make none", () => {
    assert.deepEqual(steps({ scopes: [SCOPE] }, { hasClientSecret: false }), ["enterSecret"]);
    assert.deepEqual(steps({ scopes: [SCOPE], enforceJwe: true }), ["completeKeys"]);
    assert.deepEqual(
      steps({ scopes: [SCOPE], algorithm: "RS256", missingSecrets: ["signingPrivateKey"], signingKey: PAIR }),
      ["completeKeys", "uploadSigningKey"],
    );
  });

  it("offers a token where the payload key alone is missing, which goes into none", () => {
    const app = { scopes: [SCOPE], enforcePayloadEncryption: true, payloadKey: undefined };
    assert.deepEqual(steps(app), ["completeKeys", "copyToken", "writeRequest"]);
    assert.deepEqual(
      steps({ ...app, missingSecrets: ["payloadPrivateKey"], payloadKey: { kind: "keyPair", ...PAIR } }),
      ["completeKeys", "pastePayloadKey", "copyToken", "writeRequest"],
    );
    const unreadable = { kty: "RSA", n: "AQAB", e: "AQAB" } as const;
    assert.deepEqual(steps({ scopes: [SCOPE], enforceJwe: true, platformKey: unreadable }), ["completeKeys"]);
  });

  it("leaves out what was taken, where the app doesn't tell it", () => {
    const keys = {
      scopes: [],
      algorithm: "RS256" as const,
      signingKey: PAIR,
      enforcePayloadEncryption: true,
      payloadKey: { kind: "keyPair" as const, ...PAIR },
    };
    assert.deepEqual(steps(keys, { taken: new Set(NEXT_STEPS) }), ["assignScopes"]);
    assert.deepEqual(steps(keys, { taken: new Set(["copyToken", "uploadSigningKey"]) }), [
      "pastePayloadKey",
      "assignScopes",
      "writeRequest",
    ]);
  });

  it("has keys taken to the platform once: a new one, and not one that was there before", () => {
    const app = { ...sampleApp(), scopes: [SCOPE], algorithm: "RS256" as const, signingKey: PAIR };
    const keys = { ...app, enforcePayloadEncryption: true, payloadKey: { kind: "keyPair" as const, ...PAIR } };
    assert.deepEqual(steps(keys), ["uploadSigningKey", "pastePayloadKey", "copyToken", "writeRequest"]);
    assert.deepEqual(steps(keys, { before: keys }), ["copyToken", "writeRequest"]);
    const other = { ...PAIR, publicKey: "another" };
    assert.deepEqual(steps({ ...keys, signingKey: other }, { before: keys }), [
      "uploadSigningKey",
      "copyToken",
      "writeRequest",
    ]);
    assert.deepEqual(steps({ ...keys, payloadKey: { kind: "keyPair", ...other } }, { before: keys }), [
      "pastePayloadKey",
      "copyToken",
      "writeRequest",
    ]);
  });

  it("is done where the platform has it for an app of that level, as far as that is described", () => {
    const places = (changes: Partial<JwtApp>) =>
      Object.entries(placesOfSteps(sampleApp(changes))).map(([step, { path }]) => `${step}: ${path}`);
    assert.deepEqual(places({ createdIn: "xo" }), [
      "enterSecret: App Settings > Dev Tools > Web/Mobile SDK",
      "uploadSigningKey: App Settings > Dev Tools > Web/Mobile SDK",
      "pastePayloadKey: App Settings > Dev Tools > Web/Mobile SDK",
      "assignScopes: App Settings > Dev Tools > API Scope > Create API Scope",
      "publishScopes: Deploy > Publish",
    ]);
    assert.deepEqual(places({ createdIn: "admin" }), [
      "enterSecret: Security & Control > API Scopes > New > Manage Apps > New App, or New API Scope > Create App",
      "assignScopes: Security & Control > API Scopes > New",
    ]);
    assert.deepEqual(places({ createdIn: "tables" }), [
      "enterSecret: App Definition",
      "assignTables: Data > Data Tables, or Data > Table Views: App Assignments",
    ]);
    assert.deepEqual(places({ createdIn: "xo", credentials: "generated" }), []);
  });

  it("starts the local platform for an app that it alone knows, where it can and doesn't run", () => {
    const generated: Partial<JwtApp> = { credentials: "generated", scopes: [SCOPE], signingKey: PAIR };
    assert.deepEqual(steps(generated), ["startLocalPlatform", "copyToken", "writeRequest"]);
    assert.deepEqual(steps(generated, { localPlatform: "runs" }), ["copyToken", "writeRequest"]);
    assert.deepEqual(steps(generated, { localPlatform: "unavailable" }), ["copyToken", "writeRequest"]);
  });
});
