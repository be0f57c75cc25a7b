import { strict as assert } from "node:assert";
import { atField, atPayloadKey, atSigningKey } from "../../../src/domain/apps/form/formStart";
import { startingValues } from "../../../src/domain/apps/form/formFields";
import { sampleApp } from "../apps/sampleApp";

const publicHalf = {
  publicKey: "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n",
  fingerprint: "SHA256:x",
  bits: 2048,
};

describe("where the form begins", () => {
  it("asks for the private half of a signing key whose public half is known", () => {
    const app = sampleApp({ algorithm: "RS256", signingKey: publicHalf, missingSecrets: ["signingPrivateKey"] });
    const { values, focus } = startingValues(app, atSigningKey(app));
    assert.deepEqual([values.signingKey, focus], ["paste", "signingPrivateKey"]);
  });

  it("leaves the choice of a signing key that is wholly unknown", () => {
    const app = sampleApp({ algorithm: "RS256" });
    const { values, focus } = startingValues(app, atSigningKey(app));
    assert.deepEqual([values.signingKey, focus], ["generate", "signingKey"]);
  });

  it("takes over an algorithm that needs a key", () => {
    const app = sampleApp({ algorithmAssumed: true });
    const { values, focus } = startingValues(app, atSigningKey(app, "RS512"));
    assert.deepEqual([values.algorithm, focus], ["RS512", "signingKey"]);
  });

  it("asks for the half or the whole payload key that is missing", () => {
    const shared = sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "shared" } });
    const pair = sampleApp({ enforcePayloadEncryption: true, payloadKey: { kind: "keyPair", ...publicHalf } });
    const none = sampleApp();
    const begins = [shared, pair, none].map((app) => {
      const { values, focus } = startingValues(app, atPayloadKey(app));
      return [values.enforcePayloadEncryption, values.payloadKey, focus];
    });
    assert.deepEqual(begins, [
      [true, "shared", "payloadSharedKey"],
      [true, "paste", "payloadPrivateKey"],
      [true, "generate", "payloadKey"],
    ]);
  });

  it("begins at a field that every app has, and changes nothing", () => {
    const app = sampleApp({ botId: "st-1" });
    for (const field of ["host", "botId"] as const)
      assert.deepEqual(startingValues(app, atField(field)), { ...startingValues(app, undefined), focus: field });
  });

  it("begins as usual where the app has no such field any more", () => {
    const app = sampleApp({ algorithm: "RS256" });
    assert.deepEqual(Object.keys(startingValues(sampleApp(), atSigningKey(app))), ["values"]);
    assert.deepEqual(Object.keys(startingValues(app, undefined)), ["values"]);
  });
});
