import { strict as assert } from "node:assert";
import { decrypt } from "../../../src/domain/payloads/decrypt";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeParts, plainShape } from "./envelopeMaker";
import { testKey } from "./testKeys";

const PLAINTEXT = '{"sessions":[{"id":"s-1","n":12345678901234567890}]}';

describe("decrypt", () => {
  it("reads a hybrid envelope in JSON", async () => {
    const { publicKey, sharedKey, keys } = testKey();
    const { key, iv, tag, data } = makeParts(PLAINTEXT, plainShape, publicKey, sharedKey);
    const text = JSON.stringify({ encryptedKey: key, iv, authTag: tag, data }, null, 2);
    const result = await decrypt(text, [keys], nodePayloadPorts);
    assert.equal(result.kind, "text");
    assert.equal(result.kind === "text" && result.text, PLAINTEXT);
    assert.equal(result.report.keyWrapping, "RSA-OAEP SHA-256");
  });
});
