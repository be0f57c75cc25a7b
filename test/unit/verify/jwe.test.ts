import { strict as assert } from "node:assert";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { check, claims, encode, encrypted, find, outcome, publicJwk, sampleApp, SECRET, signed } from "./samples";

describe("an encrypted token", () => {
  let platform: ImportedPrivateKey;
  let other: ImportedPrivateKey;
  const app = (changes = {}) => sampleApp({ credentials: "generated", enforceJwe: true, platformKey: publicJwk(platform), ...changes });
  const secrets = () => ({ clientSecret: SECRET, platformPrivateKey: platform.privateKeyPem });
  const open = async (token: string, changes = {}) => check({ apps: [app(changes)], token, secrets: secrets() });

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [platform, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
  });

  for (const enc of ["A128CBC-HS256", "A128GCM", "A256GCM"]) {
    it(`is opened with ${enc} where the private half is here`, async () => {
      const verdict = await open(await encrypted(signed(), platform, { enc }));
      assert.equal(verdict.decidedBy, undefined);
      assert.equal(outcome(verdict, "jweContent"), "passed: nested-jwt");
      assert.deepEqual(verdict.claims, claims());
      assert.equal(verdict.jweHeader?.["enc"], enc);
      assert.deepEqual(verdict.header, { alg: "HS256", typ: "JWT" });
    });
  }

  it("is unknown where only the platform can open it, and its app is told by kid", async () => {
    const token = await encrypted(signed(), other);
    const verdict = await check({ apps: [sampleApp({ enforceJwe: true, platformKey: publicJwk(other, "1c1f8a52") })], token });
    assert.equal(outcome(verdict, "jweDecryption"), "unknown: no-private-key");
    assert.equal(outcome(verdict, "jweKeyId"), "passed: kid-matches");
    assert.equal(outcome(verdict, "jweEnforced"), "passed: encrypted");
    for (const id of ["appClaim", "app", "algorithm", "signature", "exp", "iat"] as const) assert.equal(outcome(verdict, id), "unknown: not-decrypted");
    assert.equal(verdict.app?.name, "Sessions");
    assert.equal(verdict.claims, undefined);
  });

  it("tells bare claims from a nested JWT, and trusts them not", async () => {
    const verdict = await open(await encrypted(JSON.stringify(claims()), platform));
    assert.equal(outcome(verdict, "jweContent"), "unknown: bare-claims");
    assert.equal(outcome(verdict, "app"), "passed: app-known");
    assert.equal(outcome(verdict, "signature"), "unknown: not-signed");
    assert.equal(outcome(verdict, "exp"), "passed: not-expired");
    const replays = { remember: () => assert.fail("nothing to remember") };
    await check({ apps: [app()], token: await encrypted(JSON.stringify(claims({ jti: "1" })), platform), secrets: secrets(), replays });
  });

  it("recognises a nested JWT in quotes", async () => {
    assert.equal(outcome(await open(await encrypted(JSON.stringify(signed()), platform)), "jweContent"), "unknown: nested-jwt-decorated");
  });

  it("opens no second JWE inside", async () => {
    assert.equal(outcome(await open(await encrypted(await encrypted(signed(), platform), platform)), "jweContent"), "failed: foreign-content");
  });

  it("knows the platform's algorithms", async () => {
    const header = async (changes: object) => outcome(await open([encode({ alg: "RSA-OAEP", enc: "A128GCM", kid: "k", ...changes }), "AAAA", "AAAA", "AAAA", "AAAA"].join(".")), "jweHeader");
    assert.equal(await header({}), "passed: known-algorithms");
    assert.equal(await header({ alg: "RSA1_5" }), "passed: rsa1_5");
    assert.equal(await header({ alg: "dir" }), "failed: key-management");
    assert.equal(await header({ enc: "A192GCM" }), "failed: content-encryption");
    assert.equal(await header({ crit: ["exp"] }), "failed: critical-extension");
    assert.equal(await header({ zip: "DEF" }), "unknown: compressed");
  });

  it("can't be opened here with RSA1_5, which the platform takes", async () => {
    const token = [encode({ alg: "RSA1_5", enc: "A128GCM", kid: "k-1c1f8a52" }), "AAAA", "AAAA", "AAAA", "AAAA"].join(".");
    assert.equal(outcome(await open(token), "jweDecryption"), "unknown: unsupported");
  });

  it("needs the kid of the app's platform key", async () => {
    assert.equal(outcome(await open(await encrypted(signed(), platform, { kid: undefined })), "jweKeyId"), "unknown: kid-missing");
    assert.equal(outcome(await open(await encrypted(signed(), platform, { kid: "1c1f8a52" })), "jweKeyId"), "passed: kid-matches");
    assert.equal(outcome(await open(await encrypted(signed(), platform, { kid: 5 })), "jweKeyId"), "failed: kid-differs");
    assert.equal(outcome(await open(await encrypted(signed(), platform), { platformKey: { ...publicJwk(platform), kid: undefined } }), "jweKeyId"), "unknown: kid-not-known");
  });

  it("names the app for whose platform key it was made", async () => {
    const apps = [app(), app({ id: "2", name: "Reports", clientId: "cs-2", platformKey: publicJwk(other, "k-2") })];
    const keys = { "2": other.privateKeyPem } as Readonly<Record<string, string>>;
    const verdict = await check({
      apps,
      token: await encrypted(signed(), other, { kid: "k-2" }),
      secretsOf: async ({ id }) => new AppSecrets({ clientSecret: SECRET, platformPrivateKey: keys[id] ?? platform.privateKeyPem }),
    });
    assert.equal(outcome(verdict, "jweKeyId"), "failed: key-of-another-app");
    assert.deepEqual(find(verdict, "jweKeyId")?.message.args, ["Reports"]);
  });

  it("is not what an app without Enforce JWE asks for", async () => {
    assert.equal(outcome(await open(await encrypted(signed(), platform), { enforceJwe: false }), "jweEnforced"), "unknown: jwe-not-enforced");
  });

  it("made for a key that isn't here is unknown, changed is refused", async () => {
    assert.equal(outcome(await open(await encrypted(signed(), other, { kid: "k-of-others" })), "jweDecryption"), "unknown: other-key");
    const token = await encrypted(signed(), platform);
    const changed = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
    assert.equal(outcome(await open(changed), "jweDecryption"), "failed: not-decryptable");
  });
});
