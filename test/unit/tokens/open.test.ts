import { strict as assert } from "node:assert";
import { createHmac, createPublicKey } from "node:crypto";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import { AppSecrets } from "../../../src/domain/apps/appSecrets";
import { UserError } from "../../../src/domain/errors";
import { importPlatformKey, importPrivateKey, type ImportedPrivateKey } from "../../../src/domain/keys/rsaKeys";
import { webPorts } from "../../../src/domain/ports";
import { createMinter } from "../../../src/domain/tokens/mint";
import type { OpeningKeys } from "../../../src/domain/tokens/openJose";
import { cpuTimeSince } from "../../cpuTime";
import { runs } from "../../sample";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../keys/sampleKeys";
import { openToken } from "./openToken";
import { sampleApp } from "./sampleApp";

const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const secret = "a secret of the platform's form";

/** Signed with HS256 whatever the header says. */
function signed(header: object, claims: unknown, key: string | Buffer = secret): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
}

describe("opening a token", () => {
  let pair: ImportedPrivateKey;
  let other: ImportedPrivateKey;
  let jwe: string;
  let jweKeys: OpeningKeys;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [pair, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
    const jwk = createPublicKey(pair.info.publicKey).export({ format: "jwk" });
    const app = sampleApp({ enforceJwe: true, platformKey: importPlatformKey(JSON.stringify(jwk)) });
    jwe = (await createMinter(webPorts).mint(app, new AppSecrets({ clientSecret: secret }))).token;
    jweKeys = { algorithm: "HS256", clientSecret: secret, platformPrivateKey: pair.privateKeyPem };
  });

  it("proves signature and encryption before it gives the claims", async () => {
    const { header, jweHeader, claims } = await openToken(jwe, jweKeys);
    assert.deepEqual(header, { alg: "HS256", typ: "JWT" });
    assert.deepEqual(jweHeader, { alg: "RSA-OAEP", enc: "A128CBC-HS256", typ: "JWT" });
    assert.equal(claims["appId"], sampleApp().clientId);
  });

  const good = () => signed({ alg: "HS256" }, { a: 1 });
  const changed = (token: string, part: number) =>
    token
      .split(".")
      .map((text, index) => (index === part ? `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}` : text))
      .join(".");
  const hs: OpeningKeys = { algorithm: "HS256", clientSecret: secret };

  const refused: [string, () => string, () => OpeningKeys, string][] = [
    ["another secret", good, () => ({ ...hs, clientSecret: "another" }), "signature-mismatch"],
    [
      "the secret's base64 decoded",
      good,
      () => ({ ...hs, clientSecret: Buffer.from(secret, "base64") }),
      "signature-mismatch",
    ],
    ["no secret", good, () => ({ algorithm: "HS256" }), "missing-secret"],
    ["an empty secret", good, () => ({ ...hs, clientSecret: "" }), "missing-secret"],
    ["changed claims", () => good().replace(encode({ a: 1 }), encode({ a: 2 })), () => hs, "signature-mismatch"],
    ["a changed signature", () => changed(good(), 2), () => hs, "signature-mismatch"],
    ["no signature", () => good().replace(/[^.]*$/, ""), () => hs, "signature-mismatch"],
    ["alg none", () => `${encode({ alg: "none" })}.${encode({})}.`, () => hs, "unsupported-algorithm"],
    ["no alg", () => signed({}, {}), () => hs, "unsupported-algorithm"],
    ["alg HS384", () => signed({ alg: "HS384" }, {}), () => hs, "unsupported-algorithm"],
    ["alg of another type", () => signed({ alg: ["HS256"] }, {}), () => hs, "unsupported-algorithm"],
    ["HS512 for an HS256 app", () => jwt.sign({}, secret, { algorithm: "HS512" }), () => hs, "algorithm-mismatch"],
    [
      "HS256 with the public key of an RS256 app",
      () => signed({ alg: "HS256" }, {}, pair.info.publicKey),
      () => ({ algorithm: "RS256", signingPublicKey: pair.info.publicKey, clientSecret: pair.info.publicKey }),
      "algorithm-mismatch",
    ],
    [
      "RS256 of another key",
      () => jwt.sign({}, other.privateKeyPem, { algorithm: "RS256" }),
      () => ({ algorithm: "RS256", signingPublicKey: pair.info.publicKey }),
      "signature-mismatch",
    ],
    [
      "RS256 without a key",
      () => jwt.sign({}, other.privateKeyPem, { algorithm: "RS256" }),
      () => ({ algorithm: "RS256" }),
      "missing-signing-key",
    ],
    [
      "a critical extension",
      () => signed({ alg: "HS256", crit: ["b64"], b64: true }, {}),
      () => hs,
      "unsupported-extension",
    ],
    ["claims that are no object", () => signed({ alg: "HS256" }, "[]"), () => hs, "part-not-object"],
    ["text", () => "text", () => hs, "not-a-token"],
    ["a JWE and no private key", () => jwe, () => hs, "missing-platform-key"],
    [
      "a JWE for another key",
      () => jwe,
      () => ({ ...jweKeys, platformPrivateKey: other.privateKeyPem }),
      "decryption-failed",
    ],
    ["a JWE with a changed key", () => changed(jwe, 1), () => jweKeys, "decryption-failed"],
    ["a JWE with a changed IV", () => changed(jwe, 2), () => jweKeys, "decryption-failed"],
    ["a JWE with a changed ciphertext", () => changed(jwe, 3), () => jweKeys, "decryption-failed"],
    ["a JWE with a changed tag", () => changed(jwe, 4), () => jweKeys, "decryption-failed"],
    ["a JWE with an empty tag", () => jwe.replace(/[^.]*$/, ""), () => jweKeys, "decryption-failed"],
    [
      "a JWE with another header",
      () => jwe.replace(/^[^.]*/, encode({ alg: "RSA-OAEP", enc: "A128CBC-HS256" })),
      () => jweKeys,
      "decryption-failed",
    ],
    [
      "RSA1_5",
      () => jwe.replace(/^[^.]*/, encode({ alg: "RSA1_5", enc: "A128GCM" })),
      () => jweKeys,
      "unsupported-key-management",
    ],
    [
      "RSA-OAEP-256",
      () => jwe.replace(/^[^.]*/, encode({ alg: "RSA-OAEP-256", enc: "A128GCM" })),
      () => jweKeys,
      "unsupported-key-management",
    ],
    [
      "A192GCM",
      () => jwe.replace(/^[^.]*/, encode({ alg: "RSA-OAEP", enc: "A192GCM" })),
      () => jweKeys,
      "unsupported-content-encryption",
    ],
    [
      "compression",
      () => jwe.replace(/^[^.]*/, encode({ alg: "RSA-OAEP", enc: "A128GCM", zip: "DEF" })),
      () => jweKeys,
      "unsupported-compression",
    ],
  ];
  for (const [name, token, keys, code] of refused) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(openToken(token(), keys()), (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.code, code);
        return true;
      });
    });
  }

  it("refuses a JWE that holds no signed token", async () => {
    const { CompactEncrypt, importSPKI } = await import("jose");
    const key = await importSPKI(pair.info.publicKey, "RSA-OAEP");
    for (const text of ["hello", encode({ alg: "HS256" }), jwe]) {
      const token = await new CompactEncrypt(Buffer.from(text))
        .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM" })
        .encrypt(key);
      await assert.rejects(
        openToken(token, jweKeys),
        (error: unknown) => error instanceof UserError && error.code === "no-signed-token-inside",
      );
    }
  });

  it("gives a result or a UserError for anything, each within a second", async () => {
    const header = fc.record({
      alg: fc.oneof(fc.constantFrom("HS256", "RS256", "none", "RSA-OAEP"), fc.jsonValue()),
      enc: fc.constantFrom("A128GCM", undefined),
      crit: fc.constantFrom(undefined, ["x"]),
    });
    const tokens = fc.oneof(
      fc.tuple(header, fc.jsonValue()).map(([head, claims]) => signed(head, claims)),
      fc
        .tuple(header, fc.array(fc.base64String(), { minLength: 1, maxLength: 5 }))
        .map(([head, rest]) => [encode(head), ...rest].join(".")),
      fc.string(),
      fc
        .tuple(fc.nat(3000), fc.string({ maxLength: 3 }))
        .map(([at, text]) => jwe.slice(0, at % jwe.length) + text + jwe.slice((at % jwe.length) + 1)),
    );
    await fc.assert(
      fc.asyncProperty(tokens, (token) => resultOrUserError(() => openToken(token, jweKeys))),
      runs(100, { full: 2_000 }),
    );
  });
});

