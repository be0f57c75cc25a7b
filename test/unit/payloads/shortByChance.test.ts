import { strict as assert } from "node:assert";
import { createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from "node:crypto";
import { openEnvelope } from "../../../src/domain/payloads/open/openEnvelope";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { findEnvelopes } from "./foundAtOnce";
import { testKey } from "./testKeys";

describe("a short payload in AES-CFB", () => {
  const app = testKey("Short payloads");

  it("is read though GCM without its tag would make text of it, too", async () => {
    const plaintext = '{"a":111114}';
    const { key, iv, ciphertext } = sealedByChance(plaintext);
    const encKey = publicEncrypt({ key: app.publicKey, oaepHash: "sha256" }, key).toString("base64");
    const text = JSON.stringify({ encKey, nonce: iv.toString("base64"), ciphertext: ciphertext.toString("base64") });
    const [envelope] = findEnvelopes(text);
    assert.ok(envelope);
    const opened = await openEnvelope(envelope, [app.keys], nodePayloadPorts, text);
    assert.equal(opened.kind === "text" && opened.text, plaintext);
  });
});

/** One in some thousand keys makes such a payload. */
function sealedByChance(plaintext: string): { key: Buffer; iv: Buffer; ciphertext: Buffer } {
  for (;;) {
    const [key, iv] = [randomBytes(32), randomBytes(16)];
    const ciphertext = createCipheriv("aes-256-cfb", key, iv).update(plaintext, "utf8");
    const asGcm = createDecipheriv("aes-256-gcm", key, iv).update(ciphertext);
    if (/^[\u0020-\u007e\u00a0-\u07ff]+$/.test(asGcm.toString("utf8"))) return { key, iv, ciphertext };
  }
}
