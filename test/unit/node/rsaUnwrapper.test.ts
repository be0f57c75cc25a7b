import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { oaepDecoder, nodeRsaUnwrapper, pkcs1Decode } from "../../../src/node/rsaUnwrapper";
import { runs } from "../../sample";
import { oaepTextLikePkcs1, rawEncrypt } from "../payloads/envelopeMaker";
import { smallKey, testKey } from "../payloads/testKeys";
import { oaepSha1, oaepSha256Mgf1Sha1, privateKey } from "./rsaVectors";

describe("RSA unwrapping", () => {
  it("decodes the OAEP examples with SHA-1 that RSA Laboratories published", () => {
    for (const { message, encryption } of oaepSha1.examples) {
      const encoded = crypto.privateDecrypt(
        { key: privateKey(oaepSha1), padding: crypto.constants.RSA_NO_PADDING },
        Buffer.from(encryption, "hex"),
      );
      assert.equal(hex(oaepDecoded(encoded, "sha1", "sha1")), message);
      assert.equal(oaepDecoded(encoded, "sha256", "sha1"), undefined);
    }
  });

  it("unwraps published examples of OAEP with SHA-256 and MGF1-SHA-1", async () => {
    for (const { message, encryption } of oaepSha256Mgf1Sha1.examples) {
      const found = await nodeRsaUnwrapper.unwrap(
        pkcs8(privateKey(oaepSha256Mgf1Sha1)),
        Uint8Array.from(Buffer.from(encryption, "hex")),
      );
      assert.deepEqual(
        found.map(({ wrapping }) => wrapping),
        ["RSA-OAEP SHA-256/MGF1-SHA-1"],
      );
      assert.equal(hex(found[0]?.message), message);
    }
  });

  it("gives back what it wrapped, in each of its paddings", async () => {
    const { publicKey, keys } = testKey();
    const spki = Uint8Array.from(publicKey.export({ type: "spki", format: "der" }));
    const der = pkcs8(crypto.createPrivateKey(keys.privateKeyPem ?? ""));
    const message = Uint8Array.from(crypto.randomBytes(32));
    for (const wrapping of [
      "RSA-OAEP SHA-256/MGF1-SHA-1",
      "RSA-OAEP SHA-384/MGF1-SHA-1",
      "RSA-OAEP SHA-512/MGF1-SHA-1",
      "RSA PKCS#1 v1.5",
    ] as const) {
      const wrapped = await nodeRsaUnwrapper.wrap(spki, message, wrapping);
      const all = await nodeRsaUnwrapper.unwrap(der, wrapped);
      assert.deepEqual(all, [{ wrapping, message }], wrapping);
      assert.deepEqual(await nodeRsaUnwrapper.unwrap(der, wrapped, wrapping), [{ wrapping, message }]);
      assert.deepEqual(
        await nodeRsaUnwrapper.unwrap(
          der,
          wrapped,
          wrapping === "RSA PKCS#1 v1.5" ? "RSA-OAEP SHA-256/MGF1-SHA-1" : "RSA PKCS#1 v1.5",
        ),
        [],
      );
    }
  });

  describe("claims no PKCS#1 v1.5", () => {
    const { publicKey, keys } = testKey();
    const der = pkcs8(crypto.createPrivateKey(keys.privateKeyPem ?? ""));
    const small = crypto.createPrivateKey(smallKey().privateKeyPem ?? "");
    const variants: { hash: string; maskHash: string; label?: string }[] = [
      ...["sha1", "sha256", "sha384", "sha512"].map((hash) => ({ hash, maskHash: hash })),
      ...["sha256", "sha384", "sha512"].map((hash) => ({ hash, maskHash: "sha1" })),
      { hash: "sha1", maskHash: "sha256" },
      { hash: "sha256", maskHash: "sha512" },
      { hash: "sha256", maskHash: "sha256", label: "some label" },
    ];
    for (const { hash, maskHash, label = "" } of variants) {
      it(`of OAEP's texts that look like it: ${hash}, MGF1 with ${maskHash}${label && ", with a label"}`, async function () {
        // Each stands for some 300 texts, of which one looks like this.
        for (let count = 0; count < 12; count++) {
          const text = oaepTextLikePkcs1(crypto.randomBytes(32), 256, { hash, maskHash, label });
          assert.ok(pkcs1Decode(text), "the texts are chosen wrongly");
          const wrapped = Uint8Array.from(rawEncrypt(text, publicKey));
          assert.ok(
            (await nodeRsaUnwrapper.unwrap(der, wrapped)).every(({ wrapping }) => wrapping !== "RSA PKCS#1 v1.5"),
          );
          assert.deepEqual(await nodeRsaUnwrapper.unwrap(der, wrapped, "RSA PKCS#1 v1.5"), []);
        }
      });
    }

    it("of OAEP's texts in the smallest keys, where little room for zeros is left", async () => {
      for (const [length, hash] of [
        [32, "sha1"],
        [24, "sha256"],
        [62, "sha256"],
        [16, "sha384"],
        [30, "sha384"],
      ] as const) {
        const text = oaepTextLikePkcs1(crypto.randomBytes(length), 128, { hash, maskHash: hash });
        const wrapped = Uint8Array.from(rawEncrypt(text, crypto.createPublicKey(small)));
        assert.deepEqual(await nodeRsaUnwrapper.unwrap(pkcs8(small), wrapped), [], `${hash}, ${length} bytes`);
      }
    });

    const { numRuns: texts } = runs(500, { full: 30_000 });
    it(`of ${texts} texts that OpenSSL made for this key or another, whole or cut`, async () => {
      const stranger = crypto.generateKeyPairSync("rsa", { modulusLength: 1024 });
      const own = { publicKey: crypto.createPublicKey(small), der: pkcs8(small) };
      for (let count = 0; count < texts; count++) {
        const target = count % 3 === 0 ? stranger.publicKey : own.publicKey;
        const hash = count % 2 === 0 ? "sha1" : "sha256";
        const wrapped = crypto.publicEncrypt(
          { key: target, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash },
          crypto.randomBytes(32),
        );
        if (count % 3 === 1) wrapped.fill(0, 0, 8);
        assert.deepEqual(await nodeRsaUnwrapper.unwrap(own.der, Uint8Array.from(wrapped)), []);
      }
    });

    it("of a message that no key is", async () => {
      for (const length of [0, 1, 15, 17, 33, 100]) {
        const wrapped = crypto.publicEncrypt(
          { key: publicKey, padding: crypto.constants.RSA_PKCS1_PADDING },
          Buffer.alloc(length, 0x80),
        );
        assert.deepEqual(await nodeRsaUnwrapper.unwrap(der, Uint8Array.from(wrapped)), [], `${length} bytes`);
      }
    });
  });

  it("opens what OpenSSL wrapped with PKCS#1 v1.5, as bytes, with an IV and as text", async () => {
    const { publicKey, keys } = testKey();
    const der = pkcs8(crypto.createPrivateKey(keys.privateKeyPem ?? ""));
    const key = crypto.randomBytes(32);
    const messages = [
      ...[16, 24, 28, 32, 44, 48, 64].map((length) => crypto.randomBytes(length)),
      ...[key.toString("hex"), key.toString("base64"), `"${key.toString("base64url")}"\n`].map((text) =>
        Buffer.from(text),
      ),
    ];
    for (const message of [...messages, ...Array.from({ length: 200 }, () => crypto.randomBytes(32))]) {
      const wrapped = crypto.publicEncrypt({ key: publicKey, padding: crypto.constants.RSA_PKCS1_PADDING }, message);
      const found = await nodeRsaUnwrapper.unwrap(der, Uint8Array.from(wrapped));
      assert.deepEqual(found, [{ wrapping: "RSA PKCS#1 v1.5", message: Uint8Array.from(message) }]);
    }
  });

  it("has no answer to a number above the modulus, a wrong length, or no key at all", async () => {
    const der = pkcs8(crypto.createPrivateKey(testKey().keys.privateKeyPem ?? ""));
    assert.deepEqual(await nodeRsaUnwrapper.unwrap(der, new Uint8Array(256).fill(255)), []);
    assert.deepEqual(await nodeRsaUnwrapper.unwrap(der, new Uint8Array(257)), []);
    assert.deepEqual(await nodeRsaUnwrapper.unwrap(new Uint8Array(10), new Uint8Array(256)), []);
  });

  // RFC 8017, 7.2.2, step 3: each condition on its own.
  it("refuses each breach of PKCS#1 v1.5 padding", () => {
    const good = Uint8Array.of(0, 2, ...Array<number>(8).fill(7), 0, 1, 2, 3);
    const changed = (at: number, value: number) =>
      pkcs1Decode(Uint8Array.from(good, (byte, index) => (index === at ? value : byte)));
    assert.deepEqual(pkcs1Decode(good), Uint8Array.of(1, 2, 3));
    assert.equal(changed(0, 1), undefined);
    assert.equal(changed(1, 1), undefined);
    for (let at = 2; at < 10; at++) assert.equal(changed(at, 0), undefined, `zero at ${at}`);
    assert.equal(changed(10, 9), undefined);
    assert.deepEqual(changed(11, 0), Uint8Array.of(0, 2, 3));
    assert.deepEqual(pkcs1Decode(Uint8Array.of(0, 2, ...Array<number>(8).fill(7), 0)), new Uint8Array(0));
    assert.equal(pkcs1Decode(new Uint8Array(0)), undefined);
  });

  // RFC 8017, 7.1.2, step 3g: each condition on its own.
  it("refuses each breach of OAEP padding", () => {
    const { encryption } = oaepSha1.examples[0] ?? { encryption: "" };
    const encoded = crypto.privateDecrypt(
      { key: privateKey(oaepSha1), padding: crypto.constants.RSA_NO_PADDING },
      Buffer.from(encryption, "hex"),
    );
    const first = Buffer.from(encoded);
    first[0] = 1;
    assert.equal(oaepDecoded(first, "sha1", "sha1"), undefined);
    for (const at of [1, 20, 21, 40, 41, 60]) {
      const changed = Buffer.from(encoded);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(oaepDecoded(changed, "sha1", "sha1"), undefined, `byte ${at}`);
    }
    assert.equal(oaepDecoded(encoded.subarray(0, 41), "sha1", "sha1"), undefined);
    assert.equal(oaepDecoded(new Uint8Array(0), "sha1", "sha1"), undefined);
  });
});

const oaepDecoded = (encoded: Uint8Array, hash: string, maskHash: string): Uint8Array | undefined =>
  oaepDecoder(encoded, hash, maskHash)(new Uint8Array(0));

function pkcs8(key: crypto.KeyObject): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(key.export({ type: "pkcs8", format: "der" }));
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}
