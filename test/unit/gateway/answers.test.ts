import assert from "node:assert/strict";
import { head, envelope, open, opened } from "./gatewayAnswers";

const PLAIN = '{"sessions":[{"id":12345678901234567890,"id":1}],\n "text":"Grüße"}';

describe("the answers that the gateway decrypts", () => {
  it("are the plaintext where the whole body is an envelope", async () => {
    const found = await opened(JSON.stringify(envelope(PLAIN)));
    assert.equal(found.text, PLAIN);
    assert.equal(found.contentType, "application/json");
    assert.equal(found.cipher, "AES-256-GCM");
    assert.equal(found.keyWrapping, "RSA-OAEP SHA-256");
    assert.equal(found.authenticated, true);
  });

  it("keep all else to the byte where one member is the envelope", async () => {
    const body = `{ "a" : 1.0,"a":2, "ü": "\\u00fc", "result":${JSON.stringify(envelope(PLAIN))} ,"n":1e400}\n`;
    const found = await opened(body);
    assert.equal(found.text, `{ "a" : 1.0,"a":2, "ü": "\\u00fc", "result":${PLAIN} ,"n":1e400}\n`);
  });

  it("pass as they came where nothing is encrypted, or for another key", async () => {
    assert.deepEqual(await open(PLAIN), { kind: "not-decrypted", why: "no-envelope" });
  });

  it("has text as a JSON string in a member", async () => {
    const found = await opened(JSON.stringify({ a: 1, b: envelope('He said "hi"\n') }), { answer: head() });
    assert.equal(found.text, '{"a":1,"b":"He said \\"hi\\"\\n"}');
  });
});
