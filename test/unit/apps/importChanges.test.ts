import { strict as assert } from "node:assert";
import { exportOf } from "../../../src/domain/apps/exportApps";
import { planImport } from "../../../src/domain/apps/import/importApps";
import { type AppChange, withChanges } from "../../../src/domain/apps/import/importChanges";
import type { JwtApp, TablePermission } from "../../../src/domain/apps/jwtApp";
import { fingerprintOf } from "../../../src/domain/keys/fingerprint";
import { generateRsaKeyPair } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { GOOD } from "./badSecrets";
import { sampleApp } from "./sampleApp";

const keyInfo = {
  publicKey: "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----\n",
  fingerprint: "SHA256:abc",
  bits: 2048,
};
const OURS = { kty: "RSA", n: "AQAB", e: "AQAB", kid: "k-1" } as const;
const THEIRS = { kty: "RSA", n: "AQAC", e: "AQAB", kid: "k-1" } as const;
const table = (name: string, changes: Partial<TablePermission> = {}): TablePermission => ({
  kind: "table",
  name,
  read: true,
  write: false,
  delete: false,
  ...changes,
});

/** What an export of the app with `said` in it would change in the app with `own`. */
function changes(own: Partial<JwtApp>, said: Partial<JwtApp>): readonly AppChange[] {
  const existing = sampleApp(own);
  const { add, update, problems } = planImport(exportOf([sampleApp({ ...own, ...said })]), [existing], webPorts);
  assert.deepEqual([add, problems], [[], []]);
  return update[0]?.changes ?? [];
}

