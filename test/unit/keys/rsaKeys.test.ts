import { strict as assert } from "node:assert";
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { UserError } from "../../../src/domain/errors";
import { derToPem, pemToDer } from "../../../src/domain/keys/pem";
import { importPlatformKey, importPrivateKey, importPublicKey } from "../../../src/domain/keys/rsaKeys";
import vectors from "../tokens/rfcVectors.json";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "./sampleKeys";

/** The keys here are generated at run time; one is from RFC 7520. */
describe("RSA keys", () => {
  let privateKey: KeyObject;
  let publicKey: KeyObject;
  let pkcs8: string;
  let pkcs1: string;
  let spki: string;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    pkcs8 = (await sampleKeyPair("signing")).privateKeyPem;
    privateKey = createPrivateKey(pkcs8);
    publicKey = createPublicKey(pkcs8);
    pkcs1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
    spki = publicKey.export({ type: "spki", format: "pem" }).toString();
  });

  const privateJwk = () => privateKey.export({ format: "jwk" });
  const publicJwk = () => publicKey.export({ format: "jwk" });

  describe("a private key", () => {
    it("is read from PKCS#8 and described by its public half", async () => {
      const { privateKeyPem, info } = await importPrivateKey(pkcs8);
      assert.equal(privateKeyPem, pkcs8);
      const der = publicKey.export({ type: "spki", format: "der" });
      const hash = createHash("sha256").update(der).digest("base64").replace(/=+$/, "");
      assert.deepEqual(info, { publicKey: spki, fingerprint: `SHA256:${hash}`, bits: 2048 });
    });

    const forms: Record<string, () => string> = {
      "PKCS#1 PEM": () => pkcs1,
      "a JWK": () => JSON.stringify(privateJwk()),
      "a JWK for signing": () =>
        JSON.stringify({ ...privateJwk(), use: "sig", alg: "RS512", key_ops: ["sign"], ext: false }),
      "a JWK Set of one": () => JSON.stringify({ keys: [privateJwk()] }, null, 2),
      "a JWK inside a JSON string": () => JSON.stringify(JSON.stringify(privateJwk())),
      "Windows line breaks": () => pkcs8.replace(/\n/g, "\r\n"),
      "old Mac line breaks": () => pkcs8.replace(/\n/g, "\r"),
      "surrounding white space": () => `\n\t  ${pkcs8}  \n\n`,
      "a byte order mark": () => `\uFEFF${pkcs8}`,
      "indented lines": () => pkcs8.replace(/^/gm, "    "),
      "a JSON string": () => JSON.stringify(pkcs8),
      "a JSON string with its comma": () => `${JSON.stringify(pkcs1)},`,
      "single quotes": () => `'${pkcs8}'`,
      "\\n escapes without quotes": () => pkcs8.replace(/\n/g, "\\n"),
      "\\r\\n escapes in single quotes": () => `'${pkcs8.replace(/\n/g, "\\r\\n")}'`,
      "one line with spaces": () => pkcs8.replace(/\n/g, " "),
      "one line without spaces": () => pkcs1.replace(/\n/g, ""),
      "bag attributes before it": () =>
        `Bag Attributes\n    friendlyName: test\nKey Attributes: <No Attributes>\n${pkcs8}`,
      "its public key behind it": () => `${pkcs8}${spki}`,
      "base64 without BEGIN and END": () => pkcs8.replace(/-----.*-----/g, ""),
      "PKCS#1 under a PKCS#8 label": () => pkcs1.replace(/RSA PRIVATE/g, "PRIVATE"),
    };
    for (const [name, form] of Object.entries(forms)) {
      it(`is read from ${name}`, async () => {
        assert.equal((await importPrivateKey(form())).privateKeyPem, pkcs8);
      });
    }

    it("may have 4096 bits, as that of RFC 7520, 5.2 has", async () => {
      const { privateKeyPem, info } = await importPrivateKey(JSON.stringify(vectors.keys["7520 5.2"]));
      assert.equal(info.bits, 4096);
      assert.equal(createPrivateKey(privateKeyPem).export({ format: "jwk" }).p, vectors.keys["7520 5.2"].p);
    });

    it("that was generated is read again as the same", async () => {
      const generated = await sampleKeyPair("signing");
      assert.deepEqual(await importPrivateKey(generated.privateKeyPem), generated);
      assert.equal(publicKey.asymmetricKeyDetails?.publicExponent, 65537n);
    });
  });

  describe("a public key", () => {
    const forms: Record<string, () => string> = {
      "SPKI PEM": () => spki,
      "PKCS#1 PEM": () => publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
      "a JWK": () => JSON.stringify({ ...publicJwk(), kid: "k-1", use: "enc", alg: "RSA-OAEP" }),
      "one line": () => spki.replace(/\n/g, ""),
    };
    for (const [name, form] of Object.entries(forms)) {
      it(`is read from ${name}`, async () => {
        assert.equal((await importPublicKey(form())).publicKey, spki);
      });
    }

    it("belongs to its private key and to no other", async function () {
      this.timeout(KEY_GENERATION_TIMEOUT);
      const other = await sampleKeyPair("other");
      const { fingerprint } = await importPublicKey(spki);
      assert.equal((await importPrivateKey(pkcs8)).info.fingerprint, fingerprint);
      assert.notEqual((await importPrivateKey(other.privateKeyPem)).info.fingerprint, fingerprint);
    });
  });

  describe("the platform's key", () => {
    it("keeps the numbers and the kid, with or without its prefix, and nothing else", () => {
      const { n, e } = publicJwk();
      for (const kid of ["k-ffb4-69", "ffb4-69"]) {
        assert.deepEqual(importPlatformKey(JSON.stringify({ e, kid, kty: "RSA", n, use: "enc", x5c: ["…"] })), {
          kty: "RSA",
          n,
          e,
          kid,
        });
      }
    });

    it("may come without a kid or as a JWK Set of one", () => {
      const { n, e } = publicJwk();
      assert.deepEqual(importPlatformKey(` {"keys":[${JSON.stringify(publicJwk())}]}\n`), { kty: "RSA", n, e });
    });

    const refused: [string, () => string, string][] = [
      ["a private JWK", () => JSON.stringify(privateJwk()), "private-key-given"],
      ["a JWK with the exponent d alone", () => JSON.stringify({ ...publicJwk(), d: "AQAB" }), "private-key-given"],
      ["PEM", () => spki, "platform-key-not-jwk"],
      ["a JWK Set of two", () => JSON.stringify({ keys: [publicJwk(), publicJwk()] }), "jwk-set"],
      ["a kid that is a number", () => JSON.stringify({ ...publicJwk(), kid: 7 }), "jwk-member"],
      [
        "a modulus with a foreign character",
        () => JSON.stringify({ ...publicJwk(), n: `${publicJwk().n}!` }),
        "jwk-member",
      ],
      [
        "an even modulus",
        () => JSON.stringify({ ...publicJwk(), n: `${publicJwk().n?.slice(0, -3)}AAA` }),
        "damaged-key",
      ],
      ["the exponent 1", () => JSON.stringify({ ...publicJwk(), e: "AQ" }), "damaged-key"],
      [
        "members of the prototype",
        () => JSON.stringify({ __proto__: publicJwk() }).replace("{}", '{"__proto__":{"kty":"RSA"}}'),
        "not-jwk",
      ],
      ["JSON cut short", () => JSON.stringify(publicJwk()).slice(0, -5), "not-json"],
      ["JSON nested deeply", () => "[".repeat(90_000), "not-json"],
      ["an array", () => "[]", "not-json"],
    ];
    for (const [name, text, code] of refused) {
      it(`is not taken from ${name}`, () => {
        assert.throws(() => importPlatformKey(text()), hasCode(code));
      });
    }
  });

  describe("refuses with a sentence of its own", () => {
    const ec = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
    const small = () => generateKeyPairSync("rsa", { modulusLength: 1024 });
    const pem = (key: KeyObject, type: "pkcs1" | "pkcs8" | "sec1") => key.export({ type, format: "pem" }).toString();
    const withoutLine = (text: string, line: number) =>
      text
        .split("\n")
        .filter((_, index) => index !== line)
        .join("\n");

    const cases: [string, () => string, string, RegExp][] = [
      ["nothing", () => " \n ", "empty-key", /empty/],
      ["empty quotes", () => '""', "empty-key", /empty/],
      ["text of a megabyte", () => "A".repeat(1_000_000), "key-too-long", /1000000 characters/],
      ["a word", () => "secret", "not-a-key", /neither PEM nor a JWK/],
      ["base64 of something else", () => Buffer.alloc(600, 7).toString("base64"), "not-a-key", /neither PEM nor a JWK/],
      ["PEM around something else", () => derToPem(Buffer.alloc(600, 7), "PRIVATE KEY"), "not-a-key", /not a key/],
      ["PEM around nothing", () => derToPem(Buffer.alloc(0), "PRIVATE KEY"), "pem-bad-character", /not whole base64/],
      [
        "PEM without a middle line",
        () => withoutLine(pkcs8, 9),
        "truncated-key",
        /should be \d+ bytes long and has \d+/,
      ],
      ["PKCS#1 without a middle line", () => withoutLine(pkcs1, 9), "truncated-key", /should be/],
      ["PEM without its END line", () => pkcs8.slice(0, 900), "pem-incomplete", /-----END PRIVATE KEY----- is missing/],
      ["PEM without its BEGIN line", () => pkcs8.slice(40), "pem-incomplete", /-----BEGIN PRIVATE KEY----- is missing/],
      ["PEM with a foreign character", () => pkcs8.replace("\nMII", "\nM*I"), "pem-bad-character", /not whole base64/],
      [
        "PEM with a line twice",
        () => pkcs8.replace(/\n(.+)\n/, "\n$1\n$1\n"),
        "overlong-key",
        /followed by something else/,
      ],
      ["PEM with swapped lines", () => swapLines(pkcs8, 8, 9), "damaged-key", /don't belong together/],
      ["two private keys", () => pkcs8 + pkcs1, "several-keys", /holds 2 keys/],
      ["a public key", () => spki, "public-key-given", /public key where a private one/],
      [
        "a PKCS#1 public key",
        () => publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
        "public-key-given",
        /public key/,
      ],
      ["a public JWK", () => JSON.stringify(publicJwk()), "public-key-given", /public key/],
      ["a certificate", () => derToPem(certificateOf(publicKey), "CERTIFICATE"), "certificate-given", /certificate/],
      [
        "encrypted PKCS#8",
        () => privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
        "pem-encrypted",
        /passphrase/,
      ],
      [
        "encrypted PKCS#1",
        () => privateKey.export({ type: "pkcs1", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
        "pem-encrypted",
        /passphrase/,
      ],
      ["a 1024-bit key", () => pem(small().privateKey, "pkcs8"), "weak-key", /has 1024 bits; at least 2048/],
      [
        "a 1024-bit JWK",
        () => JSON.stringify(small().privateKey.export({ format: "jwk" })),
        "weak-key",
        /has 1024 bits/,
      ],
      ["an EC JWK", () => JSON.stringify(ec().privateKey.export({ format: "jwk" })), "jwk-type", /type EC/],
      ["a symmetric JWK", () => '{"kty":"oct","k":"AAAA"}', "jwk-type", /type oct/],
      ["a JWK of unknown type", () => '{"kty":"hunter2"}', "not-jwk", /"kty"/],
      ["EC PKCS#8", () => pem(ec().privateKey, "pkcs8"), "jwk-type", /type EC/],
      ["EC SEC1", () => pem(ec().privateKey, "sec1"), "jwk-type", /type EC/],
      ["Ed25519", () => pem(generateKeyPairSync("ed25519").privateKey, "pkcs8"), "jwk-type", /type Ed25519/],
      [
        "RSA-PSS",
        () => pem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey, "pkcs8"),
        "jwk-type",
        /type RSA-PSS/,
      ],
      [
        "an OpenSSH key",
        () => derToPem(Buffer.from("openssh-key-v1\0"), "OPENSSH PRIVATE KEY"),
        "openssh-key",
        /OpenSSH/,
      ],
      ["an OpenSSH public key", () => "ssh-rsa AAAAB3NzaC1yc2E= someone", "openssh-key", /OpenSSH/],
      ["a PuTTY key", () => "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none", "putty-key", /PuTTY/],
      ["a PGP key", () => derToPem(Buffer.from("x"), "PGP PRIVATE KEY BLOCK"), "foreign-key", /OpenPGP/],
      [
        "a JWK without its primes",
        () => JSON.stringify({ ...privateJwk(), p: undefined, q: undefined }),
        "jwk-incomplete",
        /lacks p, q\./,
      ],
      [
        "a JWK with an altered prime",
        () => JSON.stringify({ ...privateJwk(), p: privateJwk().q }),
        "damaged-key",
        /damaged/,
      ],
      [
        "a JWK with an altered exponent",
        () => JSON.stringify({ ...privateJwk(), dp: privateJwk().dq }),
        "damaged-key",
        /damaged/,
      ],
      [
        "a JWK of more than two primes",
        () => JSON.stringify({ ...privateJwk(), oth: [] }),
        "multi-prime-key",
        /more than two primes/,
      ],
    ];
    for (const [name, text, code, sentence] of cases) {
      it(`${name}`, async () => {
        await assert.rejects(importPrivateKey(text()), (error: unknown) => {
          assert.ok(error instanceof UserError, String(error));
          assert.equal(error.code, code);
          assert.match(error.message, sentence);
          return true;
        });
      });
    }

    it("a private key where a public one belongs", async () => {
      for (const text of [pkcs8, pkcs1, JSON.stringify(privateJwk())]) {
        await assert.rejects(importPublicKey(text), hasCode("private-key-given"));
      }
    });

    it("never with a part of the key in it", async () => {
      const damaged = [
        withoutLine(pkcs8, 9),
        swapLines(pkcs1, 8, 9),
        pkcs8.slice(0, 900),
        pkcs8.replace("\nMII", "\nM*I"),
      ];
      for (const text of damaged) {
        const error = await importPrivateKey(text).then(
          () => assert.fail("a damaged key was read"),
          (reason: unknown) => reason,
        );
        assert.ok(error instanceof UserError);
        const seen = `${error.message} ${JSON.stringify(error.details)}`;
        assert.ok(
          pkcs8
            .split("\n")
            .slice(1, -2)
            .every((line) => !seen.includes(line.slice(0, 12))),
        );
      }
    });
  });

  describe("PEM and DER", () => {
    it("are each other's inverse", () => {
      const der = privateKey.export({ type: "pkcs8", format: "der" });
      assert.deepEqual(Buffer.from(pemToDer(pkcs8)), der);
      assert.equal(derToPem(der, "PRIVATE KEY"), pkcs8);
      assert.ok(createPrivateKey(derToPem(der, "PRIVATE KEY")));
      assert.ok(createPublicKey(spki));
    });
  });
});

function hasCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}

function swapLines(text: string, first: number, second: number): string {
  const lines = text.split("\n");
  [lines[first], lines[second]] = [lines[second] ?? "", lines[first] ?? ""];
  return lines.join("\n");
}

/** The outline of a certificate (RFC 5280, 4.1): to be recognised, not to be valid. */
function certificateOf(key: KeyObject): Buffer {
  const sequence = (...contents: Buffer[]) => {
    const content = Buffer.concat(contents);
    return Buffer.concat([Buffer.from([0x30, 0x82, content.length >> 8, content.length & 0xff]), content]);
  };
  const algorithm = sequence(Buffer.from("06092a864886f70d01010b0500", "hex"));
  const body = sequence(Buffer.from("a003020102020101", "hex"), algorithm, key.export({ type: "spki", format: "der" }));
  return sequence(body, algorithm, Buffer.from("03020000", "hex"));
}