describe("importing a key", () => {
  it("gives a result or a UserError for anything, each within a second", async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    const { privateKeyPem } = await sampleKeyPair("other");
    const labels = fc.constantFrom("PRIVATE KEY", "RSA PRIVATE KEY", "CERTIFICATE", "PUBLIC KEY", "EC PRIVATE KEY");
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({
          kty: fc.constantFrom("RSA", "EC"),
          n: fc.oneof(fc.base64String(), fc.jsonValue()),
          e: fc.jsonValue(),
          d: fc.jsonValue(),
        })
        .map((jwk) => JSON.stringify(jwk)),
      fc
        .tuple(labels, fc.uint8Array({ maxLength: 400 }))
        .map(
          ([label, der]) => `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----`,
        ),
      fc
        .tuple(fc.nat(1700), fc.nat(30), fc.string({ maxLength: 4 }))
        .map(([at, cut, text]) => privateKeyPem.slice(0, at) + text + privateKeyPem.slice(at + cut)),
    );
    await fc.assert(
      fc.asyncProperty(texts, (text) => resultOrUserError(() => importPrivateKey(text))),
      runs(200, { full: 4_000 }),
    );
  });
});

async function resultOrUserError(make: () => Promise<unknown>): Promise<void> {
  const start = process.cpuUsage();
  await make().catch((error: unknown) => assert.ok(error instanceof UserError, String(error)));
  assert.ok(cpuTimeSince(start) < 1000);
}
