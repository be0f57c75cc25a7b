import { strict as assert } from "node:assert";
import { generateKeyPairSync } from "node:crypto";
import {
  type AppProblem,
  appState,
  mendingOf,
  neededSecrets,
  SEVERITIES,
  severityOf,
  worstOf,
} from "../../../src/domain/apps/appState";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { sampleApp } from "./sampleApp";

const scopes = [{ id: "xo/bot-sessions", published: true }];
const signingKey = {
  publicKey: "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n",
  fingerprint: "SHA256:x",
  bits: 2048,
};
const { n = "", e = "" } = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
const platformKey = { kty: "RSA", n, e, kid: "k-1" } as const;

describe("appState", () => {
  const cases: Record<string, [Partial<JwtApp>, string[]]> = {
    "a whole app": [{}, []],
    "HS256 without its secret": [{ missingSecrets: ["clientSecret"] }, ["client-secret-missing"]],
    "RS256, which needs no client secret": [{ algorithm: "RS256", signingKey, missingSecrets: ["clientSecret"] }, []],
    "RS256 without a key": [{ algorithm: "RS256" }, ["signing-key-missing"]],
    "RS512 without the private half": [
      { algorithm: "RS512", signingKey, missingSecrets: ["signingPrivateKey"] },
      ["signing-key-missing"],
    ],
    "JWE without the platform's key": [{ enforceJwe: true }, ["platform-key-missing"]],
    "JWE with it": [{ enforceJwe: true, platformKey }, []],
    "JWE with one that was cut": [
      { enforceJwe: true, platformKey: { ...platformKey, n: n.slice(0, 40) } },
      ["platform-key-unreadable"],
    ],
    "JWE with one that is no number": [
      { enforceJwe: true, platformKey: { ...platformKey, e: "?" } },
      ["platform-key-unreadable"],
    ],
    "an unreadable key that JWE doesn't need": [{ platformKey: { ...platformKey, n: "AQ" } }, []],
    "payload encryption without a key": [{ enforcePayloadEncryption: true }, ["payload-key-missing"]],
    "payload encryption without the private half": [
      {
        enforcePayloadEncryption: true,
        payloadKey: { kind: "keyPair", ...signingKey },
        missingSecrets: ["payloadPrivateKey"],
      },
      ["payload-key-missing"],
    ],
    "payload encryption without the shared key": [
      { enforcePayloadEncryption: true, payloadKey: { kind: "shared" }, missingSecrets: ["payloadSharedKey"] },
      ["payload-key-missing"],
    ],
    "payload encryption with a shared key": [{ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } }, []],
    "an assumed algorithm": [{ algorithmAssumed: true }, ["algorithm-assumed"]],
    "an unpublished scope": [{ scopes: [...scopes, { id: "xo/metrics", published: false }] }, ["scopes-unpublished"]],
    "an Admin Console app, which has no such state": [
      { createdIn: "admin", scopes: [{ id: "admin/publish", published: false }] },
      [],
    ],
    "no scopes": [{ scopes: [] }, ["no-scopes"]],
    "no scopes, used for SDKs": [{ scopes: [], usedFor: "sdks" }, []],
    "no scopes, created in Data Tables": [
      {
        scopes: [],
        createdIn: "tables",
        tables: [{ kind: "table", name: "orders", read: true, write: false, delete: false }],
      },
      [],
    ],
    "no tables": [{ scopes: [], createdIn: "tables" }, ["no-tables"]],
    "no tables, used for SDKs": [{ scopes: [], createdIn: "tables", usedFor: "sdks" }, []],
    "several at once": [
      { missingSecrets: ["clientSecret"], enforceJwe: true, algorithmAssumed: true, scopes: [] },
      ["client-secret-missing", "platform-key-missing", "no-scopes", "algorithm-assumed"],
    ],
  };
  for (const [name, [changes, problems]] of Object.entries(cases)) {
    it(`tells of ${name}: ${problems.join(", ") || "nothing"}`, () =>
      assert.deepEqual(appState(sampleApp({ scopes, ...changes })), problems));
  }
});

describe("what the problems come to", () => {
  // By what the platform's documentation says of each.
  const told: Record<AppProblem, [severity: string, mending: string]> = {
    "client-secret-missing": ["blocked", "enterClientSecret"],
    "signing-key-missing": ["blocked", "enterSigningKey"],
    "platform-key-missing": ["blocked", "enterPlatformKey"],
    "platform-key-unreadable": ["blocked", "enterPlatformKey"],
    "secrets-absent": ["blocked", "enterClientSecret"],
    "payload-key-missing": ["blocked", "enterPayloadKey"],
    "no-scopes": ["refused", "assignScopes"],
    "no-tables": ["refused", "assignTables"],
    "scopes-unpublished": ["refused", "publishScopes"],
    "algorithm-assumed": ["note", "confirmAlgorithm"],
  };
  for (const [problem, [severity, mending]] of Object.entries(told) as [AppProblem, [string, string]][]) {
    it(`tells ${problem} as ${severity}, which ${mending} mends`, () => {
      assert.equal(severityOf(problem), severity);
      assert.equal(mendingOf(problem, sampleApp()), mending);
    });
  }

  it("has the form take a signing key again where an app of RS256 lost its secrets", () => {
    assert.equal(mendingOf("secrets-absent", sampleApp({ algorithm: "RS256" })), "enterSigningKey");
  });

  it("tells the worst first, whatever an app has", () => {
    const all = sampleApp({
      enforceJwe: true,
      enforcePayloadEncryption: true,
      algorithmAssumed: true,
      missingSecrets: ["clientSecret"],
      scopes: [{ id: "xo/metrics", published: false }],
    });
    const severities = appState(all).map((problem) => SEVERITIES.indexOf(severityOf(problem)));
    assert.deepEqual(severities, [0, 0, 0, 1, 2]);
  });

  it("tells secrets as absent from this window only where some were ever given", () => {
    const absent = { secretsAbsent: true };
    assert.deepEqual(appState(sampleApp({ scopes }), absent), ["secrets-absent"]);
    assert.deepEqual(appState(sampleApp({ scopes, missingSecrets: ["clientSecret"] }), absent), [
      "client-secret-missing",
    ]);
  });

  it("finds the worst of several", () => {
    assert.equal(worstOf(["note", undefined, "blocked", "refused"]), "blocked");
    assert.equal(worstOf(["note", "refused"]), "refused");
    assert.equal(worstOf([undefined]), undefined);
    assert.equal(worstOf([]), undefined);
  });
});

describe("neededSecrets", () => {
  it("names what signs and what decrypts", () => {
    assert.deepEqual(neededSecrets(sampleApp()), ["clientSecret"]);
    assert.deepEqual(
      neededSecrets(
        sampleApp({
          algorithm: "RS512",
          enforcePayloadEncryption: true,
          payloadKey: { kind: "keyPair", ...signingKey },
        }),
      ),
      ["signingPrivateKey", "payloadPrivateKey"],
    );
    assert.deepEqual(neededSecrets(sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } })), [
      "clientSecret",
      "payloadSharedKey",
    ]);
  });
});
