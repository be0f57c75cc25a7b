import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { CompactEncrypt, FlattenedEncrypt, GeneralEncrypt } from "jose";
import nodeJose from "node-jose";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import type { PayloadKeys } from "../../../src/domain/payloads/payloadKeys";
import { UserError } from "../../../src/domain/errors";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import vectors from "../tokens/rfcVectors.json";
import { findEnvelopes } from "./foundAtOnce";
import { sharedOnly, smallKey, testKey } from "./testKeys";

const PLAINTEXT = '{"sessions":[1,2,3]}';

describe("payloads that are JWEs", () => {
  const orders = testKey("Orders bot");
  const other = testKey("Another bot");

  for (const [name, header] of [
    ["laid out", '{\n  "alg": "RSA-OAEP",\n  "enc": "A256GCM"\n}'],
    ["laid out with CRLF and tabs", '{\r\n\t"alg": "RSA-OAEP",\r\n\t"enc": "A256GCM"\r\n}'],
    ["with white space before it", ' \n{"alg":"RSA-OAEP","enc":"A256GCM"}'],
  ] as const) {
    it(`reads one whose header is ${name}, alone and in JSON`, async () => {
      const jwe = compactJwe(header, PLAINTEXT, orders.publicKey);
      for (const text of [jwe, JSON.stringify({ body: jwe })]) {
        const { text: plaintext, report } = await read(text, [orders.keys]);
        assert.deepEqual([plaintext, report.authenticated, report.cipher], [PLAINTEXT, true, "A256GCM"]);
      }
    });
  }

  for (const [name, key] of [
    ["7516 A.1", vectors.keys["7516 A.1"]],
    ["7520 5.2", vectors.keys["7520 5.2"]],
  ] as const) {
    it(`reads the example of RFC ${name}`, async () => {
      const pem = String(crypto.createPrivateKey({ key, format: "jwk" }).export({ type: "pkcs8", format: "pem" }));
      const result = await read(vectors.jwe[name], [{ appId: "1", appName: "RFC", privateKeyPem: pem }]);
      assert.match(
        result.text,
        name === "7516 A.1"
          ? /^The true sign of intelligence is not knowledge but imagination\.$/
          : /^You can trust us to stick with you/,
      );
      assert.equal(result.report.keyWrapping, "RSA-OAEP");
      assert.equal(result.report.cipher, "A256GCM");
      assert.equal(result.report.authenticated, true);
    });
  }

  for (const [example, alg] of [
    ["7516 A.2", "RSA1_5"],
    ["7516 A.3", "A128KW"],
    ["7516 A.4", "RSA1_5"],
    ["7516 A.5", "A128KW"],
    ["7520 5.1", "RSA1_5"],
    ["7520 5.3", "PBES2-HS512\\+A256KW"],
    ["7520 5.4", "ECDH-ES\\+A128KW"],
    ["7520 5.5", "ECDH-ES"],
    ["7520 5.7", "A256GCMKW"],
    ["7520 5.8", "A128KW"],
    ["7520 5.9", "A128KW"],
    ["7520 5.10", "A128KW"],
    ["7520 5.11", "A128KW"],
    ["7520 5.12", "A128KW"],
    ["7520 5.13", "RSA1_5"],
  ] as const) {
    it(`names the unsupported algorithm of RFC ${example}`, async () => {
      const jwe: unknown = vectors.jwe[example];
      await fails(
        typeof jwe === "string" ? jwe : JSON.stringify(jwe),
        [orders.keys],
        "jwe-alg-unsupported",
        new RegExp(`^This JWE uses ${alg} as its “alg”, which is not supported for payloads\\.`),
      );
    });
  }

  it("says that a direct key of RFC 7520 5.6 has another length than shared keys have", async () => {
    await fails(
      vectors.jwe["7520 5.6"],
      [sharedOnly(orders)],
      "jwe-key-length",
      /^This JWE is encrypted directly \(“dir”\) with A128GCM, which takes a key of 16 bytes; shared keys have 32\.$/,
    );
  });

  for (const alg of ["RSA-OAEP", "RSA-OAEP-256", "RSA-OAEP-384", "RSA-OAEP-512"]) {
    for (const enc of ["A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]) {
      it(`reads ${alg} with ${enc}`, async () => {
        const jwe = await new CompactEncrypt(Buffer.from(PLAINTEXT))
          .setProtectedHeader({ alg, enc })
          .encrypt(orders.publicKey);
        const { report, text } = await read(jwe, [orders.keys]);
        assert.equal(text, PLAINTEXT);
        assert.deepEqual([report.format, report.keyWrapping, report.cipher], ["jwe", alg, enc]);
      });
    }
  }

  it("reads what node-jose made", async () => {
    const key = await nodeJose.JWK.asKey(String(orders.publicKey.export({ type: "spki", format: "pem" })), "pem");
    const jwe = await nodeJose.JWE.createEncrypt(
      { format: "compact", contentAlg: "A128CBC-HS256", fields: { alg: "RSA-OAEP-256" } },
      key,
    )
      .update(PLAINTEXT)
      .final();
    assert.equal((await read(String(jwe), [orders.keys])).text, PLAINTEXT);
  });

  for (const enc of ["A256GCM", "A128CBC-HS256"]) {
    it(`reads "dir" with ${enc} and the shared key`, async () => {
      const jwe = await new CompactEncrypt(Buffer.from(PLAINTEXT))
        .setProtectedHeader({ alg: "dir", enc })
        .encrypt(orders.sharedKey);
      const { report, text } = await read(jwe, [sharedOnly(other), sharedOnly(orders)]);
      assert.equal(text, PLAINTEXT);
      assert.equal(report.app.appName, "Orders bot");
      await fails(
        jwe,
        [sharedOnly(other)],
        "no-key-fits",
        /^No shared key at hand opens this payload: it is encrypted for another key, or it was changed or cut\.$/,
      );
    });
  }

  it("reads the flattened and the general JSON serialisation, also inside JSON", async () => {
    const flattened = await new FlattenedEncrypt(Buffer.from(PLAINTEXT))
      .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM" })
      .setAdditionalAuthenticatedData(Buffer.from("aad"))
      .encrypt(orders.publicKey);
    const general = await new GeneralEncrypt(Buffer.from(PLAINTEXT))
      .setProtectedHeader({ enc: "A256GCM" })
      .addRecipient(other.publicKey)
      .setUnprotectedHeader({ alg: "RSA-OAEP" })
      .addRecipient(orders.publicKey)
      .setUnprotectedHeader({ alg: "RSA-OAEP-256" })
      .encrypt();
    for (const jwe of [flattened, general]) {
      for (const text of [
        JSON.stringify(jwe),
        JSON.stringify({ a: [{ body: jwe }] }, null, 2),
        JSON.stringify({ body: JSON.stringify(jwe) }),
      ]) {
        const result = await read(text, [orders.keys]);
        assert.equal(result.text, PLAINTEXT);
        assert.equal(result.report.format, "jweJson");
      }
    }
  });

  it("reads a JWE wherever it stands, and knows where", async () => {
    const jwe = await new CompactEncrypt(Buffer.from(PLAINTEXT))
      .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM" })
      .encrypt(orders.publicKey);
    for (const text of [
      jwe,
      `  ${jwe}\n`,
      `"${jwe}"`,
      `{"data":"${jwe}"}`,
      `2026-01-01 got ${jwe} back`,
      `X-Payload: ${jwe}\r\n`,
      `curl -d 'payload=${jwe}' https://x`,
      JSON.stringify({ a: JSON.stringify({ b: jwe }) }),
    ]) {
      const { report, text: plaintext } = await read(text, [orders.keys]);
      assert.equal(plaintext, PLAINTEXT, text.slice(0, 30));
      assert.ok(text.slice(report.start, report.end).includes(jwe), text.slice(0, 30));
    }
  });

  for (const [name, write] of [
    ["one a line", (all: readonly string[]) => all.join("\n")],
    ["one a line with CRLF", (all: readonly string[]) => `${all.join("\r\n")}\r\n`],
    ["a string a line", (all: readonly string[]) => all.map((each) => `"${each}"`).join("\n")],
  ] as const)
    it(`reads several that are equally long, ${name}`, () => {
      const all = ['{"a":1}', '{"b":2}', '{"c":3}'].map((text) =>
        compactJwe('{"alg":"RSA-OAEP","enc":"A256GCM"}', text, orders.publicKey),
      );
      const text = write(all);
      const found = findEnvelopes(text).map(({ start, end }) => text.slice(start, end));
      assert.deepEqual(found, all);
    });

  it("reads compressed ones: by the header, and by what is inside", async () => {
    const deflated = await new CompactEncrypt(Buffer.from(PLAINTEXT))
      .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM", zip: "DEF" })
      .encrypt(orders.publicKey);
    const first = await read(deflated, [orders.keys]);
    assert.deepEqual([first.text, first.report.compression], [PLAINTEXT, "deflate"]);
    const { gzipSync } = await import("node:zlib");
    const zipped = await new CompactEncrypt(gzipSync(PLAINTEXT))
      .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM" })
      .encrypt(orders.publicKey);
    const second = await read(zipped, [orders.keys]);
    assert.deepEqual([second.text, second.report.compression], [PLAINTEXT, "gzip"]);
  });

  describe("that can't be read", () => {
    let jwe = "";
    before(async () => {
      jwe = await new CompactEncrypt(Buffer.from(PLAINTEXT))
        .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
        .encrypt(orders.publicKey);
    });

    it("were encrypted for another key", async () => {
      await fails(
        jwe,
        [other.keys],
        "wrong-key",
        /^The wrapped key was found, but no key at hand opens it \(apps tried: 1\): it was wrapped for another key, or it was changed or cut\.$/,
      );
      await fails(
        jwe,
        [smallKey()],
        "wrong-key-length",
        /^The wrapped key has 256 bytes, so it is for an RSA key of 2048 bits; the keys at hand have 1024 bits\.$/,
      );
      await fails(
        jwe,
        [sharedOnly(orders)],
        "no-private-key",
        /^This JWE is encrypted for an RSA key \(RSA-OAEP-256\), and no app at hand has a private payload key\.$/,
      );
      await fails(
        jwe,
        [],
        "no-payload-key",
        /^No app at hand has a payload key, so nothing can be decrypted\. Add the payload key to the app that this payload was encrypted for\.$/,
      );
    });

    it("were changed", async () => {
      const parts = jwe.split(".");
      for (const at of [2, 3, 4]) {
        const part = parts[at] ?? "";
        const changed = parts
          .map((one, index) => (index === at ? (part.startsWith("A") ? "B" : "A") + part.slice(1) : one))
          .join(".");
        await fails(
          changed,
          [other.keys, orders.keys],
          "payload-damaged",
          /^The key was unwrapped with RSA-OAEP SHA-256; the payload's tag does not match: the ciphertext was changed or cut\.$/,
        );
      }
    });

    it("use an unknown content encryption, a critical extension, or no header that can be read", async () => {
      const [, ...rest] = jwe.split(".");
      const withHeader = (header: string) => [Buffer.from(header).toString("base64url"), ...rest].join(".");
      await fails(
        withHeader('{"alg":"RSA-OAEP","enc":"A512GCM"}'),
        [orders.keys],
        "jwe-enc-unsupported",
        /^This JWE uses A512GCM as its “enc”, which is not supported for payloads\. Supported are A128GCM, A192GCM, A256GCM, A128CBC-HS256, A192CBC-HS384, A256CBC-HS512\.$/,
      );
      await fails(
        withHeader('{"alg":"RSA-OAEP","enc":"A256GCM","crit":["b64"],"b64":true}'),
        [orders.keys],
        "jwe-extension-unsupported",
        /^This JWE needs an extension that is not supported: its header has “crit”, or a compression other than DEF\.$/,
      );
      const damaged =
        /^This looks like a JWE, but it is damaged: its header or one of its parts can't be read\. Copy it again, whole and unchanged\.$/;
      await fails(withHeader('{"alg":"RSA-OAEP"'), [orders.keys], "jwe-malformed", damaged);
      await fails(withHeader('{"alg":7,"enc":"A256GCM"}'), [orders.keys], "jwe-malformed", damaged);
      await fails(
        withHeader('{"alg":"toString","enc":"A256GCM"}'),
        [orders.keys],
        "jwe-alg-unsupported",
        /^This JWE uses toString /,
      );
    });
  });
});

/** By node:crypto, since libraries write headers without white space. RSA-OAEP and A256GCM (RFC 7516, 5.1). */
function compactJwe(header: string, plaintext: string, key: crypto.KeyObject): string {
  const [contentKey, iv] = [crypto.randomBytes(32), crypto.randomBytes(12)];
  const encryptedKey = crypto.publicEncrypt({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING }, contentKey);
  const head = Buffer.from(header).toString("base64url");
  const cipher = crypto.createCipheriv("aes-256-gcm", contentKey, iv).setAAD(Buffer.from(head));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return [head, ...[encryptedKey, iv, ciphertext, cipher.getAuthTag()].map((part) => part.toString("base64url"))].join(
    ".",
  );
}

async function read(text: string, keys: readonly PayloadKeys[]) {
  const result = await decrypt(text, keys, nodePayloadPorts);
  assert.equal(result.kind, "text");
  return { text: result.kind === "text" ? result.text : "", report: result.report };
}

async function fails(text: string, keys: readonly PayloadKeys[], code: string, message: RegExp): Promise<void> {
  await assert.rejects(decrypt(text, keys, nodePayloadPorts), (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}
