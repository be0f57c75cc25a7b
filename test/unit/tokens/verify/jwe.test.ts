import { strict as assert } from "node:assert";
import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";
import nodeJose from "node-jose";
import { AppSecrets } from "../../../../src/domain/apps/appSecrets";
import { fill } from "../../../../src/domain/errors";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import { nodePayloadPorts } from "../../../../src/node/nodePayloadPorts";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../../keys/sampleKeys";
import { check, claims, encode, encrypted, find, outcome, publicJwk, sampleApp, SECRET, signed } from "./samples";

describe("an encrypted token", () => {
  let platform: ImportedPrivateKey;
  let other: ImportedPrivateKey;
  const app = (changes = {}) =>
    sampleApp({ credentials: "generated", enforceJwe: true, platformKey: publicJwk(platform), ...changes });
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
    const verdict = await check({
      apps: [sampleApp({ enforceJwe: true, platformKey: publicJwk(other, "1c1f8a52") })],
      token,
    });
    assert.equal(outcome(verdict, "jweDecryption"), "unknown: no-private-key");
    assert.equal(outcome(verdict, "jweKeyId"), "passed: kid-matches");
    assert.equal(outcome(verdict, "jweEnforced"), "passed: encrypted");
    for (const id of ["appClaim", "app", "algorithm", "signature", "exp", "iat"] as const)
      assert.equal(outcome(verdict, id), "unknown: not-decrypted");
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
    await check({
      apps: [app()],
      token: await encrypted(JSON.stringify(claims({ jti: "1" })), platform),
      secrets: secrets(),
      replays,
    });
  });

  it("recognises a nested JWT in quotes", async () => {
    assert.equal(
      outcome(await open(await encrypted(JSON.stringify(signed()), platform)), "jweContent"),
      "unknown: nested-jwt-decorated",
    );
  });

  it("opens no second JWE inside", async () => {
    assert.equal(
      outcome(await open(await encrypted(await encrypted(signed(), platform), platform)), "jweContent"),
      "failed: foreign-content",
    );
  });

  it("knows the platform's algorithms", async () => {
    const header = async (changes: object) =>
      outcome(
        await open(
          [encode({ alg: "RSA-OAEP", enc: "A128GCM", kid: "k", ...changes }), "AAAA", "AAAA", "AAAA", "AAAA"].join("."),
        ),
        "jweHeader",
      );
    assert.equal(await header({}), "passed: known-algorithms");
    assert.equal(await header({ alg: "RSA1_5" }), "passed: rsa1_5");
    assert.equal(await header({ alg: "dir" }), "failed: key-management");
    assert.equal(await header({ enc: "A192GCM" }), "failed: content-encryption");
    const said = async (changes: object) => {
      const verdict = await open(
        [encode({ alg: "RSA-OAEP", enc: "A128GCM", kid: "k", ...changes }), "AAAA", "AAAA", "AAAA", "AAAA"].join("."),
      );
      const { template, args } = find(verdict, "jweHeader")?.message ?? assert.fail();
      return fill(template, args);
    };
    assert.equal(
      await said({ alg: "my own" }),
      "Its key management algorithm (alg) isn't known; the platform takes RSA-OAEP or RSA1_5.",
    );
    assert.equal(
      await said({ alg: "dir" }),
      "Its key management algorithm is dir; the platform takes RSA-OAEP or RSA1_5.",
    );
    assert.equal(
      await said({ enc: "my own" }),
      "Its content encryption (enc) isn't known; the platform takes A128CBC-HS256, A128GCM, A256GCM.",
    );
    assert.equal(
      await said({ enc: "A192GCM" }),
      "Its content encryption is A192GCM; the platform takes A128CBC-HS256, A128GCM, A256GCM.",
    );
    assert.equal(await header({ crit: ["exp"] }), "failed: critical-extension");
    assert.equal(await header({ zip: "DEF" }), "unknown: compressed");
  });

  describe("with RSA1_5, which the platform takes", () => {
    const openNode = async (token: string, changes = {}) =>
      check({ apps: [app(changes)], token, secrets: secrets(), ports: { payloads: nodePayloadPorts } });
    const byNodeJose = async (
      content: string,
      { info }: ImportedPrivateKey,
      enc = "A128CBC-HS256",
      kid = "k-1c1f8a52",
    ) =>
      nodeJose.JWE.createEncrypt(
        { format: "compact", contentAlg: enc, fields: { alg: "RSA1_5", kid, typ: "JWT" } },
        await nodeJose.JWK.asKey(info.publicKey, "pem", { kid }),
      )
        .update(content)
        .final();
    /** A128GCM by node:crypto alone, with any content key and any way to wrap it. */
    const byNodeCrypto = (content: string, wrap: (key: Buffer) => Buffer, key = randomBytes(16)) => {
      const header = encode({ alg: "RSA1_5", enc: "A128GCM", kid: "k-1c1f8a52", typ: "JWT" });
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-128-gcm", key.subarray(0, 16), iv).setAAD(Buffer.from(header));
      const ciphertext = Buffer.concat([cipher.update(content), cipher.final()]);
      return [
        header,
        ...[wrap(key), iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url")),
      ].join(".");
    };
    const pkcs1 = (key: Buffer) =>
      publicEncrypt({ key: platform.info.publicKey, padding: constants.RSA_PKCS1_PADDING }, key);

    for (const enc of ["A128CBC-HS256", "A128GCM", "A256GCM"]) {
      it(`is opened with ${enc} as node-jose makes it`, async () => {
        const verdict = await openNode(await byNodeJose(signed(), platform, enc));
        assert.equal(verdict.decidedBy, undefined);
        assert.equal(outcome(verdict, "jweHeader"), "passed: rsa1_5");
        assert.equal(outcome(verdict, "jweContent"), "passed: nested-jwt");
        assert.deepEqual(verdict.claims, claims());
      });
    }

    it("is opened as node:crypto makes it", async () => {
      assert.deepEqual((await openNode(byNodeCrypto(signed(), pkcs1))).claims, claims());
    });

    it("is refused alike whatever keeps it from being opened", async () => {
      const raw = (encoded: Buffer) =>
        publicEncrypt({ key: platform.info.publicKey, padding: constants.RSA_NO_PADDING }, encoded);
      const filled = (start: number[], zeroAt: number) =>
        Buffer.concat([Buffer.from(start), Buffer.alloc(254, 7)]).fill(0, zeroAt, zeroAt + 1);
      const whole = byNodeCrypto(signed(), pkcs1).split(".");
      const withPart = (index: number, part: string) => whole.map((each, at) => (at === index ? part : each)).join(".");
      const unopened = {
        "another key's": await byNodeJose(signed(), other),
        "a first byte that isn't 0": byNodeCrypto(signed(), () => raw(filled([1, 2], 239))),
        "a second byte that isn't 2": byNodeCrypto(signed(), () => raw(filled([0, 1], 239))),
        "padding of less than 8 bytes": byNodeCrypto(signed(), () => raw(filled([0, 2], 5))),
        "no end of the padding": byNodeCrypto(signed(), () => raw(filled([0, 2], 0))),
        "a shorter content key": byNodeCrypto(signed(), (key) => pkcs1(key.subarray(0, 15))),
        "a longer content key": byNodeCrypto(signed(), pkcs1, randomBytes(32)),
        "another content key": byNodeCrypto(signed(), () => pkcs1(randomBytes(16))),
        "a wrapped key of another length": withPart(1, encode("short")),
        "no wrapped key": withPart(1, ""),
        "another ciphertext": withPart(3, encode("other")),
        "another tag": withPart(4, Buffer.alloc(16).toString("base64url")),
        "a short tag": withPart(
          4,
          Buffer.from(whole[4] ?? "", "base64url")
            .subarray(0, 12)
            .toString("base64url"),
        ),
        "another IV": withPart(2, Buffer.alloc(12).toString("base64url")),
        "an IV of another length": withPart(2, Buffer.alloc(16).toString("base64url")),
        "another header": withPart(0, encode({ alg: "RSA1_5", enc: "A128GCM", kid: "k-1c1f8a52" })),
      };
      const changed = (await byNodeJose(signed(), platform)).split(".");
      const cbc = Object.fromEntries(
        [2, 3, 4].map((index) => [
          `A128CBC-HS256, part ${index}`,
          changed
            .map((part, at) => (at === index ? `${part.startsWith("A") ? "B" : "A"}${part.slice(1)}` : part))
            .join("."),
        ]),
      );
      const seen = new Set<string>();
      for (const [name, token] of Object.entries({ ...unopened, ...cbc })) {
        const verdict = await openNode(token);
        assert.equal(outcome(verdict, "jweDecryption"), "failed: not-decryptable", name);
        seen.add(JSON.stringify([verdict.answer, verdict.checks]));
      }
      // The header that was changed is shown as it came; all that is said is the same.
      assert.equal(seen.size, 1);
      assert.equal(
        outcome(await openNode(await byNodeJose(signed(), other, "A128GCM", "k-of-others")), "jweDecryption"),
        "unknown: other-key",
      );
    });

    it("is unwrapped with a key for the content that was no key, and fails no sooner for it", async () => {
      let asked = 0;
      const randomBytesOf = (length: number) => (asked++, new Uint8Array(length));
      const ports = { payloads: { ...nodePayloadPorts, randomBytes: randomBytesOf } };
      // What the wrapped key holds is no key, and the content is encrypted with the one that takes its place.
      const token = byNodeCrypto(signed(), () => pkcs1(Buffer.from("no key")), Buffer.alloc(16));
      assert.deepEqual((await check({ apps: [app()], token, secrets: secrets(), ports })).claims, claims());
      assert.equal(asked, 1);
    });

    it("names the algorithm, and the other one, where the host can't undo it", async () => {
      const token = await byNodeJose(signed(), platform);
      const verdict = await open(token);
      assert.equal(outcome(verdict, "jweDecryption"), "unknown: rsa1_5");
      assert.match(find(verdict, "jweDecryption")?.message.template ?? "", /RSA1_5.*use RSA-OAEP/);
      assert.equal(
        outcome(await check({ apps: [app()], token, secrets: {} }), "jweDecryption"),
        "unknown: no-private-key",
      );
    });
  });

  it("says of a compressed one that it is that which keeps it closed", async () => {
    for (const alg of ["RSA-OAEP", "RSA1_5"]) {
      const token = [
        encode({ alg, enc: "A128GCM", kid: "k-1c1f8a52", zip: "DEF" }),
        "AAAA",
        "AAAA",
        "AAAA",
        "AAAA",
      ].join(".");
      const verdict = await open(token);
      assert.equal(outcome(verdict, "jweDecryption"), "unknown: compressed");
      assert.match(find(verdict, "jweDecryption")?.message.template ?? "", /compressed \(zip\)/);
    }
  });

  it("needs the kid of the app's platform key", async () => {
    assert.equal(
      outcome(await open(await encrypted(signed(), platform, { kid: undefined })), "jweKeyId"),
      "unknown: kid-missing",
    );
    assert.equal(
      outcome(await open(await encrypted(signed(), platform, { kid: "1c1f8a52" })), "jweKeyId"),
      "passed: kid-matches",
    );
    assert.equal(
      outcome(await open(await encrypted(signed(), platform, { kid: 5 })), "jweKeyId"),
      "failed: kid-differs",
    );
    assert.equal(
      outcome(
        await open(await encrypted(signed(), platform), { platformKey: { ...publicJwk(platform), kid: undefined } }),
        "jweKeyId",
      ),
      "unknown: kid-not-known",
    );
  });

  it("names the app for whose platform key it was made", async () => {
    const apps = [app(), app({ id: "2", name: "Reports", clientId: "cs-2", platformKey: publicJwk(other, "k-2") })];
    const keys = { "2": other.privateKeyPem } as Readonly<Record<string, string>>;
    const verdict = await check({
      apps,
      token: await encrypted(signed(), other, { kid: "k-2" }),
      secretsOf: async ({ id }) =>
        new AppSecrets({ clientSecret: SECRET, platformPrivateKey: keys[id] ?? platform.privateKeyPem }),
    });
    assert.equal(outcome(verdict, "jweKeyId"), "failed: key-of-another-app");
    assert.deepEqual(find(verdict, "jweKeyId")?.message.args, ["Reports"]);
  });

  it("is not what an app without Enforce JWE asks for", async () => {
    assert.equal(
      outcome(await open(await encrypted(signed(), platform), { enforceJwe: false }), "jweEnforced"),
      "unknown: jwe-not-enforced",
    );
  });

  it("made for a key that isn't here is unknown, changed is refused", async () => {
    assert.equal(
      outcome(await open(await encrypted(signed(), other, { kid: "k-of-others" })), "jweDecryption"),
      "unknown: other-key",
    );
    const token = await encrypted(signed(), platform);
    const changed = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
    assert.equal(outcome(await open(changed), "jweDecryption"), "failed: not-decryptable");
  });
});