describe("What an import would change in an app that is there", () => {
  /** The app, what the file says, the fields with old and new value, and whether it only adds. */
  const CASES: Record<string, [Partial<JwtApp>, Partial<JwtApp>, object[], boolean]> = {
    "another host": [
      { host: "platform.kore.ai" },
      { host: "evil.example" },
      [{ field: "host", before: "platform.kore.ai", after: "evil.example" }],
      false,
    ],
    "another port": [
      { host: "platform.kore.ai" },
      { host: "platform.kore.ai:8443" },
      [{ field: "host", before: "platform.kore.ai", after: "platform.kore.ai:8443" }],
      false,
    ],
    "a host where there was none": [
      {},
      { host: "evil.example" },
      [{ field: "host", before: undefined, after: "evil.example" }],
      false,
    ],
    "another platform key under the same key ID": [
      { platformKey: OURS },
      { platformKey: THEIRS },
      [{ field: "platformKey", before: OURS, after: THEIRS }],
      false,
    ],
    "a platform key where there was none": [
      {},
      { platformKey: THEIRS },
      [{ field: "platformKey", before: undefined, after: THEIRS }],
      false,
    ],
    "a signing key where there was none": [
      { algorithm: "RS256" },
      { signingKey: keyInfo },
      [{ field: "signingKey", after: keyInfo }],
      false,
    ],
    "a payload key where there was none": [
      {},
      { payloadKey: { kind: "keyPair", ...keyInfo } },
      [{ field: "payloadKey", after: { kind: "keyPair", ...keyInfo } }],
      false,
    ],
    "a shared payload key where there was none": [
      {},
      { payloadKey: { kind: "shared" } },
      [{ field: "payloadKey", after: "shared" }],
      false,
    ],
    "another algorithm": [
      {},
      { algorithm: "HS512" },
      [{ field: "algorithm", before: { algorithm: "HS256" }, after: { algorithm: "HS512" } }],
      false,
    ],
    "an assumed algorithm for a known one": [
      {},
      { algorithmAssumed: true },
      [{ field: "algorithm", before: { algorithm: "HS256" }, after: { algorithm: "HS256", algorithmAssumed: true } }],
      false,
    ],
    "JTI no longer enforced": [
      { enforceJti: true },
      { enforceJti: false },
      [{ field: "enforceJti", before: true, after: false }],
      false,
    ],
    "JWE no longer enforced": [
      { enforceJwe: true },
      { enforceJwe: false },
      [{ field: "enforceJwe", before: true, after: false }],
      false,
    ],
    "payload encryption no longer enforced": [
      { enforcePayloadEncryption: true },
      { enforcePayloadEncryption: false },
      [{ field: "enforcePayloadEncryption", before: true, after: false }],
      false,
    ],
    "answers no longer decrypted in the gateway": [
      {},
      { gateway: { decrypts: false, encrypts: false } },
      [{ field: "gatewayDecrypts", before: true, after: false }],
      false,
    ],
    "bodies encrypted in the gateway": [
      { gateway: { decrypts: false, encrypts: false } },
      { gateway: { decrypts: false, encrypts: true } },
      [{ field: "gatewayEncrypts", before: false, after: true }],
      false,
    ],
    "another content encryption": [
      { contentEncryption: "A256GCM" },
      { contentEncryption: "A128GCM" },
      [{ field: "contentEncryption", before: "A256GCM", after: "A128GCM" }],
      false,
    ],
    "another bot": [{ botId: "st-1" }, { botId: "st-2" }, [{ field: "botId", before: "st-1", after: "st-2" }], false],
    "another account": [
      { accountId: "a" },
      { accountId: "b" },
      [{ field: "accountId", before: "a", after: "b" }],
      false,
    ],
    "another app ID of the platform's": [
      { appId: "a" },
      { appId: "b" },
      [{ field: "appId", before: "a", after: "b" }],
      false,
    ],
    "another use": [{}, { usedFor: "sdks" }, [{ field: "usedFor", before: "apis", after: "sdks" }], false],
    "another place where it was created": [
      { scopes: [{ id: "xo/metrics", published: true }] },
      { createdIn: "admin", scopes: [] },
      [{ field: "createdIn", before: "xo", after: "admin" }],
      false,
    ],
    "a scope less": [
      { scopes: [{ id: "xo/metrics", published: true }] },
      { scopes: [] },
      [{ field: "scope", before: { id: "xo/metrics", published: true }, after: undefined }],
      false,
    ],
    "a scope as published": [
      { scopes: [{ id: "xo/metrics", published: false }] },
      { scopes: [{ id: "xo/metrics", published: true }] },
      [
        {
          field: "scope",
          before: { id: "xo/metrics", published: false },
          after: { id: "xo/metrics", published: true },
        },
      ],
      false,
    ],
    "a scope as not published": [
      { scopes: [{ id: "xo/metrics", published: true }] },
      { scopes: [{ id: "xo/metrics", published: false }] },
      [
        {
          field: "scope",
          before: { id: "xo/metrics", published: true },
          after: { id: "xo/metrics", published: false },
        },
      ],
      false,
    ],
    "a table less": [
      { createdIn: "tables", tables: [table("a"), table("b")] },
      { tables: [table("a")] },
      [{ field: "table", before: table("b"), after: undefined }],
      false,
    ],
    "other permissions": [
      { createdIn: "tables", tables: [table("a")] },
      { tables: [table("a", { write: true })] },
      [{ field: "table", before: table("a"), after: table("a", { write: true }) }],
      false,
    ],
    "a bot where none was known": [{}, { botId: "st-1" }, [{ field: "botId", before: undefined, after: "st-1" }], true],
    "an account where none was known": [
      {},
      { accountId: "a" },
      [{ field: "accountId", before: undefined, after: "a" }],
      true,
    ],
    "an app ID where none was known": [{}, { appId: "a" }, [{ field: "appId", before: undefined, after: "a" }], true],
    "a scope more": [
      { scopes: [{ id: "xo/metrics", published: true }] },
      {
        scopes: [
          { id: "xo/metrics", published: true },
          { id: "xo/bot-sessions", published: true },
        ],
      },
      [{ field: "scope", before: undefined, after: { id: "xo/bot-sessions", published: true } }],
      true,
    ],
    "a table more": [
      { createdIn: "tables", tables: [table("a")] },
      { tables: [table("a"), table("b")] },
      [{ field: "table", before: undefined, after: table("b") }],
      true,
    ],
  };
  for (const [what, [own, said, values, isAddition]] of Object.entries(CASES)) {
    it(`${isAddition ? "adds" : "has to be wanted"}: ${what}`, () => {
      const found = changes(own, said);
      assert.deepEqual(
        found.map(({ value }) => value),
        values,
      );
      assert.deepEqual(
        found.map((change) => change.isAddition),
        [isAddition],
      );
      const changed = withChanges(sampleApp(own), found);
      const expected = sampleApp({ ...own, ...said, missingSecrets: changed.missingSecrets });
      assert.deepEqual(JSON.parse(JSON.stringify(changed)), JSON.parse(JSON.stringify(expected)));
    });
  }

  const PEM = "-----BEGIN PUBLIC KEY-----\r\nMIIBIjANBgkqhkiG9w0BA\r\nQEFAAOCAQ8A\r\n-----END PUBLIC KEY-----";
  const BOT = "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345";
  /** What means the same, written otherwise: in the app, and in the file. */
  const SAME: Record<string, [Partial<JwtApp>, Partial<JwtApp>]> = {
    "the gateway's usual switches": [{}, { gateway: { decrypts: true, encrypts: false } }],
    "a bot ID": [{ botId: BOT }, { botId: BOT.toUpperCase().replace("ST-", "st-") }],
    "a bot ID with its prefix": [{ botId: BOT }, { botId: BOT.toUpperCase() }],
    "an account ID": [{ accountId: "6661e128d3203924648abcde" }, { accountId: "6661E128D3203924648ABCDE" }],
    "an app ID": [
      { appId: "aa-483dc744-437b-5f2d-9ed1-4ba184aaaaaa" },
      { appId: "aa-483DC744-437B-5F2D-9ED1-4BA184AAAAAA" },
    ],
    "a client ID": [
      { clientId: "cs-483dc744-437b-5f2d-9ed1-4ba184aaaaaa" },
      { clientId: "cs-483DC744-437B-5F2D-9ED1-4BA184AAAAAA" },
    ],
    "a host": [{ host: "Platform.kore.ai" }, { host: "platform.kore.ai" }],
    "the order of scopes": [
      { scopes: ["xo/metrics", "xo/bot-sessions"].map((id) => ({ id, published: true })) },
      { scopes: ["xo/bot-sessions", "xo/metrics"].map((id) => ({ id, published: true })) },
    ],
    "the order of tables": [
      { createdIn: "tables", tables: [table("a"), table("b")] },
      { tables: [table("b"), table("a")] },
    ],
    "a table that nothing may be done with": [
      { createdIn: "tables", tables: [table("a"), table("b", { read: false })] },
      { tables: [table("a")] },
    ],
    "whether a scope is published, where that means nothing": [
      { createdIn: "admin", scopes: [{ id: "admin/publish", published: true }] },
      { scopes: [{ id: "admin/publish", published: false }] },
    ],
    "the content encryption of an app that names none": [{ enforceJwe: true }, { contentEncryption: "A128CBC-HS256" }],
    "a public key with other line ends": [
      { algorithm: "RS256", signingKey: keyInfo, payloadKey: { kind: "keyPair", ...keyInfo } },
      { signingKey: { ...keyInfo, publicKey: PEM }, payloadKey: { kind: "keyPair", ...keyInfo, publicKey: PEM } },
    ],
  };
  for (const [what, [own, said]] of Object.entries(SAME)) {
    it(`is nothing for ${what} that is written otherwise, and the two are one app in a file`, () => {
      const existing = sampleApp(own);
      const plan = planImport(exportOf([sampleApp({ ...own, ...said })]), [existing], webPorts);
      assert.deepEqual([plan.add, plan.update, plan.unchanged], [[], [], [existing]]);
      assert.deepEqual(
        plan.notes.filter(({ code }) => code !== "export-tables-empty"),
        [],
      );
      const twice = planImport(exportOf([existing, sampleApp({ ...own, ...said })]), [], webPorts);
      assert.deepEqual([twice.add.length, twice.problems], [1, []]);
    });
  }

  it("is nothing of a response whose IDs are written otherwise", () => {
    const clientId = "cs-483dc744-437b-5f2d-9ed1-4ba184aaaaaa";
    const existing = sampleApp({ clientId, botId: BOT, accountId: "6661e128d3203924648abcde" });
    const bot = { name: "B", _id: BOT.toUpperCase(), accountId: "6661E128D3203924648ABCDE" };
    const text = JSON.stringify({
      bots: [{ ...bot, jwtApps: [{ clientId: clientId.toUpperCase().replace("CS", "cs") }] }],
    });
    const plan = planImport(text, [existing], webPorts);
    assert.deepEqual([plan.add, plan.update, plan.problems, plan.notes], [[], [], [], []]);
    assert.deepEqual(plan.unchanged, [existing]);
  });

  it("is what differs in letter case where that counts", () => {
    const own: Partial<JwtApp> = { createdIn: "tables", appId: "Order", tables: [table("a")] };
    const found = changes(own, { appId: "order", tables: [table("A")] });
    assert.deepEqual(
      found.map(({ value }) => value.field),
      ["appId", "table", "table"],
    );
  });

  it("is named value by value, each to be wanted by itself", () => {
    const existing = sampleApp({ host: "platform.kore.ai", enforceJwe: true, platformKey: OURS, enforceJti: true });
    const [update] = planImport(
      exportOf([
        {
          ...existing,
          host: "evil.example",
          platformKey: THEIRS,
          enforceJti: false,
          algorithm: "HS512",
          scopes: [{ id: "xo/metrics", published: true }],
        },
      ]),
      [existing],
      webPorts,
    ).update;
    assert.ok(update);
    assert.deepEqual(
      update.changes.map(({ value, isAddition }) => [value.field, isAddition]),
      [
        ["host", false],
        ["platformKey", false],
        ["algorithm", false],
        ["enforceJti", false],
        ["scope", true],
      ],
    );
    const additions = update.changes.filter(({ isAddition }) => isAddition);
    assert.deepEqual(withChanges(existing, additions), {
      ...existing,
      scopes: [{ id: "xo/metrics", published: true }],
    });
    assert.deepEqual(withChanges(existing, []), existing);
    assert.deepEqual(
      withChanges(
        existing,
        update.changes.filter(({ value }) => value.field === "algorithm"),
      ),
      { ...existing, algorithm: "HS512" },
    );
  });

  it("is nothing for keys of our own that are there, for the name, and for what the file leaves out", () => {
    const own = {
      algorithm: "RS256",
      signingKey: keyInfo,
      payloadKey: { kind: "shared" },
      host: "platform.kore.ai",
      botId: "st-1",
    } as const;
    const other = { ...keyInfo, fingerprint: "SHA256:other" };
    const existing = sampleApp(own);
    const text = exportOf([
      sampleApp({
        algorithm: "RS256",
        name: "Other",
        signingKey: other,
        payloadKey: { kind: "keyPair", ...other },
        createdAt: 1,
      }),
    ]);
    const plan = planImport(text, [existing], webPorts);
    assert.deepEqual([plan.update, plan.unchanged], [[], [existing]]);
  });

  it("tells which secrets a chosen algorithm or key needs", () => {
    const existing = sampleApp();
    const [update] = planImport(
      exportOf([sampleApp({ algorithm: "RS256", signingKey: keyInfo })]),
      [existing],
      webPorts,
    ).update;
    assert.deepEqual(withChanges(existing, update?.changes ?? []).missingSecrets, ["signingPrivateKey"]);
    assert.deepEqual(withChanges(existing, []).missingSecrets, []);
  });

  it("is of the platform's response: secret, switches and IDs, and never the secret itself", () => {
    const response = {
      bots: [
        {
          name: "B",
          _id: "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345",
          jwtApps: [{ clientId: sampleApp().clientId, clientSecret: GOOD, jweEncryptionEnforced: true }],
        },
      ],
    };
    const existing = sampleApp({ enforceJti: true, botId: "st-1" });
    const [update] = planImport(JSON.stringify(response), [existing], webPorts).update;
    assert.deepEqual(
      update?.changes.map(({ value, isAddition }) => [value, isAddition]),
      [
        [{ field: "clientSecret", before: "present", after: "present" }, false],
        [{ field: "enforceJti", before: true, after: false }, false],
        [{ field: "enforceJwe", before: false, after: true }, false],
        [{ field: "botId", before: "st-1", after: "st-e3fa7a00-84f3-54bd-b8f8-7b3f1b512345" }, false],
      ],
    );
    assert.ok(!JSON.stringify(update).includes(GOOD));
    const [missing] = planImport(
      JSON.stringify(response),
      [{ ...existing, missingSecrets: ["clientSecret"] }],
      webPorts,
    ).update;
    assert.deepEqual(missing?.changes[0]?.value, { field: "clientSecret", before: "missing", after: "present" });
    assert.equal(missing?.changes[0]?.isAddition, true);
  });

  const BAD: Record<string, [Partial<JwtApp>, string]> = {
    "an app ID of two lines": [{ appId: "a\nb" }, "appId"],
    "an app ID of 201 characters": [{ appId: "a".repeat(201) }, "appId"],
    "an app ID that hides something": [{ appId: "a\u200bb" }, "appId"],
    "a client ID that hides something": [{ clientId: "cs-1\u202e" }, "clientId"],
    "a bot ID of two lines": [{ botId: "a\nb" }, "botId"],
    "an account ID of 10,000 characters": [{ accountId: "a".repeat(10_000) }, "accountId"],
    "a host with a user": [{ host: "platform.kore.ai@evil.example" }, "host"],
    "a host of two lines": [{ host: "platform.kore.ai\n.evil.example" }, "host"],
    "a key ID of two lines": [{ platformKey: { ...OURS, kid: "k\n1" } }, "platformKey"],
    "a platform key that is none": [{ platformKey: { ...OURS, n: "[x](command:y)" } }, "platformKey"],
    "a fingerprint of two lines": [{ signingKey: { ...keyInfo, fingerprint: "SHA256:\nx" } }, "signingKey"],
    "a scope that hides something": [{ scopes: [{ id: "xo/of-tomorrow\u200b", published: true }] }, "scopes"],
  };
  for (const [what, [changed, field]] of Object.entries(BAD)) {
    it(`is refused with ${what}`, () => {
      const { add, update, problems } = planImport(
        JSON.stringify({ format: "jwt-apps-export", version: 1, apps: [sampleApp(changed)] }),
        [],
        webPorts,
      );
      assert.deepEqual([add, update], [[], []]);
      assert.deepEqual(
        problems.map(({ message }) => message),
        [`“Sample”, at position 1, was left out: it has no valid value for ${field}.`],
      );
    });
  }

  it("refuses a client ID that hides something in the platform's response, too", () => {
    for (const clientId of ["cs-1\u200b", "cs-\u202e1", "cs-1\u0000"]) {
      assert.deepEqual(
        planImport(JSON.stringify([{ jwtApps: [{ clientId }] }]), [], webPorts).problems.map(({ code }) => code),
        ["client-id-malformed"],
      );
    }
  });
});

describe("The print of a public key", () => {
  it("is that of the key, whichever form it has and whatever is said of it", async () => {
    const [{ info }, other] = await Promise.all([generateRsaKeyPair(2048), generateRsaKeyPair(2048)]);
    const spki = Uint8Array.from(atob(info.publicKey.replace(/-----[A-Z ]+-----|\s/g, "")), (character) =>
      character.charCodeAt(0),
    );
    const key = await crypto.subtle.importKey("spki", spki, { name: "RSA-OAEP", hash: "SHA-256" }, true, ["encrypt"]);
    const { n = "", e = "" } = await crypto.subtle.exportKey("jwk", key);
    assert.equal(await fingerprintOf({ kty: "RSA", n, e, kid: "k-of-another" }), info.fingerprint);
    assert.equal(await fingerprintOf({ publicKey: info.publicKey }), info.fingerprint);
    assert.notEqual(await fingerprintOf({ publicKey: other.info.publicKey }), info.fingerprint);
    assert.equal(await fingerprintOf({ publicKey: "no key" }), undefined);
  });
});
