import { strict as assert } from "node:assert";
import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";
import type { ImportedPrivateKey } from "../../../../src/domain/keys/rsaKeys";
import type { JwtApp } from "../../../../src/domain/apps/jwtApp";
import type { EnvelopeProfile } from "../../../../src/domain/payloads/envelopeProfile";
import { KEY_GENERATION_TIMEOUT, sampleKeyPair } from "../../keys/sampleKeys";
import { BOT_ID, check, envelope, find, outcome, request, sampleApp, SECRET, signed } from "./samples";

describe("the payload encryption of a request", () => {
  let pair: ImportedPrivateKey;
  let other: ImportedPrivateKey;

  before(async function () {
    this.timeout(KEY_GENERATION_TIMEOUT);
    [pair, other] = await Promise.all([sampleKeyPair("platform"), sampleKeyPair("other")]);
  });

  const send = (
    body: string | Buffer | undefined,
    {
      app = {} as Partial<JwtApp>,
      path = undefined as string | undefined,
      token = signed(),
      secrets = { clientSecret: SECRET, payloadPrivateKey: pair.privateKeyPem } as object,
    } = {},
  ) =>
    check({
      apps: [sampleApp({ enforcePayloadEncryption: true, ...app })],
      request: request(token, { ...(body === undefined ? {} : { body: Buffer.from(body) }), ...(path && { path }) }),
      secrets,
    });

  it("is opened with the app's key", async () => {
    const verdict = await send(envelope('{"skip":0}', pair));
    assert.equal(outcome(verdict, "payloadSupport"), "passed: listed");
    assert.equal(outcome(verdict, "payloadBody"), "passed: body-opened");
    assert.equal(Buffer.from(verdict.openedBody ?? []).toString(), '{"skip":0}');
  });

  it("may be left out, as in the documented samples", async () => {
    for (const body of [
      '{"skip":0,"limit":100,"dateFrom":"2020-02-11","includeMeta":true}',
      "[]",
      "not JSON",
      Buffer.from([0xff, 0x00, 0xfe]),
    ]) {
      const verdict = await send(body);
      assert.equal(outcome(verdict, "payloadBody"), "unknown: plain-body");
      assert.equal(verdict.openedBody, undefined);
      assert.equal(verdict.decidedBy, undefined);
    }
    for (const body of [undefined, ""]) assert.equal(find(await send(body), "payloadBody"), undefined);
  });

  it("for another key, or changed, is refused", async () => {
    assert.equal(outcome(await send(envelope("{}", other)), "payloadBody"), "failed: body-not-opened");
    const changed = JSON.parse(envelope('{"skip":0,"limit":100}', pair).toString()) as { tag: string };
    const verdict = await send(JSON.stringify({ ...changed, tag: Buffer.alloc(16, 7).toString("base64") }));
    assert.equal(outcome(verdict, "payloadBody"), "failed: body-not-opened");
    assert.equal(verdict.answer.status, 400);
  });

  it("is unknown where the key isn't here", async () => {
    assert.equal(
      outcome(await send(envelope("{}", pair), { secrets: { clientSecret: SECRET } }), "payloadBody"),
      "unknown: no-key",
    );
  });

  it("is not looked into before the token is good", async () => {
    const token = signed({}, { key: "another" });
    assert.equal(outcome(await send(envelope("{}", pair), { token, app: {} }), "payloadBody"), undefined);
    const unscoped = await send(envelope("{}", pair), { app: { scopes: [] } });
    assert.equal(outcome(unscoped, "payloadBody"), "unknown: refused-before");
    assert.equal(unscoped.openedBody, undefined);
  });

  it("is supported by the endpoints of each level's list", async () => {
    const details = `/api/public/bot/${BOT_ID}/conversationDetails`;
    assert.equal(
      outcome(
        await send(undefined, { path: details, app: { scopes: [{ id: "xo/chat-history", published: true }] } }),
        "payloadSupport",
      ),
      "unknown: release-notes-only",
    );
    assert.equal(
      outcome(await send(undefined, { path: details, app: { createdIn: "admin" } }), "payloadSupport"),
      "passed: listed",
    );
    const unlisted = {
      path: `/api/public/bot/${BOT_ID}/getMessages`,
      app: { scopes: [{ id: "xo/chat-history", published: true }] },
    };
    assert.equal(outcome(await send(undefined, unlisted), "payloadSupport"), "unknown: not-listed");
    assert.equal(outcome(await send(envelope("{}", pair), unlisted), "payloadBody"), "unknown: body-opened-unlisted");
    assert.equal(find(await check({ request: request(signed()) }), "payloadSupport"), undefined);
  });

  describe("whose profile has a part in a header", () => {
    const place = (source: "json" | "header", name: string) => ({ source, path: [name], encoding: "base64" as const });
    const profile: EnvelopeProfile = {
      format: "hybrid",
      name: "learned",
      description: "",
      authenticated: true,
      parts: {
        encryptedKey: place("header", "X-Enc-Key"),
        iv: place("header", "X-Enc-IV"),
        ciphertext: place("json", "payload"),
      },
      layout: ["ciphertext", "tag"],
      keyWrapping: "RSA-OAEP SHA-1",
      keyForm: "raw",
      cipher: "AES-256-GCM",
      ivLength: 12,
      compression: "none",
    };
    const made = (plaintext: string, { info }: ImportedPrivateKey) => {
      const [key, iv] = [randomBytes(32), randomBytes(12)];
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const payload = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]).toString("base64");
      const wrapped = publicEncrypt(
        { key: info.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
        key,
      );
      return {
        headers: { "x-enc-key": wrapped.toString("base64"), "x-enc-iv": iv.toString("base64") },
        body: JSON.stringify({ payload }),
      };
    };
    const sendParts = (
      headers: Record<string, string>,
      body: string,
      {
        envelopeProfile = profile as EnvelopeProfile,
        secrets = { clientSecret: SECRET, payloadPrivateKey: pair.privateKeyPem } as object,
      } = {},
    ) =>
      check({
        apps: [sampleApp({ enforcePayloadEncryption: true, envelopeProfile })],
        request: request(signed(), { headers: { auth: signed(), ...headers }, body: Buffer.from(body) }),
        secrets,
      });

    it("is opened with the header's part", async () => {
      const { headers, body } = made('{"skip":0}', pair);
      const verdict = await sendParts(headers, body);
      assert.equal(outcome(verdict, "payloadBody"), "passed: body-opened");
      assert.equal(Buffer.from(verdict.openedBody ?? []).toString(), '{"skip":0}');
    });

    it("is refused where it doesn't open, and is never taken for a plain one", async () => {
      const { headers, body } = made('{"skip":0}', other);
      assert.equal(outcome(await sendParts(headers, body), "payloadBody"), "failed: body-not-opened");
      for (const content of ['{"skip":0}', "[]", "", "\u{10ffff}", body.slice(0, 20)]) {
        for (const sent of [headers, { "x-enc-iv": "AAAA" }])
          assert.equal(outcome(await sendParts(sent, content), "payloadBody"), "failed: body-not-opened", content);
      }
      assert.equal(
        outcome(await sendParts(headers, body, { secrets: { clientSecret: SECRET } }), "payloadBody"),
        "unknown: no-key",
      );
    });

    it("is a plain one without those headers, whatever the profile calls them", async () => {
      assert.equal(outcome(await sendParts({}, '{"skip":0}'), "payloadBody"), "unknown: plain-body");
      for (const name of ["constructor", "__proto__", "", "a:b\r\nc"]) {
        const envelopeProfile: EnvelopeProfile = {
          ...profile,
          parts: { ...profile.parts, iv: place("header", name), encryptedKey: place("header", name) },
        };
        assert.equal(
          outcome(await sendParts({}, '{"skip":0}', { envelopeProfile }), "payloadBody"),
          "unknown: plain-body",
          name,
        );
      }
    });
  });
});
