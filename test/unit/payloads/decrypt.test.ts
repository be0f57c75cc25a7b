import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import * as v from "valibot";
import { fill, UserError } from "../../../src/domain/errors";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { EnvelopeProfile } from "../../../src/domain/payloads/envelopeProfile";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import type { PayloadPorts } from "../../../src/domain/payloads/payloadPorts";
import { webPayloadPorts } from "../../../src/domain/payloads/webPayloadPorts";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeParts, type MadeParts, oaepTextLikePkcs1, plainShape, rawEncrypt, type Shape } from "./envelopeMaker";
import { sharedOnly, smallKey, testKey } from "./testKeys";

const PLAINTEXT = '{"sessions":[{"id":"s-1","n":12345678901234567890}],"text":"a secret nobody may see"}';

describe("decrypt", () => {
  const orders = testKey("Orders bot");
  const other = testKey("Another bot");
  const parts = (shape: Partial<Shape> = {}, plaintext: string | Uint8Array = PLAINTEXT, aad?: string): MadeParts =>
    makeParts(plaintext, { ...plainShape, ...shape }, orders.publicKey, orders.sharedKey, aad);
  const changed = (text = "", at = 5) => text.slice(0, at) + (text.charAt(at) === "A" ? "B" : "A") + text.slice(at + 1);

  describe("reports", () => {
    it("which part was found where, and how it was read", async () => {
      const { key, iv, tag, data } = parts();
      const text = JSON.stringify({ status: "ok", meta: { encryptedKey: key, iv }, authTag: tag, data }, null, 2);
      const { report } = await read(text, [other.keys, orders.keys]);
      assert.deepEqual(report.app, { appId: "id of Orders bot", appName: "Orders bot" });
      assert.deepEqual([report.ambiguous, report.apps], [false, [report.app]]);
      assert.deepEqual(
        [report.format, report.keyWrapping, report.cipher, report.compression, report.authenticated, report.foundBy],
        ["hybrid", "RSA-OAEP SHA-256", "AES-256-GCM", "none", true, "detection"],
      );
      assert.deepEqual(
        report.parts.map(({ role, name, source, path, encoding, length, start, end }) => ({
          role,
          name,
          source,
          path,
          encoding,
          length,
          text: text.slice(start, end),
        })),
        [
          {
            role: "encryptedKey",
            name: "encryptedKey",
            source: "json",
            path: ["meta", "encryptedKey"],
            encoding: "base64",
            length: 256,
            text: `"${key}"`,
          },
          {
            role: "iv",
            name: "iv",
            source: "json",
            path: ["meta", "iv"],
            encoding: "base64",
            length: 12,
            text: `"${iv}"`,
          },
          {
            role: "ciphertext",
            name: "data",
            source: "json",
            path: ["data"],
            encoding: "base64",
            length: PLAINTEXT.length,
            text: `"${data}"`,
          },
          {
            role: "tag",
            name: "authTag",
            source: "json",
            path: ["authTag"],
            encoding: "base64",
            length: 16,
            text: `"${tag}"`,
          },
        ],
      );
      assert.deepEqual(report.notes, []);
      assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
    });

    it("a part from a header as such", async () => {
      const { key, iv, tag, data } = parts();
      const text = `HTTP/1.1 200 OK\nX-Encrypted-Key: ${key}\nX-IV: ${iv}\nX-Tag: ${tag}\n\n{"response":"${data}"}`;
      const { report } = await read(text, [orders.keys]);
      assert.deepEqual(
        report.parts.map(({ role, source, name, encoding }) => [role, source, name, encoding]),
        [
          ["encryptedKey", "header", "X-Encrypted-Key", "base64"],
          ["iv", "header", "X-IV", "base64"],
          ["ciphertext", "json", "response", "base64"],
          ["tag", "header", "X-Tag", "base64"],
        ],
      );
      assert.equal(text.slice(report.parts[0]?.start, report.parts[0]?.end), key);
    });

    it("several parts in one value", async () => {
      const { report } = await read(JSON.stringify(parts({ ivPlace: "front", ivLength: 16, tagPlace: "end" })), [
        orders.keys,
      ]);
      assert.deepEqual(
        report.parts.map(({ role, layout }) => [role, layout]),
        [
          ["encryptedKey", undefined],
          ["ciphertext", ["iv", "ciphertext", "tag"]],
        ],
      );
    });

    it("all apps that hold the key", async () => {
      const twin = { ...orders.keys, appId: "2", appName: "Twin", privateKeyPem: `\n${orders.keys.privateKeyPem}\n` };
      const { report } = await read(JSON.stringify(parts()), [other.keys, orders.keys, twin]);
      assert.equal(report.ambiguous, true);
      assert.deepEqual(
        report.apps.map(({ appName }) => appName),
        ["Orders bot", "Twin"],
      );
      assert.deepEqual(
        report.notes.map(({ template, args }) => fill(template, args)),
        ["2 apps hold the key that fits: Orders bot, Twin."],
      );
    });

    it("what is not authenticated, and what is weak", async () => {
      const { report } = await read(JSON.stringify(parts({ mode: "cbc", wrap: "pkcs1" })), [orders.keys]);
      assert.equal(report.authenticated, false);
      assert.equal(report.profile?.authenticated, false);
      assert.deepEqual(
        report.notes.map(({ template, args }) => fill(template, args)),
        [
          "AES-256-CBC has no tag, so nothing proves that this payload is unchanged.",
          "The key was wrapped with RSA PKCS#1 v1.5, which is open to known attacks.",
        ],
      );
      assert.equal((await read(JSON.stringify(parts({ wrap: "pkcs1" })), [orders.keys])).report.authenticated, true);
    });
  });

  describe("with a learned profile", () => {
    it("keeps every shape as data that the app's schema accepts", async () => {
      for (const shape of [
        {},
        { tagPlace: "front", ivPlace: "front" },
        { mode: "cbc", keyForm: "hex" },
        { encoding: "hex", gzip: true },
        { wrap: "shared" },
      ] as const) {
        const { report } = await read(JSON.stringify({ a: [{ b: JSON.stringify(parts(shape)) }] }), [
          "wrap" in shape ? sharedOnly(orders) : orders.keys,
        ]);
        assert.deepEqual(v.parse(EnvelopeProfile, JSON.parse(JSON.stringify(report.profile))), report.profile);
      }
    });

    it("does not search: one unwrapping, and none of another app's keys", async () => {
      const text = JSON.stringify(parts({ wrap: "oaep-sha384" }));
      const { profile } = (await read(text, [orders.keys])).report;
      assert.ok(profile);
      const { subtle } = crypto.webcrypto;
      const decryptions = async (keys: readonly PayloadKeys[]) => {
        const original = subtle.decrypt.bind(subtle);
        let count = 0;
        subtle.decrypt = (...args: Parameters<typeof original>) => (count++, original(...args));
        try {
          await read(text, keys);
        } finally {
          subtle.decrypt = original;
        }
        return count;
      };
      // AES is not Web Crypto's in this host.
      assert.equal(await decryptions([other.keys, { ...orders.keys, profile }]), 1);
      assert.ok((await decryptions([other.keys, orders.keys])) >= 4);
    });

    it("reads the next payload of the same shape, at another index of an array as well", async () => {
      const { profile } = (await read(JSON.stringify([{ id: 1 }, { body: parts() }]), [orders.keys])).report;
      assert.ok(profile);
      const { report } = await read(JSON.stringify([{ body: parts() }]), [{ ...orders.keys, profile }]);
      assert.equal(report.foundBy, "profile");
    });

    it("falls back to detection when the shape is another one", async () => {
      const { profile } = (await read(JSON.stringify(parts()), [orders.keys])).report;
      assert.ok(profile);
      for (const shape of [
        { mode: "cbc" },
        { tagPlace: "end" },
        { wrap: "oaep-sha1" },
        { keyBits: 128 },
        { encoding: "hex" },
        { wrap: "pkcs1", keyForm: "base64" },
      ] as const) {
        const { report } = await read(JSON.stringify(parts(shape)), [{ ...orders.keys, profile }]);
        assert.equal(report.foundBy, "detection", JSON.stringify(shape));
      }
    });

    it("uses its additional authenticated data", async () => {
      const text = JSON.stringify(parts({}, PLAINTEXT, "xo"));
      await fails(text, [orders.keys], "payload-damaged");
      const { profile } = (await read(JSON.stringify(parts()), [orders.keys])).report;
      assert.ok(profile?.format === "hybrid");
      const { report } = await read(text, [{ ...orders.keys, profile: { ...profile, aad: { text: "xo" } } }]);
      assert.equal(report.foundBy, "profile");
    });
  });

  describe("says how far it came when", () => {
    const full = (part: Partial<MadeParts>, shape: Partial<Shape> = {}) => JSON.stringify({ ...parts(shape), ...part });

    it("no key opens the wrapped key", async () => {
      await fails(
        full({}),
        [other.keys],
        "wrong-key",
        "The wrapped key was found, but no key at hand opens it (apps tried: 1): it was wrapped for another key, or it was changed or cut.",
      );
      await fails(
        full({ key: changed(parts().key) }),
        [orders.keys, other.keys],
        "wrong-key",
        "The wrapped key was found, but no key at hand opens it (apps tried: 2): it was wrapped for another key, or it was changed or cut.",
      );
    });

    it("the keys at hand have another length", async () => {
      await fails(
        full({}),
        [smallKey()],
        "wrong-key-length",
        "The wrapped key has 256 bytes, so it is for an RSA key of 2048 bits; the keys at hand have 1024 bits.",
      );
    });

    it("the ciphertext, the IV or the tag was changed", async () => {
      for (const part of ["data", "iv", "tag"] as const) {
        const made = parts();
        const text = JSON.stringify({ ...made, [part]: changed(made[part], part === "data" ? 100 : 5) });
        if (part === "iv")
          await fails(
            text,
            [orders.keys],
            "payload-unreadable",
            "The key was unwrapped with RSA-OAEP SHA-256, but no mode of AES fits the payload: its ciphertext or IV was changed, or it is encrypted in another way.",
          );
        else
          await fails(
            text,
            [orders.keys],
            "payload-damaged",
            "The key was unwrapped with RSA-OAEP SHA-256; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing.",
          );
      }
    });

    it("the ciphertext was cut", async () => {
      const made = parts();
      await fails(
        full({ ...made, data: made.data.slice(0, 80) }),
        [orders.keys],
        "payload-damaged",
        "The key was unwrapped with RSA-OAEP SHA-256; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing.",
      );
      const { key, iv, tag, data } = made;
      const text = JSON.stringify({ key, iv, tag, data });
      await fails(
        text.slice(0, -20),
        [orders.keys],
        "payload-damaged",
        "The key was unwrapped with RSA-OAEP SHA-256; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing. The text ends in the middle of a value.",
      );
    });

    it("the end of a CBC payload was changed or cut", async () => {
      const message =
        "The key was unwrapped with RSA-OAEP SHA-256 and AES-256-CBC fits the payload's beginning, but its end does not: the ciphertext was changed or cut.";
      const made = parts({ mode: "cbc" });
      const bytes = Buffer.from(made.data, "base64");
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
      await fails(
        JSON.stringify({ ...made, data: bytes.toString("base64") }),
        [orders.keys],
        "payload-damaged",
        message,
      );
      await fails(
        JSON.stringify({ ...made, data: bytes.subarray(0, -5).toString("base64") }),
        [orders.keys],
        "payload-damaged",
        message,
      );
    });

    it("the tag is missing", async () => {
      const { tag: _, ...made } = parts();
      await fails(
        JSON.stringify(made),
        [orders.keys],
        "tag-missing",
        "The key was unwrapped with RSA-OAEP SHA-256 and AES-256-GCM fits the payload, but its tag is missing, so it can't be proven unchanged.",
      );
    });

    it("the IV is missing", async () => {
      const { iv: _, ...made } = parts();
      await fails(
        JSON.stringify(made),
        [orders.keys],
        "iv-missing",
        "The key was unwrapped with RSA-OAEP SHA-256; no IV was found: no other value makes sense as one, and neither does the beginning of the ciphertext.",
      );
      const { iv: __, ...cbc } = parts({ mode: "cbc" });
      await fails(
        JSON.stringify(cbc),
        [orders.keys],
        "iv-missing",
        "The key was unwrapped with RSA-OAEP SHA-256 and AES-256-CBC fits the payload, but its IV is missing or was changed.",
      );
    });

    it("the ciphertext is missing", async () => {
      const { key } = parts();
      await fails(
        JSON.stringify({ key, status: null }),
        [orders.keys],
        "ciphertext-missing",
        "The key was unwrapped with RSA-OAEP SHA-256; the ciphertext is missing: there is no other value that could be one.",
      );
    });

    it("the wrapped key is missing", async () => {
      const { key: _, ...made } = parts();
      await fails(
        JSON.stringify(made),
        [orders.keys],
        "wrapped-key-missing",
        "The wrapped key is missing: no value here has the length of one, which is 256 bytes for the keys at hand. If it came in a header of the response, select that as well.",
      );
    });

    it("what was wrapped is no AES key", async () => {
      const key = crypto
        .publicEncrypt(
          { key: orders.publicKey, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING },
          Buffer.from("hello"),
        )
        .toString("base64");
      await fails(
        full({ key }),
        [orders.keys],
        "not-an-aes-key",
        "The key was unwrapped with RSA-OAEP SHA-1, but its 5 bytes are not an AES key, neither raw nor in base64 or hex.",
      );
    });

    it("a key was unwrapped with PKCS#1 v1.5, and the payload's beginning proves it", async () => {
      const made = parts({ wrap: "pkcs1" });
      await fails(
        JSON.stringify({ ...made, data: changed(made.data, 100) }),
        [orders.keys],
        "payload-damaged",
        "The key was unwrapped with RSA PKCS#1 v1.5; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing.",
      );
    });

    it("a text has the padding of PKCS#1 v1.5 by chance, and says nothing of that padding", async () => {
      const { key: _, ...made } = parts();
      const wrongKey =
        "The wrapped key was found, but no key at hand opens it (apps tried: 1): it was wrapped for another key, or it was changed or cut.";
      const envelope = (encoded: Buffer) =>
        JSON.stringify({ key: rawEncrypt(encoded, orders.publicKey).toString("base64"), ...made });
      const twoHashes = envelope(oaepTextLikePkcs1(crypto.randomBytes(32), 256, { hash: "sha1", maskHash: "sha256" }));
      await fails(
        twoHashes,
        [orders.keys],
        "payload-unreadable",
        "The key was unwrapped with RSA-OAEP SHA-1/MGF1-SHA-256, but no mode of AES fits the payload: its ciphertext or IV was changed, or it is encrypted in another way.",
      );
      const labelled = envelope(
        oaepTextLikePkcs1(crypto.randomBytes(32), 256, { hash: "sha256", maskHash: "sha256", label: "a label" }),
      );
      await fails(
        labelled,
        [orders.keys],
        "oaep-label-unknown",
        "The wrapped key was found and a key at hand fits it, but it was wrapped with an OAEP label that stands nowhere in this text. Select the label too, in a field such as “label”.",
      );
      const chance = (message: Buffer) =>
        Buffer.concat([Buffer.of(0, 2), Buffer.alloc(253 - message.length, 7), Buffer.of(0), message]);
      await fails(envelope(chance(crypto.randomBytes(100))), [orders.keys], "wrong-key", wrongKey);
      const unproven =
        "The wrapped key was found, but nothing that a key at hand makes of it fits the payload: it was wrapped for another key, a part was changed or cut, or it is encrypted in another way.";
      for (const length of [16, 24, 32, 44, 48])
        await fails(envelope(chance(crypto.randomBytes(length))), [orders.keys], "wrong-key", unproven);
      // Also where the payload is a shared key's, or there is one at hand.
      await fails(
        envelope(chance(crypto.randomBytes(32))),
        [{ ...orders.keys, sharedKey: other.sharedKey.toString("base64") }],
        "wrong-key",
        unproven,
      );
    });

    it("a part is missing beside a key that only PKCS#1 v1.5 may have unwrapped", async () => {
      const { iv: _, ...made } = parts({ wrap: "pkcs1" });
      await fails(
        JSON.stringify({ key: made.key, status: null }),
        [orders.keys],
        "ciphertext-missing",
        "The wrapped key was found; the ciphertext is missing: there is no other value that could be one.",
      );
      await fails(
        JSON.stringify({ ...made }),
        [orders.keys],
        "iv-missing",
        "The wrapped key was found; the IV was not: no other value makes sense as one, and neither does the beginning of the ciphertext.",
      );
    });

    it("a CBC payload is not text", async () => {
      await fails(
        JSON.stringify(
          parts(
            { mode: "cbc" },
            Buffer.concat([
              Buffer.from("some text that goes on for more than sixty-four bytes, and some more "),
              Buffer.from([0xff, 0xfe]),
            ]),
          ),
        ),
        [orders.keys],
        "payload-not-text",
        "The key was unwrapped with RSA-OAEP SHA-256, but what AES makes of the payload is not valid UTF-8, and without a tag nothing else would prove it.",
      );
    });

    it("no shared key fits, or one fits and the payload was changed", async () => {
      const made = parts({ wrap: "shared" });
      await fails(
        JSON.stringify(made),
        [sharedOnly(other)],
        "no-key-fits",
        "No shared key at hand opens this payload: it is encrypted for another key, or it was changed or cut.",
      );
      await fails(
        JSON.stringify({ ...made, data: changed(made.data, 100) }),
        [sharedOnly(other), sharedOnly(orders)],
        "payload-damaged",
        "The shared key of Orders bot fits; the payload's tag does not match: a part was changed or cut, or what was authenticated beside it is missing.",
      );
    });

    it("no app has a key", async () => {
      await fails(
        full({}),
        [{ appId: "1", appName: "Empty" }],
        "no-payload-key",
        "No app at hand has a payload key, so nothing can be decrypted. Add the payload key to the app that this payload was encrypted for.",
      );
    });

    it("there is no envelope", async () => {
      for (const text of [
        "",
        "hello",
        "{}",
        "[]",
        '{"status":"success","id":"st-5d8a4f"}',
        "nothing to see here, only words and 12345",
      ]) {
        await fails(
          text,
          [orders.keys, sharedOnly(orders)],
          "no-envelope",
          "No encrypted payload was found in this text. Select the whole response: the ciphertext, the wrapped key and what belongs to them, with the headers if a part is there.",
        );
      }
    });

    it("JSON is nested too deeply", async () => {
      await fails(
        "[".repeat(100_000),
        [orders.keys],
        "payload-too-deep",
        "This JSON is nested more than 200 levels deep, so no envelope was looked for in it. Select the envelope alone.",
      );
      await fails(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, [orders.keys], "payload-too-deep");
    });

    it("the text is too long", async () => {
      await fails(
        "x".repeat(200_000_000),
        [orders.keys],
        "payload-too-large",
        "This text has 200 million characters; at most 150 million are read. Select the envelope alone, or save it in a file of its own.",
      );
    });

    it("the payload decompresses to more than can be shown", async () => {
      const ports: PayloadPorts = {
        ...nodePayloadPorts,
        codec: { ...nodePayloadPorts.codec, decompress: async () => "too-large" },
      };
      await fails(
        JSON.stringify(parts({ gzip: true })),
        [orders.keys],
        "payload-inflates",
        "The payload was decrypted, but it decompresses to more than 150 MB and was dropped.",
        ports,
      );
    });
  });

  describe("in a web host", () => {
    it("reads what Web Crypto can", async () => {
      for (const shape of [
        {},
        { wrap: "oaep-sha1", gzip: true },
        { mode: "cbc", encoding: "hex" },
        { wrap: "shared" },
      ] as const) {
        const result = await decrypt(
          JSON.stringify(parts(shape)),
          ["wrap" in shape && shape.wrap === "shared" ? sharedOnly(orders) : orders.keys],
          webPayloadPorts,
        );
        assert.equal(result.kind === "text" && result.text, PLAINTEXT);
      }
    });

    it("says what can't be tried there", async () => {
      const message =
        "The wrapped key was found, but no key at hand opens it (apps tried: 1): it was wrapped for another key, or it was changed or cut. Keys wrapped with RSA PKCS#1 v1.5, or with RSA-OAEP whose MGF1 uses another hash, can't be tried in VS Code for the Web.";
      for (const wrap of ["pkcs1", "oaep-sha256-mgf1-sha1"] as const)
        await fails(JSON.stringify(parts({ wrap })), [orders.keys], "wrong-key", message, webPayloadPorts);
    });

    it("says so where there is no AES-192, as in Chromium", async () => {
      const { subtle } = crypto.webcrypto;
      const original = subtle.importKey.bind(subtle) as (...args: unknown[]) => Promise<crypto.webcrypto.CryptoKey>;
      const without192 = (...args: unknown[]) =>
        args[0] === "raw" && (args[1] as Uint8Array).length === 24
          ? Promise.reject(new DOMException("192-bit AES keys are not supported", "OperationError"))
          : original(...args);
      subtle.importKey = without192 as typeof subtle.importKey;
      try {
        await fails(
          JSON.stringify(parts({ keyBits: 192 })),
          [orders.keys],
          "aes-192-unavailable",
          "The key was unwrapped with RSA-OAEP SHA-256, but it is an AES-192 key, which is not available in this kind of VS Code. Open the payload in VS Code on the desktop.",
          webPayloadPorts,
        );
      } finally {
        subtle.importKey = original as typeof subtle.importKey;
      }
    });
  });

  it("reads large payloads in place, and still when the first guess was wrong", async () => {
    const large = `{"rows":["${"x".repeat(1_500_000)}"]}`;
    for (const shape of [
      {},
      { mode: "cbc" },
      { ivPlace: "front", tagPlace: "front" },
      { ivPlace: "front", tagPlace: "end" },
    ] as const) {
      const made = parts(shape, large);
      const text = JSON.stringify({ decoy: crypto.randomBytes(16).toString("base64"), ...made });
      const { report, text: plaintext } = await read(text, [orders.keys]);
      assert.ok(plaintext === large);
      const again = await read(text, [{ ...orders.keys, ...(report.profile ? { profile: report.profile } : {}) }]);
      assert.ok(again.text === large && again.report.foundBy === "profile");
    }
    const made = parts({}, large);
    await fails(JSON.stringify({ ...made, data: changed(made.data, 1_900_000) }), [orders.keys], "payload-damaged");
  });

  it("skips an app whose stored key can't be read", async () => {
    const broken = {
      appId: "0",
      appName: "Broken",
      privateKeyPem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    };
    assert.equal((await read(JSON.stringify(parts()), [broken, orders.keys])).text, PLAINTEXT);
  });

  it("reads the first envelope that opens", async () => {
    const text = JSON.stringify([makeParts("not ours", plainShape, other.publicKey, other.sharedKey), parts()]);
    assert.equal((await read(text, [orders.keys])).text, PLAINTEXT);
  });

  async function read(text: string, keys: readonly PayloadKeys[]) {
    const result = await decrypt(text, keys, nodePayloadPorts);
    assert.equal(result.kind, "text");
    return { text: result.kind === "text" ? result.text : "", report: result.report };
  }

  async function fails(
    text: string,
    keys: readonly PayloadKeys[],
    code: string,
    message?: string,
    ports = nodePayloadPorts,
  ): Promise<void> {
    await assert.rejects(decrypt(text, keys, ports), (error) => {
      assert.ok(error instanceof UserError, String(error));
      if (message !== undefined) assert.equal(error.message, message);
      assert.equal(error.code, code);
      const told = JSON.stringify([error.message, error.stack, error.details]);
      for (const secret of [
        "secret nobody",
        orders.sharedKey.toString("base64"),
        ...keys.flatMap(({ privateKeyPem = "" }) => privateKeyPem.split("\n").filter((line) => line.length === 64)),
      ]) {
        assert.ok(!told.includes(secret));
      }
      return true;
    });
  }
});
