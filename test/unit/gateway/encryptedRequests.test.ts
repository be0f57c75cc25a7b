import assert from "node:assert/strict";
import { constants, createDecipheriv, createPrivateKey, privateDecrypt, randomBytes } from "node:crypto";
import type { AppSecrets } from "../../../src/domain/apps/appSecrets";
import type { JwtApp } from "../../../src/domain/apps/jwtApp";
import { UserError } from "../../../src/domain/errors";
import { LIMITS } from "../../../src/domain/limits";
import { builtInProfile } from "../../../src/domain/payloads/envelopeProfile";
import { encryptingEndpoints } from "../../../src/domain/scopes/catalogue";
import { routeOf } from "../../../src/domain/tokens/verify/route";
import { encryptBody, isEncrypted } from "../../../src/gateway/encryptedRequests";
import { nodePayloadPorts } from "../../../src/node/nodePayloadPorts";
import { sampleApp } from "../apps/sampleApp";
import { envelope, orders, secretsWith } from "./gatewayAnswers";

const publicKey = String(orders.publicKey.export({ type: "spki", format: "pem" }));
const payloadKey = { kind: "keyPair", publicKey, size: 2048, fingerprint: "x" } as unknown as JwtApp["payloadKey"];
const app = sampleApp({
  payloadKey,
  enforcePayloadEncryption: true,
  envelopeProfile: builtInProfile("keyPair"),
  gateway: { decrypts: true, encrypts: true },
});
const secrets = secretsWith(orders, "keyPair");
const BODY = '{"skip":0, "limit":1.0,"text":"Grüße"}';

async function sent(body: string | Uint8Array, of: JwtApp = app, own: AppSecrets = secrets) {
  const { body: bytes, headers } = await encryptBody(Buffer.from(body as string), of, own, nodePayloadPorts);
  return { text: Buffer.from(bytes).toString(), headers };
}

/** As the other side would, with node:crypto. */
function decrypted(text: string): string {
  const { encryptedKey, iv, data, tag } = JSON.parse(text) as Record<string, string>;
  const bytes = (part = ""): Buffer => Buffer.from(part, "base64");
  const key = privateDecrypt(
    {
      key: createPrivateKey(orders.keys.privateKeyPem ?? ""),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    },
    bytes(encryptedKey),
  );
  const decipher = createDecipheriv("aes-256-gcm", key, bytes(iv));
  decipher.setAuthTag(bytes(tag));
  return Buffer.concat([decipher.update(bytes(data)), decipher.final()]).toString();
}

describe("bodies that the gateway encrypts", () => {
  it("are written in the app's shape", async () => {
    const { text, headers } = await sent(BODY);
    assert.equal(decrypted(text), BODY);
    assert.deepEqual(headers, { "content-type": "application/json" });
    assert.notEqual((await sent(BODY)).text, text);
  });

  it("have their parts in headers where the shape has them there, but none that frames the request", async () => {
    const profile = builtInProfile("keyPair");
    const withHeader = (name: string): JwtApp => {
      const encryptedKey = { source: "header" as const, path: [name], encoding: "base64" as const };
      return { ...app, envelopeProfile: { ...profile, parts: { ...profile.parts, encryptedKey } } };
    };
    const { text, headers } = await sent(BODY, withHeader("X-Wrapped"));
    assert.deepEqual(Object.keys(headers).sort(), ["content-type", "x-wrapped"]);
    assert.equal(
      decrypted(JSON.stringify({ ...(JSON.parse(text) as object), encryptedKey: headers["x-wrapped"] })),
      BODY,
    );
    for (const name of ["Content-Length", "Transfer-Encoding", "Host", "auth", "Authorization", "Connection", "Cookie"])
      await assert.rejects(sent(BODY, withHeader(name)), { code: "profile-unusable" }, name);
  });

  it("stay as they are where they are envelopes of the app, or no JSON", async () => {
    for (const body of [JSON.stringify(envelope(BODY)), "", "a=1&b=2", "{", "\u0000"]) {
      const { text, headers } = await sent(body);
      assert.deepEqual([text, headers], [body, {}]);
    }
    // Another key's is a payload like any other.
    const { testKey } = await import("../payloads/testKeys");
    const foreign = JSON.stringify(envelope(BODY, {}, testKey("Another bot")));
    assert.equal(decrypted((await sent(foreign)).text), foreign);
  });

  it("are encrypted with a shared key as well", async () => {
    const shared = { ...app, payloadKey: { kind: "shared" as const }, envelopeProfile: builtInProfile("shared") };
    const { text } = await sent(BODY, shared, secretsWith(orders, "shared"));
    assert.deepEqual(Object.keys(JSON.parse(text) as object).sort(), ["data", "iv", "tag"]);
    assert.equal((await sent(text, shared, secretsWith(orders, "shared"))).text, text);
  });

  it("are refused where they are too long", async () => {
    const long = new Uint8Array(LIMITS.writtenBody + 1);
    await assert.rejects(
      encryptBody(long, app, secrets, nodePayloadPorts),
      (error) => error instanceof UserError && error.code === "body-too-large",
    );
  });

  it("hold random bytes in JSON without a trace of them", async () => {
    const secret = randomBytes(40).toString("hex");
    assert.ok(!(await sent(JSON.stringify({ secret }))).text.includes(secret));
  });
});

describe("which bodies the gateway encrypts", () => {
  const endpoint = encryptingEndpoints("xo").find(({ method, path }) => method === "POST" && path) ?? assert.fail();
  const path = (endpoint.path ?? "").replace(/\{[^}]*\}/g, "st-11111111-1111-5111-8111-111111111111");
  const json = { "content-type": "application/json; charset=utf-8" };
  const is = (changes: Partial<JwtApp> = {}, headers = json, at = path, method = "POST"): boolean =>
    isEncrypted({ ...app, ...changes }, routeOf({ method, path: at, headers: {} }), headers);

  it("are those of JSON to endpoints that take them, of apps that say so and have a shape", () => {
    assert.ok(is());
    assert.ok(!is({ gateway: { decrypts: true, encrypts: false } }));
    const { envelopeProfile: _, ...without } = app;
    assert.ok(!isEncrypted(without, routeOf({ method: "POST", path, headers: {} }), json));
    assert.ok(!is({}, { "content-type": "multipart/form-data" }));
    assert.ok(
      !isEncrypted(app, routeOf({ method: "POST", path, headers: {} }), { ...json, "content-encoding": "gzip" }),
    );
    assert.ok(!is({}, json, "/api/not/known"));
    assert.ok(!is({}, json, path, "GET"));
    assert.ok(!is({ createdIn: "tables" }));
  });
});
