import { strict as assert } from "node:assert";
import jwt from "jsonwebtoken";
import { AppSecrets } from "../../../../src/domain/apps/appSecrets";
import { fill } from "../../../../src/domain/errors";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../../keys/sampleKeys";
import { causes, check, claims, encode, find, outcome, sampleApp, SECRET, signed, signedWithRsa } from "./samples";

describe("a token's signature", () => {
  let pair: ImportedPrivateKey;
  let other: ImportedPrivateKey;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [pair, other] = await Promise.all([sampleKeyPair("signing"), sampleKeyPair("other")]);
  });

  for (const algorithm of ["HS256", "HS512"] as const) {
    it(`is verified with ${algorithm} and the secret as the text it is`, async () => {
      const verdict = await check({
        apps: [sampleApp({ algorithm })],
        token: jwt.sign(claims(), SECRET, { algorithm }),
      });
      assert.equal(outcome(verdict, "signature"), "passed: signature-matches");
    });
  }

  for (const algorithm of ["RS256", "RS512"] as const) {
    it(`is verified with ${algorithm} and the app's public key`, async () => {
      const apps = [sampleApp({ algorithm, signingKey: pair.info })];
      assert.equal(
        outcome(await check({ apps, token: signedWithRsa(claims(), pair, algorithm) }), "signature"),
        "passed: signature-matches",
      );
      const foreign = await check({ apps, token: signedWithRsa(claims(), other, algorithm) });
      assert.equal(outcome(foreign, "signature"), "failed: signature-differs");
      assert.deepEqual(causes(foreign, "signature"), ["secret-differs"]);
    });
  }

  const secretCases: readonly [string, string | Buffer, string][] = [
    ["base64-decoded", Buffer.from(SECRET, "base64"), "secret-base64-decoded"],
    ["a line break behind", `${SECRET}\n`, "secret-with-white-space"],
    ["a Windows line break behind", `${SECRET}\r\n`, "secret-with-white-space"],
    ["a space in front", ` ${SECRET}`, "secret-with-white-space"],
    ["double quotes", `"${SECRET}"`, "secret-in-quotes"],
    ["single quotes", `'${SECRET}'`, "secret-in-quotes"],
    ["the previous secret", "the one before", "previous-secret"],
    ["the placeholder of a web page", "your-256-bit-secret", "placeholder-secret"],
    ["something else", "something else", "secret-differs"],
  ];
  for (const [name, key, expected] of secretCases) {
    it(`names the likely cause: ${name}`, async () => {
      const verdict = await check({
        token: signed(claims(), { key }),
        secrets: { clientSecret: SECRET, previousClientSecret: "the one before" },
      });
      assert.equal(outcome(verdict, "signature"), "failed: signature-differs");
      assert.deepEqual(causes(verdict, "signature"), [expected]);
    });
  }

  it("names white space and quotes that are stored with the secret", async () => {
    const spaced = await check({ token: signed(), secrets: { clientSecret: `${SECRET}\n` } });
    assert.deepEqual(causes(spaced, "signature"), ["stored-secret-with-white-space"]);
    const quoted = await check({ token: signed(), secrets: { clientSecret: `"${SECRET}"` } });
    assert.deepEqual(causes(quoted, "signature"), ["stored-secret-in-quotes"]);
  });

  it("names the app whose secret it was made with", async () => {
    const apps = [sampleApp(), sampleApp({ id: "2", name: "Reports", clientId: "cs-2" })];
    const verdict = await check({
      apps,
      token: signed(claims(), { key: "the secret of Reports" }),
      secretsOf: async ({ id }) => new AppSecrets({ clientSecret: id === "2" ? "the secret of Reports" : SECRET }),
    });
    assert.deepEqual(causes(verdict, "signature"), ["other-app"]);
    assert.deepEqual(verdict.checks.find(({ id }) => id === "signature")?.causes[0]?.message.args, ["Reports"]);
  });

  it("asks at most 50 other apps for their secrets", async () => {
    const apps = [
      sampleApp(),
      ...Array.from({ length: 200 }, (_, index) => sampleApp({ id: `${index}`, clientId: `cs-${index}` })),
    ];
    let asked = 0;
    await check({
      apps,
      token: signed(claims(), { key: "nobody's" }),
      secretsOf: async () => (asked++, new AppSecrets({ clientSecret: SECRET })),
    });
    assert.equal(asked, 51);
  });

  it("tells a cut token by its signature's length", async () => {
    const token = signed();
    for (const cut of [1, 2, 3, 10, 40])
      assert.deepEqual(causes(await check({ token: token.slice(0, -cut) }), "signature"), ["token-cut"]);
    assert.deepEqual(causes(await check({ token: token.slice(0, token.lastIndexOf(".") + 1) }), "signature"), [
      "signature-missing",
    ]);
  });

  it("is never verified with another algorithm than the app's", async () => {
    const apps = [sampleApp({ algorithm: "RS256", signingKey: pair.info })];
    for (const key of [pair.info.publicKey, pair.info.publicKey.trim()]) {
      const verdict = await check({ apps, token: signed(claims(), { key }) });
      assert.equal(outcome(verdict, "algorithm"), "failed: algorithm-differs");
      assert.deepEqual(causes(verdict, "algorithm"), ["public-key-as-secret"]);
      assert.equal(outcome(verdict, "signature"), "unknown: not-verified");
    }
  });

  it("doesn't let a token go without one", async () => {
    for (const alg of ["none", "None", "NONE"]) {
      const verdict = await check({ token: `${encode({ alg })}.${encode(claims())}.` });
      assert.equal(outcome(verdict, "algorithm"), "failed: algorithm-none");
    }
    const said = async (alg: unknown) => {
      const verdict = await check({ token: `${encode({ alg, typ: "JWT" })}.${encode(claims())}.AAAA` });
      assert.equal(outcome(verdict, "algorithm"), "failed: algorithm-unsupported");
      const { template, args } = find(verdict, "algorithm")?.message ?? assert.fail();
      return fill(template, args);
    };
    for (const alg of [undefined, "", 5, null])
      assert.equal(
        await said(alg),
        "Its header names no algorithm (alg); the platform takes HS256, HS512, RS256, RS512.",
      );
    assert.equal(
      await said("hs256"),
      "Its header names an algorithm (alg) that isn't known; the platform takes HS256, HS512, RS256, RS512.",
    );
    assert.equal(await said("ES256"), "Its algorithm is ES256; the platform takes HS256, HS512, RS256, RS512.");
    assert.equal(
      outcome(await check({ token: signed(claims(), { header: { alg: "HS256", crit: ["exp"] } }) }), "signature"),
      "failed: critical-extension",
    );
  });

  it("is unknown, not wrong, where its key isn't here", async () => {
    assert.equal(outcome(await check({ token: signed(), secrets: {} }), "signature"), "unknown: no-key");
    assert.equal(
      outcome(await check({ token: signed(), secretsOf: async () => undefined }), "signature"),
      "unknown: no-key",
    );
    assert.equal(
      outcome(await check({ token: signed(), secretsOf: () => Promise.reject(new Error("locked")) }), "signature"),
      "unknown: no-key",
    );
    const damaged = { ...pair.info, publicKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" };
    assert.equal(
      outcome(
        await check({
          apps: [sampleApp({ algorithm: "RS256", signingKey: damaged })],
          token: signedWithRsa(claims(), pair),
        }),
        "signature",
      ),
      "unknown: bad-key",
    );
  });

  it("is not judged by an algorithm that an import only assumed", async () => {
    const verdict = await check({
      apps: [sampleApp({ algorithmAssumed: true })],
      token: signed(claims(), { header: { alg: "HS512" }, hash: "sha512" }),
    });
    assert.equal(outcome(verdict, "algorithm"), "unknown: algorithm-assumed");
    assert.equal(outcome(verdict, "signature"), "unknown: not-verified");
  });

  it("chooses among apps with one client ID", async () => {
    const apps = [sampleApp({ name: "Pasted" }), sampleApp({ id: "twin", name: "Twin" })];
    const verdict = await check({
      apps,
      token: signed(claims(), { key: "twin" }),
      secretsOf: async ({ id }) => new AppSecrets({ clientSecret: id === "twin" ? "twin" : SECRET }),
    });
    assert.equal(verdict.app?.name, "Twin");
    assert.equal(outcome(verdict, "signature"), "passed: signature-matches");
  });
});
