import { strict as assert } from "node:assert";
import * as crypto from "node:crypto";
import { CompactEncrypt, FlattenedEncrypt } from "jose";
import * as v from "valibot";
import { UserError } from "../../../src/domain/errors";
import { builtInProfile, EnvelopeProfile } from "../../../src/domain/payloads/envelopeProfile";
import { decrypt } from "../../../src/domain/payloads/decrypt/decrypt";
import { encrypt } from "../../../src/domain/payloads/write/encrypt";
import type { EncryptTarget } from "../../../src/domain/payloads/write/encryptTarget";
import { webPayloadPorts } from "../../../src/domain/payloads/webPayloadPorts";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { makeParts, plainShape } from "./envelopeMaker";
import { DIMENSIONS, embed, isPossible, pairwise } from "./shapes";
import { sharedOnly, testKey } from "./testKeys";

const PLAINTEXT = '{"emailId":"someone@example.com"}';
const bytes = Uint8Array.from(Buffer.from(PLAINTEXT));

describe("encrypt", () => {
  const orders = testKey("Orders bot");
  const publicKeyPem = String(orders.publicKey.export({ type: "spki", format: "pem" }));
  const sharedKey = orders.sharedKey.toString("base64");

  it("writes the built-in shape, which node:crypto opens", async () => {
    const { body, headers, profile } = await encrypt(bytes, { publicKeyPem }, nodePayloadPorts);
    const envelope = JSON.parse(body) as Record<"encryptedKey" | "iv" | "data" | "tag", string>;
    assert.deepEqual(Object.keys(envelope).sort(), ["data", "encryptedKey", "iv", "tag"]);
    assert.deepEqual(headers, []);
    const key = crypto.privateDecrypt(
      { key: orders.keys.privateKeyPem ?? "", padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      Buffer.from(envelope.encryptedKey, "base64"),
    );
    assert.equal(opened(envelope, key), PLAINTEXT);
    assert.match(profile.name, /unverified/);
    assert.match(profile.description, /unverified/);
  });

  it("uses the shared key where there is no public one", async () => {
    const { body } = await encrypt(bytes, { sharedKey }, nodePayloadPorts);
    assert.equal(opened(JSON.parse(body) as Record<"iv" | "data" | "tag", string>, orders.sharedKey), PLAINTEXT);
    assert.ok(!body.includes("encryptedKey"));
  });

  it("takes a fresh key and IV each time", async () => {
    const one = JSON.parse((await encrypt(bytes, { publicKeyPem }, nodePayloadPorts)).body) as object;
    const two = JSON.parse((await encrypt(bytes, { publicKeyPem }, nodePayloadPorts)).body) as object;
    for (const [name, value] of Object.entries(one)) assert.notEqual(value, two[name as keyof typeof two], name);
  });

  // The shapes in which loose text can be written again: forms. Log lines and XML become JSON or forms.
  for (const shape of pairwise(DIMENSIONS)
    .filter((each) => isPossible(each) && each.frame !== "xml")
    .filter((_, index) => index % 3 === 0)) {
    it(`writes the shape that it learned from ${JSON.stringify(shape)}`, async () => {
      const app = shape.wrap === "shared" ? sharedOnly(orders) : orders.keys;
      const captured = embed(makeParts('{"learned":"from this"}', shape, orders.publicKey, orders.sharedKey), shape);
      const { profile } = (await decrypt(captured, [app], nodePayloadPorts)).report;
      assert.ok(profile);
      const { body, headers } = await encrypt(bytes, { publicKeyPem, sharedKey, profile }, nodePayloadPorts);
      const text =
        headers.length === 0
          ? body
          : `HTTP/1.1 200 OK\n${headers.map(({ name, value }) => `${name}: ${value}`).join("\n")}\n\n${body}`;
      assert.equal(
        headers.length > 0,
        shape.frame === "httpHeaders" &&
          (shape.wrap !== "shared" ||
            shape.ivPlace === "separate" ||
            (shape.mode === "gcm" && shape.tagPlace === "separate")),
      );
      const again = await decrypt(text, [{ ...app, profile }], nodePayloadPorts);
      assert.equal(again.kind === "text" && again.text, PLAINTEXT);
      assert.equal(again.report.foundBy, "profile");
    });
  }

  it("writes parts that are joined, in base64 of JSON, or as bytes", async () => {
    const { key = "", iv = "", tag = "", data } = makeParts(PLAINTEXT, plainShape, orders.publicKey, orders.sharedKey);
    const buffers = (form: (value: Buffer) => unknown) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries({ key, iv, tag, data }).map(([name, value]) => [name, form(Buffer.from(value, "base64"))]),
        ),
      );
    for (const captured of [
      JSON.stringify({ payload: [key, iv, data, tag].join(".") }),
      JSON.stringify({ payload: Buffer.from(JSON.stringify({ key, iv, tag, data })).toString("base64") }),
      buffers((value) => value),
      buffers((value) => [...value]),
      buffers((value) => Uint8Array.from(value)),
      JSON.stringify([key, iv, tag, data]),
      `k=${encodeURIComponent(key)}&i=${encodeURIComponent(iv)}&t=${encodeURIComponent(tag)}&d=${encodeURIComponent(data)}`,
    ]) {
      const { profile } = (await decrypt(captured, [orders.keys], nodePayloadPorts)).report;
      assert.ok(profile);
      const { body } = await encrypt(bytes, { publicKeyPem, profile }, nodePayloadPorts);
      const again = await decrypt(body, [{ ...orders.keys, profile }], nodePayloadPorts);
      assert.deepEqual(
        [again.kind === "text" && again.text, again.report.foundBy],
        [PLAINTEXT, "profile"],
        captured.slice(0, 40),
      );
      assert.equal(body.replace(/[A-Za-z0-9+/=%,-]+/g, ""), captured.replace(/[A-Za-z0-9+/=%,-]+/g, ""));
    }
  });

  it("writes JWEs as it found them", async () => {
    const compact = await new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A128CBC-HS256" })
      .encrypt(orders.publicKey);
    const flattened = await new FlattenedEncrypt(bytes)
      .setProtectedHeader({ alg: "RSA-OAEP", enc: "A256GCM" })
      .encrypt(orders.publicKey);
    const direct = await new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(orders.sharedKey);
    for (const [captured, app] of [
      [compact, orders.keys],
      [JSON.stringify({ a: { b: compact } }), orders.keys],
      [JSON.stringify({ a: [flattened] }), orders.keys],
      [direct, sharedOnly(orders)],
    ] as const) {
      const { profile } = (await decrypt(captured, [app], nodePayloadPorts)).report;
      assert.ok(profile);
      assert.deepEqual(v.parse(EnvelopeProfile, profile), profile);
      const { body } = await encrypt(bytes, { publicKeyPem, sharedKey, profile }, nodePayloadPorts);
      const again = await decrypt(body, [app], nodePayloadPorts);
      assert.equal(again.kind === "text" && again.text, PLAINTEXT);
      assert.deepEqual(again.report.profile, profile);
    }
  });

  it("writes additional authenticated data that the profile has", async () => {
    const profile = { ...builtInProfile("keyPair"), aad: { text: "xo" } };
    const { body } = await encrypt(bytes, { publicKeyPem, profile }, nodePayloadPorts);
    const envelope = JSON.parse(body) as Record<"encryptedKey" | "iv" | "data" | "tag", string>;
    const key = crypto.privateDecrypt(
      { key: orders.keys.privateKeyPem ?? "", padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
      Buffer.from(envelope.encryptedKey, "base64"),
    );
    assert.equal(opened(envelope, key, "xo"), PLAINTEXT);
  });

  it("says what is missing", async () => {
    const fails = (target: EncryptTarget, message: string, ports = nodePayloadPorts) =>
      assert.rejects(
        encrypt(bytes, target, ports),
        (error) => error instanceof UserError && (assert.equal(error.message, message), true),
      );
    await fails({}, "This app has no payload key, so nothing can be encrypted for it. Add a payload key to the app.");
    await fails(
      { sharedKey, profile: builtInProfile("keyPair") },
      "The envelope profile wraps a key for a public key, but this app has a shared key. Forget the app's envelope profile, or change its payload key.",
    );
    await fails(
      { publicKeyPem, profile: builtInProfile("shared") },
      "The envelope profile uses a shared key, but this app has a key pair. Forget the app's envelope profile, or change its payload key.",
    );
    await fails(
      { publicKeyPem, profile: { ...builtInProfile("keyPair"), keyWrapping: "RSA PKCS#1 v1.5" } },
      "This profile wraps the key with RSA PKCS#1 v1.5, which is not available in VS Code for the Web. Encrypt in VS Code on the desktop.",
      webPayloadPorts,
    );
    const jwe = {
      format: "jwe",
      name: "",
      description: "",
      authenticated: true,
      serialization: "compact",
      alg: "RSA1_5",
      enc: "A256GCM",
      path: [],
      compression: "none",
    } as const;
    await fails(
      { publicKeyPem, profile: { ...jwe, path: [] } },
      "The app's envelope profile can't be used to encrypt. Decrypt a captured response to learn the shape anew.",
    );
  });

  function opened(envelope: Record<"iv" | "data" | "tag", string>, key: Buffer, aad?: string): string {
    const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(envelope.iv, "base64"));
    if (aad !== undefined) decipher.setAAD(Buffer.from(aad));
    decipher.setAuthTag(Buffer.from(envelope.tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(envelope.data, "base64")), decipher.final()]).toString();
  }
});
