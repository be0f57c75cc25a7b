import { strict as assert } from "node:assert";
import { inspect } from "node:util";
import jwt from "jsonwebtoken";
import jose from "node-jose";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import type { SigningAlgorithm } from "../../../src/domain/keys/joseAlgorithms";
import { UserError } from "../../../src/domain/errors";
import type { ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { createMinter, type MintRequest } from "../../../src/domain/tokens/mint";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { openToken } from "./openToken";
import { sampleApp } from "./sampleApp";

const ALGORITHMS: readonly SigningAlgorithm[] = ["HS256", "HS512", "RS256", "RS512"];
const CONTENT_ENCRYPTIONS = ["A128CBC-HS256", "A128GCM", "A256GCM"] as const;

describe("minting", () => {
  const clientSecret = "q+/".repeat(14) + "q=";
  let signing: ImportedPrivateKey;
  let platform: ImportedPrivateKey;
  let secrets: AppSecrets;
  let platformJose: jose.JWK.Key;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [signing, platform] = await Promise.all([sampleKeyPair("signing"), sampleKeyPair("platform")]);
    secrets = new AppSecrets({ clientSecret, signingPrivateKey: signing.privateKeyPem });
    platformJose = await jose.JWK.asKey(platform.privateKeyPem, "pem");
  });

  const platformKey = () => ({ ...(platformJose.toJSON() as { kty: "RSA"; n: string; e: string }), kid: "k-1" });
  const jweApp = (changes: Partial<JwtApp> = {}) =>
    sampleApp({ enforceJwe: true, platformKey: platformKey(), ...changes });
  const mint = (app: JwtApp, request?: MintRequest) =>
    createMinter({ ...webPorts, clock: () => 1_700_000_000_500 }).mint(app, secrets, request);
  const keysFor = (algorithm: SigningAlgorithm) => ({
    algorithm,
    clientSecret,
    signingPublicKey: signing.info.publicKey,
    platformPrivateKey: platform.privateKeyPem,
  });

  it("says what was minted", async () => {
    const { token, ...rest } = await mint(sampleApp(), { lifetimeSeconds: 60, subject: "jane" });
    assert.deepEqual(rest, {
      issuedAt: 1_700_000_000,
      expiresAt: 1_700_000_060,
      lifetimeSeconds: 60,
      app: "Sessions",
      profile: "publicApi",
      warnings: [],
    });
    assert.equal(token.split(".").length, 3);
  });

  for (const algorithm of ALGORITHMS) {
    it(`makes ${algorithm} tokens that jsonwebtoken verifies, with the header alg and typ`, async () => {
      const { token } = await mint(sampleApp({ algorithm }), { subject: "jane" });
      const key = algorithm.startsWith("HS") ? clientSecret : signing.info.publicKey;
      const verified = jwt.verify(token, key, {
        algorithms: [algorithm],
        complete: true,
        clockTimestamp: 1_700_000_001,
      });
      assert.deepEqual(verified.header, { alg: algorithm, typ: "JWT" });
      assert.deepEqual(verified.payload, {
        sub: "jane",
        appId: sampleApp().clientId,
        iat: 1_700_000_000,
        exp: 1_700_000_300,
      });
    });

    it(`leaves ${algorithm} tokens that jsonwebtoken makes readable`, async () => {
      const token = jwt.sign(
        { appId: "cs-1", n: 1 },
        algorithm.startsWith("HS") ? clientSecret : signing.privateKeyPem,
        { algorithm, noTimestamp: true },
      );
      const { header, claims } = await openToken(token, keysFor(algorithm));
      assert.deepEqual(
        [header, claims],
        [
          { alg: algorithm, typ: "JWT" },
          { appId: "cs-1", n: 1 },
        ],
      );
    });
  }

  for (const contentEncryption of CONTENT_ENCRYPTIONS) {
    it(`makes JWE with ${contentEncryption} that node-jose decrypts to a token that jsonwebtoken verifies`, async () => {
      const { token } = await mint(jweApp({ contentEncryption }));
      assert.equal(token.split(".").length, 5);
      const { plaintext, header } = await jose.JWE.createDecrypt(platformJose, {
        algorithms: ["RSA-OAEP", contentEncryption],
      }).decrypt(token);
      assert.deepEqual(header, { alg: "RSA-OAEP", enc: contentEncryption, kid: "k-1", typ: "JWT" });
      jwt.verify(plaintext.toString(), clientSecret, { algorithms: ["HS256"], clockTimestamp: 1_700_000_001 });
    });

    it(`leaves JWE with ${contentEncryption} that node-jose makes readable`, async () => {
      const jws = jwt.sign({ appId: "cs-1" }, clientSecret, { noTimestamp: true });
      const options = {
        format: "compact",
        contentAlg: contentEncryption,
        fields: { alg: "RSA-OAEP", typ: "JWT" },
      } as const;
      const token = (await jose.JWE.createEncrypt(options, platformJose).update(jws).final()) as unknown as string;
      const { claims, jweHeader } = await openToken(token, keysFor("HS256"));
      assert.deepEqual(claims, { appId: "cs-1" });
      assert.equal(jweHeader?.["enc"], contentEncryption);
    });
  }

  it("adds cty to the JWE only if asked, and kid only if the platform's key has one", async () => {
    const headerOf = async (app: JwtApp, request?: MintRequest) => {
      const [header = ""] = (await mint(app, request)).token.split(".");
      return JSON.parse(Buffer.from(header, "base64url").toString()) as unknown;
    };
    assert.deepEqual(await headerOf(jweApp(), { cty: true }), {
      alg: "RSA-OAEP",
      enc: "A128CBC-HS256",
      kid: "k-1",
      typ: "JWT",
      cty: "JWT",
    });
    const { kty, n, e } = platformKey();
    assert.deepEqual(await headerOf(jweApp({ platformKey: { kty, n, e } })), {
      alg: "RSA-OAEP",
      enc: "A128CBC-HS256",
      typ: "JWT",
    });
  });

  it("encrypts afresh each time", async () => {
    const app = jweApp();
    const parts = (await Promise.all([mint(app), mint(app)])).map(({ token }) => token.split("."));
    for (const part of [1, 2, 3, 4]) assert.notEqual(parts[0]?.[part], parts[1]?.[part]);
  });

  it("uses the client secret as the raw string, in UTF-8", async () => {
    const odd = new AppSecrets({ clientSecret: " schlüssel\n" });
    const { token } = await createMinter(webPorts).mint(sampleApp(), odd);
    assert.ok(jwt.verify(token, " schlüssel\n"));
  });

  it("warns of what the platform may not accept", async () => {
    const scopes = [{ id: "chatHistory", published: false }];
    assert.deepEqual((await mint(sampleApp({ scopes }))).warnings, ["unpublished-scopes"]);
    assert.deepEqual((await mint(sampleApp({ scopes, createdIn: "admin" }))).warnings, []);
    assert.deepEqual((await mint(sampleApp({ algorithm: "HS512" }))).warnings, ["algorithm-not-hs256"]);
    assert.deepEqual((await mint(sampleApp({ algorithm: "HS512", usedFor: "botkit" }))).warnings, []);
    assert.deepEqual((await mint(sampleApp({ algorithmAssumed: true }))).warnings, ["algorithm-assumed"]);
    const { kty, n, e } = platformKey();
    assert.deepEqual((await mint(jweApp({ platformKey: { kty, n, e } }))).warnings, ["platform-key-without-kid"]);
  });

  it("says which key is missing or damaged, and never shows one", async () => {
    const cases: [Partial<JwtApp>, AppSecrets, string][] = [
      [{}, new AppSecrets(), "missing-secret"],
      [{}, new AppSecrets({ clientSecret: "" }), "missing-secret"],
      [{ algorithm: "RS256" }, new AppSecrets({ clientSecret }), "missing-signing-key"],
      [{ algorithm: "RS256" }, new AppSecrets({ signingPrivateKey: signing.info.publicKey }), "public-key-given"],
      [
        { algorithm: "RS256" },
        new AppSecrets({ signingPrivateKey: signing.privateKeyPem.slice(0, 900) }),
        "pem-incomplete",
      ],
      [{ enforceJwe: true }, secrets, "missing-platform-key"],
      [{ enforceJwe: true, platformKey: { kty: "RSA", n: "AAAA", e: "AQAB" } }, secrets, "weak-key"],
      [{ algorithm: "ES256" as SigningAlgorithm }, secrets, "unsupported-algorithm"],
      [
        { enforceJwe: true, platformKey: platformKey(), contentEncryption: "A192GCM" as "A128GCM" },
        secrets,
        "unsupported-content-encryption",
      ],
    ];
    for (const [changes, values, code] of cases) {
      await assert.rejects(createMinter(webPorts).mint(sampleApp(changes), values), (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.code, code);
        assert.ok(!inspect(error).includes(clientSecret));
        return true;
      });
    }
  });

  it("names what mends it, and of which app: more than one can have that name", async () => {
    const cases: [Partial<JwtApp>, AppSecrets, string][] = [
      [{}, new AppSecrets(), "enterClientSecret"],
      [{ algorithm: "RS256" }, new AppSecrets(), "enterSigningKey"],
      [
        { algorithm: "RS256" },
        new AppSecrets({ signingPrivateKey: signing.privateKeyPem.slice(0, 900) }),
        "enterSigningKey",
      ],
      [{ enforceJwe: true }, secrets, "enterPlatformKey"],
      [{ enforceJwe: true, platformKey: { kty: "RSA", n: "AAAA", e: "AQAB" } }, secrets, "enterPlatformKey"],
    ];
    for (const [changes, values, kind] of cases) {
      await assert.rejects(createMinter(webPorts).mint(sampleApp(changes), values), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.deepEqual(error.details.mending, { kind, appId: sampleApp().id });
        return true;
      });
    }
  });

  it("signs with the secret it is given, whatever was used before for the same app", async () => {
    const minter = createMinter(webPorts);
    for (const secret of ["first", "second", "first"]) {
      const { token } = await minter.mint(sampleApp(), new AppSecrets({ clientSecret: secret }));
      assert.ok(jwt.verify(token, secret));
      assert.throws(() => jwt.verify(token, secret === "first" ? "second" : "first"));
    }
    const { token } = await minter.mint(sampleApp({ algorithm: "HS512" }), new AppSecrets({ clientSecret: "first" }));
    assert.ok(jwt.verify(token, "first", { algorithms: ["HS512"] }));
  });

  it("imports a key once, until it is forgotten", async () => {
    const original = crypto.subtle.importKey;
    let imports = 0;
    crypto.subtle.importKey = function (this: SubtleCrypto, ...args: Parameters<typeof original>) {
      imports++;
      return original.apply(this, args);
    } as typeof original;
    try {
      const minter = createMinter(webPorts);
      const counted = async (appId: string) => {
        const before = imports;
        await minter.mint(sampleApp({ id: appId }), secrets);
        return imports - before;
      };
      assert.deepEqual([await counted("a"), await counted("a")], [1, 0]);
      minter.forget("b");
      assert.equal(await counted("a"), 0);
      minter.forget("a");
      assert.equal(await counted("a"), 1);
      minter.forget();
      assert.equal(await counted("a"), 1);
      for (let app = 0; app < 64; app++) await counted(`other ${app}`);
      assert.equal(await counted("a"), 1);
    } finally {
      crypto.subtle.importKey = original;
    }
  });

  it("keeps the minter free of anything to print", () => {
    assert.ok(!inspect(createMinter(webPorts), { depth: 9, showHidden: true }).includes("Map"));
  });
});
